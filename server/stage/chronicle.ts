import type { ParticipantId, TurnOutcome, VisibleSegment } from "../../shared/protocol.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import type { PlanReason } from "../roleplay/thinking/thinking-policy.ts";
import type { PromptCut } from "../roleplay/prompt/prompt-budget.ts";
import type { Segment } from "../roleplay/utterance.ts";
import { isVisible } from "../roleplay/utterance.ts";
import { EPISODE_FORMAT, type EpisodeEvent } from "./episode-event.ts";
import type { DropReason } from "./forethought.ts";
import type { Clock, EpisodeLog, ModelCall } from "./ports.ts";

/** Writes what happens in one scene to the episode log. The only reader of private text besides a persona's own prompt. */

type Kind = EpisodeEvent["type"];
type Body<K extends Kind> = Omit<
  Extract<EpisodeEvent, { type: K }>,
  "v" | "episodeId" | "at" | "type"
>;

type Noted =
  | "deed"
  | "found"
  | "feedback"
  | "preference"
  | "consent"
  | "mind-read"
  | "trigger"
  | "ending";

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
}

export interface Chronicle {
  readonly episodeId: string;
  /** Each resolves to whether the record is durable; none rejects. */
  start(body: Body<"episode-start">): Promise<boolean>;
  joined(body: Body<"participant-joined">): Promise<boolean>;
  left(participant: ParticipantId): Promise<boolean>;
  moved(participant: ParticipantId, x: number, y: number): Promise<boolean>;
  line(line: SpokenRecord): Promise<boolean>;
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
  /** What belongs to no turn: a deed, a finding, feedback, consent, a granted view, a trigger, an ending. */
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
): Chronicle {
  let healthy = true;

  function event<K extends Kind>(type: K, body: Body<K>): EpisodeEvent {
    return {
      v: EPISODE_FORMAT,
      episodeId,
      at: clock.now(),
      type,
      ...body,
    } as unknown as EpisodeEvent;
  }
  async function write(...events: EpisodeEvent[]): Promise<boolean> {
    try {
      await within(clock, DURABLE_WITHIN, log.append(events));
      healthy = true;
      return true;
    } catch (error) {
      if (healthy) trouble(error);
      healthy = false;
      return false;
    }
  }

  return {
    episodeId,
    get healthy() {
      return healthy;
    },
    start: (body) => write(event("episode-start", body)),
    joined: (body) => write(event("participant-joined", body)),
    left: (participant) => write(event("participant-left", { participant })),
    moved: (participant, x, y) => write(event("moved", { participant, x, y })),
    line: (line) =>
      write(
        event("line", { ...line, segments: [...line.segments], listeners: [...line.listeners] }),
      ),
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
          segments: turn.segments.map(openForTheLog),
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

/** A disk that hangs must not hold up a scene: after this many ms a record counts as not durable. */
const DURABLE_WITHIN = 5_000;

function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error("the log took too long")));
    work.then(resolve, reject).finally(cancel);
  });
}

function openForTheLog(segment: Segment): { kind: Segment["kind"]; text: string } {
  if (isVisible(segment)) return { kind: segment.kind, text: segment.text };
  return { kind: segment.kind, text: segment.text.reveal() };
}
