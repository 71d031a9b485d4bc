/** The public door of the client: everything a game builds on. */

export {
  connect,
  resume,
  sceneClientOf,
  type Answer,
  type AnyRoom,
  type ClientRefusal,
  type ConnectOptions,
  type Connection,
  type SceneClient,
  type SceneListeners,
} from "./scene-client.ts";
export type { CastView, SceneView } from "./cast-view.ts";
export { EMPTY_STORY, reduceStory } from "./story.ts";
export { EMPTY_TRANSCRIPT, entryOf, reduceTranscript, type Transcript } from "./transcript.ts";
export { PACES, SpeechPace, type Pace, type PaceName, type ShownSegment } from "./speech-pace.ts";
export { breakLines } from "./line-breaks.ts";
export { ClauseCutter, languageOfClause } from "./speech-clauses.ts";
export {
  onClauses,
  type ClauseListeners,
  type SpeechCancel,
  type SpokenClause,
} from "./speaking.ts";
export { webSpeech, type Speech, type Utterance } from "./web-speech.ts";
export { DramatisPlugin, type AttachOptions } from "./plugin/dramatis-plugin.ts";
export type { ShowOptions } from "./plugin/show-options.ts";
export type { OwnBody } from "./plugin/own-figure.ts";
export type { OwnSprite } from "./plugin/plain-figure.ts";
export type { Figure, Point, ScreenScale } from "./plugin/figure.ts";
export type { BubbleContent, BubbleView } from "./plugin/bubble-view.ts";
export { placeBubble, type Box, type BubblePlace, type BubbleSize } from "./plugin/bubble-place.ts";
export type { Overlay, OverlayStage } from "./plugin/overlay.ts";
export { TalkBox, type TalkBoxOptions } from "./plugin/talk-box/talk-box.ts";
export { PLAIN_LOOK, type PlainColours, type PlainLook } from "./plugin/plain-look.ts";
export {
  marked,
  type BodyStyle,
  type BubbleKind,
  type BubbleStyle,
  type DramatisStyle,
} from "./plugin/style.ts";
export { portraitToken } from "./plugin/portrait.ts";
export { portraitAddress } from "./plugin/portrait-address.ts";
export { FIGURE } from "./plugin/figure-sheet.ts";
