/** The public door of the server: personas in Colyseus rooms. */

export { attachNpcs, npcPlugin, NpcPlugin, type SceneSource } from "./rooms/npc-plugin.ts";
export type { NpcControls, Someone, TellOptions } from "./rooms/room-npcs.ts";
export type { NpcEvents, NpcListener, NpcTurn, NpcUtterance } from "./rooms/npc-events.ts";
export { npcMessages, type NpcMessages } from "./rooms/npc-messages.ts";
export type { HostOptions } from "./rooms/host-bodies.ts";
export { sceneRoom, type SceneRoom, type SceneRoomOptions } from "./rooms/scene-room.ts";
export type { SceneOptions } from "./rooms/scene-host.ts";
export { npcFields, SceneState, CastMember } from "../shared/scene-state.ts";
export { createDirector, type Director, type DirectorOptions } from "./stage/director.ts";
export type {
  Clock,
  EpisodeConnection,
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
export { openGround, readGround, type Ground, type GroundLayers } from "./stage/ground.ts";
export type { VerbInput, VerbWorld } from "./roleplay/verbs/verb.ts";
export type { DeedResult } from "./stage/deeds/deeds.ts";
export type { MindGrant } from "./stage/story/mind-read.ts";
export type { Staging } from "./stage/staging.ts";
export { Persona } from "./roleplay/persona.ts";
export { Scene } from "./roleplay/scene.ts";
export { createEndpoint } from "./model/endpoint.ts";
export { openEpisodeLog } from "./episodes/sqlite-log.ts";
export { openPostgresLog } from "./episodes/postgres-log.ts";
export { openEpisodeReader, type EpisodeReader } from "./episodes/reader.ts";
export {
  exportEpisodes,
  ExportError,
  type ExportFilters,
  type ExportRequest,
  type ExportResult,
} from "./training/exports/index.ts";
export { openScene, type OpenSceneOptions, type WorldInput } from "./cli/open-scene.ts";
export type { Play } from "./cli/play.ts";
export { studio, type GameStudio, type ListensAt, type StudioSettings } from "./cli/studio-door.ts";
export { agentLightning, type AgentLightningAttempt } from "./training/gateways/agent-lightning.ts";
export { startAreal, type ArealGateway, type ArealSession } from "./training/gateways/areal.ts";
export { webhook, type RewardWebhook } from "./training/gateways/webhook.ts";
export type {
  RewardGateway,
  GatewayReward,
  Delivered,
} from "./training/gateways/reward-gateway.ts";
export { readStaging } from "./worlds/read-staging.ts";
export { systemClock } from "./cli/system-clock.ts";
export { seededRandom } from "./cli/seeded-random.ts";
