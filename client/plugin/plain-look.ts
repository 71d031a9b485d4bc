import type { BubbleKind } from "./style.ts";

/** Colours of one kind of bubble, as CSS writes them. */
export interface PlainColours {
  readonly fill: string;
  readonly line: string;
  readonly text: string;
}

/** How bubbles and names look that the plugin draws itself; sizes in CSS pixels. */
export interface PlainLook {
  readonly font: string;
  readonly size: number;
  readonly tagSize: number;
  /** Widest line. */
  readonly width: number;
  /** Most lines at once; the newest stay. */
  readonly lines: number;
  readonly bubbles: Readonly<Record<BubbleKind, PlainColours>>;
  readonly tag: Readonly<Record<"persona" | "player", string>>;
}

/** The look without a game's own wishes: dark on light for speech, light on dark for what is done. */
export const PLAIN_LOOK: PlainLook = {
  font: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  size: 16,
  tagSize: 13,
  width: 240,
  lines: 5,
  bubbles: {
    speech: { fill: "#fffdf6", line: "#2b2430", text: "#1d1820" },
    action: { fill: "#2f3a45", line: "#11161c", text: "#dbe8f0" },
    whisper: { fill: "#40304f", line: "#1c1426", text: "#f0dcfa" },
  },
  tag: { persona: "#ffd98a", player: "#ffffff" },
};

/** A colour for someone of whom no more is known than an id; always the same. Hue in degrees. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 360_007;
  return hash % 360;
}
