import type { Prompt } from "../observation.ts";
import type { Persona } from "../persona.ts";
import type { Scene } from "../scene.ts";
import { inertLine } from "./prompt-text.ts";
import { PROMPT_WORDS } from "./prompt-words.ts";

/** A public phrase shorter than this (in UTF-16 code units) is not cut out: it would only shred what is guarded. */
const SHORTEST_PUBLIC_PHRASE = 8;

/** A name this long (in UTF-16 code units) could be taken for a copy all by itself. */
const LONG_NAME = 24;

/**
 * The lines of a persona's system text that must never be spoken word for word, without what is public by
 * authorship: the opening line, headers, every public face, voice samples, stock answers, and the scene's own
 * opening lines where `scene` is given. A very long name among `names` may be said, too.
 */
export function guardedText(given: {
  readonly persona: Persona;
  readonly prompt: Pick<Prompt, "system">;
  readonly scene?: Pick<Scene, "opening" | "topic" | "title">;
  /** Names of everyone in the cast. */
  readonly names?: readonly string[];
}): string[] {
  const { persona, prompt, scene, names = [] } = given;
  const open = publicPhrases(persona, scene, names);
  return privateLines(prompt.system, PROMPT_WORDS[persona.language].headers.others)
    .flatMap((line) => open.reduce((pieces, phrase) => without(pieces, phrase), [line]))
    .map((piece) => piece.trim())
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}

function privateLines(system: string, othersHeader: string): string[] {
  const lines: string[] = [];
  let header = "";
  for (const line of system.split("\n")) {
    if (line.startsWith("===")) header = line;
    else if (header !== "" && header !== othersHeader) lines.push(line.replace(/^- /, ""));
  }
  return lines;
}

/** Longest first, so that a phrase inside a longer one does not break it up before it is found. */
function publicPhrases(
  persona: Persona,
  scene: Pick<Scene, "opening" | "topic" | "title"> | undefined,
  names: readonly string[],
): string[] {
  const phrases = [
    persona.public.appearance,
    persona.public.known,
    ...persona.voice,
    ...persona.fallback_lines,
    ...persona.weary_lines,
    ...persona.waiting_gestures,
    ...(scene?.opening.map(({ text }) => text) ?? []),
    scene?.topic ?? "",
    ...[persona.name, ...persona.aliases, ...names].filter((name) => name.length >= LONG_NAME),
    scene?.title ?? "",
  ].map(inertLine);
  const sentences = phrases.flatMap((phrase) => phrase.split(/(?<=[.!?。！？])\s*/));
  return [...new Set([...phrases, ...sentences])]
    .filter((phrase) => phrase.length >= SHORTEST_PUBLIC_PHRASE)
    .sort((one, other) => other.length - one.length);
}

function without(pieces: readonly string[], phrase: string): string[] {
  return pieces.flatMap((piece) => piece.split(phrase));
}
