import * as z from "zod";
import { Voices } from "../roleplay/memory/voices.ts";
import { THINKING_MODES } from "../roleplay/thinking/thinking-mode.ts";
import { CONSENT_PURPOSES, TURN_OUTCOMES } from "../../shared/protocol.ts";
import { EPISODE_FORMAT, Head, Made, Place, Segment } from "./event-head.ts";
import { GroundRecord, Places, TakenUp, Things, TurnBegan } from "./standing-event.ts";

/**
 * The episode log's events, version 2. Append-only; private text is in here and in no other store.
 * `seq` is given by the log: gap-free per episode, from 0. `at` is wall time in ms.
 * Events of earlier versions stay as they were written; a reader brings them up to this one.
 */

export { EPISODE_FORMAT };

/** See `KnownThing` in roleplay/prompt/prompt-sections.ts. */
const KnownThingRecord = z.strictObject({
  name: z.string(),
  description: z.string(),
  place: z.string().nullable(),
  heldBy: z.string().nullable(),
  inside: z.string().nullable(),
  concealed: z.boolean(),
  yours: z.boolean(),
  locked: z.boolean(),
  fixed: z.boolean(),
});

/** What a branch has otherwise than its parent; absent for what it has the same. */
const BranchChanges = z.strictObject({
  /** The model and endpoint that played the parent, and those that play the branch. */
  model: z.strictObject({ from: z.string(), to: z.string() }).optional(),
  /** Personas whose sheets are others, by their ids. */
  personas: z.array(z.string()).optional(),
  /** How everyone thinks. */
  mode: z.enum(THINKING_MODES).optional(),
  sampling: z.record(z.string(), z.unknown()).optional(),
});

/** An episode begins: its scene and personas as they were read, and what played it. */
export const EpisodeStart = z.strictObject({
  ...Head,
  type: z.literal("episode-start"),
  software: z.string(),
  scene: z.unknown(),
  personas: z.array(z.unknown()),
  /** The version of each persona's sheet, by its id: the first 12 hex digits of the SHA-256 of its text. */
  versions: z.record(z.string(), z.string()).optional(),
  /** What stood beside the scene: its things, its life, its story. */
  beside: z.record(z.string(), z.unknown()).optional(),
  /** The things that each persona knew of when the scene opened, as its prompts name them; by the persona's id. */
  known: z.record(z.string(), z.array(KnownThingRecord)).optional(),
  /** The floor it is played on: who hears whom is decided by it. */
  ground: GroundRecord.optional(),
  /** The turn of another episode that this one goes on from with something changed: no play of players, but a branch. */
  branchOf: z
    .strictObject({
      episodeId: z.string(),
      turnId: z.string(),
      changes: BranchChanges.optional(),
      /** Whether players' lines after that turn are said again. */
      players: z.enum(["left-out", "recorded"]).optional(),
    })
    .optional(),
  /** Where it was played, if not by players: `rehearsal` in the studio, by a designer. */
  origin: z.enum(["rehearsal"]).optional(),
  model: z.string(),
  synthetic: z.boolean(),
  seed: z.number(),
  /** What was known of the model's endpoint when the episode began. */
  endpoint: z.record(z.string(), z.unknown()).optional(),
});

/** Somebody is there from now on: a player who came, or a persona of the scene. */
export const ParticipantJoined = z.strictObject({
  ...Head,
  type: z.literal("participant-joined"),
  participant: z.string(),
  name: z.string(),
  kind: z.enum(["player", "persona"]),
  language: z.string(),
  /** Turns that were said before it came and that it is shown: aloud, within earshot of where it stands. */
  admitted: z.array(z.string()).optional(),
  /** What outlives a player's visit, made at random; null for a visit that nothing outlives. */
  subject: z.string().nullable().optional(),
});

/** Somebody is there no longer. */
export const ParticipantLeft = z.strictObject({
  ...Head,
  type: z.literal("participant-left"),
  participant: z.string(),
});

