import type { EpisodeEvent } from "../stage/episode-event.ts";
import type { LoggedEvent } from "./reader.ts";

type Segment = Extract<EpisodeEvent, { type: "turn" }>["segments"][number];
type Spoken = Extract<EpisodeEvent, { type: "turn" | "line" }>;

/** Turns an episode's events into lines for a person to read, one event after the other. */
export interface Transcript {
  linesOf(logged: LoggedEvent): string[];
  /** Private segments and model calls that were left out so far. */
  readonly hidden: number;
}

/** Private segments and model calls are shown only with `showPrivate`. */
export function createTranscript({ showPrivate }: { showPrivate: boolean }): Transcript {
  const names = new Map<string, string>();
  let hidden = 0;
  const nameOf = (id: string): string => printable(names.get(id) ?? id);

  function spoken(event: Spoken): string[] {
    const to = event.addressee === null ? "" : ` to ${nameOf(event.addressee)}`;
    const how = event.whisper ? " (whispers)" : "";
    const shown = event.segments.filter((segment) => showPrivate || isVisible(segment));
    hidden += event.segments.length - shown.length;
    const heard = event.listeners.map(nameOf).join(", ");
    return [
      `${nameOf(event.speaker)}${to}${how}:`,
      ...shown.map((segment) => `    ${segmentText(segment)}`),
      `    heard by ${heard === "" ? "nobody" : heard}`,
    ];
  }

  function describe(event: EpisodeEvent): string[] {
    switch (event.type) {
      case "episode-start":
        for (const persona of event.personas) {
          const { id, name } = namedOf(persona);
          if (id !== null && name !== null) names.set(id, name);
        }
        return [
          `The episode begins, played by ${printable(event.model)}` +
            (event.synthetic ? " (a stand-in, not a model)" : ""),
          ...(event.branchOf === undefined ? [] : [`    ${branchWords(event.branchOf)}`]),
        ];
      case "control":
        return [
          `${printable(event.by)}: ${event.control} ${event.participant === null ? "everyone" : nameOf(event.participant)}`,
        ];
      case "recast":
      case "admitted": {
        const { name } = namedOf(event.persona);
        if (name !== null) names.set(event.participant, name);
        const what = event.type === "recast" ? "is played from another sheet" : "comes in";
        return [
          `${nameOf(event.participant)} ${what} (version ${printable(event.version)}), by ${printable(event.by)}`,
        ];
      }
      case "participant-joined":
        names.set(event.participant, event.name);
        return [`${nameOf(event.participant)} (${event.kind}, ${printable(event.language)}) joins`];
      case "participant-left":
        return [`${nameOf(event.participant)} leaves`];
      case "moved":
        return [`${nameOf(event.participant)} stands at ${event.x}, ${event.y}`];
      case "line":
        return spoken(event);
      case "turn": {
        const cause = event.cause === null ? "" : ` (${printable(event.cause)})`;
        return [...spoken(event), `    ${event.outcome}${cause}`];
      }
      case "model-call":
        if (!showPrivate) {
          hidden += 1;
          return [];
        }
        return [
          `model call for ${nameOf(event.participant)}, turn ${printable(event.turnId)}:`,
          ...String(event.call["completionText"] ?? "")
            .split("\n")
            .map((line) => `    | ${printable(line)}`),
        ];
      case "deed": {
        const { verb, target, item, outcome, refusal, origin } = event;
        const on = [target, item].flatMap((one) => (one === null ? [] : [nameOf(one)])).join(", ");
        const came = outcome === "done" ? "done" : `refused (${printable(refusal ?? "")})`;
        return [`${nameOf(event.actor)}: ${printable(verb)} ${on} — ${came}, by ${origin}`];
      }
      case "found":
        return [`${nameOf(event.participant)} finds out ${printable(event.finding)}`];
      case "feedback": {
        const why =
          event.reasons.length === 0 ? "" : `: ${event.reasons.map(printable).join(", ")}`;
        return [
          `${nameOf(event.participant)} votes ${event.rating} on ${printable(event.turnId)}${why}`,
        ];
      }
      case "preference":
        return [
          `${nameOf(event.participant)} prefers ${printable(event.chosen)} to ${printable(event.rejected)}`,
        ];
      case "edit":
        if (!showPrivate) hidden += 1;
        return showPrivate
          ? [
              `${nameOf(event.participant)} would have ${printable(event.turnId)} so: ${event.segments.map(({ text }) => printable(text)).join(" / ")}`,
            ]
          : [];
      case "mind-read":
        return [
          event.turnId === undefined
            ? `${nameOf(event.participant)} ${event.until > event.at ? "may" : "may no longer"} read the thoughts of ${nameOf(event.persona)}`
            : `${nameOf(event.participant)} reads what ${nameOf(event.persona)} thought in ${printable(event.turnId)}`,
        ];
      case "observed":
        if (showPrivate) {
          const who = event.minds.map(({ persona }) => nameOf(persona)).join(", ");
          return [`${who} observed ${printable(event.observation.turnId)}`];
        }
        hidden += 1;
        return [];
      case "forgot":
        return [`${nameOf(event.participant)} keeps ${event.count} observations fewer in mind`];
      case "consent":
        return [
          `${nameOf(event.participant)} ${event.given ? "allows" : "does not allow"} use for ${event.purpose}`,
        ];
      case "reward":
        return [
          `reward ${printable(event.name)} ${event.value} for ${printable(event.target)}, from ${event.source}` +
            (event.synthetic ? " (a stand-in: it means nothing)" : ""),
        ];
      case "redaction":
        return [
          `${event.records} records and ${event.characters} characters were taken out: ${event.reason}`,
        ];
      case "places":
        return [];
      case "turn-began":
        return showPrivate
          ? [`${nameOf(event.speaker)} begins to think (${printable(event.rule)})`]
          : [];
      case "taken-up":
        return [`It goes on from where another episode stood, after ${event.turns} turns of it`];
      case "trigger":
        return [`The trigger ${printable(event.trigger)} fires`];
      case "ending":
        return [`The story ends with ${printable(event.ending)}`];
      case "episode-end":
        return [`The episode ends: ${printable(event.reason)}`];
    }
  }

  return {
    linesOf({ seq, event }) {
      const [first, ...rest] = describe(event);
      if (first === undefined) return [];
      const mark = `${String(seq).padStart(5)}  ${dayAndTimeOf(event.at).slice(11, 19)}  `;
      return [mark + first, ...rest.map((line) => " ".repeat(mark.length) + line)];
    },
    get hidden() {
      return hidden;
    },
  };
}

