/** Which short sounds there are, and how each is made. Everything is computed; no file is loaded. */

export const CUES = [
  "door",
  "turn-start",
  "spoken",
  "whisper",
  "found",
  "board",
  "deed",
  "thought",
  "dawn",
  "ending",
  "refused",
] as const;
export type CueName = (typeof CUES)[number];

/** One tone or breath of noise. Times in milliseconds from the cue's beginning, `gain` from 0 to 1. */
export interface Tone {
  readonly wave: "sine" | "triangle" | "noise";
  /** Pitch, or for noise the middle of its band, in hertz. */
  readonly hz: number;
  /** Where the pitch glides to. */
  readonly to?: number;
  readonly at: number;
  readonly ms: number;
  readonly gain: number;
}

const tone = (hz: number, at: number, ms: number, gain: number, to?: number): Tone => ({
  wave: "sine",
  hz,
  at,
  ms,
  gain,
  ...(to === undefined ? {} : { to }),
});
const breath = (hz: number, at: number, ms: number, gain: number, to?: number): Tone => ({
  ...tone(hz, at, ms, gain, to),
  wave: "noise",
});
/** A struck bell: its partials are not whole multiples, and the high ones die first. */
const bell = (hz: number, at: number, ms: number, gain: number): Tone[] => [
  tone(hz, at, ms, gain),
  tone(hz * 2.01, at, ms * 0.7, gain * 0.5),
  tone(hz * 2.76, at, ms * 0.45, gain * 0.3),
  tone(hz * 5.4, at, ms * 0.2, gain * 0.12),
];

export const RECIPES: Readonly<Record<CueName, readonly Tone[]>> = {
  door: [
    breath(300, 0, 260, 0.3, 180),
    tone(95, 180, 170, 0.5, 62),
    breath(900, 200, 90, 0.18, 400),
  ],
  "turn-start": [breath(2400, 0, 120, 0.05, 1500)],
  spoken: [
    { ...tone(523, 0, 150, 0.12), wave: "triangle" },
    { ...tone(659, 90, 220, 0.12), wave: "triangle" },
  ],
  whisper: [breath(3200, 0, 240, 0.1, 2100), breath(2600, 170, 260, 0.09, 3400)],
  found: [
    breath(1800, 0, 180, 0.12, 3200),
    ...bell(587, 140, 1100, 0.15),
    ...bell(740, 280, 1100, 0.13),
    ...bell(880, 420, 1500, 0.15),
  ],
  board: [...bell(440, 0, 1400, 0.12), ...bell(659, 160, 1600, 0.12)],
  deed: [breath(700, 0, 70, 0.22, 400), tone(190, 20, 90, 0.2, 140)],
  thought: [tone(392, 0, 1300, 0.07, 388), tone(587, 120, 1300, 0.05, 593)],
  dawn: [...bell(311, 0, 2600, 0.16), ...bell(311, 900, 2600, 0.13)],
  ending: [
    ...bell(262, 0, 3600, 0.14),
    ...bell(392, 500, 3600, 0.11),
    ...bell(523, 1000, 4200, 0.1),
    breath(500, 200, 3800, 0.08, 260),
  ],
  refused: [tone(120, 0, 140, 0.3, 80)],
};

/** How long a cue sounds, in milliseconds. */
export function lengthOf(name: CueName): number {
  return Math.max(...RECIPES[name].map(({ at, ms }) => at + ms));
}
