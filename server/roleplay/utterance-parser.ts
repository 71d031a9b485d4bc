import { createCopyIndex, HIDDEN_RUN, PRIVATE_RUN, type CopyIndex } from "./copy-index.ts";
import { createSpeakerLines } from "./speaker-lines.ts";
import { SYSTEM_FAMILY } from "./tag-names.ts";
import { createTagReader } from "./tag-reader.ts";
import type { Token } from "./tag-token.ts";
import { privateTextOf, type PrivateSegment, type Segment, type Utterance } from "./utterance.ts";
import type { VisibleDraft } from "./visible-draft.ts";
import { createVisibleGate, type GateStop } from "./visible-gate.ts";

/** The one reader of what a model says: push text, get what may be seen, and at the end the whole turn. */
export interface UtteranceParser {
  /** Takes more of the model's text. Never throws; after the turn has terminated, text is dropped. */
  push(text: string): void;
  /** No more text: lets out what is left and gives the whole turn. */
  end(): ParsedUtterance;
  /** True once nothing further can be visible: the model may be stopped. */
  readonly terminated: boolean;
}

/** Why a turn ended before the model did. */
export type Terminator = "template-token" | "unreadable" | GateStop;

export const ANOMALIES = [
  "unclosed-private",
  "orphan-close",
  "no-system-thinking",
  "second-system-thinking",
  "unknown-tag",
  "nested-private",
  "escaped-tag",
  "partial-tag",
  "retracted",
  "template-token",
  "unreadable",
  "other-speaker",
  "tag-word",
  "copied-private",
  "copied-hidden",
  "too-long",
] as const;
export type AnomalyKind = (typeof ANOMALIES)[number];

export interface ParsedUtterance {
  readonly utterance: Utterance;
  /** How often each kind occurred; the text itself is only in the utterance. */
  readonly anomalies: Readonly<Record<AnomalyKind, number>>;
  readonly terminated: Terminator | null;
}

/** What may be shown, as it comes. `segment` counts visible segments from 0. */
export type VisiblePart =
  | {
      readonly type: "speech-delta" | "action-delta";
      readonly segment: number;
      readonly text: string;
    }
  | { readonly type: "segment-end"; readonly segment: number; readonly kind: "speech" | "action" }
  | { readonly type: "retract"; readonly segment: number }
  | { readonly type: "terminated"; readonly by: Terminator };

export interface ParserOptions {
  /** Who speaks: its name before a colon is removed. */
  readonly self: { readonly name: string; readonly aliases: readonly string[] };
  /** Names and aliases of everyone else: a line that one of them begins ends the turn. */
  readonly others: readonly string[];
  /**
   * `expected`: nothing is visible before system thinking has closed or a role tag was seen.
   * `prefilled`: the text begins inside system thinking. `none`: speech at once.
   */
  readonly start: "expected" | "prefilled" | "none";
  /**
   * System thinking that an earlier model call of this turn thought and closed: private whatever it holds, and the
   * turn's first segment. The text itself then begins with nothing open, whatever `start` says.
   */
  readonly thought?: string;
  /** Private text of the persona's last turns: no run of 24 letters (12 of Han) of it is shown. */
  readonly recentPrivate?: CopyIndex | readonly string[];
  /** System prompt and hidden fields: no run of 32 letters (16 of Han) of it is shown. */
  readonly hidden?: CopyIndex | readonly string[];
  /** Holds speech until its segment is whole. */
  readonly strict?: boolean;
  readonly limits?: { readonly raw?: number; readonly visible?: number };
  readonly onPart: (part: VisiblePart) => void;
}

/** Reliability R10: raw text of a turn, and its visible text, in UTF-16 code units. */
const MAX_RAW = 64 * 1024;
const MAX_VISIBLE = 4_000;

interface PrivateDraft {
  kind: PrivateSegment["kind"];
  text: string;
}
type Draft = VisibleDraft | PrivateDraft;

