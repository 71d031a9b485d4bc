import { comparable } from "./character-folding.ts";
import { pick, type Chance } from "./tag-disguises.ts";
import { CAST, type HostileTurn } from "./tag-mutator.ts";
import { createTagReader } from "./tag-reader.ts";
import { createUtteranceParser } from "./utterance-parser.ts";

/** What one parsing of a hostile turn showed, and what was wrong with it. */
export interface Showing {
  /** All that was ever visible, retracted or not. */
  readonly shown: string;
  readonly problems: readonly string[];
}

/** Parses a hostile turn in the given chunks and holds what was shown against the rules. */
export function showingOf(turn: HostileTurn, chunks: readonly string[]): Showing {
  const problems: string[] = [];
  const segments = new Map<number, string>();
  let shown = "";
  let ends = 0;
  const parser = createUtteranceParser({
    self: { name: CAST.self, aliases: [] },
    others: CAST.others,
    start: "expected",
    ...(turn.recent.length > 0 ? { recentPrivate: turn.recent } : {}),
    ...(turn.hidden.length > 0 ? { hidden: turn.hidden } : {}),
    onPart: (part) => {
      if (part.type === "terminated") ends += 1;
      if (part.type !== "speech-delta" && part.type !== "action-delta") return;
      if (ends > 0) problems.push("text after the turn was terminated");
      shown += part.text;
      segments.set(part.segment, (segments.get(part.segment) ?? "") + part.text);
    },
  });
  try {
    for (const chunk of chunks) parser.push(chunk);
    const { utterance } = parser.end();
    for (const segment of utterance.segments) {
      const visible = segment.kind === "speech" || segment.kind === "action";
      if (visible && ![...segments.values()].includes(segment.text))
        problems.push("the turn calls something visible that was not shown");
    }
  } catch (error) {
    problems.push(`the parser threw: ${String(error)}`);
  }
  if (ends > 1) problems.push("terminated more than once");
  const letters = comparable(shown);
  for (const word of turn.planted) {
    if (letters.includes(word)) problems.push(`shows the planted word ${word}`);
  }
  if (/(?:role|system)(?:think|action|speech)|imend|imstart/u.test(letters))
    problems.push("shows a tag's name");
  for (const text of segments.values()) if (showsTag(text)) problems.push("shows a tag");
  return { shown, problems };
}

/** Everything that is wrong with how a hostile turn is parsed: joined, and in random pieces. */
export function problemsOf(turn: HostileTurn, chance: Chance): string[] {
  const joined = showingOf(turn, [turn.text]);
  const cut = showingOf(turn, randomPieces(turn.text, chance));
  const problems = [...new Set([...joined.problems, ...cut.problems])];
  if (joined.shown !== cut.shown)
    problems.push(`shows ${JSON.stringify(joined.shown)} joined, ${JSON.stringify(cut.shown)} cut`);
  return problems;
}

function randomPieces(text: string, chance: Chance): string[] {
  const most = pick(chance, [1, 3, 8, 40]);
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const size = 1 + Math.floor(chance() * most);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

function showsTag(text: string): boolean {
  if (!/[^\p{L}\p{N}\s.,!?]/u.test(text)) return false;
  let tag = false;
  const reader = createTagReader((token) => {
    // A bracket that nothing follows is punctuation.
    if (token.type !== "unit" && token.raw.trim().length > 1) tag = true;
  });
  reader.push(`${text} `);
  reader.end();
  return tag;
}
