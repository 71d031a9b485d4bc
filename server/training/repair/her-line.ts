import type { LineSegment } from "./own-dialogue.ts";

/** A turn's segments in HER's writing and back. No spaces between tags, nor between a tag and speech. */

const TAGS = { action: "role_action", "role-thinking": "role_thinking" } as const;

export function writeHerLine(segments: readonly LineSegment[]): string {
  return segments
    .map(({ kind, text }) => (kind === "speech" ? text : `<${TAGS[kind]}>${text}</${TAGS[kind]}>`))
    .join("");
}

/** True if a text holds anything that a reader could take for a tag or a template's token. */
export function holdsTags(text: string): boolean {
  return /<\s*\/?\s*[a-z_|]|&lt;|＜|<\|/iu.test(text);
}

export type HerLineRead =
  | { readonly ok: true; readonly segments: readonly LineSegment[] }
  | { readonly ok: false; readonly problem: string };

/** Reads a turn strictly: role_thinking and role_action, each closed, none in another, and no other tag. */
export function readHerLine(text: string): HerLineRead {
  const segments: LineSegment[] = [];
  let at = 0;
  let open: { tag: string; from: number } | null = null;
  const speech = (to: number): void => {
    const said = text.slice(at, to).trim();
    if (said !== "") segments.push({ kind: "speech", text: said });
  };
  for (const found of text.matchAll(/<(\/?)(role_thinking|role_action)>/gu)) {
    const [whole, close, tag = ""] = found;
    if (close === "") {
      if (open !== null) return problem(`<${tag}> opens inside <${open.tag}>`);
      speech(found.index);
      open = { tag, from: found.index + whole.length };
    } else {
      if (open === null || open.tag !== tag) return problem(`</${tag}> closes what is not open`);
      const inside = text.slice(open.from, found.index).trim();
      if (inside === "") return problem(`<${tag}> is empty`);
      const kind = tag === "role_action" ? "action" : "role-thinking";
      segments.push({ kind, text: inside });
      open = null;
    }
    at = found.index + whole.length;
  }
  if (open !== null) return problem(`<${open.tag}> is not closed`);
  speech(text.length);
  if (segments.some((segment) => holdsTags(segment.text))) {
    return problem("it holds a tag other than role_thinking and role_action");
  }
  return { ok: true, segments };
}

function problem(text: string): HerLineRead {
  return { ok: false, problem: text };
}

/**
 * What others see and hear of a turn, for comparing word for word: neighbouring parts of one kind joined, runs of
 * spaces one space, none beside a Chinese character.
 */
export function visibleWords(segments: readonly LineSegment[]): string {
  const runs: { kind: string; text: string }[] = [];
  for (const { kind, text } of segments) {
    if (kind === "role-thinking") continue;
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += ` ${text}`;
    else runs.push({ kind, text });
  }
  return runs.map(({ kind, text }) => `${kind}: ${evenSpaces(text)}`).join("\n");
}

/** Runs of spaces made one, and taken away beside Chinese characters and marks. */
export function evenSpaces(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/ ?([\p{Script=Han}\u3000-\u303f\uff00-\uffef]) ?/gu, "$1")
    .trim();
}

/** The order of a turn's parts, such as `thought action speech`: what diversity is counted in. */
export function patternOf(segments: readonly LineSegment[]): string {
  return segments
    .map(({ kind }) => (kind === "role-thinking" ? "thought" : kind))
    .filter((kind, index, all) => kind !== all[index - 1])
    .join(" ");
}
