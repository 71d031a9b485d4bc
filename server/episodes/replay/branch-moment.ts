import { Life } from "../../roleplay/life/life.ts";
import { Story } from "../../roleplay/story/story.ts";
import { GUARDED_TURNS } from "../../stage/mind.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { HeardTurn } from "../../stage/hearing.ts";
import type { ModelCall } from "../../stage/ports.ts";
import type { Due, Resumption } from "../../stage/resumption.ts";
import type { HeardRecord } from "../../stage/standing-event.ts";
import { thingRecords } from "../../stage/deeds/thing-record.ts";
import type { Staging } from "../../stage/staging.ts";
import type { LoggedEvent } from "../reader.ts";
import { callFacts } from "./call-facts.ts";
import { followEpisode } from "./following.ts";
import { groupedStanding } from "./grouped-standing.ts";
import { createPerception } from "./perception.ts";
import type { Recorded } from "./replayed-mind.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Where an episode stood when a turn was asked for, ready to go on from there. */
export interface Moment {
  readonly start: Of<"episode-start">;
  readonly turn: Of<"turn">;
  /** The world as it was played. */
  readonly staging: Staging;
  readonly standing: Omit<Resumption, "branchOf">;
  /** What came after, without what calls hold. */
  readonly later: readonly EpisodeEvent[];
}

/** Lines of the talk that still hang in the air for a branch. */
const HEARD = 40;
/** Who last spoke with whom so long ago talks with them no more, in ms. */
const CONVERSATION = 60_000;

/** Reads an episode up to a turn, and what came after it; a text is why it cannot be branched there. */
export async function momentOf(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  turnId: string,
): Promise<Moment | string> {
  const kept: EpisodeEvent[] = [];
  let asked: ModelCall | null = null;
  let turn: Of<"turn"> | null = null;
  for await (const { event } of events) {
    // Prompts and completions are most of a log, and only one of them is needed.
    kept.push(event.type === "model-call" ? { ...event, call: {} } : event);
    if (event.type === "model-call" && event.turnId === turnId && event.discarded === undefined)
      asked = callFacts(event.call) ?? asked;
    if (event.type === "turn" && event.turnId === turnId) turn = event;
  }
  if (turn === null)
    return `there is no turn ${turnId} of a persona in this episode; npm run episodes -- show names them with --json.`;
  const basis = asked?.basis;
  if (basis === undefined)
    return `turn ${turnId} holds no call with what its prompt was made of: it was played by an earlier version, or no model was asked.`;
  const cut = cutBefore(kept, turn, basis.changes);
  if (cut === null)
    return `the log could not keep all that ${turn.speaker} observed before turn ${turnId}; take an earlier turn.`;
  return standingAt(kept.slice(0, cut), kept.slice(cut), turn, basis);
}

/** How many events had been when the turn's prompt was made: its persona's mind had changed so often, and it had begun. */
function cutBefore(
  events: readonly EpisodeEvent[],
  { turnId, speaker, instead }: Of<"turn">,
  changes: number,
): number | null {
  let so = 0;
  // A retake has the prompt of the turn that it says differently.
  let began = instead === undefined ? events.findIndex((e) => isStart(e, turnId)) : -1;
  if (began === -1 && changes === 0) began = events.findIndex((e) => e.type === "episode-start");
  for (const [at, event] of events.entries()) {
    if (so === changes && at > began) return at + sameMoment(events, at, speaker);
    if (event.type === "observed")
      so += event.minds.filter(({ persona }) => persona === speaker).length;
    if (event.type === "forgot" && event.participant === speaker) so += 1;
  }
  return so === changes ? events.length : null;
}

/** What others observed of the last thing that the persona did observe. */
function sameMoment(events: readonly EpisodeEvent[], from: number, speaker: string): number {
  const next = events.slice(from).findIndex((event) => {
    const others = event.type === "observed" && !event.minds.some((m) => m.persona === speaker);
    return !others || event.at !== events[from - 1]?.at;
  });
  return Math.max(0, next);
}