/** Whose branch it is and what is other in it, in words. */
export function branchWords({
  episodeId,
  turnId,
  changes = {},
  players,
}: NonNullable<Extract<EpisodeEvent, { type: "episode-start" }>["branchOf"]>): string {
  const { model, personas = [], mode, sampling } = changes;
  const other = [
    ...(model === undefined ? [] : [`played by ${printable(model.to)}`]),
    ...personas.map((id) => `another sheet of ${printable(id)}`),
    ...(mode === undefined ? [] : [`thinking ${mode}`]),
    ...(sampling === undefined ? [] : [`sampling ${printable(JSON.stringify(sampling))}`]),
    ...(players === "recorded" ? ["players' lines as they were"] : []),
  ];
  const how = other.length === 0 ? "with nothing changed" : other.join(", ");
  return `a branch of ${printable(episodeId)} at ${printable(turnId)}: ${how}`;
}

/** What of an event anyone who was there may see, or null; built by naming fields, so that nothing private is in it. */
export function visiblePart({ seq, event }: LoggedEvent): object | null {
  const head = { seq, type: event.type, at: event.at };
  switch (event.type) {
    case "episode-start":
      return { ...head, model: event.model, synthetic: event.synthetic };
    case "participant-joined": {
      const { participant, name, kind, language } = event;
      return { ...head, participant, name, kind, language };
    }
    case "participant-left":
      return { ...head, participant: event.participant };
    case "admitted": {
      const { participant, persona, x, y } = event;
      return { ...head, participant, name: namedOf(persona).name, x, y };
    }
    case "moved":
      return { ...head, participant: event.participant, x: event.x, y: event.y };
    case "line":
    case "turn": {
      const { turnId, speaker, addressee, whisper, listeners } = event;
      const segments = event.segments.filter(isVisible);
      const outcome = event.type === "turn" ? { outcome: event.outcome } : {};
      return { ...head, turnId, speaker, addressee, whisper, listeners, segments, ...outcome };
    }
    case "model-call":
    case "control":
    case "recast":
    case "mind-read":
    case "trigger":
    case "found":
    case "feedback":
    case "preference":
    case "edit":
    case "observed":
    case "forgot":
    case "consent":
    case "reward":
    case "places":
    case "turn-began":
    case "taken-up":
      return null;
    case "redaction":
      return { ...head, reason: event.reason, records: event.records };
    case "deed": {
      const { deedId, actor, verb, target, item, outcome, refusal, turnId, witnesses } = event;
      return { ...head, deedId, actor, verb, target, item, outcome, refusal, turnId, witnesses };
    }
    case "ending":
      return { ...head, ending: event.ending, answered: event.answered };
    case "episode-end":
      return { ...head, reason: event.reason };
  }
}

/** Text that cannot steer a terminal: control and direction characters are shown as escapes. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Day and time in UTC, to the second. */
export function dayAndTimeOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? "unknown time" : `${date.toISOString().slice(0, 19)}Z`;
}

function isVisible(segment: Segment): boolean {
  return segment.kind === "speech" || segment.kind === "action";
}

function segmentText(segment: Segment): string {
  const { kind } = segment;
  const text = segment.text.split("\n").map(printable).join(" / ");
  switch (kind) {
    case "speech":
      return `“${text}”`;
    case "action":
      return `*${text}*`;
    case "role-thinking":
    case "system-thinking":
    case "unreleased":
      return `[${kind}] ${text}`;
  }
}

function namedOf(persona: unknown): { id: string | null; name: string | null } {
  if (typeof persona !== "object" || persona === null) return { id: null, name: null };
  const { id, name } = persona as { id?: unknown; name?: unknown };
  return {
    id: typeof id === "string" ? id : null,
    name: typeof name === "string" ? name : null,
  };
}
