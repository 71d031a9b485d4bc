import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { createDirector, type Director } from "../../stage/director.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Point } from "../../stage/ground.ts";
import type { MemoryStore } from "../../stage/memory.ts";
import type { Model, ModelRequest, Told } from "../../stage/ports.ts";
import type { Resumption } from "../../stage/resumption.ts";
import type { Staging } from "../../stage/staging.ts";
import { heardModel, type ThoughtHeard } from "./live-channels.ts";
import type { RehearsalModel, RehearsalPorts } from "./rehearsal-ports.ts";

/** One scene of a rehearsal: a director like that of any room, whose log and telling are listened to. */
export interface RehearsedScene {
  readonly director: Director;
  readonly staging: Staging;
  readonly episodeId: string;
  /** Everything that was logged of it, in order, without token ids. */
  readonly events: readonly EpisodeEvent[];
  /** The model as calls of this scene go through it; for takes with another one. */
  readonly through: (model: Model) => Model;
  /** Where things are that can be seen, by their ids. */
  readonly things: ReadonlyMap<string, Point>;
  /** Its opening is spoken, or it goes on from where another one stood. Called once. */
  open(): void;
  /** A visitor comes in; gives the name under which they are known here. */
  visit(id: ParticipantId, name: string): string;
  close(reason: string): Promise<void>;
}

export interface SceneOrder {
  readonly staging: Staging;
  readonly model: RehearsalModel;
  readonly memory: MemoryStore;
  /** Where another scene stood, from which this one goes on. */
  readonly resume?: Resumption;
  readonly training: boolean;
  readonly seed: number;
  /** Who rehearses, for queue and caps. */
  readonly designer: string;
  readonly sampling: { temperature?: number; topP?: number; maxTokens?: number };
}

/** What a scene tells the rehearsal. */
export interface SceneListener {
  /** As the log is given it, before the disk confirmed it. */
  logged(event: EpisodeEvent): void;
  told(told: Told): void;
  thought(thought: ThoughtHeard): void;
}

/** How often bodies walk, in ms. */
const STEP = 200;
/** Whose choices and lines these are, as the log knows it; no body of a scene has this id. */
export const DESIGNER: ParticipantId = "designer";

/** A scene that is ready to be opened. */
export function createRehearsedScene(
  ports: RehearsalPorts,
  order: SceneOrder,
  listener: SceneListener,
): RehearsedScene {
  const { clock, log, play, software } = ports;
  const { staging, training } = order;
  const names = new Map<string, readonly string[]>(
    staging.personas.map((persona) => [persona.id, namesOf(persona)]),
  );
  for (const { id, name } of order.resume?.players ?? []) names.set(id, [name]);
  const speakerOf = (persona: string) => {
    const sheet = staging.personas.find(({ id }) => id === persona);
    if (sheet === undefined) return null;
    const others = [...names].flatMap(([id, theirs]) => (id === persona ? [] : theirs));
    return { self: { name: sheet.name, aliases: sheet.aliases }, others };
  };
  const through = (model: Model): Model => ({
    get synthetic() {
      return model.synthetic;
    },
    get description() {
      return model.description;
    },
    get continuesPrefill() {
      return model.continuesPrefill;
    },
    generate: heardModel(
      { ...plain(model), generate: (request, signal) => model.generate(ours(request), signal) },
      { clock, speakerOf, opens: play.opens, heard: (thought) => listener.thought(thought) },
    ),
  });
  /** Whatever the scene takes it for, nobody who plays waits for it. */
  const ours = (request: ModelRequest): ModelRequest => ({
    ...request,
    purpose: {
      ...request.purpose,
      lane: request.purpose.lane === "ambient" ? "ambient" : "rehearsal",
      player: `designer ${order.designer}`,
    },
  });

  const events: EpisodeEvent[] = [];
  const things = new Map<string, Point>();
  const random = ports.random(order.seed);
  const director = createDirector({
    scene: staging,
    model: through(order.model.model),
    episodeLog: {
      append(appended) {
        for (const event of appended) {
          events.push(lighter(event));
          listener.logged(event);
        }
        return log.append(appended);
      },
    },
    clock,
    random,
    tell(batch) {
      for (const told of batch) listener.told(told);
    },
    showProp: ({ id, x, y, holder }) => {
      if (holder === "") things.set(id, { x, y });
      else things.delete(id);
    },
    origin: "rehearsal",
    ...(order.resume === undefined ? {} : { resume: order.resume }),
    memory: order.memory,
    seed: order.seed,
    software,
    endpoint: () => order.model.record(),
    fault: ports.fault,
    play: {
      ...play,
      sampling: { ...play.sampling, ...order.sampling },
      // A take is compared with a turn that had the same beginning: nothing is thought before it is asked for.
      thinking: { ...play.thinking, ahead: [] },
      warm: false,
      reflect: false,
      aloneTalk: true,
      nextSpeaker: "rules",
      environmentVoice: false,
    },
  });
  let cancel = () => {};
  const walk = (): void => {
    director.step(STEP);
    cancel = clock.after(STEP, walk);
  };
  return {
    director,
    staging,
    things,
    open() {
      director.open();
      if (training) director.rehearsing.allow(DESIGNER);
      walk();
    },
    get episodeId() {
      return events[0]?.episodeId ?? "";
    },
    events,
    through,
    visit(id, name) {
      const known = director.join({ id, name, language: staging.scene.language });
      names.set(id, [known]);
      if (training) director.rehearsing.allow(id);
      return known;
    },
    async close(reason) {
      cancel();
      await director.close(reason);
    },
  };
}

function plain(model: Model): Model {
  return {
    synthetic: model.synthetic,
    description: model.description,
    continuesPrefill: model.continuesPrefill,
    generate: (request, signal) => model.generate(request, signal),
  };
}

function namesOf({ name, aliases }: Persona): string[] {
  return [name, ...aliases];
}

/** A tape of a long rehearsal stays small: ids and log-probabilities are in the log. */
function lighter(event: EpisodeEvent): EpisodeEvent {
  if (event.type !== "model-call") return event;
  const bare = { promptTokenIds: null, completionTokenIds: null, logprobs: null };
  return { ...event, call: { ...event.call, ...bare } };
}
