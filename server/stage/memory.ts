import type { ParticipantId } from "../../shared/protocol.ts";
import { stranger, type Remembrance } from "../roleplay/memory/memory.ts";
import { mayHear, type Audience, type Observation } from "../roleplay/observation.ts";
import type { Persona } from "../roleplay/persona.ts";
import { withoutScene } from "../roleplay/memory/without-scene.ts";
import { allVoices } from "../roleplay/memory/voices.ts";
import { recall, type Recalled, type RecallMoment } from "../roleplay/memory/recall.ts";
import { forgetLine, remember, type WitnessedLine } from "../roleplay/memory/remember.ts";
import { createHeldVoices } from "./held-voices.ts";
import type { Mind } from "./mind.ts";
import type { Clock } from "./ports.ts";
import type { Staging } from "./staging.ts";

/** Where remembrances are kept. Calls never wait for a disk and never throw; what cannot be kept is lost, and said. */
export interface MemoryStore {
  /** Null for someone never met. */
  load(persona: string, subject: string): Remembrance | null;
  /** Everyone a persona remembers, by the last name they used. */
  names(persona: string): readonly { readonly subject: string; readonly name: string }[];
  /** `lasting`: also after this process has ended. */
  save(remembrance: Remembrance, lasting: boolean): void;
}

/** Nearness of texts by an endpoint's embeddings; whatever goes wrong is null, and text search does the work. */
export interface Embedder {
  /** Begins to fetch what is not known yet; resolves when it is there or will not come. */
  prepare(texts: readonly string[]): Promise<void>;
  /** From -1 to 1; null while either is unknown. */
  cosine(a: string, b: string): number | null;
}

/** What the personas of one scene remember of those they meet. */
export interface SceneMemory {
  /** The name under which a persona's memory is kept. */
  keyOf(persona: Persona): string;
  /** A persona is in the scene, under this name from now on. */
  enroll(persona: Persona): void;
  /** Tells what a mind observed. */
  witness(persona: Persona, observation: Observation): void;
  /** A player is here. Without a `subject` that outlives the visit nothing of the player outlives the process. */
  meet(participant: ParticipantId, name: string, subject: string | null): void;
  /** Lets a mind observe what comes back to it before it speaks; says what that was. */
  remind(mind: Mind, audience: Audience): readonly Recalled[];
  /** Fetches what `remind` can use; null where nothing has to be waited for. */
  prepare(mind: Mind, audience: Audience): Promise<void> | null;
  /** Who a persona has spoken with here, with what it remembers of them. */
  met(persona: Persona): readonly Remembrance[];
  keep(remembrance: Remembrance): void;
  /** A persona's own turn to somebody was said differently: what it remembers having said is now this. */
  saidInstead(persona: Persona, to: ParticipantId, turnId: string, own: Observation): void;
  /** Loses what this scene has given it to remember; with `everything`, what it remembers from other visits too. */
  lose(persona: Persona, scene: { readonly episodeId: string }, everything: boolean): void;
  subjectOf(participant: ParticipantId): string;
}

/** Tokens that may come back to a persona before one turn. */
const RECALL_TOKENS = 220;
/** How long a turn waits for embeddings, in ms. */
const EMBEDDING_WAIT = 250;
/** Others than the speaker whose memory one line can call up. */
const NAMED_AT_ONCE = 3;

