import type { BubbleStyle, CastView, DramatisStyle } from "../index.ts";
import { sheetOf, type Sprites } from "./sprites.ts";
import { DEPTHS, TILE } from "./stage-map.ts";

const READING = '"Alegreya Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const DISPLAY = '"Pixelify Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/** How bodies and bubbles look in the inn. `ratio`: screen pixels per CSS pixel. */
export function gameStyle(sprites: Sprites, ratio: () => number): DramatisStyle {
  const px = (size: number) => `${Math.round(size * ratio())}px`;
  const bubbleText = (color: string, fontStyle: string) => () => ({
    fontFamily: READING,
    fontSize: px(16),
    fontStyle,
    color,
    lineSpacing: 0,
    padding: { top: Math.round(ratio()), bottom: Math.round(2 * ratio()) },
  });
  return {
    body: {
      tile: TILE,
      depths: DEPTHS,
      texture: (view: CastView) => sheetOf(sprites, view),
      tagText: (view: CastView) => ({
        fontFamily: DISPLAY,
        fontSize: px(13),
        color: view.kind === "persona" ? "#f9cb6c" : "#e8f2ee",
        stroke: "#0a0d1c",
        strokeThickness: Math.round(4 * ratio()),
        padding: { x: 2, y: 2 },
      }),
    },
    bubble: (): BubbleStyle => ({
      width: Math.round(Math.min(250, innerWidth * 0.56) * ratio()),
      lines: innerWidth < 720 ? 4 : 5,
      clear: Math.round((innerWidth < 720 ? 40 : 54) * ratio()),
      kinds: {
        speech: { frame: "speech", tail: "speech-tail", text: bubbleText("#1c110f", "500") },
        action: { frame: "action", tail: "action-tail", text: bubbleText("#bdd5df", "italic 500") },
        whisper: { frame: "whisper", tail: "whisper-tail", text: bubbleText("#e7cfee", "500") },
      },
    }),
  };
}
