import type { SettingsStore } from "../settings.ts";
import { Bed, noiseOf, type Surroundings } from "./bed.ts";
import { RECIPES, type CueName, type Tone } from "./cue.ts";

/** Two of the same sound closer than this are one. In milliseconds. */
const APART = 250;

/** The one place that makes sound. It is silent until the player has touched the page, as browsers ask. */
export class SoundBox {
  readonly #settings: SettingsStore;
  readonly #last = new Map<CueName, number>();
  #context: AudioContext | null = null;
  #out: GainNode | null = null;
  #noise: AudioBuffer | null = null;
  #bed: Bed | null = null;
  #around: Surroundings | null = null;
  /** How many cues have sounded, for tests. */
  played = 0;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
    const wake = () => this.#wake();
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, wake, { capture: true });
    document.addEventListener("visibilitychange", () => this.#follow());
    settings.watch(() => this.#follow());
  }

  /** `silent`, `sounding`, or `asleep` until the first touch of the page. */
  get state(): "asleep" | "silent" | "sounding" {
    if (this.#context === null) return "asleep";
    return this.#settings.now.sound && this.#context.state === "running" ? "sounding" : "silent";
  }

  /** Plays a cue, if sound is on. */
  play(name: CueName): void {
    const [context, out] = [this.#context, this.#out];
    if (context === null || out === null || !this.#settings.now.sound) return;
    const now = performance.now();
    if (now - (this.#last.get(name) ?? Number.NEGATIVE_INFINITY) < APART) return;
    this.#last.set(name, now);
    this.played += 1;
    for (const tone of RECIPES[name]) this.#sound(context, out, tone);
  }

  /** Where the player is; null where nothing goes on sounding. */
  place(around: Surroundings | null): void {
    if (around?.outdoors === this.#around?.outdoors && around?.fire === this.#around?.fire) return;
    this.#around = around;
    this.#follow();
  }

  #wake(): void {
    if (!this.#settings.now.sound) return;
    if (this.#context === null) {
      try {
        this.#context = new AudioContext();
      } catch {
        return;
      }
      this.#out = new GainNode(this.#context, { gain: 0 });
      this.#out.connect(this.#context.destination);
      this.#noise = noiseOf(this.#context);
    }
    this.#follow();
  }

  #follow(): void {
    const [context, out, noise] = [this.#context, this.#out, this.#noise];
    if (context === null || out === null || noise === null) return;
    const { sound, volume } = this.#settings.now;
    const on = sound && document.visibilityState === "visible";
    out.gain.setTargetAtTime(on ? (volume / 100) ** 2 : 0, context.currentTime, 0.05);
    if (on && context.state === "suspended") void context.resume();
    if (!on && context.state === "running") void context.suspend();
    if (on && this.#around !== null) {
      this.#bed ??= new Bed(context, out, noise);
      this.#bed.place(this.#around);
    } else {
      this.#bed?.stop();
      this.#bed = null;
    }
  }

  #sound(context: AudioContext, out: AudioNode, { wave, hz, to, at, ms, gain }: Tone): void {
    const start = context.currentTime + 0.02 + at / 1000;
    const end = start + ms / 1000;
    const level = new GainNode(context, { gain: 0 });
    level.gain.setValueAtTime(0, start);
    level.gain.linearRampToValueAtTime(gain, start + Math.min(0.02, ms / 4000));
    level.gain.exponentialRampToValueAtTime(0.0005, end);
    level.connect(out);
    if (wave === "noise") {
      const source = new AudioBufferSourceNode(context, { buffer: this.#noise, loop: true });
      const band = new BiquadFilterNode(context, { type: "bandpass", frequency: hz, Q: 1.2 });
      if (to !== undefined) {
        band.frequency.setValueAtTime(hz, start);
        band.frequency.exponentialRampToValueAtTime(to, end);
      }
      source.connect(band).connect(level);
      source.start(start);
      source.stop(end);
      source.addEventListener("ended", () => level.disconnect());
      return;
    }
    const source = new OscillatorNode(context, { type: wave, frequency: hz });
    if (to !== undefined) {
      source.frequency.setValueAtTime(hz, start);
      source.frequency.exponentialRampToValueAtTime(to, end);
    }
    source.connect(level);
    source.start(start);
    source.stop(end);
    source.addEventListener("ended", () => level.disconnect());
  }
}