export function createSceneMemory(
  staging: Staging,
  clock: Clock,
  store: MemoryStore,
  embedder: Embedder | null = null,
): SceneMemory {
  const subjects = new Map<ParticipantId, { subject: string; name: string; lasting: boolean }>();
  const lasting = new Set<string>();
  const personas = new Set<ParticipantId>();
  const openedAt = clock.now();
  const metHere = new Map<string, Set<string>>();
  const keyOf = (persona: Persona): string => `${persona.id}@${staging.scene.world}`.slice(0, 300);
  const subjectOf = (id: ParticipantId): string => subjects.get(id)?.subject ?? id;

  const isPersona = (id: ParticipantId): boolean => personas.has(id);
  const held = createHeldVoices(isPersona, subjectOf);

  function learn(persona: Persona, other: ParticipantId, name: string, line: WitnessedLine): void {
    const key = keyOf(persona);
    const subject = subjectOf(other);
    const kind = isPersona(other) ? "persona" : "player";
    const before =
      store.load(key, subject) ?? stranger({ persona: key, subject, name, kind }, line.at);
    store.save(remember(before, line), lasting.has(subject));
    const met = metHere.get(key) ?? new Set();
    metHere.set(key, met.add(subject));
  }

  /** The words of the partner that the persona has not answered yet, the last ones first to be cut. */
  function lineOf(mind: Mind, partner: ParticipantId): string {
    const last = mind.observations.findLastIndex(({ kind }) => kind === "own");
    return mind.observations
      .slice(last + 1)
      .flatMap((one) =>
        one.kind === "heard" && one.from === partner
          ? one.segments.flatMap(({ kind, text }) => (kind === "speech" ? [text] : []))
          : [],
      )
      .join(" ");
  }

  function remembered(mind: Mind, partner: ParticipantId, line: string): Remembrance[] {
    const key = keyOf(mind.persona);
    const subject = subjectOf(partner);
    const named = store
      .names(key)
      .filter((one) => one.subject !== subject && line.includes(one.name.split(" ")[0] ?? one.name))
      .slice(0, NAMED_AT_ONCE);
    return [subject, ...named.map((one) => one.subject)].flatMap(
      (one) => store.load(key, one) ?? [],
    );
  }

  const memory: SceneMemory = {
    keyOf,
    subjectOf,
    enroll({ id, name }) {
      personas.add(id);
      lasting.add(id);
      subjects.set(id, { subject: id, name, lasting: true });
    },
    witness(persona, observation) {
      const seen = lineWitnessed(observation, clock.now(), staging.scene.title);
      if (seen === null) return;
      const speaker = observation.kind === "heard" ? observation.from : persona.id;
      const whose = speaker === undefined ? null : held.of(speaker, seen.turnId);
      const line = { ...seen, whose };
      held.add(persona.id, whose);
      if (observation.kind === "heard" && observation.from !== undefined) {
        const { from, to, speaker } = observation;
        const names = [persona.name, ...persona.aliases];
        const toMe =
          to === persona.id ||
          line.company !== "open" ||
          (!to && names.some((name) => line.speech.includes(name.split(" ")[0] ?? name)));
        const by = { id: subjectOf(from), name: speaker };
        learn(persona, from, speaker, { ...line, by, toMe });
      } else if (observation.kind === "own" && observation.to) {
        const name = subjects.get(observation.to)?.name ?? observation.to;
        learn(persona, observation.to, name, line);
      }
    },
    meet(participant, name, subject) {
      const known = subject ?? participant;
      subjects.set(participant, { subject: known, name, lasting: subject !== null });
      if (subject !== null) lasting.add(subject);
    },
    remind(mind, audience) {
      const { partner } = audience;
      if (partner === null) return [];
      const line = lineOf(mind, partner);
      const name = subjects.get(partner)?.name ?? partner;
      const { language } = mind.persona;
      const moment: RecallMoment = {
        now: clock.now(),
        line,
        speaker: { subject: subjectOf(partner), name },
        audience,
        confidant: (subject) => (subject === subjectOf(partner) ? partner : null),
        self: mind.persona.name,
        language,
        ...heldIn(mind.observations, audience),
        cosine: embedder === null ? null : (text) => embedder.cosine(line, text),
        budget: RECALL_TOKENS,
      };
      const parts = recall(remembered(mind, partner, line), moment);
      for (const { text, items, only } of parts) {
        const whose = allVoices(items.map((item) => item.whose));
        held.add(mind.persona.id, whose);
        mind.observe({
          kind: "recalled",
          turnId: mind.observations.at(-1)?.turnId ?? "before-all",
          text,
          items: items.map(({ id }) => id),
          whose,
          ...(only === null ? {} : { only }),
        });
      }
      return parts.flatMap(({ items }) => items);
    },
    prepare(mind, { partner }) {
      if (embedder === null || partner === null) return null;
      const line = lineOf(mind, partner);
      if (line === "") return null;
      const texts = remembered(mind, partner, line).flatMap((of) => [
        ...of.facts.map(({ text }) => text),
        ...of.episodes.flatMap(({ lines }) => lines.map(({ text }) => text)),
        ...of.reflections.map(({ text }) => text),
      ]);
      return Promise.race([
        embedder.prepare([line, ...texts]),
        new Promise<void>((resolve) => clock.after(EMBEDDING_WAIT, resolve)),
      ]);
    },
    met(persona) {
      const key = keyOf(persona);
      return [...(metHere.get(key) ?? [])].flatMap((subject) => store.load(key, subject) ?? []);
    },
    saidInstead(persona, to, turnId, own) {
      const before = store.load(keyOf(persona), subjectOf(to));
      if (before === null) return;
      memory.keep(forgetLine(before, turnId));
      memory.witness(persona, own);
    },
    keep(remembrance) {
      store.save(remembrance, lasting.has(remembrance.subject));
    },
    lose(persona, { episodeId }, everything) {
      const key = keyOf(persona);
      const subjectsKnown = everything
        ? store.names(key).map(({ subject }) => subject)
        : [...(metHere.get(key) ?? [])];
      for (const subject of subjectsKnown) {
        const before = store.load(key, subject);
        if (before === null) continue;
        const scene = { prefix: `${episodeId}.`, since: openedAt };
        memory.keep(
          everything ? stranger(before, clock.now()) : withoutScene(before, scene, clock.now()),
        );
      }
    },
  };
  for (const persona of staging.personas) memory.enroll(persona);
  return memory;
}

