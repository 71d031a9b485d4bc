import type { ConsentMessage, ConsentView } from "./consent.ts";
import type { ActMessage, DeedEvent, DeedRefusal, SceneGuide } from "./deeds.ts";
import type {
  EndingEvent,
  FeedbackMessage,
  GoalEvent,
  JournalEvent,
  MindGrantEvent,
  MindReadEvent,
  PreferMessage,
  RetakeMessage,
  StoryView,
  SuggestionsEvent,
} from "./story.ts";

export * from "./consent.ts";
export * from "./deeds.ts";
export * from "./story.ts";

/** The words on the wire. Types and constants only: a browser that imports them pays for no library. */

export const PROTOCOL_VERSION = 2;

/** Limits both sides enforce. Lengths in UTF-16 code units, times in milliseconds, rates per participant. */
export const LIMITS = {
  text: 500,
  name: 24,
  visiblePerTurn: 4000,
  sayEvery: 2000,
  sayBurst: 3,
  typingEvery: 2000,
  messagesPerSecond: 20,
  reconnectWindow: 30_000,
  transcript: 200,
} as const;

/** Names a player, a persona or the environment within one scene. */
export type ParticipantId = string;
/** What a participant is: a person, a character that a model plays, or the world. */
export type ParticipantKind = "player" | "persona" | "environment";

/** The languages that players and personas speak. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];
/** One text in every language. */
export type Localized = Readonly<Record<Language, string>>;

/** What anyone in earshot may see of an utterance. Private segments are a type that exists only under `server/`. */
export interface VisibleSegment {
  readonly kind: "speech" | "action";
  readonly text: string;
}

/**
 * How a turn ended. `complete`: the model said it was done. `cut`: it stopped early; what was shown stays.
 * `fallback`: the persona's own authored line was spoken instead. `failed`: nothing could be shown.
 * `cancelled`: out of date, interrupted, or the scene closed.
 */
export const TURN_OUTCOMES = ["complete", "cut", "fallback", "failed", "cancelled"] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

/** The gestures a body on the map can make. Derived from finished actions by the server, never by a client. */
export const GESTURES = [
  "nod",
  "shake-head",
  "shrug",
  "bow",
  "wave",
  "point",
  "give",
  "take",
  "drink",
  "sit",
  "stand",
  "laugh",
  "sigh",
  "look-away",
] as const;
export type Gesture = (typeof GESTURES)[number];

/** Why the whole room is told something. A closed set: the page has the words for each, in each language. */
export const NOTICES = [
  "characters-resting",
  "characters-back",
  "scene-ending",
  "scene-ended",
] as const;
export type NoticeCode = (typeof NOTICES)[number];

/**
 * Everything the server tells one client about talk. `seq` rises through one room and never repeats;
 * an event whose `seq` is not above the last one (or the last snapshot's) has been seen and is dropped.
 */
export type SceneEvent =
  | LineEvent
  | TurnStartEvent
  | SegmentDeltaEvent
  | TurnRetractEvent
  | TurnEndEvent
  | GestureEvent
  | DeedEvent
  | JournalEvent
  | GoalEvent
  | SuggestionsEvent
  | EndingEvent
  | MindGrantEvent
  | MindReadEvent
  | NoticeEvent;

/** A whole line at once: a player's words, or what the environment does. */
export interface LineEvent {
  readonly type: "line";
  readonly seq: number;
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly name: string;
  readonly kind: ParticipantKind;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  readonly segments: readonly VisibleSegment[];
}

/** A persona considers its turn. `gesture` is the persona's own authored waiting gesture, never model text. */
export interface TurnStartEvent {
  readonly type: "turn-start";
  readonly seq: number;
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly name: string;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  readonly gesture: string;
  /** The turn that this one says differently; absent for a turn of its own. */
  readonly instead?: string;
}

/** More visible text of a running turn. `segment` counts from 0 in the order of the turn's visible segments. */
export interface SegmentDeltaEvent {
  readonly type: "speech-delta" | "action-delta";
  readonly seq: number;
  readonly turnId: string;
  readonly segment: number;
  readonly text: string;
}

/** A visible segment is withdrawn whole: what followed showed that it was not meant for anyone. */
export interface TurnRetractEvent {
  readonly type: "turn-retract";
  readonly seq: number;
  readonly turnId: string;
  readonly segment: number;
}

/** The one terminal event of a turn. `logged` is true only when the whole turn is on disk. */
export interface TurnEndEvent {
  readonly type: "turn-end";
  readonly seq: number;
  readonly turnId: string;
  readonly outcome: TurnOutcome;
  readonly logged: boolean;
}

/** A body on the map makes a simple gesture, perhaps towards someone. */
export interface GestureEvent {
  readonly type: "gesture";
  readonly seq: number;
  readonly actor: ParticipantId;
  readonly gesture: Gesture;
  readonly target: ParticipantId | null;
}

/** The whole room is told something; the page has the words. */
export interface NoticeEvent {
  readonly type: "notice";
  readonly seq: number;
  readonly code: NoticeCode;
}

