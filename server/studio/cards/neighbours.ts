import type { CardChoices } from "../../../shared/studio/cards.ts";
import { personaIn } from "../../worlds/sheet-text.ts";
import type { WorldShelf } from "../../worlds/world-shelf.ts";
import { mendedName, nameClash, type Neighbour } from "./card-names.ts";
import { refuse, type Refused } from "./card-stage.ts";

/** Everybody in a world, drafts too; null where there is no such world. */
export async function neighbours(
  shelf: Pick<WorldShelf, "sheets">,
  world: string,
): Promise<Neighbour[] | null> {
  const sheets = await shelf.sheets(world);
  if (sheets === null) return null;
  const found: Neighbour[] = [];
  for (const { sheet, title, text } of sheets) {
    if (sheet.part !== "persona") continue;
    const { id } = sheet;
    const persona = personaIn(text.yaml ?? "", id) ?? personaIn(text.draft?.yaml ?? "", id);
    found.push({ id, name: persona?.name ?? title, aliases: persona?.aliases ?? [] });
  }
  return found;
}

/** Why somebody cannot have a name among these people; null where they can. */
export function nameProblem(choices: CardChoices, people: readonly Neighbour[]): Refused | null {
  const mended = mendedName(choices.name);
  if (mended !== choices.name) {
    return refuse(
      "bad-request",
      mended === ""
        ? "This name cannot stand in a prompt: it has no letters, or means something there. Give another one."
        : `This name cannot stand in a prompt as it is; '${mended}' can.`,
    );
  }
  const clash = nameClash(choices.name, people);
  if (clash?.code === "name-taken")
    return refuse(
      "conflict",
      `Somebody in this world is called '${clash.what}' already; give another name.`,
    );
  if (clash !== null && !choices.alike) {
    return refuse(
      "conflict",
      `The name looks like '${clash.what}', who is in this world, but is written with other letters. Give another one, or say that it is meant so.`,
      [{ path: ["choices", "alike"], message: clash.what ?? "" }],
    );
  }
  return null;
}