/** A player's or the environment's whole line, as it was made inert and as listeners observed it. */
export const Line = z.strictObject({
  ...Head,
  ...Made,
  type: z.literal("line"),
  turnId: z.string(),
  speaker: z.string(),
  addressee: z.string().nullable(),
  whisper: z.boolean(),
  segments: z.array(Segment),
  listeners: z.array(z.string()),
  /** Where it was said or happened; null for what is perceived everywhere. */
  origin: Place.nullable().optional(),
  /** For what the world does: only those perceive it who would hear it there. */
  sense: z.literal("hearing").optional(),
});

/** One exact model call: see `ModelCall` in ports.ts for units. */
export const ModelCallMade = z.strictObject({
  ...Head,
  type: z.literal("model-call"),
  turnId: z.string(),
  participant: z.string(),
  call: z.record(z.string(), z.unknown()),
  /** Why it came to nothing, for a call that thought ahead of a line; its `turnId` is then its own call's id. */
  discarded: z.string().optional(),
});

/** A persona's whole turn, private segments included, with who could hear it. */
export const TurnEnded = z.strictObject({
  ...Head,
  ...Made,
  type: z.literal("turn"),
  turnId: z.string(),
  speaker: z.string(),
  addressee: z.string().nullable(),
  whisper: z.boolean(),
  segments: z.array(Segment),
  outcome: z.enum(TURN_OUTCOMES),
  cause: z.string().nullable(),
  callId: z.string().nullable(),
  /** Why this persona spoke: the rule that chose it. */
  chosenBy: z.string(),
  /** How it was thought, why so, and how often anew because more was said meanwhile. */
  thinking: z
    .strictObject({
      mode: z.enum(THINKING_MODES),
      why: z.string(),
      renewed: z.number().int().min(0),
    })
    .optional(),
  anomalies: z.record(z.string(), z.number()),
  listeners: z.array(z.string()),
  trainable: z.boolean(),
  /**
   * Policy gradients may learn from it: each of its calls that wrote anything is exact (see `Provenance` in ports.ts).
   * Absent where no call says what it was sampled from.
   */
  exact: z.boolean().optional(),
  /** What others saw of it before its first word: the waiting gesture that its author wrote. */
  gesture: z.string().optional(),
  /** The version of the sheet that spoke; absent where nobody counts versions. */
  version: z.string().optional(),
  /** The turn that this one says differently, for a retake. */
  instead: z.string().optional(),
  /** What its words promised, and what came of it; absent for nothing. */
  sayDo: z
    .array(
      z.strictObject({
        verb: z.string(),
        target: z.string().nullable(),
        item: z.string().nullable(),
        promised: z.boolean(),
        /** It said that it would not. */
        declined: z.boolean().optional(),
        /** `under-way`: it was still walking up to it when the turn ended; the deed's own record has the outcome. */
        outcome: z.enum(["done", "refused", "under-way", "not-tried"]),
      }),
    )
    .optional(),
  /** From the line that was answered, in ms. */
  timing: z.strictObject({ firstVisible: z.number().nullable(), end: z.number() }),
  /** What came back to the persona before it spoke, and why; absent for nothing. */
  recalled: z
    .array(
      z.strictObject({
        id: z.string(),
        why: z.array(z.record(z.string(), z.unknown())),
        whose: Voices.optional(),
      }),
    )
    .optional(),
  /** What was cut from its prompt's history for this turn; absent for nothing. Tokens by the estimate. */
  cut: z
    .strictObject({
      observations: z.number(),
      tokensBefore: z.number(),
      tokensAfter: z.number(),
      budget: z.number(),
    })
    .optional(),
});

/** Someone walked somewhere or was refused; positions in tiles. */
export const Moved = z.strictObject({
  ...Head,
  type: z.literal("moved"),
  participant: z.string(),
  x: z.number(),
  y: z.number(),
});

/** Something that somebody did, or tried and was refused, by the rules of the scene. */
export const DeedDone = z.strictObject({
  ...Head,
  ...Made,
  type: z.literal("deed"),
  deedId: z.string(),
  actor: z.string(),
  verb: z.string(),
  target: z.string().nullable(),
  item: z.string().nullable(),
  outcome: z.enum(["done", "refused"]),
  refusal: z.string().nullable(),
  /** What asked for it: a persona's action, a player's hand, an author, or the host game. */
  origin: z.enum(["action", "player", "author", "host"]),
  turnId: z.string().nullable(),
  /** The prose it was read from; null where there was none. */
  prose: z.string().nullable(),
  witnesses: z.array(z.string()),
  /** It was given up before it could be decided: its actor took too long, or went about something else. */
  gaveUp: z.literal(true).optional(),
  /** Things as they were when it was done, those alone that it changed. */
  things: Things.optional(),
});

