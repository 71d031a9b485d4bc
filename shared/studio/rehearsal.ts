import * as z from "zod";
import type { Language, TurnOutcome } from "../protocol.ts";

/** Words between the rehearsal's page and its routes (`/rehearsals`). Thoughts are among them: they go to whoever rehearses. */

/** What one persona writes, in its own order: two kinds of thought, what it does, what it says, and what no rule made public. */
export const CHANNELS = [
  "system-thinking",
  "role-thinking",
  "action",
  "speech",
  "unreleased",
] as const;
export type Channel = (typeof CHANNELS)[number];

/** How long lines and sheets may be, in characters. */
export const REHEARSAL_TEXT = { line: 500, sheet: 60_000, edited: 4_000 } as const;

const Id = z.string().min(1).max(120);
const Name = z.string().trim().min(1).max(64);
const Line = z.string().trim().min(1).max(REHEARSAL_TEXT.line);

/** Whose sheet, and which text of it: what plays (`null`), the draft, or a version by its twelve digits. */
export const SheetWish = z.strictObject({
  version: z
    .union([z.null(), z.literal("draft"), z.string().regex(/^[0-9a-f]{12}$/u)])
    .default(null),
  /** The sheet itself, as YAML, instead of any that is kept. */
  yaml: z.string().max(REHEARSAL_TEXT.sheet).optional(),
  /** It is still being written: what it lacks is made up, and said to be. */
  unfinished: z.boolean().optional(),
});
export type SheetWish = z.infer<typeof SheetWish>;

/** What a sheet may lack that nobody can be played without; `world` where the world around it cannot be played yet. */
export const MADE_UP = ["world", "name", "appearance", "known", "profile"] as const;
export type MadeUp = (typeof MADE_UP)[number];

export const REHEARSAL_MODES = ["full", "budget", "reflex"] as const;

/** How it is played; what is absent is as the server and the sheet say. */
export const PlayWish = z.strictObject({
  mode: z.enum(REHEARSAL_MODES).optional(),
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0.01).max(1).optional(),
  maxTokens: z.number().int().min(1).max(4_096).optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  /** One of the endpoints that the operator set, by its name. */
  endpoint: z.string().min(1).max(80).optional(),
});
export type PlayWish = z.infer<typeof PlayWish>;

/** Somebody whom a persona remembers, and what of them. */
export const RememberedWish = z.strictObject({
  persona: Id,
  name: Name,
  facts: z.array(Line).min(1).max(12),
});
export type RememberedWish = z.infer<typeof RememberedWish>;

/** `POST /rehearsals`: begins one. */
export const BeginRehearsal = z.strictObject({
  world: z.string().min(1).max(80),
  /** Who is in it; empty for the whole cast of the world's scene. */
  personas: z.array(Id).max(16).default([]),
  /** `alone`: one persona on a bare stage. `scene`: in the scene, on its map, with its things. */
  stage: z.enum(["alone", "scene"]).default("scene"),
  /** Sheets that are others than what plays, by persona. */
  sheets: z.record(Id, SheetWish).default({}),
  /** Instead of the scene's own opening. */
  opening: z
    .array(z.strictObject({ speaker: Id, text: Line }))
    .max(16)
    .optional(),
  remembered: z.array(RememberedWish).max(32).default([]),
  /** The scene's routines and triggers go on by themselves. */
  life: z.boolean().default(false),
  play: PlayWish.default({}),
  /** What is said here may be learned from, once an export asks for rehearsals by name. */
  training: z.boolean().default(true),
});
export type BeginRehearsal = z.infer<typeof BeginRehearsal>;

/** `POST /rehearsals/from`: begins one where a turn of an episode of the log stood. */
export const BeginFromEpisode = z.strictObject({
  episode: z.string().min(1).max(300),
  turn: z.string().min(1).max(300),
  /** Before the turn, so that it is taken again; or after it. */
  at: z.enum(["before", "after"]).default("before"),
  training: z.boolean().default(true),
});
export type BeginFromEpisode = z.infer<typeof BeginFromEpisode>;

/** `POST /rehearsals/:id/say` */
export const RehearsalLine = z.strictObject({
  /** Who speaks: a visitor by any name, who comes in with the first word. */
  as: Name,
  text: Line,
  to: Id.optional(),
  whisper: z.boolean().default(false),
});
export type RehearsalLine = z.infer<typeof RehearsalLine>;

/** `POST /rehearsals/:id/act` */
export const RehearsalDeed = z.strictObject({
  as: Name,
  verb: z.string().min(1).max(80),
  target: Id.optional(),
  item: Id.optional(),
});
export type RehearsalDeed = z.infer<typeof RehearsalDeed>;

/** `POST /rehearsals/:id/world`: something happens. */
export const RehearsalHappening = z.strictObject({ text: Line });

/** `POST /rehearsals/:id/play`: so many turns by themselves. */
export const PlayOn = z.strictObject({ turns: z.number().int().min(1).max(12) });

