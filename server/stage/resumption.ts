import type { Language, ParticipantId } from "../../shared/protocol.ts";
import type { Observation } from "../roleplay/observation.ts";
import type { ThinkingMode } from "../roleplay/thinking/thinking-mode.ts";
import type { KnownThing } from "../roleplay/prompt/prompt-sections.ts";
import type { Answering } from "./answering.ts";
import type { Deeds } from "./deeds/deeds.ts";
import type { EpisodeEvent } from "./episode-event.ts";
import type { Mind } from "./mind.ts";
import { playerSprite } from "./placing.ts";
import type { SceneContext } from "./scene-context.ts";
import type { BodyRecord, HeardRecord, ThingRecord } from "./standing-event.ts";
import type { StoryTelling } from "./story/story.ts";
import type { Turns } from "./turns.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Somebody whose turn it is. */
export interface Due {
  readonly persona: ParticipantId;
  readonly to: ParticipantId | null;
  readonly whisper: boolean;
  readonly rule: string;
  readonly own: boolean;
  /** How it is thought; absent for as scene and sheet say. */
  readonly mode?: ThinkingMode;
}

interface Player {
  readonly id: ParticipantId;
  readonly name: string;
  readonly language: Language;
  readonly subject: string | null;
}

/** How a scene stood at one moment, so that another can go on from there. Times are wall time in ms. */
export interface Resumption {
  readonly branchOf: NonNullable<Of<"episode-start">["branchOf"]>;
  readonly at: number;
  /** The turns there had been. */
  readonly turns: number;
  /** The things that each persona knew of when the scene opened. */
  readonly known: Readonly<Record<string, readonly KnownThing[]>>;
  readonly players: readonly Player[];
  /** Who had been there and left: what minds hold of them is theirs still, with all that they may ask for. */
  readonly past: readonly Player[];
  /** What they allow, for what is said with them here. */
  readonly consents: readonly Pick<Of<"consent">, "participant" | "purpose" | "given" | "notice">[];
  readonly bodies: readonly BodyRecord[];
  readonly things: readonly ThingRecord[];
  readonly seats: readonly { readonly who: ParticipantId; readonly on: string }[];
  readonly minds: readonly {
    readonly persona: ParticipantId;
    readonly thoughts: readonly string[];
    readonly turnsTaken: number;
    /** When its last turn ended; null for none. */
    readonly spokeAt: number | null;
  }[];
  /** What minds observed and remember still, in the order in which it came; the same thing for all who observe it. */
  readonly observed: readonly {
    readonly minds: readonly ParticipantId[];
    readonly observation: Observation;
  }[];
  readonly heard: readonly HeardRecord[];
  /** Who was talking with whom, the last ones last. */
  readonly talks: readonly (readonly [ParticipantId, ParticipantId])[];
  readonly triggers: readonly string[];
  readonly found: readonly { readonly participant: ParticipantId; readonly finding: string }[];
  /** Whose turn is taken again, with the prompt that it had: at once, or when it is offered it. Null for nobody's. */
  readonly first: (Due & { readonly waits?: true }) | null;
  /** Who else was about to speak. */
  readonly others: readonly Due[];
}

/**
 * Puts a scene where another stood, on record, and lets those whose turn it is begin. Nothing of it is told as if it
 * happened: what minds observed they observe again, and who is there has come in without a word.
 */
export function takeUp(
  context: SceneContext,
  {
    answering,
    deeds,
    story,
    turns,
  }: {
    readonly answering: Answering;
    readonly deeds: Pick<Deeds, "props" | "resume">;
    readonly story: StoryTelling;
    readonly turns: Turns;
  },
  from: Resumption,
): void {
  const { cast, chronicle, clock, hearing, memory, minds, subjects } = context;
  const places = new Map(from.bodies.map((body) => [body.id, body]));
  for (const { id, name, language, subject } of from.players) {
    const { x = 0, y = 0 } = places.get(id) ?? {};
    cast.enter({
      id,
      name,
      kind: "player",
      sprite: playerSprite(id),
      appearance: "",
      x,
      y,
      facing: "down",
      status: "idle",
      posture: "standing",
      connected: true,
      way: [],
    });
    subjects.set(id, subject ?? id);
    memory.meet(id, name, subject);
    story.cameIn(id, language);
  }
  for (const body of from.bodies) cast.resume(body);
  const here = new Set(from.players.map(({ id }) => id));
  for (const { id, name, language, subject } of [...from.past, ...from.players]) {
    void chronicle.joined({
      participant: id,
      name,
      kind: "player",
      language,
      subject,
      admitted: [],
    });
    if (!here.has(id)) void chronicle.left(id);
  }
  for (const consent of from.consents) void chronicle.note("consent", { ...consent });
  const { heard, things, seats, triggers, found } = from;
  void chronicle.takenUp({
    turns: from.turns,
    thoughts: from.minds.flatMap(({ persona, thoughts }) =>
      thoughts.length === 0 ? [] : [{ persona, texts: [...thoughts] }],
    ),
    heard: [...heard],
    things: [...things],
    seats: [...seats],
    triggers: [...triggers],
    found: [...found],
  });
  deeds.resume(things, seats);
  story.resume(found);
  for (const one of heard) {
    const { listeners, segments, part, ...rest } = one;
    hearing.keep({
      ...rest,
      gesture: "",
      listeners: new Set(listeners),
      segments: [...segments],
      ...(part === undefined ? {} : { part }),
      state: "complete",
      endedAt: clock.elapsed(),
    });
  }
  for (const { minds: who, observation } of from.observed)
    for (const id of who) minds.get(id)?.observe(observation);
  for (const { persona, thoughts, turnsTaken, spokeAt } of from.minds) {
    const mind = minds.get(persona);
    if (mind === undefined) continue;
    mind.keepToItself(thoughts);
    mind.turnsTaken = turnsTaken;
    if (spokeAt !== null) mind.lastSpokeAt = clock.elapsed() - Math.max(0, from.at - spokeAt);
  }
  for (const [a, b] of from.talks) answering.talkedWith(a, b);
  const { first } = from;
  const mind = minds.get(first?.persona ?? "");
  if (mind !== undefined) asPrompted(mind, `${chronicle.episodeId}.${from.turns + 1}`);
  const begins = first === null || first.waits ? [] : [first];
  for (const { persona, to, whisper, rule, own, mode } of [...begins, ...from.others]) {
    const its = minds.get(persona);
    const asked = own ? { own: true as const } : {};
    const settled = mode === undefined ? {} : { mode };
    if (its !== undefined) turns.offer(its, { from: to, whisper, rule, ...asked, ...settled });
  }
}

/** Nothing comes back to it anew before its first turn: what had come back then stands in its mind already. */
function asPrompted(mind: Mind, turnId: string): void {
  mind.notes = {
    turnId,
    recalled: [],
    cut: null,
    estimate: 0,
    observed: mind.observations.at(-1) ?? null,
  };
}
