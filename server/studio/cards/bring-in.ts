import type { BroughtIn, CardChoices } from "../../../shared/studio/cards.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { personaYaml } from "../../worlds/persona-yaml.ts";
import type { CardFields } from "./card-fields.ts";
import { freeId, nameClash } from "./card-names.ts";
import { cardSheet, commentOf } from "./card-sheet.ts";
import { refuse, refusedBy, type CardStage, type Done } from "./card-stage.ts";
import { placeOf, withPlaceInCast } from "./cast-place.ts";
import { nameProblem, neighbours } from "./neighbours.ts";
import type { PaintedCard } from "./painted-card.ts";

export interface BringInOrder {
  readonly world: string;
  readonly file: PaintedCard;
  readonly fields: CardFields;
  readonly choices: CardChoices;
  readonly how: "draft" | "play";
  readonly by: string;
  readonly place?: string | undefined;
}

/** Brings a card into a world that is there: as a draft, or so that it stands in its running scenes at once. */
export async function bringIn(stage: CardStage, order: BringInOrder): Promise<Done<BroughtIn>> {
  const { shelf } = stage;
  const { world, file, fields, choices, how, by, place } = order;
  const people = await neighbours(shelf, world);
  if (people === null) return refuse("not-found", `There is no world '${world}' here.`);
  const wrong = nameProblem(choices, people);
  if (wrong !== null) return wrong;
  const id = freeId(choices.name, new Set(people.map((one) => one.id)));
  const made = cardSheet(stage.gallery, file, fields, choices, id);
  const sheet = { part: "persona", id } as const;
  const yaml = personaYaml(made.persona, commentOf(file, fields, id, by));
  const brought = (version: string, scenes: number, notes: readonly string[]): Done<BroughtIn> => ({
    ok: true,
    value: { world, persona: id, version, how, scenes, notes },
  });
  if (how === "draft") {
    const kept = await shelf.draft(world, sheet, yaml, by, { file: null, draft: null });
    if (!kept.ok) return refusedBy(kept);
    const beside = await shelf.keepBeside(world, id, made.beside);
    return beside.ok ? brought(kept.version, 0, []) : refusedBy(beside);
  }
  const placed = await placeOf(shelf, world, place);
  const came = await withPlaceInCast(shelf, world, { id, yaml, placed, by, beside: made.beside });
  if (!came.shelved.ok) return refusedBy(came.shelved);
  const { version } = came.shelved;
  const scenes = stage.game.admit(world, made.persona, version, placed);
  return brought(version, scenes, came.notes);
}

/** Personas of a tale into a world that is there. */
export async function bringPeople(
  stage: CardStage,
  order: {
    readonly world: string;
    readonly people: readonly Persona[];
    readonly how: "draft" | "play";
    readonly by: string;
  },
): Promise<Done<readonly BroughtIn[]>> {
  const { shelf } = stage;
  const { world, how, by } = order;
  const there = await neighbours(shelf, world);
  if (there === null) return refuse("not-found", `There is no world '${world}' here.`);
  const clash = order.people
    .map((persona) => ({ persona, clash: nameClash(persona.name, there) }))
    .find((one) => one.clash !== null);
  if (clash !== undefined) {
    return refuse(
      "conflict",
      `${clash.persona.name} has the name of somebody in this world, or one that looks the same; leave them out, or make a new world of the tale.`,
    );
  }
  const taken = new Set(there.map((one) => one.id));
  const placed = await placeOf(shelf, world, undefined);
  const done: BroughtIn[] = [];
  for (const one of order.people) {
    const id = freeId(one.name, taken);
    taken.add(id);
    const persona: Persona = { ...one, id };
    const sheet = { part: "persona", id } as const;
    const yaml = personaYaml(persona, [`Brought in from a tale by ${by}.`]);
    const { shelved, notes } =
      how === "draft"
        ? {
            shelved: await shelf.draft(world, sheet, yaml, by, { file: null, draft: null }),
            notes: [],
          }
        : await withPlaceInCast(shelf, world, { id, yaml, placed, by, beside: [] });
    if (!shelved.ok) return refusedBy(shelved);
    const scenes = how === "draft" ? 0 : stage.game.admit(world, persona, shelved.version, placed);
    done.push({ world, persona: id, version: shelved.version, how, scenes, notes });
  }
  return { ok: true, value: done };
}