/** `POST /rehearsals/:id/turns/:turn/again` */
export const TakeAgain = z.strictObject({
  sheet: SheetWish.optional(),
  play: PlayWish.default({}),
});
export type TakeAgain = z.infer<typeof TakeAgain>;

/** `POST /rehearsals/:id/prefer` */
export const PreferTake = z.strictObject({
  chosen: z.string().min(1).max(300),
  rejected: z.string().min(1).max(300),
});

export const EDITABLE = ["role-thinking", "action", "speech"] as const;

/** `POST /rehearsals/:id/turns/:turn/edit`: how it should have been. */
export const EditTurn = z.strictObject({
  segments: z
    .array(
      z.strictObject({
        kind: z.enum(EDITABLE),
        text: z.string().trim().min(1).max(REHEARSAL_TEXT.edited),
      }),
    )
    .min(1)
    .max(24),
});
export type EditTurn = z.infer<typeof EditTurn>;

/** `POST /rehearsals/:id/go-on`: from right after this turn or take, as it was or as it was edited. */
export const GoOn = z.strictObject({
  turn: z.string().min(1).max(300),
  edited: z.boolean().default(false),
});

/** Where rehearsals can be: `GET /rehearsals/places`. */
export interface RehearsalPlaces {
  readonly worlds: readonly PlaceToRehearse[];
  /** Others than the first answer at their own cost and speed. */
  readonly endpoints: readonly RehearsalEndpointView[];
  /** Sheets may be taken as drafts and versions. */
  readonly versions: boolean;
  readonly limits: RehearsalLimits;
}

export interface PlaceToRehearse {
  readonly world: string;
  readonly title: string;
  readonly language: Language;
  readonly personas: readonly {
    readonly id: string;
    readonly name: string;
    /** Newest first; empty where none is kept. */
    readonly versions: readonly string[];
    readonly hasDraft: boolean;
  }[];
  readonly opening: readonly { readonly speaker: string; readonly text: string }[];
}

export interface RehearsalEndpointView {
  readonly name: string;
  /** The model's own name; never an address. */
  readonly model: string;
  /** What it says means nothing of a model. */
  readonly synthetic: boolean;
}

export interface RehearsalLimits {
  readonly atOnce: number;
  readonly turns: number;
  readonly takes: number;
  /** In minutes: without a deed of the designer's, and altogether. */
  readonly idle: number;
  readonly age: number;
}

/** One rehearsal, as a list shows it. */
export interface RehearsalLineView {
  readonly id: string;
  readonly title: string;
  readonly personas: readonly string[];
  /** Wall time in ms. */
  readonly since: number;
  readonly turns: number;
}

/** `GET /rehearsals/:id`: all of it; `feed` is where its feed goes on. */
export interface RehearsalView extends Omit<RehearsalLineView, "personas"> {
  readonly world: string;
  readonly language: Language;
  readonly stage: "alone" | "scene";
  readonly personas: readonly {
    readonly id: string;
    readonly name: string;
    readonly sheet: string;
  }[];
  readonly episodeId: string;
  /** The episode of the log that it began from. */
  readonly from: { readonly episodeId: string; readonly turnId: string } | null;
  readonly synthetic: boolean;
  readonly endpoint: string;
  readonly training: boolean;
  readonly limits: RehearsalLimits;
  readonly deeds: DeedsView;
  /** What was said and done, oldest first. */
  readonly talk: readonly TalkView[];
  /** Of each turn, the takes of it, in the order in which they were shown. */
  readonly takes: Readonly<Record<string, readonly TurnView[]>>;
  readonly state: RehearsalState;
  /** What of an unfinished sheet is made up, and how many of its entries say nothing yet and are not played. */
  readonly unfinished: { readonly madeUp: readonly MadeUp[]; readonly leftOut: number };
  readonly feed: number;
}

/** What visitors may do here. */
export interface DeedsView {
  readonly verbs: readonly {
    readonly id: string;
    readonly en: string;
    readonly zh: string;
    readonly target: string;
    readonly item: boolean;
  }[];
  readonly things: readonly { readonly id: string; readonly en: string; readonly zh: string }[];
  readonly places: readonly { readonly id: string; readonly name: string }[];
}

export interface RehearsalState {
  /** Turns that run or wait. */
  readonly running: number;
  /** Turns that are still to come by themselves. */
  readonly playing: number;
  readonly turnsLeft: number;
  readonly open: boolean;
}

export type TalkView = LineView | TurnView;

/** A line of a visitor, of the world or of the opening, or something that was done. */
export interface LineView {
  readonly kind: "line";
  readonly turnId: string;
  readonly speaker: string;
  readonly name: string;
  readonly by: "visitor" | "persona" | "world" | "deed";
  readonly to: string | null;
  readonly whisper: boolean;
  readonly segments: readonly { readonly channel: "speech" | "action"; readonly text: string }[];
}

