/** The public door of the client: everything a game builds on. */

export {
  connect,
  resume,
  type Answer,
  type CastView,
  type ClientRefusal,
  type ConnectOptions,
  type Connection,
  type SceneClient,
  type SceneListeners,
  type SceneView,
} from "./scene-client.ts";
export { EMPTY_TRANSCRIPT, entryOf, reduceTranscript, type Transcript } from "./transcript.ts";
export { PACES, SpeechPace, type Pace, type PaceName, type ShownSegment } from "./speech-pace.ts";
export { breakLines } from "./line-breaks.ts";
export { DramatisPlugin, type AttachOptions } from "./plugin/dramatis-plugin.ts";
export {
  marked,
  type BodyStyle,
  type BubbleKind,
  type BubbleStyle,
  type DramatisStyle,
} from "./plugin/style.ts";
export { FIGURE } from "./plugin/figure-sheet.ts";