/** A player learned something that was hidden. */
export const Found = z.strictObject({
  ...Head,
  type: z.literal("found"),
  participant: z.string(),
  finding: z.string(),
  turnId: z.string().nullable(),
});

const Shown = z.strictObject({
  /** Turns that the player had before it, in the order in which they came. */
  turns: z.array(z.string()),
  /** From the moment the last of it was sent to the player until the opinion came, in ms. */
  ms: z.number(),
});

/** What a player thought of a turn it heard; a later one replaces an earlier one. */
export const Feedback = z.strictObject({
  ...Head,
  type: z.literal("feedback"),
  participant: z.string(),
  turnId: z.string(),
  rating: z.enum(["up", "down"]),
  reasons: z.array(z.string()),
  shown: Shown.optional(),
});

/** Of two versions of one turn, the one a player would keep; `shownFirst` is what it saw before the other. */
export const Preference = z.strictObject({
  ...Head,
  type: z.literal("preference"),
  participant: z.string(),
  chosen: z.string(),
  rejected: z.string(),
  shownFirst: z.string(),
  shown: Shown.optional(),
});

/**
 * What an author made of a persona's turn in rehearsal: how it should have been, which is preferred to how it was. System
 * thinking is not among it.
 */
export const TurnEdited = z.strictObject({
  ...Head,
  type: z.literal("edit"),
  participant: z.string(),
  turnId: z.string(),
  segments: z
    .array(
      z.strictObject({ kind: z.enum(["speech", "action", "role-thinking"]), text: z.string() }),
    )
    .min(1),
  shown: Shown.optional(),
});

/** A player was given a view of a persona's role thinking, or it ended; `until` is wall time in ms. */
export const MindReadGranted = z.strictObject({
  ...Head,
  type: z.literal("mind-read"),
  participant: z.string(),
  persona: z.string(),
  until: z.number(),
  /** What granted it: a thing's id, or `host`. */
  by: z.string(),
  /** The turn whose thought was shown; absent where the view itself began or ended. */
  turnId: z.string().optional(),
});

/** An authored trigger fired. */
export const Triggered = z.strictObject({
  ...Head,
  type: z.literal("trigger"),
  trigger: z.string(),
  by: z.string().nullable(),
});

/** How the story ended. */
export const StoryEnded = z.strictObject({
  ...Head,
  type: z.literal("ending"),
  ending: z.string(),
  answered: z.array(z.string()),
});

/** What somebody may do to a persona of a running scene, or to all of them. */
export const CONTROLS = ["mute", "pause", "resume", "reset", "kill", "dismiss"] as const;

/** Somebody watched over the scene and took a hand in it; `by` is who. */
export const Controlled = z.strictObject({
  ...Head,
  type: z.literal("control"),
  /** The persona; null for all of them and the scene itself. */
  participant: z.string().nullable(),
  control: z.enum(CONTROLS),
  /** What it remembered from other visits was lost with it; only of a reset. */
  everything: z.literal(true).optional(),
  by: z.string(),
});

/** A persona is played from another sheet from here on: in its own prompts, and in what others see of it. */
export const Recast = z.strictObject({
  ...Head,
  type: z.literal("recast"),
  participant: z.string(),
  persona: z.unknown(),
  version: z.string(),
  by: z.string(),
});

/** A persona came into the running scene; positions in tiles. */
export const Admitted = z.strictObject({
  ...Head,
  type: z.literal("admitted"),
  participant: z.string(),
  persona: z.unknown(),
  version: z.string(),
  /** The things that it knew of when it came in, as its prompts name them. */
  known: z.array(KnownThingRecord),
  x: z.number(),
  y: z.number(),
  by: z.string(),
});

const OwnSegment = z.strictObject({
  kind: z.enum(["speech", "action", "role-thinking"]),
  text: z.string(),
});
const Company = z.enum(["open", "alone", "whisper"]);

