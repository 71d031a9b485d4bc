import type { Persona } from "../../roleplay/persona.ts";
import { BUILT_IN_VERBS } from "../../roleplay/verbs/built-in-verbs.ts";
import type { EpisodeEvent, ObservationRecord } from "../../stage/episode-event.ts";
import { createVerbRegister, type VerbRegister } from "../../stage/deeds/verb-register.ts";
import { createHearing, type Hearing, type HeardTurn } from "../../stage/hearing.ts";
import type { Named } from "../../stage/scene-context.ts";
import type { BodyRecord, ThingRecord } from "../../stage/standing-event.ts";
import type { Difference } from "./difference.ts";
import { firstDifference } from "./difference.ts";
import type { EpisodeSheets } from "./episode-sheets.ts";
import {
  audienceOf,
  hearersOf,
  observingLine,
  observingTurn,
  type Observing,
} from "./perceived.ts";
import type { NotRebuilt } from "./rebuilt-prompt.ts";
import { rederiveDeed, type RederivedDeed } from "./rederived-deed.ts";
import { createReplica, type Replica } from "./replica.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** What came of working out once more who perceived something. */
export type Perceived =
  | { readonly ok: true }
  | { readonly ok: false; readonly turnId: string; readonly difference: Difference }
  | { readonly ok: null; readonly turnId: string; readonly reason: NotRebuilt };

/**
 * Works out from an episode's decisions what followed from them: who heard a line, what came of a deed and who saw it,
 * what minds observed of each; and compares it with the record.
 */
export interface Perception {
  /** Takes the next event; what was found is of it, or of one shortly before. */
  take(event: EpisodeEvent, sheets: EpisodeSheets | null): Perceived[];
  /** What is still open at the end. */
  end(): Perceived[];
  /** The scene as the records so far tell; null where they do not. */
  readonly replica: Replica | null;
  /** The talk so far, by the stage's own rules. */
  readonly hearing: Hearing;
  /** Everyone who was ever there, by their names. */
  readonly named: Named;
  /** The verbs that come with the engine, as far as the scene wants them; null before it begins. */
  readonly verbs: VerbRegister | null;
}

/** What minds were seen to observe of one thing, until all of it is there. */
interface Watch {
  readonly turnId: string;
  readonly expected: Observing;
  readonly seen: Observing;
  /** It may be that nobody observes it anew. */
  readonly optional: boolean;
}

/** After a deed: what it did to bodies, until the record of that is there. */
interface Moved {
  readonly deedId: string;
  readonly bodies: readonly BodyRecord[];
}