/** A memory for one process, which forgets the oldest. */
export function createPassingMemory(capacity = 2_000): MemoryStore {
  const kept = new Map<string, Remembrance>();
  const key = (persona: string, subject: string): string => JSON.stringify([persona, subject]);
  return {
    load: (persona, subject) => kept.get(key(persona, subject)) ?? null,
    names: (persona) => [...kept.values()].filter((one) => one.persona === persona),
    save(remembrance) {
      const at = key(remembrance.persona, remembrance.subject);
      kept.delete(at);
      kept.set(at, remembrance);
      const oldest = kept.keys().next().value;
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
    },
  };
}

/** What came back within so many observations does not come back again. */
const JUST_NOW = 3;

/** What a prompt for these hearers holds already. */
function heldIn(
  observations: readonly Observation[],
  audience: Audience,
): Pick<RecallMoment, "present" | "earlier"> {
  const present = new Set<string>();
  const earlier = new Set<string>();
  for (const [index, observation] of observations.entries()) {
    if (observation.kind !== "recalled") {
      present.add(observation.turnId);
      continue;
    }
    const { only, items } = observation;
    if (only !== undefined && !mayHear(only, audience)) continue;
    for (const id of items) {
      earlier.add(id);
      if (observations.length - index <= JUST_NOW) present.add(id);
    }
  }
  return { present, earlier };
}

/** A line as the memory takes it in; thoughts stay out, and so does what nobody in particular said. */
function lineWitnessed(
  observation: Observation,
  at: number,
  where: string,
): (WitnessedLine & { readonly turnId: string }) | null {
  if (observation.kind !== "heard" && observation.kind !== "own") return null;
  const text = (kind: "speech" | "action"): string =>
    observation.segments
      .flatMap((segment) =>
        segment.kind !== "role-thinking" && segment.kind === kind ? [segment.text] : [],
      )
      .join(" ");
  return {
    at,
    turnId: observation.turnId,
    by: "self",
    toMe: true,
    speech: text("speech"),
    action: text("action"),
    company: observation.company ?? "open",
    where,
  };
}