export interface SegmentView {
  readonly channel: Channel;
  readonly text: string;
  /** While its turn runs: what `block` events speak of it by. */
  readonly block?: string;
}

/** A persona's turn or a take of it. While it runs `outcome` is null. */
export interface TurnView {
  readonly kind: "turn";
  readonly turnId: string;
  readonly speaker: string;
  readonly name: string;
  readonly to: string | null;
  readonly whisper: boolean;
  readonly segments: readonly SegmentView[];
  readonly outcome: TurnOutcome | null;
  /** Why it ended otherwise than it should: a closed code. */
  readonly cause: string | null;
  /** What it is a take of. */
  readonly instead: string | null;
  /** What was asked to be otherwise, in the words of the request. */
  readonly wish: TakeAgain | null;
  readonly mode: string | null;
  readonly sheet: string;
  readonly endpoint: string;
  readonly ms: number | null;
  readonly firstVisible: number | null;
  /** It can be compared with others of its kind in exports: same messages, same episode. */
  readonly pairs: boolean;
  /** It was chosen or refused, over or under these; and how it should have been. */
  readonly preferredTo: readonly string[];
  readonly edited:
    | readonly { readonly channel: (typeof EDITABLE)[number]; readonly text: string }[]
    | null;
}

/** What comes while one listens: `GET /rehearsals/:id/feed?from=N`. Blocks are numbered within a turn as they begin. */
export type FeedEvent =
  | { readonly n: number; readonly type: "line"; readonly line: LineView }
  | { readonly n: number; readonly type: "begins"; readonly turn: TurnView }
  /** A block has more text, or (`whole`) other text than so far. */
  | {
      readonly n: number;
      readonly type: "block";
      readonly turnId: string;
      readonly block: string;
      readonly channel: Channel;
      readonly text: string;
      readonly whole: boolean;
    }
  | {
      readonly n: number;
      readonly type: "retract";
      readonly turnId: string;
      readonly block: string;
    }
  /** It has ended, or something of it is known anew. */
  | { readonly n: number; readonly type: "turn"; readonly turn: TurnView }
  | { readonly n: number; readonly type: "state"; readonly state: RehearsalState }
  /** The talk is another from now on: ask for the whole. */
  | { readonly n: number; readonly type: "anew" }
  | {
      readonly n: number;
      readonly type: "closed";
      readonly reason: "designer" | "idle" | "age" | "server";
    };

/** `GET /rehearsals/:id/turns/:turn`: how a turn came to be. */
export interface TurnDetail {
  readonly turnId: string;
  readonly chosenBy: string;
  readonly thinking: { readonly mode: string; readonly why: string } | null;
  readonly anomalies: readonly { readonly kind: string; readonly times: number }[];
  readonly prompt: PromptDetail | null;
  readonly recalled: readonly RecalledView[];
  readonly cut: {
    readonly observations: number;
    readonly tokensBefore: number;
    readonly tokensAfter: number;
    readonly budget: number;
  } | null;
  readonly calls: readonly CallDetail[];
  readonly timing: TimingDetail;
}

/** Tokens are estimates but for the whole, where the endpoint counted it. */
export interface PromptDetail {
  readonly tokens: number;
  readonly counted: number | null;
  readonly parts: readonly PromptPart[];
}

export interface PromptPart {
  readonly role: "system" | "user" | "assistant" | "prefill";
  /** What it is: a section of the sheet by its key, or a stretch of the talk. */
  readonly section:
    | "opening"
    | "profile"
    | "background"
    | "scenario"
    | "others"
    | "thoughts"
    | "requirements"
    | "talk"
    | "own"
    | "prefill";
  readonly tokens: number;
  readonly text: string;
}

export interface RecalledView {
  readonly text: string;
  readonly items: readonly {
    readonly id: string;
    readonly why: readonly Readonly<Record<string, unknown>>[];
  }[];
}

export interface CallDetail {
  readonly callId: string;
  readonly phase: string;
  readonly model: string;
  readonly endpoint: string;
  readonly synthetic: boolean;
  readonly dialect: string;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly maxTokens: number | null;
  readonly seed: number | null;
  readonly status: string;
  readonly why: string | null;
  /** The very text that was sent; null where the endpoint renders the messages, which are then in `body`. */
  readonly sent: string | null;
  readonly body: string;
  /** Verbatim, before any reading. */
  readonly written: string;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly queued: number | null;
  readonly firstText: number | null;
  readonly ms: number;
}

/** In ms from the request, or from the line that was answered; tokens as the endpoint counted, else estimated. */
export interface TimingDetail {
  readonly queued: number | null;
  readonly firstToken: number | null;
  readonly firstVisible: number | null;
  readonly end: number;
  readonly tokensPerSecond: number | null;
  readonly thought: number;
  readonly spoken: number;
  readonly estimated: boolean;
}

/** `POST` that begins something: which turn or rehearsal it is. */
export interface Begun {
  readonly id: string;
}
