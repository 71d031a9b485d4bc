import type { Persona, PublicFace } from "../persona.ts";
import type { PromptWording } from "./prompt-wording.ts";
import type { Scene } from "../scene.ts";
import { inertLine, inertProse } from "./prompt-text.ts";
import { PROMPT_WORDS } from "./prompt-words.ts";

/** Another persona of the cast, as far as everyone may know it. */
export interface OtherCharacter {
  readonly name: string;
  readonly public: PublicFace;
}

/** A thing that a persona knew of when the scene opened. */
export interface KnownThing {
  readonly name: string;
  /** What it knows of a thing of its own; empty for what it merely sees. */
  readonly description: string;
  /** Where it lies, by the place's name; null where it is held or kept inside something. */
  readonly place: string | null;
  /** Who has it in their hands; null for nobody, or for the persona itself. */
  readonly heldBy: string | null;
  /** The thing it lies in, out of sight. */
  readonly inside: string | null;
  /** The persona itself keeps it out of sight. */
  readonly concealed: boolean;
  readonly yours: boolean;
  readonly locked: boolean;
  /** It cannot be carried. */
  readonly fixed: boolean;
}

/** The parts of a scene that every character in it knows. */
export type SceneSheet = Pick<Scene, "world" | "background" | "setting" | "topic">;

/**
 * The system text of one persona: opening line and sections in the order of HER's training data. It depends on
 * nothing that changes while a scene plays, so that its bytes stay the same from turn to turn.
 */
export function characterSheet(
  persona: Persona,
  scene: SceneSheet,
  others: readonly OtherCharacter[],
  things: readonly KnownThing[] = [],
): string {
  const words = PROMPT_WORDS[persona.language];
  const { headers } = words;
  const sections: [header: string, body: string][] = [
    [headers.profile(persona.name), profile(persona, words)],
    [headers.background, inertProse(scene.background)],
    [headers.scenario, scenario(scene, things, words)],
    [headers.others, others.map((other) => otherLine(other, words)).join("\n")],
    [headers.thoughts, innerThoughts(persona, things, words)],
    [headers.requirements, words.requirements(persona.name)],
  ];
  return [
    words.opening(persona.name, inertLine(scene.world)),
    ...sections.filter(([, body]) => body !== "").map(([header, body]) => `${header}\n${body}`),
  ].join("\n\n");
}

/** A public face as one line of prose. */
function publicLine(face: PublicFace, words: PromptWording): string {
  return sentences([...new Set([face.appearance, face.known].map(inertLine))], words);
}

function profile(persona: Persona, words: PromptWording): string {
  const told = inertProse(persona.profile);
  // A character knows how it looks and what is said of it; what the profile says already is not repeated.
  const seen = [persona.public.appearance, persona.public.known]
    .map(inertLine)
    .filter((sentence) => !told.includes(sentence));
  return paragraphs([
    sentences(seen, words),
    told,
    inertProse(persona.experience),
    bullets(
      words.lore(persona.name),
      (persona.lore ?? []).filter(({ always }) => always).map(({ text }) => inertLine(text)),
    ),
    headed(words.direction(persona.name), inertProse(persona.direction ?? "")),
    bullets(words.voice(persona.name), persona.voice.map(inertLine)),
  ]);
}

function scenario(scene: SceneSheet, things: readonly KnownThing[], words: PromptWording): string {
  const seen = things.filter((thing) => !isHidden(thing));
  return paragraphs([
    inertProse(scene.setting),
    bullets(
      words.thingsInSight,
      seen.map((thing) => thingLine(thing, words)),
    ),
    scene.topic === undefined ? "" : words.topic(inertLine(scene.topic)),
  ]);
}

/** What nobody else sees belongs to a persona's thoughts. */
function isHidden({ concealed, inside }: KnownThing): boolean {
  return concealed || inside !== null;
}

function thingLine(thing: KnownThing, words: PromptWording): string {
  const { place, heldBy, inside, concealed, yours, locked, fixed } = thing;
  const notes = [
    place === null ? "" : inertLine(place),
    heldBy === null ? "" : words.heldBy(inertLine(heldBy)),
    inside === null ? "" : words.insideOf(inertLine(inside)),
    concealed ? words.keptOnYou : "",
    yours ? words.yours : "",
    locked ? words.locked : "",
    fixed ? words.fixed : "",
  ].filter((note) => note !== "");
  return words.thing(inertLine(thing.name), notes, inertLine(thing.description));
}

function otherLine(other: OtherCharacter, words: PromptWording): string {
  return `**${other.name}**: ${publicLine(other.public, words)}`;
}

function innerThoughts(
  persona: Persona,
  things: readonly KnownThing[],
  words: PromptWording,
): string {
  const { motivation, secrets, knowledge_limits } = persona.private;
  return paragraphs([
    inertProse(motivation),
    bullets(
      words.relationships,
      Object.entries(persona.relationships).map(
        ([name, text]) => `${inertLine(name)}: ${inertLine(text)}`,
      ),
    ),
    bullets(
      words.secrets,
      secrets.map(({ text, revealed_when }) => {
        const condition =
          revealed_when === undefined
            ? words.neverAdmits
            : words.admitsOnlyIf(inertLine(revealed_when));
        return `${inertLine(text)}${words.sentenceGap}${condition}`;
      }),
    ),
    bullets(
      words.thingsHidden,
      things.filter(isHidden).map((thing) => thingLine(thing, words)),
    ),
    bullets(words.limits, knowledge_limits.map(inertLine)),
  ]);
}

function bullets(lead: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [lead, ...lines.map((line) => `- ${line}`)].join("\n");
}

function headed(lead: string, text: string): string {
  return text === "" ? "" : `${lead}\n${text}`;
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Sentences in a row; one that its author left open before the last gets an end mark. */
function sentences(parts: readonly string[], words: PromptWording): string {
  return parts
    .map((part, index) =>
      index === parts.length - 1 || /[.!?…。！？”"')）]$/.test(part)
        ? part
        : `${part}${words.stop}`,
    )
    .join(words.sentenceGap);
}
