import type { Persona } from "../../roleplay/persona.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import type { Clock, EpisodeLog, Model, Random } from "../../stage/ports.ts";
import type { PlaySettings } from "../../stage/scene-context.ts";
import type { Staging } from "../../stage/staging.ts";

/** What rehearsals need of the world outside, as arguments. */
export interface RehearsalPorts {
  readonly worlds: RehearsalWorlds;
  readonly endpoints: RehearsalEndpoints;
  readonly log: EpisodeLog;
  /** An episode of the log, for rehearsals that go on from one; nothing for an id that is not there. */
  readonly episode: (id: string) => AsyncIterable<LoggedEvent>;
  readonly clock: Clock;
  /** Makes randomness from a seed. */
  readonly random: (seed: number) => Random;
  readonly play: PlaySettings;
  readonly software: string;
  readonly fault: (error: unknown) => void;
  readonly limits?: Partial<RehearsalBounds>;
}

/** The worlds that can be rehearsed, by their folders' names. */
export interface RehearsalWorlds {
  names(): Promise<readonly string[]>;
  /** A world on its ground, as it plays now; a list of problems where it cannot be read. */
  staging(world: string): Promise<Staging | readonly string[]>;
  /** Sheets that are kept beside what plays; null where nothing keeps any. */
  readonly sheets: KeptSheets | null;
}

export interface KeptSheets {
  /** A version by its digits, or `draft`; null where there is none, or it is unsound. */
  persona(world: string, id: string, version: string): Promise<Persona | null>;
  /** The text of a persona's draft, else of its file, sound or not; null where there is neither. */
  text(world: string, id: string): Promise<string | null>;
  /** Newest first. */
  versions(world: string, id: string): Promise<{ versions: readonly string[]; hasDraft: boolean }>;
}

/** One endpoint that the operator set. */
export interface RehearsalEndpoint {
  readonly name: string;
  readonly modelName: string;
  readonly synthetic: boolean;
  /** Connects it, where that was not done yet. */
  open(): Promise<RehearsalModel>;
}

export interface RehearsalModel {
  readonly model: Model;
  /** What is known of it, for an episode's record. */
  readonly record: () => Record<string, unknown>;
}

export interface RehearsalEndpoints {
  /** The first is what plays. */
  readonly all: readonly RehearsalEndpoint[];
}

/** How much may be rehearsed. Times in ms. */
export interface RehearsalBounds {
  readonly perDesigner: number;
  readonly inAll: number;
  /** Turns and takes of one rehearsal. */
  readonly turns: number;
  /** Takes of one turn. */
  readonly takes: number;
  readonly idle: number;
  readonly age: number;
}

export const REHEARSAL_BOUNDS: RehearsalBounds = {
  perDesigner: 3,
  inAll: 12,
  turns: 120,
  takes: 6,
  idle: 30 * 60_000,
  age: 4 * 60 * 60_000,
};
