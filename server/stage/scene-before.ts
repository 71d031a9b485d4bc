import type { ParticipantId } from "../../shared/protocol.ts";
import type { Observation } from "../roleplay/observation.ts";

/** Where another episode stood, for a scene that goes on from there. */
export interface SceneBefore {
  readonly of: { readonly episodeId: string; readonly turnId: string };
  /** What each persona had observed, oldest first. */
  readonly observations: ReadonlyMap<ParticipantId, readonly Observation[]>;
}