function isStart(event: EpisodeEvent, turnId: string): boolean {
  return event.type === "turn-began" && event.turnId === turnId;
}

function standingAt(
  before: readonly EpisodeEvent[],
  later: readonly EpisodeEvent[],
  turn: Of<"turn">,
  { observations, hearers }: NonNullable<ModelCall["basis"]>,
): Moment | string {
  const following = followEpisode();
  const perception = createPerception();
  const players = new Map<string, Of<"participant-joined">>();
  const past = new Map<string, Of<"participant-joined">>();
  const open = new Map<string, Due>();
  const spokeAt = new Map<string, number>();
  const turnsTaken = new Map<string, number>();
  const talks: { readonly pair: readonly [string, string]; readonly at: number }[] = [];
  const triggers = new Set<string>();
  const found: Of<"found">[] = [];
  let start: Of<"episode-start"> | null = null;
  let at = turn.at;
  for (const event of before) {
    ({ at } = event);
    switch (event.type) {
      case "episode-start":
        start = event;
        break;
      case "participant-joined":
        if (event.kind === "player") players.set(event.participant, event);
        past.delete(event.participant);
        break;
      case "participant-left": {
        const left = players.get(event.participant);
        if (left !== undefined) past.set(event.participant, left);
        players.delete(event.participant);
        break;
      }
      case "taken-up":
        for (const id of event.triggers) triggers.add(id);
        for (const one of event.found)
          found.push({ ...event, type: "found", ...one, turnId: null });
        break;
      case "trigger":
        triggers.add(event.trigger);
        break;
      case "found":
        found.push(event);
        break;
      case "turn-began":
        if (event.instead === undefined)
          open.set(event.turnId, {
            persona: event.speaker,
            to: event.addressee,
            whisper: event.whisper,
            rule: event.rule,
            own: event.own === true,
          });
        break;
      case "line":
        if (event.addressee !== null) talks.push({ pair: [event.speaker, event.addressee], at });
        break;
      case "turn": {
        const { speaker, addressee } = event;
        open.delete(event.turnId);
        spokeAt.set(speaker, at);
        turnsTaken.set(speaker, (turnsTaken.get(speaker) ?? 0) + 1);
        if (addressee !== null) talks.push({ pair: [speaker, addressee], at });
        break;
      }
      default:
    }
    following.take(event);
    perception.take(event, following.sheets);
  }
  const { sheets, minds } = following;
  const life = Life.safeParse(start?.beside?.["life"] ?? {});
  const story = Story.safeParse(start?.beside?.["story"] ?? {});
  if (start === null || sheets === null || !life.success || !story.success)
    return "the episode's scene and personas are not in a form that is known; it cannot be branched.";
  const remembered = new Map<string, readonly Recorded[]>();
  for (const { id } of sheets.personas) {
    const list = minds.get(id)?.now() ?? null;
    if (list === null || (id === turn.speaker && list.length !== observations))
      return `the log could not keep all that ${id} observed before turn ${turn.turnId}; take an earlier turn.`;
    remembered.set(id, list);
  }
  open.delete(turn.turnId);
  const here = [...players.values()];
  const { replica } = perception;
  // An earlier version did not say where anyone stood: who heard the turn is near, and nobody else.
  const grouped = groupedStanding(sheets, here, turn.speaker, hearers);
  const { ground, bodies } =
    replica === null
      ? grouped
      : {
          ground: replica.ground,
          bodies: [...replica.cast.bodies.keys()].flatMap((id) => replica.standing(id) ?? []),
        };
  const initial = new Map(replica?.initialThings.map((thing) => [thing.id, thing]));
  const { scene, personas, things } = sheets;
  return {
    start,
    turn,
    later,
    staging: { scene, personas, things, life: life.data, story: story.data, ground },
    standing: {
      at,
      turns: turnNumber(before),
      known: sheets.known ?? {},
      players: here.map(playerOf),
      past: [...past.values()].map(playerOf),
      consents: consentsIn([...before, ...later], new Set([...players.keys(), ...past.keys()])),
      bodies,
      things:
        replica === null
          ? []
          : thingRecords(replica.props, (id, thing) => initial.get(id)?.thing !== thing),
      seats: [...(replica?.seats ?? [])].map(([who, on]) => ({ who, on })),
      minds: personas.map(({ id }) => ({
        persona: id,
        thoughts: (minds.get(id)?.thoughts ?? []).slice(-GUARDED_TURNS),
        turnsTaken: turnsTaken.get(id) ?? 0,
        spokeAt: spokeAt.get(id) ?? null,
      })),
      observed: merged(remembered),
      heard: perception.hearing
        .all()
        .filter(({ state }) => state !== "open")
        .slice(-HEARD)
        .map(heardRecord),
      talks: talks.flatMap((talk) => (at - talk.at < CONVERSATION ? [talk.pair] : [])),
      triggers: [...triggers],
      found: found.map(({ participant, finding }) => ({ participant, finding })),
      first: {
        persona: turn.speaker,
        to: turn.addressee,
        whisper: turn.whisper,
        rule: "branch",
        own: false,
      },
      others: [...open.values()].filter(({ persona }) => persona !== turn.speaker),
    },
  };
}

