import type { BroughtIn } from "../../../shared/studio/cards.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { clipped } from "../../roleplay/coser/coser-text.ts";
import { Scene } from "../../roleplay/scene.ts";
import type { World } from "../../roleplay/world/world.ts";
import { personaYaml, sceneYaml } from "../../worlds/persona-yaml.ts";
import type { WorldShelf } from "../../worlds/world-shelf.ts";
import type { BringInOrder } from "./bring-in.ts";
import { freeId } from "./card-names.ts";
import { cardLanguage, greetingsOf, namesFor, proseOf } from "./card-persona.ts";
import { cardSheet, commentOf } from "./card-sheet.ts";
import { refusedBy, type CardStage, type Done } from "./card-stage.ts";
import { nameProblem } from "./neighbours.ts";

/** A card as a world of its own: a bare stage, its scenario as the setting, one of its greetings to open with. */
export async function cardWorld(
  stage: CardStage,
  order: Omit<BringInOrder, "how" | "place"> & { readonly greeting: number | undefined },
): Promise<Done<BroughtIn>> {
  const { world, file, fields, choices, by, greeting } = order;
  const wrong = nameProblem(choices, []);
  if (wrong !== null) return wrong;
  const id = freeId(choices.name, new Set());
  const made = cardSheet(stage.gallery, file, fields, choices, id);
  const language = cardLanguage(fields);
  const names = namesFor(fields, choices.name, language);
  const setting =
    clipped(proseOf(fields.scenario, names), 20_000) || NOWHERE[language](choices.name);
  const line = greeting === undefined ? undefined : greetingsOf(fields, choices.name)[greeting];
  const scene = Scene.parse({
    id: world,
    title: choices.name,
    language,
    world: choices.name,
    setting,
    cast: [{ persona: id }],
    opening: line === undefined ? [] : [{ speaker: id, text: line }],
    hearing: 100,
    sight: 1_000,
  });
  const written = await newWorld(
    stage.shelf,
    world,
    scene,
    [{ persona: made.persona, above: commentOf(file, fields, id, by) }],
    by,
  );
  if (!written.ok) return written;
  const beside = await stage.shelf.keepBeside(world, id, made.beside);
  if (!beside.ok) return refusedBy(beside);
  const { version } = written.value;
  return { ok: true, value: { world, persona: id, version, how: "play", scenes: 0, notes: [] } };
}

/** A tale as a world of its own. */
export async function taleWorld(
  shelf: WorldShelf,
  name: string,
  { scene, personas }: World,
  by: string,
): Promise<Done<BroughtIn>> {
  const sheets = personas.map((persona) => ({
    persona,
    above: [`Brought in from a tale by ${by}.`],
  }));
  const written = await newWorld(shelf, name, { ...scene, id: name }, sheets, by);
  if (!written.ok) return written;
  const { version } = written.value;
  return {
    ok: true,
    value: {
      world: name,
      persona: personas[0]?.id ?? "",
      version,
      how: "play",
      scenes: 0,
      notes: [],
    },
  };
}

const NOWHERE = {
  en: (name: string) => `${name} is here, and nothing is settled yet about where here is.`,
  zh: (name: string) => `${name}在这里；这里是哪儿，还没有定下来。`,
} as const;

async function newWorld(
  shelf: WorldShelf,
  name: string,
  scene: Scene,
  people: readonly { readonly persona: Persona; readonly above: readonly string[] }[],
  by: string,
): Promise<Done<{ readonly version: string }>> {
  const begun = await shelf.begin(name);
  if (!begun.ok) return refusedBy(begun);
  const released = await shelf.releaseAll(
    name,
    [
      { sheet: { part: "scene" }, yaml: sceneYaml(scene) },
      ...people.map(({ persona, above }) => ({
        sheet: { part: "persona", id: persona.id } as const,
        yaml: personaYaml(persona, above),
      })),
    ],
    by,
  );
  return released.ok ? { ok: true, value: { version: released.version } } : refusedBy(released);
}
