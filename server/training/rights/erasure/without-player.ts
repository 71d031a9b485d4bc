import type { EpisodeEvent, ObservationRecord } from "../../../stage/episode-event.ts";
import { holdsVoice, type Voices } from "../../../roleplay/memory/voices.ts";
import { ERASED, type Traces } from "./traces.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Whose words leave an episode: this player's visits in it, and who it is beyond them. */
export interface Leaving {
  /** Empty in an episode that the player was not in, where others may speak of it. */
  readonly participants: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** The player by every id that words are kept by: its subjects, and its participants in all episodes. */
  readonly players: ReadonlySet<string>;
  readonly traces: Traces;
}

/**
 * Takes a player's words and names out of one episode, event by event in order. Its own lines keep their place without
 * text. Whoever heard them had them in every prompt from then on, so the calls and turns that follow keep their
 * structure alone and are not trainable; and so on for whoever heard those. Others' own words stay, without its names
 * and without what they quote of it. Others' rewards and evidence of such turns go with them.
 */
export function withoutPlayer({ participants, subjects, players, traces }: Leaving) {
  /** Personas whose prompts may hold words of the player. */
  const touched = new Set<string>();
  /** Turns and calls without text from now on. */
  const emptied = new Set<string>();
  /** What a persona's last prompt was found to be free of, so that only what was added to it is searched. */
  const clean = new Map<string, string>();

  const touch = (ids: readonly string[]): void => {
    for (const id of ids) if (!participants.has(id)) touched.add(id);
  };
  const holds = (text: string): boolean => traces.mask(text) !== text;

  function masked<S extends { readonly text: string }>(segments: readonly S[]): S[] | null {
    const texts = segments.map(({ text }) => traces.mask(text));
    const same = texts.every((text, index) => text === segments[index]?.text);
    return same
      ? null
      : segments.map((segment, index) => ({ ...segment, text: texts[index] ?? "" }));
  }

  /** Items of a memory are named by whom they are about. */
  const ofPlayer = (item: string): boolean => players.has(item.slice(0, item.lastIndexOf("/")));
  const recalls = ({ id, whose }: { id: string; whose?: Voices }): boolean =>
    ofPlayer(id) || holdsVoice(whose, players);
  const remembers = ({ items, whose }: { items: readonly string[]; whose?: Voices }): boolean =>
    items.some(ofPlayer) || holdsVoice(whose, players);

  function line(event: Of<"line">): EpisodeEvent {
    if (participants.has(event.speaker)) {
      touch(event.listeners);
      return { ...event, segments: event.segments.map(blank) };
    }
    const segments = masked(event.segments);
    if (segments === null) return event;
    touch(event.listeners);
    return { ...event, segments };
  }

  function call(event: Of<"model-call">): EpisodeEvent {
    const { purpose } = event.call as { purpose?: { player?: unknown } };
    const theirs = typeof purpose?.player === "string" && subjects.has(purpose.player);
    const hit = touched.has(event.participant) || callHolds(event);
    if (!hit && !theirs) return event;
    const named = theirs ? { ...event.call, purpose: { ...purpose, player: null } } : event.call;
    if (!hit) return { ...event, call: named };
    touched.add(event.participant);
    emptied.add(event.turnId);
    if (typeof event.call["callId"] === "string") emptied.add(event.call["callId"]);
    return { ...event, call: withoutText(named) };
  }

  /** Prompts grow at their end: what the last one had is known. */
  function callHolds({ participant, call: made }: Of<"model-call">): boolean {
    const { promptText, completionText, ...rest } = made;
    const prompt =
      typeof promptText === "string" ? promptText : JSON.stringify(rest["request"] ?? {});
    const known = clean.get(participant) ?? "";
    let same = 0;
    while (same < known.length && known[same] === prompt[same]) same += 1;
    // What begins before the border may only now be whole.
    if (holds(prompt.slice(Math.max(0, same - 400)))) return true;
    clean.set(participant, prompt);
    return typeof completionText === "string" && holds(completionText);
  }

  function turn(event: Of<"turn">): EpisodeEvent {
    const remembered = event.recalled?.some(recalls) ?? false;
    const hit =
      remembered ||
      touched.has(event.speaker) ||
      emptied.has(event.turnId) ||
      (event.callId !== null && emptied.has(event.callId)) ||
      masked(event.segments) !== null;
    if (!hit) return event;
    touch([event.speaker, ...event.listeners]);
    emptied.add(event.turnId);
    const { recalled: _recalled, ...kept } = event;
    return { ...kept, segments: event.segments.map(blank), trainable: false };
  }

  function observed(event: Of<"observed">): EpisodeEvent {
    const minds = event.minds.map(({ persona }) => persona);
    const { observation: before } = event;
    // What comes back stands in every prompt from now on, whatever it says.
    if (before.kind === "recalled" && remembers(before)) touch(minds);
    const observation = seen(
      event.observation,
      minds.some((mind) => touched.has(mind)),
    );
    if (observation === event.observation) return event;
    touch(minds);
    return { ...event, observation };
  }

  function seen(one: ObservationRecord, byTouched: boolean): ObservationRecord {
    switch (one.kind) {
      case "heard": {
        const theirs =
          one.from === undefined
            ? traces.names.includes(one.speaker)
            : participants.has(one.from) || touched.has(one.from);
        const speaker = traces.mask(one.speaker);
        if (theirs || emptied.has(one.turnId))
          return { ...one, speaker, segments: one.segments.map(blank) };
        const segments = masked(one.segments);
        return segments === null && speaker === one.speaker
          ? one
          : { ...one, speaker, segments: segments ?? one.segments };
      }
      case "own":
        return byTouched || emptied.has(one.turnId) || masked(one.segments) !== null
          ? { ...one, segments: one.segments.map(blank) }
          : one;
      case "environment": {
        const text = traces.mask(one.text);
        return text === one.text ? one : { ...one, text };
      }
      case "recalled":
        return holds(one.text) || participants.has(one.only?.with ?? "") || remembers(one)
          ? {
              ...one,
              text: "",
              items: one.items.filter((id) => !ofPlayer(id)),
              ...(one.whose ? { whose: one.whose.filter(({ who }) => !players.has(who)) } : {}),
            }
          : one;
    }
  }

  function rewrite(event: EpisodeEvent): EpisodeEvent {
    switch (event.type) {
      case "participant-joined":
        return participants.has(event.participant)
          ? { ...event, name: ERASED.en, subject: null }
          : event;
      case "line":
        return line(event);
      case "model-call":
        return call(event);
      case "turn":
        return turn(event);
      case "observed":
        return observed(event);
      case "edit": {
        // An author wrote it over a turn; of one that is emptied nothing may stay, and no name anywhere.
        const bare = emptied.has(event.turnId);
        return {
          ...event,
          segments: event.segments.map((one) =>
            bare ? blank(one) : { ...one, text: traces.mask(one.text) },
          ),
        };
      }
      case "deed": {
        if (event.prose === null) return event;
        const prose =
          touched.has(event.actor) || participants.has(event.actor)
            ? null
            : traces.mask(event.prose);
        return prose === event.prose ? event : { ...event, prose };
      }
      case "reward": {
        if (event.evidence === undefined) return event;
        const { evidence, ...kept } = event;
        // Evidence about a whole episode may speak of any turn of it.
        const ofEmptied =
          emptied.has(event.target) || (event.scope === "episode" && emptied.size > 0);
        return ofEmptied || holds(JSON.stringify(evidence)) ? kept : event;
      }
      case "taken-up": {
        if (participants.size === 0 && !holds(JSON.stringify(event))) return event;
        // What was thought may be of anyone; what was said keeps its place without text.
        const heard = event.heard.map((one) => ({
          ...one,
          name: traces.mask(one.name),
          segments: one.segments.map((segment) => segment && blank(segment)),
        }));
        return { ...event, heard, thoughts: [] };
      }
      case "places":
      case "turn-began":
      case "episode-start":
      case "control":
      case "recast":
      case "admitted":
      case "participant-left":
      case "moved":
      case "found":
      case "feedback":
      case "preference":
      case "mind-read":
      case "trigger":
      case "ending":
      case "forgot":
      case "consent":
      case "redaction":
      case "episode-end":
        return event;
    }
  }

  return {
    rewrite,
    /** Turns and calls that have no text from now on, as far as the events went. */
    emptied: emptied as ReadonlySet<string>,
  };
}

function blank<S extends { readonly text: string }>(segment: S): S {
  return { ...segment, text: "" };
}

/** What of a call may stay: who asked which model, how, and how it went. Anything else might be text. */
const KEPT = [
  "callId",
  "purpose",
  "dialect",
  "endpoint",
  "requestedModel",
  "servedModel",
  "synthetic",
  "systemFingerprint",
  "finishReason",
  "usage",
  "end",
  "timing",
  "edge",
] as const;

/** A call without prompt, completion, tokens and anything else that could hold text of the scene. */
export function withoutText(call: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { thinking, request, stopReason } = call;
  return {
    ...Object.fromEntries(KEPT.filter((key) => key in call).map((key) => [key, call[key]])),
    ...(isRecord(thinking) ? { thinking: { ...thinking, forced: "" } } : {}),
    request: isRecord(request)
      ? Object.fromEntries(
          Object.entries(request).filter(
            ([key, value]) =>
              typeof value === "number" || typeof value === "boolean" || key === "model",
          ),
        )
      : {},
    // A stop text may be somebody's name.
    stopReason: typeof stopReason === "number" ? stopReason : null,
    promptText: null,
    promptTokenIds: null,
    completionText: "",
    completionTokenIds: null,
    logprobs: null,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
