import type { Clock } from "../../stage/ports.ts";
import type { Capabilities } from "./capabilities.ts";
import type { EndpointConfig } from "../endpoint-config.ts";
import { probe } from "./probe.ts";
import type { Probed, ProbePatience } from "./probe.ts";
import type { Trouble } from "./trouble.ts";

/** The search for a verdict on one endpoint, which goes on until there is one. */
export interface Probing {
  /** Null until there is a verdict. */
  readonly capabilities: Capabilities | null;
  /** Why there is none; null before the first attempt has ended, and once there is one. */
  readonly trouble: Trouble | null;
  /** Resolves when the first attempt has ended, well or not. */
  readonly first: Promise<void>;
  /** What an episode records: the verdict, or that there was none yet and why. */
  record(): Record<string, unknown>;
  stop(): void;
}

export interface ProbingOptions {
  readonly config: EndpointConfig;
  readonly clock: Clock;
  /** Told of the verdict, and of each trouble that is another than before. */
  readonly told: (probed: Probed) => void;
  readonly patience?: ProbePatience;
  /** Between attempts, in ms; the last one is used for ever. */
  readonly pauses?: readonly number[];
}

const PAUSES = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Starts at once, and tries again after each trouble until `stop`. */
export function startProbing(options: ProbingOptions): Probing {
  const { config, clock, told, patience, pauses = PAUSES } = options;
  const stopped = new AbortController();
  let capabilities: Capabilities | null = null;
  let trouble: Trouble | null = null;
  let cancelNext = () => {};
  let attempts = 0;

  async function attempt(): Promise<void> {
    const probed = await probe(config, clock, {
      signal: stopped.signal,
      ...(patience === undefined ? {} : { patience }),
    });
    if (stopped.signal.aborted) return;
    attempts += 1;
    if (probed.ok) {
      capabilities = probed.capabilities;
      trouble = null;
      told(probed);
      return;
    }
    const news = trouble?.what !== probed.trouble.what;
    trouble = probed.trouble;
    if (news) told(probed);
    const pause = pauses[Math.min(attempts, pauses.length) - 1] ?? 0;
    cancelNext = clock.after(pause, () => void attempt());
  }

  const first = attempt();
  return {
    get capabilities() {
      return capabilities;
    },
    get trouble() {
      return trouble;
    },
    first,
    record: () =>
      capabilities === null
        ? { verdict: "none", trouble: trouble?.what ?? null }
        : { verdict: "probed", ...capabilities },
    stop() {
      stopped.abort();
      cancelNext();
    },
  };
}