/** One thing in a persona's own experience: see `Observation` in roleplay/observation.ts. */
export const ObservationRecord = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("heard"),
    turnId: z.string(),
    speaker: z.string(),
    segments: z.array(z.strictObject({ kind: z.enum(["speech", "action"]), text: z.string() })),
    from: z.string().optional(),
    to: z.string().nullable().optional(),
    company: Company.optional(),
  }),
  z.strictObject({
    kind: z.literal("own"),
    turnId: z.string(),
    segments: z.array(OwnSegment),
    to: z.string().nullable().optional(),
    company: Company.optional(),
  }),
  z.strictObject({ kind: z.literal("environment"), turnId: z.string(), text: z.string() }),
  z.strictObject({
    kind: z.literal("recalled"),
    turnId: z.string(),
    text: z.string(),
    items: z.array(z.string()),
    whose: Voices.optional(),
    only: z.strictObject({ with: z.string(), company: z.enum(["alone", "whisper"]) }).optional(),
  }),
]);
export type ObservationRecord = z.infer<typeof ObservationRecord>;

/**
 * Personas observed something: what their prompts are made of. `index` is where it stands among a persona's
 * observations, from 0; with `replaces`, what stood there is gone.
 */
export const Observed = z.strictObject({
  ...Head,
  type: z.literal("observed"),
  minds: z.array(z.strictObject({ persona: z.string(), index: z.number().int().min(0) })).min(1),
  replaces: z.boolean(),
  observation: ObservationRecord,
});

/** A persona's history was cut: its oldest observations left. */
export const Forgot = z.strictObject({
  ...Head,
  type: z.literal("forgot"),
  participant: z.string(),
  count: z.number().int().min(1),
});

/** A player allowed something, or took it back; the last one counts, for the whole episode. */
export const ConsentGiven = z.strictObject({
  ...Head,
  type: z.literal("consent"),
  participant: z.string(),
  purpose: z.enum(CONSENT_PURPOSES),
  given: z.boolean(),
  /** Which wording of the question was answered. */
  notice: z.string(),
});

/** How good something was, as a number between its bounds; signals of play and judgements are never mixed. */
export const RewardGiven = z.strictObject({
  ...Head,
  type: z.literal("reward"),
  scope: z.enum(["call", "turn", "episode"]),
  /** The call's or the turn's id; the episode's own id for an episode. */
  target: z.string(),
  name: z.string(),
  value: z.number(),
  bounds: z.tuple([z.number(), z.number()]),
  source: z.enum(["signal", "judge", "external"]),
  /** Whose judgement it is; null for a signal. */
  model: z.string().nullable(),
  /** True where a stand-in judged: then it means nothing. */
  synthetic: z.boolean(),
  evidence: z.record(z.string(), z.unknown()).optional(),
});

/** Something was taken out of this episode after it was written: what, how much, and why. */
export const Redacted = z.strictObject({
  ...Head,
  type: z.literal("redaction"),
  /** The player whose words left; null where it was something else. */
  participant: z.string().nullable(),
  reason: z.enum(["erasure", "retention"]),
  records: z.number().int().min(0),
  characters: z.number().int().min(0),
  /** Records of this episode that the file has fewer since, so that a count of the whole file still comes out. */
  fewer: z.number().int().min(0).optional(),
});

/** The episode is over; nothing follows but what is written about it later. */
export const EpisodeEnd = z.strictObject({
  ...Head,
  type: z.literal("episode-end"),
  reason: z.string(),
});

/** Any event of the log, by its `type`; checked on append and on reading. */
export const EpisodeEvent = z.discriminatedUnion("type", [
  EpisodeStart,
  ParticipantJoined,
  ParticipantLeft,
  Line,
  ModelCallMade,
  TurnEnded,
  Moved,
  DeedDone,
  Found,
  Feedback,
  Preference,
  TurnEdited,
  MindReadGranted,
  Triggered,
  StoryEnded,
  Controlled,
  Recast,
  Admitted,
  Observed,
  Forgot,
  ConsentGiven,
  RewardGiven,
  Redacted,
  Places,
  TurnBegan,
  TakenUp,
  EpisodeEnd,
]);
export type EpisodeEvent = z.infer<typeof EpisodeEvent>;
