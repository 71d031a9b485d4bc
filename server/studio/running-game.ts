import type { ParticipantId } from "../../shared/protocol.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { EpisodeEvent } from "../stage/episode-event.ts";

/** The running game as the studio sees it: its scenes, what is logged of them, and a hand to change them with. */
export interface RunningGame {
  /** Scenes that are open now. */
  scenes(): readonly RunningScene[];
  /** Told of every scene that opens or ends until the returned function is called. */
  onChange(changed: () => void): () => void;
  /**
   * Told of what running scenes log, as it is logged and in order, until the returned function is called. Prompts,
   * thoughts and players' lines are in it.
   */
  onLogged(heard: (events: readonly EpisodeEvent[]) => void): () => void;
  /**
   * A sheet was released: every open scene of this world whose cast has the persona plays it from its next turn on,
   * with what it remembers, and scenes that open later begin with it. Gives the number of open scenes that took it.
   */
  recast(world: string, persona: Persona, version: string): number;
  /** A persona that was not in the cast comes in, in every open scene of this world and in those that open later. */
  admit(world: string, persona: Persona, version: string, place?: string): number;
}

/** What an operator or designer may do to one persona of a scene, or to all; every deed is logged with who did it. */
export type Control =
  /** Hears and remembers, and does not speak: a running turn is cancelled. */
  | { readonly do: "mute" }
  /** As mute, and stands still, until it is resumed. */
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  /** Forgets what it observed in this scene, and begins as at its opening. */
  | { readonly do: "reset" }
  /** No model is called for it any more in this scene; running calls are aborted within a second. */
  | { readonly do: "kill" };

/** One open scene. */
export interface RunningScene {
  readonly episodeId: string;
  readonly world: string;
  readonly title: string;
  /** Wall time of its opening, in ms. */
  readonly since: number;
  readonly map: string;
  bodies(): readonly RunningBody[];
  /** False where nobody of that id is in the scene. `null` is everyone and the scene itself. */
  control(persona: ParticipantId | null, control: Control, by: string): boolean;
}

/** Somebody in a running scene, as the studio shows it; players by their name in the scene alone. */
export interface RunningBody {
  readonly id: ParticipantId;
  readonly name: string;
  readonly kind: "persona" | "player";
  /** In tiles. */
  readonly x: number;
  readonly y: number;
  readonly state: "free" | "thinking" | "speaking" | "muted" | "paused" | "killed";
  /** The version of its sheet that speaks; null for players. */
  readonly version: string | null;
  /** Turns it has begun in this scene. */
  readonly turns: number;
}
