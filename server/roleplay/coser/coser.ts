import type { Persona } from "../persona.ts";
import { coserCases, type CoserCase } from "./coser-cases.ts";
import { coserCast, isWorldVoice, nameCount, type CoserCast } from "./coser-cast.ts";
import { coserPersonas } from "./coser-personas.ts";
import { clipped, firstSentences, languageOf, readableMarkdown, slugOf } from "./coser-text.ts";
import { inertLine } from "../prompt/prompt-text.ts";
import type { Scene } from "../scene.ts";
import type { World } from "../world/world.ts";
import { checkWorld } from "../world/world-check.ts";
import { issueText } from "../world/world-issue.ts";

/**
 * A case as a world that can be played, with notes on what was used, missing or mended. `reference` is the
 * dialogue of the book for those who compare; no part of it but the environment's first words is in the world.
 */
export type CoserImport =
  | {
      readonly ok: true;
      readonly world: World;
      readonly notes: string[];
      readonly reference: readonly CoserReferenceLine[];
    }
  | { readonly ok: false; readonly problem: string };
export interface CoserReferenceLine {
  /** A persona's id, or `Environment`. */
  readonly speaker: string;
  /** As in the file, with `[thoughts]` and `(actions)`. */
  readonly message: string;
}

const CAST_LIMIT = 64;
const NAME_LIMIT = 500;
const OPENING_LIMIT = 4;
const EVERYONE_HEARS = 100;

/** Makes case `index` (from 0) of a file in the format of CoSER's test set a world. Pure; never throws. */
export function importCoser(json: unknown, index: number): CoserImport {
  const cases = coserCases(json);
  if (cases.length === 0) {
    return refused(
      "there is no CoSER case in this file; expected a list of objects with 'scenario', 'key_characters' and 'dialogues'",
    );
  }
  if (!Number.isInteger(index) || index < 0 || index >= cases.length) {
    const all = cases.length === 1 ? "one case, number 0" : `cases 0 to ${cases.length - 1}`;
    return refused(`there is no case ${index}; the file has ${all}`);
  }
  const given = cases[index];
  if (given === undefined || given === null) {
    return refused(
      `entry ${index} is not a CoSER case; expected an object with 'scenario', 'key_characters' and 'dialogues'`,
    );
  }
  return importCase(given, index);
}

function importCase(given: CoserCase, index: number): CoserImport {
  const names = nameCount(given);
  if (names > NAME_LIMIT) {
    return refused(`case ${index} has ${names} names; at most ${NAME_LIMIT} are told apart`);
  }
  const cast = coserCast(given);
  if (cast.roles.length === 0) {
    return refused(`case ${index} has no characters; expected names under 'key_characters'`);
  }
  if (cast.roles.length > CAST_LIMIT) {
    return refused(`case ${index} has ${cast.roles.length} characters; at most ${CAST_LIMIT} play`);
  }
  const setting = readableMarkdown(given.scenario || given.plotSummary || given.topic);
  if (setting === "") {
    return refused(`case ${index} does not say where it plays; expected text under 'scenario'`);
  }
  const language = languageOf(
    [setting, ...given.dialogues.map(({ message }) => message)].join("\n"),
  );
  const { personas, notes } = coserPersonas(cast.roles, given.book, language);
  const scene: Scene = {
    id: `${slugOf(given.book, "coser")}-${index}`,
    title: clipped(inertLine(given.book || given.topic), 200) || UNNAMED[language],
    language,
    world: clipped(inertLine(given.book), 200) || UNNAMED[language],
    background: "",
    setting: clipped(setting, 20_000),
    topic: clipped(inertLine(given.topic), 2_000) || undefined,
    cast: personas.map(({ id }) => ({ persona: id })),
    places: [],
    map: "bare-stage",
    opening: opening(given, setting),
    end: [],
    max_players: 50,
    hearing: EVERYONE_HEARS,
    sight: 1_000,
  };
  const check = checkWorld(scene, new Map(personas.map((persona) => [persona.id, persona])));
  if (!check.ok) {
    return refused(
      `case ${index} does not make a world: ${check.issues.map(issueText).join("; ")}`,
    );
  }
  return {
    ok: true,
    world: check.world,
    notes: [...caseNotes(given, cast), ...notes],
    reference: reference(given, cast, personas),
  };
}

const UNNAMED = { en: "an unnamed tale", zh: "无名故事" } as const;

/** Players read where they are; then come the words of the environment that the book's dialogue begins with. */
function opening(given: CoserCase, setting: string): Scene["opening"] {
  const first = given.dialogues.findIndex(({ character }) => !isWorldVoice(character));
  const world = given.dialogues.slice(0, first === -1 ? undefined : first).slice(0, OPENING_LIMIT);
  return [
    firstSentences(inertLine(setting), 300),
    ...world.map(({ message }) => clipped(inertLine(message), 2_000)),
  ]
    .filter((text) => text !== "")
    .map((text) => ({ speaker: "Environment", text }));
}

function caseNotes(given: CoserCase, cast: CoserCast): string[] {
  const notes: string[] = [];
  const fields = new Set(
    cast.roles.flatMap(({ told }) => told.flatMap(({ thoughtField }) => thoughtField ?? [])),
  );
  for (const field of fields) notes.push(`Inner thoughts were read from '${field}'.`);
  const thoughtless = cast.roles.filter(({ told }) => told.every(({ thought }) => thought === ""));
  if (thoughtless.length > 0) {
    notes.push(`No inner thoughts: ${namesOf(thoughtless.map(({ spellings }) => spellings[0]!))}.`);
  }
  if (given.scenario === "") notes.push("There is no scenario; the plot's summary stands in.");
  else if (given.plotSummary !== "") notes.push("The plot's summary is unused: it tells the end.");
  if (given.book === "") notes.push("The book has no name.");
  if (cast.absent.length > 0) notes.push(`Only spoken of: ${namesOf(cast.absent)}.`);
  if (given.dialogues.length > 0) {
    notes.push(`The book's dialogue (${given.dialogues.length} lines) is kept out of all prompts.`);
  }
  return notes;
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => clipped(inertLine(name), 64)).join(", ");
}

function reference(
  given: CoserCase,
  cast: CoserCast,
  personas: readonly Persona[],
): CoserReferenceLine[] {
  return given.dialogues.map(({ character, message }) => {
    const role = cast.roleOf(character);
    const persona = role === undefined ? undefined : personas[cast.roles.indexOf(role)];
    return { speaker: persona?.id ?? "Environment", message };
  });
}

function refused(problem: string): CoserImport {
  return { ok: false, problem };
}
