import { createTagReader } from "../../roleplay/parser/tag-reader.ts";
import type { Token } from "../../roleplay/parser/tag-token.ts";
import { parseUtterance, type ParserOptions } from "../../roleplay/parser/utterance-parser.ts";

/**
 * What a judge may read of an answer: speech, actions and the character's own closed thoughts. System thinking under
 * any of its names, unclosed blocks and text that no rule made public are left out: what is undecided is not judged.
 */
export interface JudgedText {
  readonly segments: readonly JudgedSegment[];
  /** It went on as somebody else's line, and was cut there. */
  readonly cutAtOther: boolean;
}
export interface JudgedSegment {
  readonly kind: "role-thinking" | "action" | "speech";
  readonly text: string;
}

/** Who speaks, and how the text begins: see `ParserOptions`. */
export interface Speaker {
  readonly name: string;
  readonly begins: ParserOptions["start"];
}

/** In UTF-16 units; what is longer is cut. */
const LIMITS = { raw: 256 * 1024, visible: 64 * 1024 } as const;

/** Reads an answer as it came from a model. Total: any text gives a result. */
export function judgedText(raw: string, { name, begins }: Speaker): JudgedText {
  const { utterance, anomalies, terminated } = parseUtterance(onlyOwnThoughts(raw), {
    self: { name, aliases: [] },
    others: [],
    start: begins,
    limits: LIMITS,
  });
  const last = utterance.segments.at(-1);
  const segments = utterance.segments.flatMap((segment): JudgedSegment[] => {
    if (segment.kind === "speech" || segment.kind === "action") {
      const text = segment.text.trim();
      return text === "" ? [] : [{ kind: segment.kind, text }];
    }
    if (segment.kind !== "role-thinking") return [];
    // A close without an open may have closed a plan, and what is open at the end may be anything.
    if (anomalies["orphan-close"] > 0) return [];
    if (segment === last && anomalies["unclosed-private"] > 0) return [];
    const text = segment.text.reveal().trim();
    return text === "" || holdsTag(text) ? [] : [{ kind: "role-thinking", text }];
  });
  return { segments, cutAtOther: terminated === "other-speaker" };
}

/** What is on record as segments already; private kinds but the character's own thoughts are left out. */
export function judgedSegments(
  segments: readonly { readonly kind: string; readonly text: string }[],
): JudgedText {
  const judged = segments.flatMap(({ kind, text }): JudgedSegment[] => {
    const trimmed = text.trim();
    if (trimmed === "") return [];
    if (kind === "speech" || kind === "action") return [{ kind, text: trimmed }];
    return kind === "role-thinking" && !holdsTag(trimmed) ? [{ kind, text: trimmed }] : [];
  });
  return { segments: judged, cutAtOther: false };
}

/** In HER's writing, without what was left out. */
export function writtenOut({ segments }: JudgedText): string {
  return segments
    .map(({ kind, text }) => {
      if (kind === "speech") return text;
      const tag = kind === "action" ? "role_action" : "role_thinking";
      return `<${tag}>${text}</${tag}>`;
    })
    .join("");
}

/** True if a text opens or closes anything private, in any spelling. */
export function holdsPrivateTag(text: string): boolean {
  return tokensOf(text).some(
    (token) =>
      token.type === "partial" ||
      token.type === "unreadable" ||
      (token.type === "tag" && token.meaning.kind === "private"),
  );
}

function holdsTag(text: string): boolean {
  return tokensOf(text).some((token) => token.type !== "unit");
}

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  const reader = createTagReader(
    (token) => found.push(token),
    () => undefined,
  );
  reader.push(text);
  reader.end();
  return found;
}

/** The name of a thought that stays. `long_role_thinking` and inventions such as `role_plan` do not. */
const OWN_THOUGHT = "rolethink";
/** A name that every reader takes for private, and for no thought of the character's. */
const HIDDEN = "hidden_note";

/** Gives thoughts that HER takes away before judging another name, under which the parser drops them. */
function onlyOwnThoughts(raw: string): string {
  let text = "";
  const reader = createTagReader(
    (token) => {
      if (token.type === "unit") text += token.unit.raw;
      else if (token.type === "tag" && isOtherRoleThought(token)) {
        text += token.close ? `</${HIDDEN}>` : `<${HIDDEN}>`;
      } else text += token.raw;
    },
    (run) => {
      text += run;
    },
  );
  reader.push(raw);
  reader.end();
  return text;
}

function isOtherRoleThought({ meaning }: Extract<Token, { type: "tag" }>): boolean {
  return (
    meaning.kind === "private" &&
    /^(?:long)?role/u.test(meaning.family) &&
    meaning.family !== OWN_THOUGHT
  );
}
