import type { ParticipantId } from "../../shared/protocol.ts";
import type { LiveLoad } from "../../shared/studio/live.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { Control } from "../stage/control/controls.ts";
import type { EpisodeEvent } from "../stage/episode-event.ts";

export type { Control } from "../stage/control/controls.ts";

/** The running game as the studio sees it: its scenes, what is logged of them, and a hand to change them with. */
export interface RunningGame {
  /** Scenes that are open now. */
  scenes(): readonly RunningScene[];
  /** How the way to the model stands, for one scene; null where nobody knows. */
  load(episodeId: string): LiveLoad | null;
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
  recast(world: string, persona: Persona, version: string, by?: string): number;
  /** A persona that was not in the cast comes in, in every open scene of this world and in those that open later. */
  admit(world: string, persona: Persona, version: string, place?: string, by?: string): number;
  /** A persona was taken out of this world: it leaves every open scene of it. Gives the number of scenes it left. */
  dismiss(world: string, persona: ParticipantId, by?: string): number;
}

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
