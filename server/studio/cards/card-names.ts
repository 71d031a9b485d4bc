import { CharacterName } from "../../roleplay/persona.ts";
import { isReservedName, nameKey } from "../../roleplay/character-names.ts";
import { slugOf } from "../../roleplay/coser/coser-text.ts";
import { inertName } from "../../roleplay/inert-text.ts";
import { comparable } from "../../roleplay/parser/character-folding.ts";
import type { CardWarning } from "../../../shared/studio/cards.ts";

/** Names that strangers bring, made fit to stand before a colon, and told apart from those that are there. */

/** Somebody who is in the world already. */
export interface Neighbour {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** What `inertName` makes of a name that cannot be one. */
const NOBODY = inertName("", []);

/** A card's name as a persona may have it, empty where it is none: one line, no signs, nothing hidden, no role of a prompt. */
export function mendedName(raw: string): string {
  const mended = inertName(raw, [], 64);
  const nobody = mended === NOBODY && comparable(raw.slice(0, 100)) !== comparable(NOBODY);
  return nobody || isReservedName(mended) || !CharacterName.safeParse(mended).success ? "" : mended;
}

/** Whether a name is somebody else's here, or looks as if it were. */
export function nameClash(name: string, others: readonly Neighbour[]): CardWarning | null {
  const known = others.flatMap((one) => [one.name, ...one.aliases]);
  const same = known.find((one) => nameKey(one) === nameKey(name));
  if (same !== undefined) return { code: "name-taken", what: same };
  const alike = known.find((one) => comparable(one) === comparable(name));
  return alike === undefined ? null : { code: "name-alike", what: alike };
}

/** An id for a name that nobody here has. */
export function freeId(name: string, taken: ReadonlySet<string>): string {
  const slug = slugOf(name, "newcomer");
  for (let count = 1; ; count++) {
    const id = count === 1 ? slug : `${slug}-${count}`;
    if (!taken.has(id)) return id;
  }
}