/** Before the first event. */
export function createPerception(): Perception {
  const hearing = createHearing();
  const names = new Map<string, { name: string; kind: HeardTurn["kind"] }>();
  /** Turns that have begun, and what minds observed of them so far. */
  const open = new Map<string, { turn: HeardTurn; seen: Observing }>();
  /** Which version of a turn stands, by the turn that was retaken. */
  const versions = new Map<string, HeardTurn>();
  const vain = new Map<string, number>();
  const minds = new Map<string, { persona: Persona }>();
  let verbs: VerbRegister | null = null;
  let replica: Replica | null = null;
  let why: NotRebuilt = "earlier-version";
  let counted = 0;
  let watch: Watch | null = null;
  let moved: Moved | null = null;
  let found: Perceived[] = [];

  function differs(what: Difference["what"], turnId: string, logged: string, replayed: string) {
    const difference = firstDifference(logged, replayed);
    if (difference === null) return false;
    const where = { what, turnId, callId: null };
    found.push({ ok: false, turnId, difference: { ...where, ...difference } });
    return true;
  }

  /** A record that is not there makes all that follows from it uncertain. */
  function count(event: EpisodeEvent): void {
    if (event.type === "reward" || event.type === "redaction") return;
    const made = "made" in event ? event.made : undefined;
    if (replica !== null && made !== undefined && made > counted) {
      replica = null;
      why = "records-lost";
      watch = moved = null;
    }
    counted += 1;
  }

  function keep(turn: Omit<HeardTurn, "gesture" | "name" | "kind">): HeardTurn {
    const { name, kind } = names.get(turn.speaker) ?? {
      name: turn.speaker === "environment" ? "Environment" : turn.speaker,
      kind: "environment",
    };
    const kept: HeardTurn = { ...turn, name, kind, gesture: "" };
    hearing.keep(kept);
    return kept;
  }

  function line(event: Of<"line">): void {
    const { turnId, speaker, addressee, whisper, origin = null } = event;
    const listeners = new Set(event.listeners);
    const segments = visible(event.segments);
    const turn = keep({
      turnId,
      speaker,
      addressee,
      whisper,
      origin,
      listeners,
      segments,
      state: "complete",
    });
    if (replica === null) return skip(turnId);
    const { cast } = replica;
    const hearers = hearersOf(replica, event);
    const stood = placed(
      turnId,
      origin,
      turn.kind === "environment" ? null : cast.bodies.get(speaker),
    );
    const heard = hearers === null || !differs("heard", turnId, listed(listeners), listed(hearers));
    watch = {
      turnId,
      expected: observingLine(replica, turn),
      seen: new Map(),
      optional: false,
    };
    if (!stood || !heard) watch = null;
  }

  /** Where something was said is where its speaker stood. */
  function placed(
    turnId: string,
    origin: { x: number; y: number } | null,
    body: { x: number; y: number } | null | undefined,
  ): boolean {
    if (origin === null || body === null || body === undefined) return true;
    const told = ({ x, y }: { x: number; y: number }) => `${x}, ${y}`;
    return !differs("place", turnId, told(origin), told(body));
  }

  function began(event: Of<"turn-began">): void {
    const { turnId, speaker, addressee, whisper, origin, instead, own } = event;
    const listeners = replica === null ? new Set<string>() : audienceOf(replica, event);
    const turn = keep({
      turnId,
      speaker,
      addressee,
      whisper,
      origin,
      listeners,
      segments: [],
      state: "open",
      ...(own ? { part: "begins" as const } : {}),
      ...(instead === undefined ? {} : { instead }),
    });
    open.set(turnId, { turn, seen: new Map() });
    // A retake is heard where its turn was, should its persona have left its body.
    if (replica !== null && instead === undefined)
      placed(turnId, origin, replica.cast.bodies.get(speaker));
  }

  function ended(event: Of<"turn">): void {
    const { turnId, speaker, outcome } = event;
    const one = open.get(turnId);
    open.delete(turnId);
    if (one === undefined || replica === null) return skip(turnId);
    const { turn, seen } = one;
    turn.segments.push(...visible(event.segments));
    turn.state = outcome;
    const heard = differs("heard", turnId, listed(event.listeners), listed(turn.listeners));
    const kept = event.segments.filter(({ kind }) => OWN.has(kind));
    const expected = observingTurn(replica, turn);
    const remembered = kept.length > 0 && (turn.instead === undefined || turn.takesPlace === true);
    if (remembered) expected.set(speaker, { kind: "own", turnId, segments: kept });
    if (!heard && !differs("observed", turnId, told(seen), told(expected)))
      found.push({ ok: true });
  }

  function deed(event: Of<"deed">): void {
    const { deedId, actor, verb, target, item } = event;
    if (replica === null) return skip(deedId);
    const again = rederiveDeed(replica, event);
    if (again === null) {
      replica.props.resume(event.things ?? []);
      moved = null;
      found.push({ ok: null, turnId: deedId, reason: "games-own" });
      return;
    }
    const { refusal, witnesses, bodies } = again;
    const same =
      !differs("outcome", deedId, came(event.refusal, event.outcome), came(refusal)) &&
      !differs("things", deedId, thingsTold(event.things ?? []), thingsTold(again.things)) &&
      !differs("heard", deedId, listed(event.witnesses), listed(witnesses));
    if (!same) {
      replica.props.resume(event.things ?? []);
      moved = null;
      return;
    }
    moved = { deedId, bodies };
    const key = JSON.stringify([actor, verb, target, item, refusal]);
    const before = refusal === null ? undefined : vain.get(key);
    if (refusal !== null) vain.set(key, event.at);
    watch = {
      turnId: deedId,
      expected: observingDeed(again, deedId, replica),
      seen: new Map(),
      optional: before !== undefined,
    };
  }

  function stand({ bodies, after }: Of<"places">): void {
    if (replica === null) return;
    if (after !== undefined && moved?.deedId === after) {
      const made = new Map(moved.bodies.map((body) => [body.id, body]));
      const recorded = new Map(bodies.map((body) => [body.id, body]));
      const ids = [...new Set([...made.keys(), ...recorded.keys()])];
      const of = (from: ReadonlyMap<string, BodyRecord>) =>
        ids.map((id) => bodyTold(id, from.get(id))).join("");
      differs("place", after, of(recorded), of(made));
    }
    if (after !== undefined) moved = null;
    replica.stand(bodies);
  }

  /** A persona came in, or goes by another sheet. */
  function cast(event: Of<"admitted"> | Of<"recast">, sheets: EpisodeSheets | null): void {
    const persona = sheets?.personas.find(({ id }) => id === event.participant);
    if (persona === undefined) return;
    names.set(persona.id, { name: persona.name, kind: "persona" });
    minds.set(persona.id, { persona });
    if (event.type === "admitted") replica?.admits(persona, { x: event.x, y: event.y });
    else replica?.recasts(persona);
  }

  /** One persona left for good, or all of them. */
  function dismissed(who: string | null): void {
    for (const id of who === null ? [...minds.keys()] : [who]) {
      replica?.leaves(id);
      minds.delete(id);
    }
  }

  function joined(event: Of<"participant-joined">): void {
    const { participant, name, kind } = event;
    names.set(participant, { name, kind });
    if (replica === null) return;
    replica.comesIn(event);
    const { cast } = replica;
    const admitted = hearing.admit(participant, (origin) => cast.canHear(participant, origin), 0);
    if (event.admitted === undefined) return;
    differs("heard", participant, event.admitted.join("\n"), admitted.join("\n"));
  }

  function observed({ minds, observation, replaces }: Of<"observed">): void {
    const { kind, turnId } = observation;
    if (kind === "recalled") return;
    const one = open.get(turnId);
    const seen = one?.seen ?? (watch?.turnId === turnId ? watch.seen : undefined);
    for (const { persona } of minds) seen?.set(persona, plain(observation));
    if (!replaces || one === undefined) return;
    const first = one.turn.instead ?? turnId;
    const old = versions.get(first) ?? hearing.find(first);
    if (old !== null) old.replaced = true;
    one.turn.takesPlace = true;
    versions.set(first, one.turn);
  }

  /** Everything that is observed of a line or a deed follows it at once. */
  function settle(): void {
    if (moved !== null && moved.bodies.length > 0)
      differs("place", moved.deedId, "", moved.bodies.map((b) => bodyTold(b.id, b)).join(""));
    moved = null;
    if (watch === null) return;
    const { turnId, expected, seen, optional } = watch;
    watch = null;
    if (optional && seen.size === 0) found.push({ ok: true });
    else if (!differs("observed", turnId, told(seen), told(expected))) found.push({ ok: true });
  }

  function skip(turnId: string): void {
    found.push({ ok: null, turnId, reason: why });
  }

  function takenUp(event: Of<"taken-up">): void {
    replica?.props.resume(event.things);
    for (const { who, on } of event.seats) replica?.seats.set(who, on);
    for (const one of event.heard) {
      const { listeners, segments, part, ...rest } = one;
      hearing.keep({
        ...rest,
        gesture: "",
        listeners: new Set(listeners),
        segments: [...segments],
        ...(part === undefined ? {} : { part }),
        state: "complete",
      });
    }
  }

  return {
    hearing,
    named: { cast: { bodies: names }, minds },
    get verbs() {
      return verbs;
    },
    get replica() {
      return replica;
    },
    take(event, sheets) {
      found = [];
      if (event.type !== "observed" && event.type !== "forgot" && event.type !== "places") settle();
      count(event);
      switch (event.type) {
        case "episode-start":
          for (const persona of sheets?.personas ?? []) {
            names.set(persona.id, { name: persona.name, kind: "persona" });
            minds.set(persona.id, { persona });
          }
          verbs = sheets && createVerbRegister(BUILT_IN_VERBS, sheets.things.verbs);
          replica = sheets === null ? null : createReplica(event, sheets);
          break;
        case "taken-up":
          takenUp(event);
          break;
        case "participant-joined":
          joined(event);
          break;
        case "participant-left":
          replica?.leaves(event.participant);
          break;
        case "admitted":
        case "recast":
          cast(event, sheets);
          break;
        case "control":
          if (event.control === "dismiss") dismissed(event.participant);
          break;
        case "places":
          stand(event);
          break;
        case "line":
          line(event);
          break;
        case "turn-began":
          began(event);
          break;
        case "turn":
          ended(event);
          break;
        case "deed":
          deed(event);
          break;
        case "observed":
          observed(event);
          break;
        default:
      }
      return found;
    },
    end() {
      found = [];
      settle();
      return found;
    },
  };
}

