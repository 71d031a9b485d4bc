import type { CastView } from "../index.ts";

/** Which pictures exist for people, and which one someone gets. */
export interface Sprites {
  readonly names: readonly string[];
}

/** Reads `sprites/sprites.json` as far as the page needs it. */
export function readSprites(json: unknown): Sprites {
  const names = (json as { names?: unknown } | null)?.names;
  if (!Array.isArray(names)) throw new Error("sprites.json: expected a list under `names`");
  return { names: names.filter((name) => typeof name === "string") };
}

/** The sheet someone is drawn from: its own, else one of the travellers', always the same for the same id. */
export function sheetOf({ names }: Sprites, view: Pick<CastView, "sprite" | "id">): string {
  if (names.includes(view.sprite)) return view.sprite;
  const common = names.filter((name) => name.startsWith("player-"));
  let sum = 0;
  for (const char of view.id) sum = (sum * 33 + (char.codePointAt(0) ?? 0)) % 65_537;
  return common[sum % common.length] ?? names[0] ?? "";
}

/** The address of someone's portrait. */
export function portraitOf(sprites: Sprites, view: Pick<CastView, "sprite" | "id">): string {
  return `/sprites/${sheetOf(sprites, view)}-portrait.png`;
}
