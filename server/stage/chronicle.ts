import type { ParticipantId, TurnOutcome, VisibleSegment } from "../../shared/protocol.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import type { PlanReason } from "../roleplay/thinking/thinking-policy.ts";
import type { PromptCut } from "../roleplay/prompt/prompt-budget.ts";
import type { Observation } from "../roleplay/observation.ts";
import type { Segment } from "../roleplay/utterance.ts";
import { isVisible } from "../roleplay/utterance.ts";
import { createObservedMoment } from "./chronicle-observations.ts";
import { EPISODE_FORMAT, type EpisodeEvent } from "./episode-event.ts";
import type { DropReason } from "./forethought.ts";
import type { Clock, EpisodeLog, ModelCall } from "./ports.ts";
import type { Point } from "./ground.ts";
import type { PlacesWatch } from "./chronicle-places.ts";

/** Writes what happens in one scene to the episode log. The only reader of private text besides a persona's own prompt. */

type Kind = EpisodeEvent["type"];
type Body<K extends Kind> = Omit<
  Extract<EpisodeEvent, { type: K }>,
  "v" | "episodeId" | "at" | "type" | "made"
>;

type Noted =
  | "deed"
  | "found"
  | "feedback"
  | "preference"
  | "edit"
  | "consent"
  | "mind-read"
  | "trigger"
  | "ending"
  | "control"
  | "recast"
  | "admitted";

/** A persona's finished turn, as it is recorded. Times in ms from the line that was answered. */
export interface FinishedTurn {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  readonly segments: readonly Segment[];
  readonly outcome: TurnOutcome;
  readonly cause: string | null;
  readonly chosenBy: string;
  readonly thinking: {
    readonly mode: ThinkingMode;
    readonly why: PlanReason;
    readonly renewed: number;
  };
  readonly anomalies: Readonly<Record<string, number>>;
  readonly listeners: ReadonlySet<ParticipantId>;
  readonly trainable: boolean;
  readonly timing: { readonly firstVisible: number | null; readonly end: number };
  readonly exact?: boolean;
  readonly gesture?: string;
  readonly version?: string;
  readonly instead?: string;
  readonly sayDo?: Body<"turn">["sayDo"];
  readonly recalled?: Body<"turn">["recalled"];
  readonly cut?: PromptCut;
}

export interface SpokenRecord {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  readonly segments: readonly VisibleSegment[];
  readonly listeners: ReadonlySet<ParticipantId>;
  /** Where it was said or happened; null for everywhere. */
  readonly origin: Point | null;
  readonly sense?: "hearing";
}

export interface Chronicle {
  readonly episodeId: string;
  /** Each resolves to whether the record is durable; none rejects. */
  start(body: Body<"episode-start">): Promise<boolean>;
  /** A branch goes on from where another episode stood. */
  takenUp(body: Body<"taken-up">): Promise<boolean>;
  joined(body: Body<"participant-joined">): Promise<boolean>;
  left(participant: ParticipantId): Promise<boolean>;
  /**
   * A mind observed something, or forgot its oldest observations. Written with the next record, and else with all of
   * the same moment: nothing waits for it, and nothing that comes later stands before it.
   */
  observed(
    participant: ParticipantId,
    index: number,
    observation: Observation,
    replaces: boolean,
  ): void;
  forgot(participant: ParticipantId, count: number): void;
  moved(participant: ParticipantId, x: number, y: number): Promise<boolean>;
  /**
   * Where everyone stands now is what decides next. What of it is not on record yet is written with the next record;
   * nothing waits for it. `after`: the deed that has just changed it.
   */
  standing(after?: string): void;
  /** A persona's turn begins; written with the next record. */
  began(turn: Body<"turn-began">): void;
  /** Written with what personas observe of it. */
  line(line: SpokenRecord): void;
  /** The turn and every model call it took, in one commit. */
  turn(turn: FinishedTurn, calls: readonly ModelCall[]): Promise<boolean>;
  /** Calls that thought ahead of a line and came to nothing. */
  discarded(
    participant: ParticipantId,
    calls: readonly ModelCall[],
    why: DropReason,
  ): Promise<boolean>;
  /** A call that belongs to no turn: a warm-up or a reflection. `occasion` stands where a turn's id would. */
  aside(occasion: string, participant: ParticipantId, call: ModelCall): Promise<boolean>;
  /** What belongs to no turn: a deed, a finding, feedback, consent, a granted view, a trigger, an ending, a control. */
  note<K extends Noted>(type: K, body: Body<K>): Promise<boolean>;
  end(reason: string): Promise<boolean>;
  /** False since the last append that failed, until one succeeds. */
  readonly healthy: boolean;
}

