import type { FoundTale, FoundTales, TalePreview } from "../../../shared/studio/cards.ts";
import { importCoser } from "../../roleplay/coser/coser.ts";
import { coserCases, type CoserCase } from "../../roleplay/coser/coser-cases.ts";
import { isWorldVoice } from "../../roleplay/coser/coser-cast.ts";
import { clipped, slugOf } from "../../roleplay/coser/coser-text.ts";
import { herCase } from "../../roleplay/coser/her-rows.ts";
import { inertLine, inertProse } from "../../roleplay/prompt/prompt-text.ts";
import type { World } from "../../roleplay/world/world.ts";
import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

/** Files of tales: CoSER's test set, a whole book of CoSER, and rows of HER's dataset. */
export interface TaleFile {
  readonly ok: true;
  readonly source: FoundTales["source"];
  readonly title: string;
  readonly tales: readonly FoundTale[];
  readonly total: number;
  /** One of them as a world, with notes; or why it is none. */
  world(index: number): TaleWorld;
}

export type TaleWorld =
  | { readonly ok: true; readonly world: World; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** How many are listed, and how many values and how deep a file may have. */
const LISTED = 300;
const VALUES = 3_000_000;

/** Reads text as tales. `named`: the file's name, which is all that a book's file says of its title. */
export function readTales(bytes: Uint8Array, named: string): TaleFile | CardRefusal {
  const text = decode(bytes);
  if (text === null) return refused("damaged", "The text is not UTF-8; save the file as UTF-8.");
  // Looked for as text first: what has neither is not worth reading as JSON.
  if (!/"(?:dialogues|messages|key_characters|character_profiles)"/u.test(text)) return NO_TALE;
  if (!isFlat(text)) return refused("too-large", TOO_MUCH);
  const values = jsonValues(text);
  if (values === null) return NO_TALE;
  const rows = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  const her = rows.slice(0, 20_000).map(herCase);
  if (her.some((one) => one !== null)) {
    const cases = her.filter((one) => one !== null);
    return taleFile("her-rows", named, cases, (world, index) => ({
      ...world,
      scene: {
        ...world.scene,
        background: clipped(inertProse(cases[index]?.background ?? ""), 20_000),
      },
    }));
  }
  const [json] = values;
  const isBook = typeof json === "object" && json !== null && !Array.isArray(json);
  const book = isBook && !("book" in json) ? { ...json, book: titleOf(named) } : json;
  return taleFile(isBook ? "coser-book" : "coser-test", named, book, (world) => world);
}

const TOO_MUCH = `This JSON is nested more than ${CARD_LIMITS.depth} levels deep, or holds more than ${VALUES / 1e6} million values; split it.`;
const NO_TALE = refused(
  "no-card",
  "This is no card, and no file of tales either: expected a card's PNG, JSON or CHARX, CoSER's test set or one of its books, or rows of HER's dataset.",
);

function taleFile(
  source: FoundTales["source"],
  named: string,
  json: unknown,
  finish: (world: World, index: number) => World,
): TaleFile | CardRefusal {
  const cases = coserCases(json);
  const tales = cases.flatMap((one, index) => (one === null ? [] : [taleOf(one, index)]));
  const first = cases.find((one) => one !== null);
  if (first === undefined || first === null) return NO_TALE;
  return {
    ok: true,
    source,
    title: clipped(inertLine(source === "coser-test" ? named : first.book || named), 200),
    tales: tales.slice(0, LISTED),
    total: tales.length,
    world(index) {
      const made = importCoser(json, index);
      return made.ok ? { ok: true, world: finish(made.world, index), notes: made.notes } : made;
    },
  };
}

function taleOf(given: CoserCase, index: number): FoundTale {
  const people = [
    ...given.speaking,
    ...given.keyCharacters.map(({ name }) => name),
    ...given.dialogues.map(({ character }) => character),
  ].filter((name) => !isWorldVoice(name));
  return {
    index,
    title: clipped(inertLine(given.topic || given.book), 160),
    setting: clipped(inertLine(given.scenario || given.plotSummary), 400),
    people: [...new Set(people)].slice(0, 24).map((name) => clipped(inertLine(name), 64)),
    lines: given.dialogues.length,
  };
}

/** A tale, before anything of it is written. */
export function talePreview(
  { world, notes }: Extract<TaleWorld, { ok: true }>,
  named: string,
): TalePreview {
  return {
    world: slugOf(world.scene.title, slugOf(named.replace(/\.\w+$/u, ""), "tale")),
    title: world.scene.title,
    setting: world.scene.setting,
    people: world.personas.map((persona) => ({
      id: persona.id,
      name: persona.name,
      known: persona.public.known,
      profile: clipped(persona.profile, 1_200),
      thoughts: persona.private.motivation !== "",
    })),
    notes,
  };
}

/** A world with only some of its people. */
export function withPeople(world: World, people: readonly string[] | undefined): World {
  if (people === undefined) return world;
  const chosen = world.personas.filter(({ id }) => people.includes(id));
  const ids = new Set(chosen.map(({ id }) => id));
  const { cast, opening } = world.scene;
  return {
    ...world,
    personas: chosen,
    scene: {
      ...world.scene,
      cast: cast.filter(({ persona }) => ids.has(persona)),
      opening: opening.filter(({ speaker }) => speaker === "Environment" || ids.has(speaker)),
    },
  };
}

function titleOf(named: string): string {
  return clipped(inertLine(named.replace(/\.jsonl?$/iu, "").replaceAll("_", " ")), 200);
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whether a text that may be JSON is shallow and short enough to be read at once; brackets in strings do not count. */
function isFlat(text: string): boolean {
  let [depth, values] = [0, 0];
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
      continue;
    }
    if (code === 0x22) inString = true;
    else if (code === 0x2c) values += 1;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      values += 1;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth > CARD_LIMITS.depth || values > VALUES) return false;
  }
  return true;
}

/** One JSON value, or one on each line; null for neither. */
function jsonValues(text: string): unknown[] | null {
  const one = parsed(text);
  if (one !== undefined) return [one];
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.map(parsed);
  return lines.length > 1 && values.every((value) => value !== undefined) ? values : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
