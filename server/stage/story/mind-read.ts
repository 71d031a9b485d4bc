import type { ParticipantId } from "../../../shared/protocol.ts";
import { createCopyIndex, PRIVATE_RUN } from "../../roleplay/parser/copy-index.ts";
import { comparable } from "../../roleplay/parser/character-folding.ts";
import { LetterRun } from "../../roleplay/parser/letter-run.ts";
import { isVisible } from "../../roleplay/utterance.ts";
import type { Cast } from "../cast.ts";
import type { Chronicle } from "../chronicle.ts";
import type { Happenings } from "../happenings.ts";
import type { HeardTurn } from "../hearing.ts";
import type { PerformedTurn } from "../npc-turn.ts";
import type { Clock } from "../ports.ts";
import type { Telling } from "../telling.ts";

/**
 * Lets one player read one persona's role thinking for a time. This file is the only way by which a thought leaves the
 * stage, and it is strict: what is not beyond doubt a role thought, written as one, stays inside.
 */
export interface MindReads {
  /** Gives the view for `ms` from now, or makes it longer; `by` is the thing or the host that gives it. */
  grant(player: ParticipantId, persona: ParticipantId, ms: number, by: string): MindGrant;
  /** Ends a view at once. */
  revoke(player: ParticipantId, persona: ParticipantId): void;
  /** A persona's turn has ended and is on record: whoever may reads what it thought. */
  turnEnded(turn: HeardTurn, performed: PerformedTurn): void;
  /** What a player may read just now, with the ms that are left. */
  of(player: ParticipantId): readonly { readonly persona: ParticipantId; readonly ms: number }[];
  /** Ends every view. */
  close(): void;
}

/** Whether a view was given, or why not. */
export type MindGrant =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: "unknown-target" | "not-possible" };

/** The longest view, in ms. */
export const LONGEST_VIEW = 3_600_000;
/** So many turns of a persona's system thinking are known by heart, so that no later thought repeats them. */
const GUARDED_TURNS = 20;

interface View {
  readonly until: number;
  readonly by: string;
  readonly cancel: () => void;
}

interface MindReadPorts {
  readonly cast: Cast;
  readonly clock: Clock;
  readonly telling: Telling;
  readonly chronicle: Chronicle;
  readonly happenings: Happenings;
}

