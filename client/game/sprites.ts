import type { CastView } from "../index.ts";
import { portraitAddress } from "../plugin/portrait-address.ts";
import { element } from "./overlay/element.ts";

/** Which pictures exist for people and things, and which one someone gets. */
export interface Sprites {
  readonly names: readonly string[];
  /** Things, each a sheet of two frames: closed and open. */
  readonly props: readonly string[];
}

/** Reads `sprites/sprites.json` as far as the page needs it. */
export function readSprites(json: unknown): Sprites {
  const { names, props } = (json ?? {}) as { names?: unknown; props?: unknown };
  if (!Array.isArray(names)) throw new Error("sprites.json: expected a list under `names`");
  const text = (name: unknown) => typeof name === "string";
  return { names: names.filter(text), props: Array.isArray(props) ? props.filter(text) : [] };
}

/** The sheet someone is drawn from: its own, else one of the travellers', always the same for the same id. */
export function sheetOf(
  { names }: Pick<Sprites, "names">,
  view: Pick<CastView, "sprite" | "id">,
): string {
  if (names.includes(view.sprite)) return view.sprite;
  const common = names.filter((name) => name.startsWith("player-"));
  let sum = 0;
  for (const char of view.id) sum = (sum * 33 + (char.codePointAt(0) ?? 0)) % 65_537;
  return common[sum % common.length] ?? names[0] ?? "";
}

/** The address of someone's portrait. */
export function portraitOf(sprites: Sprites, view: Pick<CastView, "sprite" | "id">): string {
  return portraitAddress(view.sprite) ?? `/sprites/${sheetOf(sprites, view)}-portrait.png`;
}

/** The texture of a thing; a plain piece of paper where its own picture is not known. */
export function propTexture({ props }: Pick<Sprites, "props">, sprite: string): string {
  return `prop-${props.includes(sprite) ? sprite : "paper"}`;
}

/** A thing as a picture on the page. */
export function propPicture(sprites: Sprites, sprite: string, open: boolean): HTMLElement {
  return element("img", {
    src: `/props/${propTexture(sprites, sprite)}.png`,
    alt: "",
    class: `prop-picture${open ? " open" : ""}`,
  });
}