/** Creates a parser for one turn. */
export function createUtteranceParser(options: ParserOptions): UtteranceParser {
  const { self, others, thought, onPart } = options;
  const start = thought === undefined ? options.start : "none";
  const maxRaw = options.limits?.raw ?? MAX_RAW;
  const current = createCopyIndex(PRIVATE_RUN);
  const recent = asIndex(options.recentPrivate, PRIVATE_RUN);
  const hidden = asIndex(options.hidden, HIDDEN_RUN);
  const anomalies = Object.fromEntries(ANOMALIES.map((kind) => [kind, 0])) as Record<
    AnomalyKind,
    number
  >;
  const drafts: Draft[] = [];
  const gate = createVisibleGate(
    { text: show, end: endSegment },
    createSpeakerLines([self.name, ...self.aliases], others),
    { recent: [current, ...(recent ? [recent] : [])], hidden: hidden ? [hidden] : [] },
    { maxVisible: options.limits?.visible ?? MAX_VISIBLE, strict: options.strict ?? false },
  );
  const reader = createTagReader(take, takeRun);

  /** Open private blocks, outermost first. */
  let stack: { readonly family: string; readonly escaped: boolean }[] = [];
  /** Text may be visible: system thinking is over, or a role tag was seen. */
  let open = start === "none";
  let secret: PrivateDraft | null = null;
  let visible: VisibleDraft | null = null;
  let channel: "speech" | "action" = "speech";
  let terminated: Terminator | null = null;
  let ended: ParsedUtterance | null = null;
  let taken = 0;
  let segments = 0;
  let systemBlocks = 0;
  /** Visible text of this push that was not handed on yet. */
  let waiting: { draft: VisibleDraft; text: string } | null = null;

  if (start === "prefilled") {
    stack = [{ family: SYSTEM_FAMILY, escaped: false }];
    systemBlocks = 1;
  }
  if (thought !== undefined) {
    drafts.push({ kind: "system-thinking", text: thought });
    current.add(thought);
    taken = thought.length;
    systemBlocks = 1;
  }

  function note(kind: AnomalyKind): void {
    anomalies[kind] += 1;
  }

  // What may be seen.

  function show(draft: VisibleDraft, text: string): void {
    if (draft.index === null) {
      draft.index = segments;
      segments += 1;
    }
    if (waiting?.draft === draft) waiting.text += text;
    else {
      hand();
      waiting = { draft, text };
    }
  }
  function hand(): void {
    if (waiting === null) return;
    const { draft, text } = waiting;
    waiting = null;
    if (draft.index === null) return;
    const type = draft.kind === "speech" ? "speech-delta" : "action-delta";
    onPart({ type, segment: draft.index, text });
  }
  function endSegment(draft: VisibleDraft): void {
    if (draft.index === null || draft.retracted) return;
    hand();
    onPart({ type: "segment-end", segment: draft.index, kind: draft.kind });
  }

  function visibleDraft(): VisibleDraft {
    if (visible === null) {
      visible = { kind: channel, index: null, text: "", withheld: "", space: "", retracted: false };
      drafts.push(visible);
    }
    return visible;
  }
  function closeVisible(): void {
    if (visible === null) return;
    const stop = gate.close(visible);
    visible = null;
    if (stop !== null) terminate(stop);
  }

  // What may not.

  function hide(raw: string, kind: PrivateSegment["kind"]): void {
    if (secret === null) {
      secret = { kind, text: "" };
      drafts.push(secret);
    }
    secret.text += raw;
  }
  function learn(text: string): void {
    current.add(text);
    gate.reconsider();
  }
  /** The private block is whole: from now on copies of it are known. */
  function closeSecret(): void {
    if (secret !== null) learn(secret.text);
    secret = null;
  }
  function kindOf(family: string): PrivateSegment["kind"] {
    if (family === SYSTEM_FAMILY) return "system-thinking";
    return /^(?:long)?role/u.test(family) ? "role-thinking" : "unreleased";
  }
  function blockKind(): PrivateSegment["kind"] {
    const outer = stack[0];
    return outer ? kindOf(outer.family) : "unreleased";
  }

  function terminate(by: Terminator): void {
    if (terminated !== null) return;
    terminated = by;
    note(by);
  }

  function openPrivate(family: string, token: Extract<Token, { type: "tag" }>): void {
    const empty = secret === null || secret.text.trim() === "";
    if (
      start === "prefilled" &&
      stack.length === 1 &&
      systemBlocks === 1 &&
      family === SYSTEM_FAMILY &&
      empty &&
      drafts.length <= 1
    ) {
      return; // The model repeats the tag it was prefilled with.
    }
    if (stack.length > 0) {
      note("nested-private");
      hide(token.raw, blockKind());
    } else {
      closeVisible();
      closeSecret();
      if (family === SYSTEM_FAMILY) {
        systemBlocks += 1;
        if (systemBlocks > 1) note("second-system-thinking");
      } else if (kindOf(family) === "role-thinking") open = true;
    }
    stack.push({ family, escaped: token.escaped });
  }

  function closePrivate(
    family: string,
    known: boolean,
    token: Extract<Token, { type: "tag" }>,
  ): void {
    if (stack.length > 0) {
      const at =
        family === SYSTEM_FAMILY
          ? stack.findLastIndex((block) => block.family === SYSTEM_FAMILY)
          : stack.at(-1)?.family === family
            ? stack.length - 1
            : -1;
      // An escaped close inside a plain block is a quotation; one with attributes is none at all.
      if (at === -1 || token.attributed || (token.escaped && !stack[at]?.escaped)) {
        hide(token.raw, blockKind());
        return;
      }
      stack = stack.slice(0, at);
      if (stack.length > 0) {
        hide(token.raw, blockKind());
        return;
      }
      closeSecret();
      if (family === SYSTEM_FAMILY) open = true;
      return;
    }
    if (!known) return note("unknown-tag");
    note("orphan-close");
    if (!open) {
      // Everything before a close without an open was inside it.
      if (secret !== null)
        secret.kind = family === SYSTEM_FAMILY ? "system-thinking" : kindOf(family);
      closeSecret();
      if (family === SYSTEM_FAMILY) systemBlocks += 1;
      if (family === SYSTEM_FAMILY || kindOf(family) === "role-thinking") open = true;
      return;
    }
    retract(family === SYSTEM_FAMILY);
  }

  /** What was visible since the last tag turns out to have been private; before a system close, all of it. */
  function retract(everything: boolean): void {
    const shown = drafts.filter(
      (draft): draft is VisibleDraft => "index" in draft && !draft.retracted,
    );
    const taken_back = everything ? shown : shown.filter((draft) => draft === visible);
    hand();
    for (const draft of taken_back) {
      gate.withdraw(draft);
      note("retracted");
      if (draft.index !== null) onPart({ type: "retract", segment: draft.index });
      learn(draft.text + draft.withheld);
    }
    closeVisible();
  }

  function tag(token: Extract<Token, { type: "tag" }>): void {
    const { meaning, close } = token;
    if (token.escaped) note("escaped-tag");
    switch (meaning.kind) {
      case "private":
        if (!meaning.known && stack.length === 0) note("unknown-tag");
        if (close) closePrivate(meaning.family, meaning.known, token);
        else openPrivate(meaning.family, token);
        return;
      case "public":
        if (stack.length > 0) return hide(token.raw, blockKind());
        if (!open) {
          closeSecret();
          open = true;
        }
        closeVisible();
        channel = close ? "speech" : meaning.channel;
        return;
      case "template":
      case "markup":
        return;
    }
  }

  function take(token: Token): void {
    if (terminated !== null) return;
    switch (token.type) {
      case "unit": {
        if (stack.length > 0) return hide(token.unit.raw, blockKind());
        if (!open) return hide(token.unit.raw, "unreleased");
        if (secret !== null) closeSecret();
        const stop = gate.put(token.unit, visibleDraft());
        if (stop !== null) terminate(stop);
        return;
      }
      case "tag":
        return tag(token);
      case "template":
        return terminate("template-token");
      case "unreadable":
        if (stack.length > 0 || !open) return hide(token.raw, blockKind());
        return terminate("unreadable");
      case "partial":
        note("partial-tag");
        return hide(token.raw, blockKind());
    }
  }

  /** Plain text: what the units of it would do one by one. */
  function takeRun(run: string): void {
    if (terminated !== null) return;
    if (stack.length > 0) return hide(run, blockKind());
    if (!open) return hide(run, "unreleased");
    if (secret !== null) closeSecret();
    const stop = gate.putRun(run, visibleDraft());
    if (stop !== null) terminate(stop);
  }

  return {
    get terminated() {
      return terminated !== null;
    },
    push(text) {
      if (terminated !== null || ended !== null) return;
      const room = Math.max(0, maxRaw - taken);
      taken += text.length;
      reader.push(text.length > room ? text.slice(0, room) : text);
      if (text.length > room) terminate("too-long");
      hand();
    },
    end() {
      if (ended !== null) return ended;
      if (terminated === null) reader.end();
      if (stack.length > 0) note("unclosed-private");
      if (systemBlocks === 0 && start !== "none") note("no-system-thinking");
      if (terminated === null) closeVisible();
      gate.finish();
      hand();
      if (visible !== null) endSegment(visible);
      if (terminated !== null) onPart({ type: "terminated", by: terminated });
      ended = { utterance: { segments: drafts.flatMap(segmentsOf) }, anomalies, terminated };
      return ended;
    },
  };
}

/** Reads a whole text at once, with the same machine. */
export function parseUtterance(
  text: string,
  options: Omit<ParserOptions, "onPart">,
): ParsedUtterance {
  const parser = createUtteranceParser({ ...options, onPart: () => undefined });
  parser.push(text);
  return parser.end();
}

function segmentsOf(draft: Draft): Segment[] {
  if (!("index" in draft)) {
    if (draft.text.trim() === "") return [];
    return [{ kind: draft.kind, text: privateTextOf(draft.text) }];
  }
  const { kind, text, withheld, retracted } = draft;
  const segments: Segment[] = [];
  if (text !== "" && !retracted) segments.push({ kind, text });
  const rest = retracted ? text + withheld : withheld;
  if (rest.trim() !== "") segments.push({ kind: "unreleased", text: privateTextOf(rest) });
  return segments;
}

function asIndex(
  given: CopyIndex | readonly string[] | undefined,
  threshold: number,
): CopyIndex | null {
  if (given === undefined) return null;
  return "has" in given ? given : createCopyIndex(threshold, given);
}