/** One entry of what a participant has heard. `open`: the turn is still running. */
export interface TranscriptEntry {
  readonly turnId: string;
  readonly speaker: ParticipantId;
  readonly name: string;
  readonly kind: ParticipantKind;
  readonly addressee: ParticipantId | null;
  readonly whisper: boolean;
  /** Indexed like `SegmentDeltaEvent.segment`; `null` where a segment was retracted. */
  readonly segments: readonly (VisibleSegment | null)[];
  readonly state: "open" | TurnOutcome;
  /** The waiting gesture, for an open turn that has shown nothing yet. */
  readonly gesture: string;
  /** The turn that this one says differently; absent for a turn of its own. */
  readonly instead?: string;
}

/** All that a participant has heard, oldest first, up to and including `seq`. Replaces what the client holds. */
export interface Snapshot {
  readonly version: typeof PROTOCOL_VERSION;
  readonly seq: number;
  readonly you: ParticipantId;
  readonly entries: readonly TranscriptEntry[];
  /** What does not change while the scene plays; absent where there is nothing but talk. */
  readonly guide?: SceneGuide;
  /** What this participant holds of the story; absent where the scene has none. */
  readonly story?: StoryView;
  /** What this participant has allowed; absent from a server that asks for nothing. */
  readonly consent?: ConsentView;
}

/** What a player's client may ask for; validated by `shared/player-message.ts`. */
export interface SayMessage {
  readonly text: string;
  /** Whom the line is for; absent means whoever the words or the facing suggest. */
  readonly to?: ParticipantId | undefined;
  /** Heard by the addressee alone; needs `to`. */
  readonly whisper?: boolean | undefined;
  /** Ends what the addressee is saying just now: the speaker does not wait for it. */
  readonly interrupt?: boolean | undefined;
}
/** A line is being written; sent every few seconds while it is. It says nothing of the words. */
export interface TypingMessage {
  /** Whom it will be for, if that is chosen already. */
  readonly to?: ParticipantId | undefined;
}
/** Walk towards a tile; the server finds the way. Tile coordinates, integers from the map's top left. */
export interface MoveMessage {
  readonly x: number;
  readonly y: number;
}
/** Turn towards someone. */
export interface FaceMessage {
  readonly target: ParticipantId;
}

/** Why a request was refused. A closed set: the page has the words for each, in each language. */
export const REFUSALS = [
  "bad-message",
  "empty",
  "too-fast",
  "unknown-target",
  "out-of-reach",
  "no-way-there",
  "scene-closed",
  "unknown-turn",
  "not-possible",
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** The answer to every request: an id to recognise the line by, or a closed reason and when to try again. */
export type Acknowledgement =
  | { readonly ok: true; readonly turnId?: string }
  | { readonly ok: false; readonly refusal: Refusal | DeedRefusal; readonly retryAfter?: number };

/** What a client says of itself when it joins. Nothing here chooses a model, a prompt or a persona. */
export interface JoinOptions {
  readonly name?: string | undefined;
  /**
   * A random word that this browser keeps for itself, by which personas know a returning player. Whoever holds it is
   * taken for that player; it is never shown to anyone.
   */
  readonly key?: string | undefined;
  readonly language?: Language | undefined;
  readonly version?: number | undefined;
}

/** Message names. Requests go client to server, messages server to client. */
export const REQUESTS = {
  say: "npc:say",
  move: "npc:move",
  face: "npc:face",
  sync: "npc:sync",
  typing: "npc:typing",
  act: "npc:act",
  feedback: "npc:feedback",
  retake: "npc:retake",
  prefer: "npc:prefer",
  consent: "npc:consent",
} as const;
/** What each request carries. */
export interface RequestMessages {
  readonly say: SayMessage;
  readonly move: MoveMessage;
  readonly face: FaceMessage;
  readonly typing: TypingMessage;
  readonly act: ActMessage;
  readonly feedback: FeedbackMessage;
  readonly retake: RetakeMessage;
  readonly prefer: PreferMessage;
  readonly consent: ConsentMessage;
}
/** `events` carries `SceneEvent[]`: what happened in one moment, in order. */
export const MESSAGES = {
  events: "npc:events",
  snapshot: "npc:snapshot",
  cast: "npc:cast",
} as const;

/**
 * Bodies and things by message, for a host room whose own state has no place for them: what changed, and with the
 * first one everything. The fields are those of `shared/scene-state.ts`.
 */
export interface CastMessage {
  readonly scene?: {
    readonly scene: string;
    readonly title: string;
    readonly topic: string;
    readonly map: string;
    readonly language: string;
    readonly synthetic: boolean;
  };
  readonly members: readonly CastFields[];
  readonly gone: readonly ParticipantId[];
  readonly props: readonly PropFields[];
}
/** One body, as it is synced. */
export interface CastFields {
  readonly id: ParticipantId;
  readonly name: string;
  readonly kind: string;
  readonly sprite: string;
  readonly appearance: string;
  readonly x: number;
  readonly y: number;
  readonly facing: string;
  readonly status: string;
  readonly posture: string;
  readonly connected: boolean;
}
/** Where a thing is: on a tile, or with someone. */
export interface PropFields {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly holder: ParticipantId;
  readonly open: boolean;
}
