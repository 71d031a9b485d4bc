import type { Voice, Voices } from "../../roleplay/memory/voices.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** Whose words stand in a persona's prompts from some moment on. */
export interface HeldWords {
  /** Players of this episode whose lines it has heard, by participant. */
  readonly heard: ReadonlySet<string>;
  /** Players whose words came back to it from earlier, each with the episode it said them in. */
  readonly remembered: readonly Voice[];
  /** Anything came back to it at all. */
  readonly recalls: boolean;
  /** Something came back to it of which nobody kept account whose words it holds. */
  readonly unknown: boolean;
}

/** Follows one episode, event by event in order. */
export interface WhoseWords {
  take(event: EpisodeEvent): void;
  /** As far as the events went. */
  of(persona: string): HeldWords;
}

interface Held {
  heard: Set<string>;
  remembered: Map<string, Voice>;
  recalls: boolean;
  unknown: boolean;
}

const nothing = (): Held => ({
  heard: new Set(),
  remembered: new Map(),
  recalls: false,
  unknown: false,
});

export function createWhoseWords(): WhoseWords {
  const players = new Set<string>();
  const held = new Map<string, Held>();

  function holding(persona: string): Held {
    const known = held.get(persona) ?? nothing();
    held.set(persona, known);
    return known;
  }
  function hear(persona: string, speaker: string | undefined): void {
    if (speaker === undefined || !players.has(speaker) || players.has(persona)) return;
    holding(persona).heard.add(speaker);
  }
  function remember(persona: string, voices: Voices | undefined): void {
    const known = holding(persona);
    known.recalls = true;
    if (voices === undefined || voices === null) known.unknown = true;
    else for (const voice of voices) known.remembered.set(JSON.stringify(voice), voice);
  }

  return {
    take(event) {
      switch (event.type) {
        case "participant-joined":
          if (event.kind === "player") players.add(event.participant);
          break;
        case "line":
          for (const listener of event.listeners) hear(listener, event.speaker);
          break;
        case "observed":
          for (const { persona } of event.minds) {
            const { observation } = event;
            if (observation.kind === "recalled") remember(persona, observation.whose);
            if (observation.kind === "heard") hear(persona, observation.from);
          }
          break;
        case "turn":
          for (const { whose } of event.recalled ?? []) remember(event.speaker, whose);
          break;
        default:
          break;
      }
    },
    of(persona) {
      const known = held.get(persona) ?? nothing();
      return { ...known, heard: new Set(known.heard), remembered: [...known.remembered.values()] };
    },
  };
}
