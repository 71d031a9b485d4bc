import type * as Phaser from "phaser";
import type { Language, ParticipantId } from "../../shared/protocol.ts";
import type { SceneClient } from "../scene-client.ts";
import type { SpeechPace } from "../speech-pace.ts";

/** What stands over the picture on the page; a game may give its own. */
export interface Overlay {
  /** Brings everything up to what is shown; called with every frame. */
  refresh(): void;
  /** Someone's figure was picked: the next words are for them. */
  turnTo?(id: ParticipantId): void;
  /** The Phaser scene sleeps or wakes. */
  hide(hidden: boolean): void;
  /** The Phaser scene ended: everything goes, on the page and off it. */
  destroy(): void;
}

/** What an overlay works with. */
export interface OverlayStage {
  readonly client: SceneClient;
  /** What has appeared of each turn. */
  readonly pace: SpeechPace;
  readonly language: () => Language;
  readonly canvas: Phaser.Game["canvas"];
  /** While someone types, keys are letters and not steps. */
  suspendKeyboard(suspended: boolean): void;
  /** Shows at once all words that have arrived. */
  skip(): boolean;
}
