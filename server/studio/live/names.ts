import type { EpisodeEvent } from "../../stage/episode-event.ts";

/** Somebody as the studio calls them. */
export interface Called {
  readonly id: string;
  readonly name: string;
  readonly kind: "persona" | "player" | "environment";
}

/** Who is who in one scene. Players have numbers in the order in which they came, and their own ids leave nowhere. */
export interface SceneNames {
  take(event: EpisodeEvent): void;
  /** `words`: players by their names in the scene; else by their numbers. */
  of(id: string, words: boolean): Called;
  knows(id: string): boolean;
  /** A text in which no player's name stands, unless `words`. */
  masked(text: string, words: boolean): string;
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
    of(id, words) {
      const player = players.get(id);
      if (player !== undefined) {
        const name = words ? player.name : numbered(player.number);
        return { id: `player-${player.number}`, name, kind: "player" };
      }
      const persona = personas.get(id);
      if (persona !== undefined) return { id, name: persona, kind: "persona" };
      if (id === "environment") return { id, name: "", kind: "environment" };
      // Somebody whose coming was not heard of is a player whom nobody may name.
      return { id: "player", name: numbered(0), kind: "player" };
    },
    knows: (id) => players.has(id) || personas.has(id),
    masked(text, words) {
      if (words) return text;
      return known.reduce((now, { name, number }) => now.split(name).join(numbered(number)), text);
    },
  };
}

function numbered(number: number): string {
  return number === 0 ? "Player" : `Player ${number}`;
}
