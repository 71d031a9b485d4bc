import type { ParticipantId } from "../../shared/protocol.ts";
import type { TokenGauge } from "../roleplay/prompt/token-estimate.ts";
import type { Show } from "./cast.ts";
import type { ConsentStore } from "./consents.ts";
import type { ShowProp } from "./deeds/prop-world.ts";
import type { Embedder, MemoryStore } from "./memory.ts";
import type { Availability, Clock, EpisodeLog, Meter, Model, Random, Tell } from "./ports.ts";
import type { Resumption } from "./resumption.ts";
import type { PlaySettings } from "./scene-context.ts";
import type { Staging } from "./staging.ts";

/** What a scene is run with; everything that may be left out has a default. */
export interface DirectorOptions {
  readonly scene: Staging;
  readonly model: Model;
  /** Whether the model can be asked; absent where it always can. */
  readonly availability?: Availability;
  readonly episodeLog: EpisodeLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly tell: Tell;
  /** Told of every change of a body that others can see. */
  readonly show?: Show;
  /** Told of every thing that can be seen, and of every change of it. */
  readonly showProp?: ShowProp;
  /** A player has come to see a thing that was hidden: its page needs a snapshot with the guide anew. */
  readonly guideGrew?: (player: ParticipantId) => void;
  readonly play?: Partial<PlaySettings>;
  readonly meter?: Meter;
  /** What personas remember from one visit to the next; without it they remember as long as the scene lasts. */
  readonly memory?: MemoryStore;
  readonly embedder?: Embedder | null;
  /** What players allowed at earlier visits; without it each visit begins with nothing allowed. */
  readonly consents?: ConsentStore;
  /** Shared by the scenes of one endpoint, so that each learns from all. */
  readonly gauge?: TokenGauge;
  readonly episodeId?: string;
  /** Recorded with the episode so that a run can be repeated. */
  readonly seed?: number;
  /** Where another scene stood, from which this one goes on instead of opening; on the same world. */
  readonly resume?: Resumption;
  /** Where it is played, if not by players. */
  readonly origin?: "rehearsal";
  readonly software?: string;
  /** What is known of the model's endpoint, for the record; asked when the episode begins. */
  readonly endpoint?: () => Record<string, unknown>;
  /** The episode log stopped working; called once until it works again. */
  readonly logTrouble?: (error: unknown) => void;
  /** Something that reacts to the scene threw; nothing of the scene's text is in it. */
  readonly fault?: (error: unknown) => void;
  /** An end condition of the scene was met. */
  readonly ended?: () => void;
}
