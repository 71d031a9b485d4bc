/** What goes on sounding under everything: rain, wind, and the fire when it is near. */

/** Where the player's ears are. */
export interface Surroundings {
  readonly outdoors: boolean;
  /** Tiles to the nearest fire; infinite where there is none. */
  readonly fire: number;
}

/** How loud each voice of the bed is, from 0 to 1. */
export function bedLevels({ outdoors, fire }: Surroundings): {
  readonly rain: number;
  readonly wind: number;
  readonly fire: number;
} {
  const near = Math.max(0, 1 - fire / 9);
  return { rain: outdoors ? 0.2 : 0.05, wind: outdoors ? 0.22 : 0.09, fire: near * near * 0.5 };
}

const GLIDE = 0.6;

/** The bed, playing into `out` until it is stopped. */
export class Bed {
  readonly #context: AudioContext;
  readonly #rain: GainNode;
  readonly #wind: GainNode;
  readonly #fire: GainNode;
  readonly #sources: AudioScheduledSourceNode[] = [];

  constructor(context: AudioContext, out: AudioNode, noise: AudioBuffer) {
    this.#context = context;
    this.#rain = this.#voice(noise, out, [
      ["highpass", 900],
      ["lowpass", 6500],
    ]);
    this.#wind = this.#voice(noise, out, [["lowpass", 320]]);
    this.#fire = this.#voice(crackle(context), out, [["highpass", 350]]);
    const gust = new OscillatorNode(context, { frequency: 0.11 });
    const depth = new GainNode(context, { gain: 0.05 });
    gust.connect(depth).connect(this.#wind.gain);
    gust.start();
    this.#sources.push(gust);
  }

  place(around: Surroundings): void {
    const levels = bedLevels(around);
    const now = this.#context.currentTime;
    this.#rain.gain.setTargetAtTime(levels.rain, now, GLIDE);
    this.#wind.gain.setTargetAtTime(levels.wind, now, GLIDE);
    this.#fire.gain.setTargetAtTime(levels.fire, now, GLIDE);
  }

  stop(): void {
    for (const source of this.#sources) source.stop();
    for (const voice of [this.#rain, this.#wind, this.#fire]) voice.disconnect();
  }

  #voice(
    buffer: AudioBuffer,
    out: AudioNode,
    filters: readonly (readonly [BiquadFilterType, number])[],
  ): GainNode {
    const source = new AudioBufferSourceNode(this.#context, { buffer, loop: true });
    let last: AudioNode = source;
    for (const [type, frequency] of filters) {
      last = last.connect(new BiquadFilterNode(this.#context, { type, frequency }));
    }
    const gain = new GainNode(this.#context, { gain: 0 });
    last.connect(gain).connect(out);
    source.start();
    this.#sources.push(source);
    return gain;
  }
}

/** Two seconds of even noise, always the same. */
export function noiseOf(context: AudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, context.sampleRate * 2, context.sampleRate);
  const samples = buffer.getChannelData(0);
  const random = lehmer(20_081);
  for (let i = 0; i < samples.length; i++) samples[i] = random() * 2 - 1;
  return buffer;
}

/** Seven seconds of a driftwood fire: sparse snaps that die away at once. */
function crackle(context: AudioContext): AudioBuffer {
  const { sampleRate } = context;
  const buffer = context.createBuffer(1, sampleRate * 7, sampleRate);
  const samples = buffer.getChannelData(0);
  const random = lehmer(1_741);
  for (let snap = 0; snap < 60; snap++) {
    const start = Math.floor(random() * (samples.length - 2000));
    const loud = 0.2 + random() * 0.8;
    const length = 120 + random() * 900;
    for (let i = 0; i < length; i++) {
      const at = start + i;
      samples[at] = (samples[at] ?? 0) + (random() * 2 - 1) * loud * Math.exp((-6 * i) / length);
    }
  }
  return buffer;
}

function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