/** `trouble` is called once each time the log stops working, without any text of the records. */
export function createChronicle(
  episodeId: string,
  log: EpisodeLog,
  clock: Clock,
  trouble: (error: unknown) => void,
  places: PlacesWatch = NOWHERE,
): Chronicle {
  let healthy = true;
  let made = 0;
  const moment = createObservedMoment();
  /** Lines of this moment, and what was observed before each. */
  let waiting: EpisodeEvent[] = [];
  let flushing = false;

  function event<K extends Kind>(type: K, body: Body<K>): EpisodeEvent {
    const counted = COUNTED.has(type) ? { made } : {};
    made += 1;
    return {
      v: EPISODE_FORMAT,
      episodeId,
      at: clock.now(),
      type,
      ...body,
      ...counted,
    } as unknown as EpisodeEvent;
  }
  /** Keeps it for the next append, behind all that came before it. */
  function keep<K extends Kind>(type: K, body: Body<K>): void {
    const before = takeWaiting();
    waiting = [...before, event(type, body)];
  }
  function standing(after?: string): void {
    const bodies = places.take();
    if (bodies.length > 0) keep("places", { bodies, ...(after === undefined ? {} : { after }) });
  }
  function takeWaiting(): EpisodeEvent[] {
    const taken = waiting;
    waiting = [];
    for (const { type, body } of moment.take()) taken.push(event(type, body));
    return taken;
  }
  function flushSoon(): void {
    if (flushing) return;
    flushing = true;
    queueMicrotask(() => {
      flushing = false;
      const events = takeWaiting();
      if (events.length > 0) void append(events);
    });
  }
  function write(...events: EpisodeEvent[]): Promise<boolean> {
    return append([...takeWaiting(), ...events]);
  }
  async function append(events: readonly EpisodeEvent[]): Promise<boolean> {
    try {
      await within(clock, DURABLE_WITHIN, log.append(events));
      healthy = true;
      return true;
    } catch (error) {
      if (healthy) trouble(error);
      healthy = false;
      places.anew();
      return false;
    }
  }

  return {
    episodeId,
    get healthy() {
      return healthy;
    },
    start: (body) => write(event("episode-start", body)),
    takenUp: (body) => write(event("taken-up", body)),
    standing,
    began(turn) {
      standing();
      keep("turn-began", turn);
    },
    joined(body) {
      standing();
      return write(event("participant-joined", body));
    },
    left: (participant) => write(event("participant-left", { participant })),
    observed(participant, index, observation, replaces) {
      moment.observed(participant, index, observation, replaces);
      flushSoon();
    },
    forgot(participant, count) {
      moment.forgot(participant, count);
      flushSoon();
    },
    moved: (participant, x, y) => write(event("moved", { participant, x, y })),
    line(line) {
      const { segments, listeners } = line;
      standing();
      keep("line", { ...line, segments: [...segments], listeners: [...listeners] });
      flushSoon();
    },
    turn: (turn, calls) =>
      write(
        ...calls.map((call) =>
          event("model-call", {
            turnId: turn.turnId,
            participant: turn.speaker,
            call: { ...call },
          }),
        ),
        event("turn", {
          ...turn,
          segments: segmentsForTheLog(turn.segments),
          anomalies: { ...turn.anomalies },
          thinking: { ...turn.thinking },
          listeners: [...turn.listeners],
          timing: { ...turn.timing },
          callId: calls.at(-1)?.callId ?? null,
        }),
      ),
    discarded: (participant, calls, why) =>
      calls.length === 0
        ? Promise.resolve(true)
        : write(
            ...calls.map((call) =>
              event("model-call", {
                turnId: call.callId,
                participant,
                call: { ...call },
                discarded: why,
              }),
            ),
          ),
    aside: (turnId, participant, call) =>
      write(event("model-call", { turnId, participant, call: { ...call } })),
    note: (type, body) => write(event(type, body)),
    end: (reason) => write(event("episode-end", { reason })),
  };
}

/** Where there are no bodies. */
const NOWHERE: PlacesWatch = { take: () => [], anew() {} };

/** What is checked against the records before it. */
const COUNTED: ReadonlySet<Kind> = new Set<Kind>(["line", "turn", "deed", "places", "turn-began"]);

/** A disk that hangs must not hold up a scene: after this many ms a record counts as not durable. */
const DURABLE_WITHIN = 5_000;

function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error("the log took too long")));
    work.then(resolve, reject).finally(cancel);
  });
}

/** Segments as the log keeps them, private text opened. */
export function segmentsForTheLog(
  segments: readonly Segment[],
): { kind: Segment["kind"]; text: string }[] {
  return segments.map((segment) =>
    isVisible(segment)
      ? { kind: segment.kind, text: segment.text }
      : { kind: segment.kind, text: segment.text.reveal() },
  );
}
