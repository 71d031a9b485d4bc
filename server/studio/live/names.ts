import type { Language } from "../../../shared/protocol.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** Somebody as the studio calls them. */
export interface Called {
  readonly id: string;
  readonly name: string;
  readonly kind: "persona" | "player" | "environment";
}

/** How somebody is told of players. */
export interface Naming {
  /** By their names in the scene; else by their numbers. */
  readonly players: boolean;
  /** Of the numbers. */
  readonly language: Language;
}

/** Who is who in one scene. Players have numbers in the order in which they came, and their own ids leave nowhere. */
export interface SceneNames {
  take(event: EpisodeEvent): void;
  of(id: string, naming: Naming): Called;
  knows(id: string): boolean;
  /** A text in which no player's name stands, unless players are told by name. */
  masked(text: string, naming: Naming): string;
}

/** Before the scene has begun. */
export function createSceneNames(): SceneNames {
  const personas = new Map<string, string>();
  const players = new Map<string, { readonly number: number; readonly name: string }>();
  /** Longest first, so that no name is masked inside another. */
  let known: { readonly name: string; readonly number: number }[] = [];

  function learn(persona: unknown): void {
    const { id, name } = Object(persona) as { id?: unknown; name?: unknown };
    if (typeof id === "string" && typeof name === "string") personas.set(id, name);
  }

  return {
    take(event) {
      if (event.type === "episode-start") for (const persona of event.personas) learn(persona);
      if (event.type === "recast" || event.type === "admitted") learn(event.persona);
      if (event.type !== "participant-joined" || event.kind !== "player") return;
      if (players.has(event.participant)) return;
      const number = players.size + 1;
      players.set(event.participant, { number, name: event.name });
      known = [...known, { name: event.name, number }]
        .filter(({ name }) => name !== "")
        .toSorted((a, b) => b.name.length - a.name.length);
    },
    of(id, { players: named, language }) {
      const player = players.get(id);
      if (player !== undefined) {
        const name = named ? player.name : numbered(player.number, language);
        return { id: `player-${player.number}`, name, kind: "player" };
      }
      const persona = personas.get(id);
      if (persona !== undefined) return { id, name: persona, kind: "persona" };
      if (id === "environment") return { id, name: "", kind: "environment" };
      // Somebody whose coming was not heard of is a player whom nobody may name.
      return { id: "player", name: numbered(0, language), kind: "player" };
    },
    knows: (id) => players.has(id) || personas.has(id),
    masked(text, { players: named, language }) {
      if (named) return text;
      return known.reduce(
        (now, { name, number }) => now.split(name).join(numbered(number, language)),
        text,
      );
    },
  };
}

const PLAYER: Readonly<Record<Language, string>> = { en: "Player", zh: "玩家" };

function numbered(number: number, language: Language): string {
  return number === 0 ? PLAYER[language] : `${PLAYER[language]} ${number}`;
}
