import type { Origin } from "../../../shared/studio/episodes.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createConsentReading } from "../../training/rights/consent.ts";

/** What an episode is found by, and what decides of its texts. Names of players are in it: it never leaves the server. */
export interface EpisodeDigest {
  readonly title: string | null;
  readonly map: string | null;
  readonly origin: Origin;
  readonly branchOf: { readonly episodeId: string; readonly turnId: string } | null;
  readonly model: string | null;
  readonly synthetic: boolean;
  readonly endedAt: number | null;
  /** By their participant ids. */
  readonly players: ReadonlyMap<string, DigestPlayer>;
  readonly personas: ReadonlyMap<string, { readonly name: string }>;
  readonly versions: ReadonlySet<string>;
  readonly turns: number;
  readonly lines: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly anomalies: Readonly<Record<string, number>>;
  readonly up: number;
  readonly down: number;
  /** The first whisper of a player that a persona heard: persona, then player, to its `seq`. */
  readonly whispers: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Since which `seq` something of other visits has come back to a persona, and stands in its prompts. */
  readonly remembering: ReadonlyMap<string, number>;
}

/** One visit of a player. */
export interface DigestPlayer {
  /** What stands for the player in all of its visits, where anything does. */
  readonly subject: string | null;
  readonly name: string;
  /** Its words may be used, by its last word on that. */
  readonly allows: boolean;
}

/** The events that a digest is made of. */
export const DIGESTED = [
  "episode-start",
  "participant-joined",
  "line",
  "turn",
  "feedback",
  "consent",
  "episode-end",
  "redaction",
] as const satisfies readonly EpisodeEvent["type"][];
export type DigestedEvent = Extract<EpisodeEvent, { type: (typeof DIGESTED)[number] }>;

export function isDigested(event: EpisodeEvent): event is DigestedEvent {
  return (DIGESTED as readonly EpisodeEvent["type"][]).includes(event.type);
}

/** An episode's own events, taken in order; nothing of them is kept but what the digest says. */
export interface Digesting {
  take(logged: LoggedEvent & { readonly event: DigestedEvent }): void;
  digest(): EpisodeDigest;
}

/** Reads an episode's own events, in order. */
export function digestOf(
  events: Iterable<LoggedEvent & { readonly event: DigestedEvent }>,
): EpisodeDigest {
  const digesting = createDigesting();
  for (const event of events) digesting.take(event);
  return digesting.digest();
}

/** Begins with an episode's first event, and goes on as it grows. */
export function createDigesting(): Digesting {
  const consents = createConsentReading();
  const joined = new Map<string, { subject: string | null; name: string }>();
  const personas = new Map<string, { name: string }>();
  const versions = new Set<string>();
  const outcomes: Record<string, number> = Object.create(null);
  const anomalies: Record<string, number> = Object.create(null);
  const opinions = new Map<string, "up" | "down">();
  const whispers = new Map<string, Map<string, number>>();
  const remembering = new Map<string, number>();
  let start: StartFacts = NO_START;
  let endedAt: number | null = null;
  let turns = 0;
  let lines = 0;
  function take({ seq, event }: LoggedEvent & { readonly event: DigestedEvent }): void {
    consents.take(event);
    switch (event.type) {
      case "episode-start":
        start = startFacts(event);
        for (const one of event.personas) {
          const { id, name } = fieldsOf(one);
          if (typeof id === "string") personas.set(id, { name: textOf(name) ?? id });
        }
        for (const version of start.versions) versions.add(version);
        break;
      case "participant-joined":
        if (event.kind === "player")
          joined.set(event.participant, { subject: event.subject ?? null, name: event.name });
        else personas.set(event.participant, { name: event.name });
        break;
      case "line":
        lines += 1;
        if (event.whisper && joined.has(event.speaker))
          for (const listener of event.listeners) {
            const heard = whispers.get(listener) ?? new Map<string, number>();
            whispers.set(listener, heard);
            if (!heard.has(event.speaker)) heard.set(event.speaker, seq);
          }
        break;
      case "turn": {
        turns += 1;
        outcomes[event.outcome] = (outcomes[event.outcome] ?? 0) + 1;
        for (const [kind, times] of Object.entries(happened(event.anomalies)))
          anomalies[kind] = (anomalies[kind] ?? 0) + times;
        const { recalled = [] } = event;
        if (recalled.length > 0 && !remembering.has(event.speaker))
          remembering.set(event.speaker, seq);
        const version = versionOf(event);
        if (version !== null) versions.add(version);
        if (!personas.has(event.speaker)) personas.set(event.speaker, { name: event.speaker });
        break;
      }
      case "feedback":
        // A later opinion of the same player on the same turn replaces the earlier one.
        opinions.set(JSON.stringify([event.participant, event.turnId]), event.rating);
        break;
      case "episode-end":
        endedAt = event.at;
        break;
      case "consent":
      case "redaction":
        break;
    }
  }

  function digest(): EpisodeDigest {
    const given = consents.given();
    const players = new Map(
      [...joined].map(([id, { subject, name }]) => [
        id,
        { subject, name, allows: given.get(id)?.has("training") === true },
      ]),
    );
    const count = (of: "up" | "down") => [...opinions.values()].filter((one) => one === of).length;
    return {
      ...start,
      endedAt,
      players,
      personas,
      versions,
      turns,
      lines,
      outcomes,
      anomalies,
      up: count("up"),
      down: count("down"),
      whispers,
      remembering,
    };
  }

  return { take, digest };
}

/** A turn's anomalies without those that were looked for and not found. */
export function happened(
  anomalies: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(anomalies).filter(([, times]) => times > 0));
}

/** The version of the sheet that spoke; null where nobody counted versions. */
export function versionOf(turn: object): string | null {
  return textOf(fieldsOf(turn)["version"]);
}

type StartFacts = Pick<
  EpisodeDigest,
  "title" | "map" | "origin" | "branchOf" | "model" | "synthetic"
> & { readonly versions: readonly string[] };

const NO_START: StartFacts = {
  title: null,
  map: null,
  origin: "play",
  branchOf: null,
  model: null,
  synthetic: false,
  versions: [],
};

/** Read leniently: scenes are logged as they were written, and later versions of the log may say more. */
function startFacts(start: Extract<EpisodeEvent, { type: "episode-start" }>): StartFacts {
  const scene = fieldsOf(start.scene);
  const { origin, versions } = fieldsOf(start);
  return {
    title: textOf(scene["title"]) ?? textOf(scene["id"]),
    map: textOf(scene["map"]),
    origin: origin === "rehearsal" ? "rehearsal" : start.branchOf === undefined ? "play" : "branch",
    branchOf: start.branchOf ?? null,
    // Where it was called is the operator's business.
    model: start.model.replace(/ at \S{1,2000} \((?:raw|chat)\)$/u, ""),
    synthetic: start.synthetic,
    versions: Object.values(fieldsOf(versions)).filter((one) => typeof one === "string"),
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