const OWN: ReadonlySet<string> = new Set(["speech", "action", "role-thinking"]);

function visible(segments: readonly { readonly kind: string; readonly text: string }[]) {
  return segments.flatMap(({ kind, text }) =>
    kind === "speech" || kind === "action" ? [{ kind, text } as const] : [],
  );
}

function observingDeed(
  { sentence, witnesses }: RederivedDeed,
  turnId: string,
  { minds }: Replica,
): Observing {
  if (sentence === null) return new Map();
  const seen = { kind: "environment", turnId, text: sentence };
  return new Map([...witnesses].flatMap((id) => (minds.has(id) ? [[id, seen] as const] : [])));
}

/** What is compared of an observation: of one's own words, not for whom they were, for that was known before they were. */
function plain(observation: ObservationRecord): object {
  if (observation.kind !== "own") return observation;
  const { kind, turnId, segments } = observation;
  return { kind, turnId, segments };
}

function listed(ids: Iterable<string>): string {
  return [...ids].toSorted().join("\n");
}

function came(refusal: string | null, outcome?: string): string {
  return `${outcome ?? (refusal === null ? "done" : "refused")} ${refusal ?? ""}`;
}

function told(observing: Observing): string {
  return [...observing]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, one]) => `${id} ${canonical(one)}\n`)
    .join("");
}

function thingsTold(things: readonly ThingRecord[]): string {
  return things
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((thing) => `${canonical(thing)}\n`)
    .join("");
}

function bodyTold(id: string, body: BodyRecord | undefined): string {
  return `${id} ${body === undefined ? "as before" : canonical(body)}\n`;
}

/** The same text for the same values, whatever order a log has them in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