/** What every mind observes still, in the order in which it came; one entry for all who observed the same at once. */
function merged(remembered: ReadonlyMap<string, readonly Recorded[]>): Resumption["observed"] {
  const heads = new Map([...remembered.keys()].map((id) => [id, 0]));
  const next = (id: string) => remembered.get(id)?.[heads.get(id) ?? 0];
  const all: { minds: string[]; observation: Recorded["observation"] }[] = [];
  for (;;) {
    const due = [...heads.keys()].flatMap((id) => next(id) ?? []);
    const first = due.toSorted((a, b) => a.order - b.order)[0];
    if (first === undefined) return all;
    const who = [...heads.keys()].filter((id) => next(id)?.order === first.order);
    for (const id of who) heads.set(id, (heads.get(id) ?? 0) + 1);
    all.push({ minds: who, observation: first.observation });
  }
}

function playerOf({
  participant: id,
  name,
  language,
  subject = null,
}: Of<"participant-joined">): Resumption["players"][number] {
  return { id, name, language: language === "zh" ? "zh" : "en", subject };
}

function heardRecord(turn: HeardTurn): HeardRecord {
  const { turnId, speaker, name, kind, addressee, whisper, origin, part } = turn;
  return {
    turnId,
    speaker,
    name,
    kind,
    addressee,
    whisper,
    origin: origin === null ? null : { x: origin.x, y: origin.y },
    listeners: [...turn.listeners],
    segments: turn.segments.map((one) => one && { kind: one.kind, text: one.text }),
    ...(part === undefined ? {} : { part }),
  };
}

/** A scene numbers lines and turns as they begin. */
function turnNumber(events: readonly EpisodeEvent[]): number {
  let most = 0;
  for (const event of events) {
    if (event.type === "taken-up") most = Math.max(most, event.turns);
    if (event.type !== "line" && event.type !== "turn" && event.type !== "turn-began") continue;
    most = Math.max(most, Number(/\.(\d+)$/u.exec(event.turnId)?.[1] ?? 0));
  }
  return most;
}

/** The last word counts, for all that was ever played with those players. */
function consentsIn(
  events: readonly EpisodeEvent[],
  players: ReadonlySet<string>,
): Resumption["consents"] {
  const last = new Map<string, Resumption["consents"][number]>();
  for (const event of events) {
    if (event.type !== "consent" || !players.has(event.participant)) continue;
    const { participant, purpose, given, notice } = event;
    last.set(JSON.stringify([participant, purpose]), { participant, purpose, given, notice });
  }
  return [...last.values()];
}
