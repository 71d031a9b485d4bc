import { copyIndexesOf, createCopyIndex, HIDDEN_RUN, PRIVATE_RUN } from "./copy-index.ts";
import {
  noAnomalies,
  type AnomalyKind,
  type ParsedUtterance,
  type Terminator,
} from "./parsed-utterance.ts";
import { limitsOf, type ParserOptions, type UtteranceParser } from "./parser-options.ts";
import { kindOf, PrivateBlocks } from "./private-blocks.ts";
import { createSpeakerLines } from "./speaker-lines.ts";
import { SYSTEM_FAMILY } from "./tag-names.ts";
import { createTagReader } from "./tag-reader.ts";
import type { TagToken, Token } from "./tag-token.ts";
import {
  isVisibleDraft,
  newVisibleDraft,
  segmentsOf,
  type Draft,
  type PrivateDraft,
  type VisibleDraft,
} from "./utterance-draft.ts";
import type { PrivateSegment } from "../utterance.ts";
import { createVisibleGate } from "./visible-gate.ts";
import { createVisibleParts } from "./visible-parts.ts";

export type { ParserOptions, UtteranceParser } from "./parser-options.ts";
export type { ParsedUtterance, Terminator, VisiblePart } from "./parsed-utterance.ts";

/** Creates a parser for one turn. */
export function createUtteranceParser(options: ParserOptions): UtteranceParser {
  const { self, others, thought, onPart } = options;
  const start = thought === undefined ? options.start : "none";
  const { maxRaw, maxVisible } = limitsOf(options);
  const current = createCopyIndex(PRIVATE_RUN);
  const anomalies = noAnomalies();
  const drafts: Draft[] = [];
  const parts = createVisibleParts(onPart);
  const gate = createVisibleGate(
    { text: parts.show, end: parts.end },
    createSpeakerLines([self.name, ...self.aliases], others),
    {
      recent: [current, ...copyIndexesOf(options.recentPrivate, PRIVATE_RUN)],
      hidden: copyIndexesOf(options.hidden, HIDDEN_RUN),
    },
    { maxVisible, strict: options.strict ?? false },
  );
  const reader = createTagReader(take, takeRun);

  const blocks = new PrivateBlocks();
  /** Text may be visible: system thinking is over, or a role tag was seen. */
  let open = start === "none";
  let secret: PrivateDraft | null = null;
  let visible: VisibleDraft | null = null;
  let channel: "speech" | "action" = "speech";
  let terminated: Terminator | null = null;
  let ended: ParsedUtterance | null = null;
  let taken = thought?.length ?? 0;
  let systemBlocks = start === "prefilled" || thought !== undefined ? 1 : 0;

  if (start === "prefilled") blocks.open(SYSTEM_FAMILY, false);
  if (thought !== undefined) hide(thought, "system-thinking");
  closeSecret();

  function note(kind: AnomalyKind): void {
    anomalies[kind] += 1;
  }

  function visibleDraft(): VisibleDraft {
    if (visible !== null) return visible;
    visible = newVisibleDraft(channel);
    drafts.push(visible);
    return visible;
  }
  function closeVisible(): void {
    if (visible === null) return;
    const closed = visible;
    visible = null;
    terminate(gate.close(closed));
  }

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
  /** Ends the turn, if there is a reason to and it has not ended. */
  function terminate(by: Terminator | null): void {
    if (by === null || terminated !== null) return;
    terminated = by;
    note(by);
  }

  function openPrivate(family: string, token: TagToken): void {
    const first = blocks.depth === 1 && systemBlocks === 1 && drafts.length <= 1;
    const empty = secret === null || secret.text.trim() === "";
    // The model repeats the tag it was prefilled with.
    if (start === "prefilled" && first && empty && family === SYSTEM_FAMILY) return;
    if (blocks.depth > 0) {
      note("nested-private");
      hide(token.raw, blocks.kind);
    } else {
      closeVisible();
      closeSecret();
      if (family === SYSTEM_FAMILY) {
        systemBlocks += 1;
        if (systemBlocks > 1) note("second-system-thinking");
      } else if (kindOf(family) === "role-thinking") open = true;
    }
    blocks.open(family, token.escaped);
  }

  function closePrivate(family: string, known: boolean, token: TagToken): void {
    if (blocks.depth > 0) {
      if (!blocks.close(family, token) || blocks.depth > 0) return hide(token.raw, blocks.kind);
      closeSecret();
      if (family === SYSTEM_FAMILY) open = true;
      return;
    }
    if (!known) return note("unknown-tag");
    note("orphan-close");
    if (!open) {
      // Everything before a close without an open was inside it.
      if (secret !== null) secret.kind = kindOf(family);
      closeSecret();
      if (family === SYSTEM_FAMILY) systemBlocks += 1;
      if (kindOf(family) !== "unreleased") open = true;
      return;
    }
    retract(family === SYSTEM_FAMILY);
  }

  /** What was visible since the last tag turns out to have been private; before a system close, all of it. */
  function retract(everything: boolean): void {
    for (const draft of drafts.filter(isVisibleDraft)) {
      if (draft.retracted || (draft !== visible && !everything)) continue;
      gate.withdraw(draft);
      note("retracted");
      parts.retract(draft);
      learn(draft.text + draft.withheld);
    }
    closeVisible();
  }

  function tag(token: TagToken): void {
    const { meaning, close } = token;
    if (token.escaped) note("escaped-tag");
    switch (meaning.kind) {
      case "private":
        if (!meaning.known && blocks.depth === 0) note("unknown-tag");
        if (close) closePrivate(meaning.family, meaning.known, token);
        else openPrivate(meaning.family, token);
        return;
      case "public":
        if (blocks.depth > 0) return hide(token.raw, blocks.kind);
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

  /** Keeps text that is not visible where it stands; false if it is. */
  function keep(raw: string): boolean {
    if (blocks.depth === 0 && open) {
      closeSecret();
      return false;
    }
    hide(raw, blocks.kind);
    return true;
  }

  function take(token: Token): void {
    if (terminated !== null) return;
    switch (token.type) {
      case "unit":
        if (!keep(token.unit.raw)) terminate(gate.put(token.unit, visibleDraft()));
        return;
      case "tag":
        return tag(token);
      case "template":
        return terminate("template-token");
      case "unreadable":
        if (!keep(token.raw)) terminate("unreadable");
        return;
      case "partial":
        note("partial-tag");
        return hide(token.raw, blocks.kind);
    }
  }

  /** Plain text: what the units of it would do one by one. */
  function takeRun(run: string): void {
    if (terminated !== null) return;
    if (!keep(run)) terminate(gate.putRun(run, visibleDraft()));
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
      parts.hand();
    },
    end() {
      if (ended !== null) return ended;
      if (terminated === null) reader.end();
      if (blocks.depth > 0) note("unclosed-private");
      if (systemBlocks === 0 && start !== "none") note("no-system-thinking");
      if (terminated === null) closeVisible();
      gate.finish();
      parts.hand();
      if (visible !== null) parts.end(visible);
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
