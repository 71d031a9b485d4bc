import { Life } from "../../roleplay/life/life.ts";
import { Story } from "../../roleplay/story/story.ts";
import { GUARDED_TURNS } from "../../stage/mind.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { HeardTurn } from "../../stage/hearing.ts";
import type { ModelCall } from "../../stage/ports.ts";
import type { Due, Resumption } from "../../stage/resumption.ts";
import type { HeardRecord } from "../../stage/standing-event.ts";
import { thingRecords } from "../../stage/deeds/thing-record.ts";
import type { Moment } from "./branch-moment.ts";
import { followEpisode } from "./following.ts";
import { groupedStanding } from "./grouped-standing.ts";
import { spokenInstead, type Instead } from "./instead-words.ts";
import { createPerception } from "./perception.ts";
import type { Recorded } from "./replayed-mind.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Lines of the talk that still hang in the air for a branch. */
const HEARD = 40;
/** Who last spoke with whom so long ago talks with them no more, in ms. */
const CONVERSATION = 60_000;

/** How a turn stands to the moment: its prompt was made of this; or it is over, as it was (null) or with other words. */
export type Around =
  | { readonly asked: NonNullable<ModelCall["basis"]> }
  | { readonly after: Instead | null };

/** How an episode stood after the events `before`; a text is why that cannot be known. */
export function standingAt(
  before: readonly EpisodeEvent[],
  later: readonly EpisodeEvent[],
  turn: Of<"turn">,
  around: Around,
): Moment | string {
  const asked = "asked" in around ? around.asked : null;
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
  const start = before.find(
    (event): event is Of<"episode-start"> => event.type === "episode-start",
  );
  let at = turn.at;

  function take(event: EpisodeEvent): void {
    ({ at } = event);
    switch (event.type) {
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

  for (const event of before) take(event);
  if ("after" in around && around.after !== null) {
    const said = spokenInstead(turn, around.after, at, { following, perception });
    if (said === null)
      return `the episode does not say where anyone stood, and so not who would have heard other words at turn ${turn.turnId}.`;
    for (const event of said) take(event);
  }
  const { sheets, minds } = following;
  const life = Life.safeParse(start?.beside?.["life"] ?? {});
  const story = Story.safeParse(start?.beside?.["story"] ?? {});
  if (start === undefined || sheets === null || !life.success || !story.success)
    return "the episode's scene and personas are not in a form that is known; it cannot be branched.";
  const remembered = new Map<string, readonly Recorded[]>();
  for (const { id } of sheets.personas) {
    const list = minds.get(id)?.now() ?? null;
    const short = asked !== null && id === turn.speaker && list?.length !== asked.observations;
    if (list === null || short)
      return `the log could not keep all that ${id} observed before turn ${turn.turnId}; take an earlier turn.`;
    remembered.set(id, list);
  }
  open.delete(turn.turnId);
  const here = [...players.values()];
  const { replica } = perception;
  // An earlier version did not say where anyone stood: who heard the turn is near, and nobody else.
  const grouped = groupedStanding(sheets, here, turn.speaker, asked?.hearers ?? turn.listeners);
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
      first: asked === null ? null : { ...dueOf(turn), rule: "branch" },
      others: [...open.values()].filter(({ persona }) => persona !== turn.speaker),
    },
  };
}

function dueOf({ speaker, addressee, whisper }: Of<"turn">): Omit<Due, "rule"> {
  return { persona: speaker, to: addressee, whisper, own: false };
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
