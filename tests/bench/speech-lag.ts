import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { comparable, isDense } from "../../server/roleplay/parser/character-folding.ts";
import { createUtteranceParser } from "../../server/roleplay/parser/utterance-parser.ts";

/** How far what is shown lags behind what came, in comparable letters; a Han, kana or hangul character is two. */
export interface SpeechLag {
  readonly turns: number;
  /** For each turn, letters of it that came before the first was shown. */
  readonly first: readonly number[];
  /** For each visible letter, letters that came between it and its showing. */
  readonly each: readonly number[];
  /** For each action, letters of it that were not shown when its closing tag had come. */
  readonly close: readonly number[];
}

const Scene = z.looseObject({
  scenario: z.string(),
  key_characters: z.array(z.looseObject({ name: z.string(), motivation: z.string().optional() })),
  dialogues: z.array(z.object({ character: z.string(), message: z.string() })),
  character_profiles: z.record(z.string(), z.string()).optional(),
});

interface Turn {
  readonly speaker: string;
  readonly others: readonly string[];
  readonly pieces: readonly {
    readonly text: string;
    readonly kind: "thought" | "action" | "speech";
  }[];
  /** Thoughts of the speaker's turns before. */
  readonly recent: readonly string[];
  readonly hidden: readonly string[];
}

/** Turns of scenes: thoughts in square brackets, actions in round ones. */
function turnsOf(file: URL): Turn[] {
  const scenes = z
    .array(z.unknown())
    .parse(JSON.parse(readFileSync(file, "utf8")))
    // A file of examples may hold broken ones.
    .flatMap((scene) => Scene.safeParse(scene).data ?? []);
  return scenes.flatMap(({ scenario, key_characters, dialogues, character_profiles }) => {
    const thoughts = new Map<string, string[]>();
    return dialogues.flatMap(({ character, message }) => {
      const pieces = [...message.matchAll(/\[([^\]]*)\]|[(（]([^)）]*)[)）]|([^[(（]+)/gu)].map(
        ([, thought, action, speech]) =>
          thought !== undefined
            ? ({ kind: "thought", text: thought } as const)
            : action !== undefined
              ? ({ kind: "action", text: action } as const)
              : ({ kind: "speech", text: speech ?? "" } as const),
      );
      const recent = thoughts.get(character) ?? [];
      const own = pieces.filter(({ kind }) => kind === "thought").map(({ text }) => text);
      thoughts.set(character, [...recent, ...own]);
      const motivation = key_characters.find(({ name }) => name === character)?.motivation ?? "";
      const hidden = [scenario, motivation, character_profiles?.[character] ?? ""];
      const others = key_characters.map(({ name }) => name).filter((name) => name !== character);
      return pieces.length > 0 ? [{ speaker: character, others, pieces, recent, hidden }] : [];
    });
  });
}

const TAGS = { thought: "role_thinking", action: "role_action" } as const;

/** Sends every turn one character at a time. */
export function speechLag(): SpeechLag {
  const beside = new URL("../../../shared/data/coser-scenes.json", import.meta.url);
  const own = new URL("../fixtures/coser-own.json", import.meta.url);
  const turns = turnsOf(existsSync(beside) ? beside : own);
  const first: number[] = [];
  const each: number[] = [];
  const close: number[] = [];
  for (const turn of turns) {
    let came = 0;
    let shown = 0;
    let ofAction = 0;
    let begun = false;
    const parser = createUtteranceParser({
      self: { name: turn.speaker, aliases: [] },
      others: turn.others,
      start: "expected",
      recentPrivate: turn.recent,
      hidden: turn.hidden,
      onPart: (part) => {
        if (part.type !== "speech-delta" && part.type !== "action-delta") return;
        if (!begun) first.push(came);
        begun = true;
        for (const char of comparable(part.text)) {
          shown += lettersIn(char);
          each.push(came - shown);
        }
      },
    });
    parser.push("<system_thinking>x</system_thinking>");
    for (const { kind, text } of turn.pieces) {
      const tag = kind === "speech" ? null : TAGS[kind];
      if (tag !== null) parser.push(`<${tag}>`);
      ofAction = came;
      for (const char of text) {
        if (kind !== "thought") came += lettersIn(comparable(char));
        parser.push(char);
      }
      if (tag !== null) parser.push(`</${tag}>`);
      if (kind === "action" && came > ofAction) close.push(came - shown);
    }
    parser.end();
  }
  return { turns: turns.length, first, each, close };
}

function lettersIn(letters: string): number {
  let sum = 0;
  for (const char of letters) sum += isDense(char) ? 2 : 1;
  return sum;
}
