/**
 * The public door for tests: a scene without a network, a model or a clock of its own. A test says what the model
 * writes, lets time pass, and looks at what was told.
 */

export { fakeClock, settle, type FakeClock } from "./fake-clock.ts";
export { memoryLog, type MemoryLog } from "./memory-log.ts";
export { scriptedModel, turnOf, type Performance, type ScriptedModel } from "./scripted-model.ts";
export {
  readRecording,
  recordedModel,
  recordingOf,
  type RecordedCall,
  type RecordedModel,
} from "./recorded-model.ts";
export {
  aGround,
  aHall,
  aPersona,
  aSceneFrom,
  aStaging,
  AS_TRAINED,
  seeded,
  type PersonaInput,
  type SceneOverrides,
} from "./scene-builders.ts";
export { aPlay, type Play, type PlayOptions, type ToldTo } from "./a-play.ts";
