/** The public door of the server: personas in Colyseus rooms. */

export { npcPlugin, NpcPlugin } from "./rooms/npc-plugin.ts";
export { sceneRoom, type SceneRoomOptions } from "./rooms/scene-room.ts";
export type { SceneOptions } from "./rooms/scene-host.ts";
export { npcFields, SceneState, CastMember } from "../shared/scene-state.ts";
export { createDirector, type Director, type DirectorOptions } from "./stage/director.ts";
export type {
  Clock,
  EpisodeLog,
  Model,
  ModelCall,
  ModelEnd,
  ModelEvent,
  ModelRequest,
  Random,
  Tell,
} from "./stage/ports.ts";
export type { EpisodeEvent } from "./stage/episode-event.ts";
export type { Staging } from "./stage/staging.ts";
export { Persona } from "./roleplay/persona.ts";
export { Scene } from "./roleplay/scene.ts";
export { createEndpoint } from "./model/endpoint.ts";
export { openEpisodeLog } from "./episodes/sqlite-log.ts";
export { openScene, type OpenSceneOptions } from "./cli/open-scene.ts";
export type { Play } from "./cli/play.ts";
export { readStaging } from "./cli/read-staging.ts";
export { systemClock } from "./cli/system-clock.ts";
export { seededRandom } from "./cli/seeded-random.ts";
