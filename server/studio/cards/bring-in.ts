import type { BroughtIn, CardChoices } from "../../../shared/studio/cards.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { issueText } from "../../roleplay/world/world-issue.ts";
import { clipped } from "../../roleplay/coser/coser-text.ts";
import { inertLine } from "../../roleplay/prompt/prompt-text.ts";
import { Scene } from "../../roleplay/scene.ts";
import type { World } from "../../roleplay/world/world.ts";
import { personaYaml, sceneYaml, withCast } from "../../worlds/persona-yaml.ts";
import { personaIn } from "../../worlds/sheet-text.ts";
import { versionOf } from "../../worlds/version-of.ts";
import { parseYaml } from "../../worlds/yaml-file.ts";
import type { BesideFile, Shelved, WorldShelf } from "../../worlds/world-shelf.ts";
import type { RunningGame } from "../running-game.ts";
import type { CardFields } from "./card-fields.ts";
import type { PaintedCard } from "./painted-card.ts";
import { freeId, mendedName, nameClash, type Neighbour } from "./card-names.ts";
import { cardLanguage, greetingsOf, namesFor, personaOf, proseOf } from "./card-persona.ts";
import { portraitSprite, type PortraitGallery } from "./portrait-gallery.ts";

/** Where what is brought in goes. */
export interface CardStage {
  readonly shelf: WorldShelf;
  readonly game: Pick<RunningGame, "admit">;
  readonly gallery: PortraitGallery;
}

/** What was done, or why nothing was. */
export type Done<T> = { readonly ok: true; readonly value: T } | Refused;
interface Refused {
  readonly ok: false;
  readonly problem: StudioProblem;
}

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

function cardSheet(
  gallery: PortraitGallery,
  file: PaintedCard,
  fields: CardFields,
  choices: CardChoices,
  id: string,
): { readonly persona: Persona; readonly beside: readonly BesideFile[] } {
  const portrait = choices.portrait ? file.portrait : null;
  const token = choices.portrait ? file.token : null;
  const sprite = token === null ? {} : { sprite: portraitSprite(gallery.hang(token)) };
  const { persona } = personaOf(fields, choices, { id, ...sprite });
  const card = { ending: "card.json", bytes: new TextEncoder().encode(file.json.text) } as const;
  return {
    persona,
    beside:
      portrait === null ? [card] : [card, { ending: "portrait.png", bytes: portrait } as const],
  };
}

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

function nameProblem(choices: CardChoices, people: readonly Neighbour[]): Refused | null {
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

/** A sheet's first lines say where it comes from. */
function commentOf(file: PaintedCard, fields: CardFields, id: string, by: string): string[] {
  const made = inertLine(fields.creator).slice(0, 120);
  return [
    `Brought in from a character card (V${fields.version}, ${file.format}) by ${by}.`,
    ...(made === "" ? [] : [`The card was made by ${made}; its own terms go with it.`]),
    `The card itself is ${id}.card.json: everything in it that has no place here is kept there.`,
  ];
}

/** The place where a newcomer stands: the one that was chosen, else where players come in. */
async function placeOf(
  shelf: WorldShelf,
  world: string,
  place: string | undefined,
): Promise<string | undefined> {
  const scene = await sceneOf(shelf, world);
  const places = scene?.places.map(({ id }) => id) ?? [];
  if (place !== undefined) return places.includes(place) ? place : undefined;
  return scene?.entrance;
}

/** A world's scene as it plays; null for none, or for one that is not sound. */
export async function sceneOf(
  shelf: Pick<WorldShelf, "read">,
  world: string,
): Promise<Scene | null> {
  const text = (await shelf.read(world, { part: "scene" }))?.yaml ?? null;
  const read = text === null ? null : parseYaml(text, "scene.yaml");
  const scene = read?.ok === true ? Scene.safeParse(read.value) : null;
  return scene?.success === true ? scene.data : null;
}

/**
 * Releases a newcomer together with its place in the scene's cast, so that it is there after a restart too; where the
 * cast cannot take it, the newcomer alone, and says so.
 */
async function withPlaceInCast(
  shelf: WorldShelf,
  world: string,
  one: {
    readonly id: string;
    readonly yaml: string;
    readonly placed: string | undefined;
    readonly by: string;
    readonly beside: readonly BesideFile[];
  },
): Promise<{ readonly shelved: Shelved; readonly notes: readonly string[] }> {
  const { id, yaml, placed, by, beside } = one;
  const newcomer = { sheet: { part: "persona", id }, yaml, from: { file: null } } as const;
  const scene = await shelf.read(world, { part: "scene" });
  const cast = scene?.yaml == null ? null : withCast(scene.yaml, id, placed);
  if (cast !== null) {
    const joined = { sheet: { part: "scene" }, yaml: cast } as const;
    const from = { file: scene?.version ?? null };
    const both = await shelf.releaseAll(world, [{ ...joined, from }, newcomer], by, beside);
    if (both.ok) return { shelved: { ...both, version: versionOf(yaml) }, notes: [] };
  }
  const shelved = await shelf.releaseAll(world, [newcomer], by, beside);
  return {
    shelved,
    notes: [
      `The scene's cast could not be changed by itself; write '- persona: ${id}' under 'cast' in scene.yaml, so that it is there after a restart too.`,
    ],
  };
}

export function refuse(
  code: StudioProblem["code"],
  message: string,
  details?: StudioProblem["details"],
): Refused {
  return {
    ok: false,
    problem: { code, message, ...(details === undefined ? {} : { details }) },
  };
}

function refusedBy(shelved: Extract<Shelved, { ok: false }>): Refused {
  const codes = {
    "not-found": "not-found",
    unsound: "bad-request",
    "too-large": "too-large",
    "changed-outside": "conflict",
    failed: "failed",
  } as const;
  const errors = shelved.issues.filter(({ severity }) => severity === "error").slice(0, 3);
  const why = errors.map(issueText).join("; ");
  return refuse(codes[shelved.code], why === "" ? shelved.problem : `${shelved.problem} ${why}.`);
}