export function createMindReads(ports: MindReadPorts): MindReads {
  const { cast, clock, telling, chronicle, happenings } = ports;
  const views = new Map<ParticipantId, Map<ParticipantId, View>>();
  /** Who could read a running turn when it began. */
  const begun = new WeakMap<HeardTurn, ReadonlySet<ParticipantId>>();
  const secrets = new Map<ParticipantId, string[]>();

  const left = (player: ParticipantId, persona: ParticipantId): number =>
    Math.max(0, (views.get(player)?.get(persona)?.until ?? 0) - clock.elapsed());

  function end(player: ParticipantId, persona: ParticipantId): void {
    const view = views.get(player)?.get(persona);
    if (view === undefined) return;
    view.cancel();
    views.get(player)?.delete(persona);
    if (views.get(player)?.size === 0) views.delete(player);
    telling.tell(new Set([player]), { type: "mind-grant", persona, ms: 0 });
    note(player, persona, clock.now(), view.by);
  }

  function note(participant: string, persona: string, until: number, by: string, turnId?: string) {
    const which = turnId === undefined ? {} : { turnId };
    void chronicle.note("mind-read", { participant, persona, until, by, ...which });
  }

  happenings.on("turn-started", ({ turn }) => {
    const readers = [...views.keys()].filter((player) => left(player, turn.speaker) > 0);
    if (readers.length > 0) begun.set(turn, new Set(readers));
  });
  happenings.on("left", ({ id }) => {
    for (const persona of views.get(id)?.keys() ?? []) end(id, persona);
  });

  return {
    grant(player, persona, ms, by) {
      if (cast.bodies.get(player)?.kind !== "player")
        return { ok: false, refusal: "unknown-target" };
      if (cast.bodies.get(persona)?.kind !== "persona")
        return { ok: false, refusal: "unknown-target" };
      if (!(ms > 0) || !Number.isFinite(ms)) return { ok: false, refusal: "not-possible" };
      const mine = views.get(player) ?? new Map<ParticipantId, View>();
      const before = mine.get(persona);
      before?.cancel();
      const wished = clock.elapsed() + Math.min(ms, LONGEST_VIEW);
      const until = Math.max(before?.until ?? 0, wished);
      const rest = until - clock.elapsed();
      const cancel = clock.after(rest, () => end(player, persona));
      mine.set(persona, { until, by, cancel });
      views.set(player, mine);
      telling.tell(new Set([player]), { type: "mind-grant", persona, ms: Math.ceil(rest) });
      note(player, persona, clock.now() + rest, by);
      return { ok: true };
    },
    revoke: end,
    turnEnded(turn, performed) {
      const persona = turn.speaker;
      const guarded = secrets.get(persona) ?? [];
      secrets.set(persona, [...guarded, systemThinking(performed)].slice(-GUARDED_TURNS));
      const readers = [...(begun.get(turn) ?? [])].filter(
        (player) =>
          left(player, persona) > 0 &&
          turn.listeners.has(player) &&
          cast.earshot(persona).has(player),
      );
      if (readers.length === 0) return;
      const text = readableThought(performed, secrets.get(persona) ?? []);
      if (text === null) return;
      for (const player of readers) {
        const view = views.get(player)?.get(persona);
        if (view === undefined) continue;
        const { turnId } = turn;
        telling.tell(new Set([player]), { type: "mind-read", persona, turnId, text });
        note(player, persona, clock.now() + left(player, persona), view.by, turnId);
      }
    },
    of(player) {
      return [...(views.get(player)?.keys() ?? [])].flatMap((persona) => {
        const ms = Math.ceil(left(player, persona));
        return ms > 0 ? [{ persona, ms }] : [];
      });
    },
    close() {
      for (const [player, mine] of views) for (const persona of mine.keys()) end(player, persona);
    },
  };
}

function systemThinking({ segments }: PerformedTurn): string {
  return segments
    .flatMap((one) => (isVisible(one) || one.kind === "role-thinking" ? [] : [one.text.reveal()]))
    .join("\n");
}

/** A role thought exactly as HER writes it: the tags spelt out, and no other mark between them. */
const WELL_FORMED = /<role_thinking>([^<>＜＞&]*)<\/role_thinking>/gu;

/**
 * What a turn's role thinking says; null where anything of it is in doubt: the turn did not end well, the parser
 * noticed anything, a thought is not written as one in the model's own text, or it repeats what nobody may read.
 */
function readableThought(performed: PerformedTurn, guarded: readonly string[]): string | null {
  const { outcome, cause, anomalies, segments, calls } = performed;
  const sound =
    outcome === "complete" && cause === null && Object.values(anomalies).every((n) => n === 0);
  if (!sound) return null;
  const written = calls.at(-1)?.completionText ?? "";
  const wellFormed = new Set(
    [...written.matchAll(WELL_FORMED)].map(([, text = ""]) => text.trim()),
  );
  const thoughts = segments.flatMap((segment) =>
    segment.kind === "role-thinking" ? [segment.text.reveal().trim()] : [],
  );
  if (thoughts.some((thought) => !wellFormed.has(thought))) return null;
  const text = thoughts.filter((thought) => thought !== "").join("\n");
  return text === "" || repeats(text, guarded) ? null : text;
}

/** Whether a run of 24 letters of a text stands in one of these texts as well, or one of them, if short, whole. */
function repeats(text: string, guarded: readonly string[]): boolean {
  const index = createCopyIndex(PRIVATE_RUN, guarded);
  const letters = comparable(text);
  const run = new LetterRun();
  for (let at = 0; at < letters.length; at++) {
    run.add(letters.charCodeAt(at));
    for (; run.weight >= PRIVATE_RUN; run.drop()) if (index.has(run.high, run.low)) return true;
  }
  return guarded
    .flatMap((one) => one.split("\n"))
    .map((one) => comparable(one))
    .some((one) => one.length >= SHORT_SECRET && letters.includes(one));
}

/** A whole line of system thinking of so many letters is recognised though it is shorter than a run. */
const SHORT_SECRET = 8;
