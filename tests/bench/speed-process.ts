import { fork, type ChildProcess } from "node:child_process";

/** A process of a benchmark's own, so that what is measured does not share its thread with what measures it. */
export interface BenchProcess {
  /** What it said when it was ready. */
  readonly ready: { readonly port: number };
  /** Sends a word and resolves with the answer. */
  ask<T>(word: unknown): Promise<T>;
  tell(word: unknown): void;
  stop(): void;
}

/** What the timed endpoint counted for one model name. Tokens, calls, bytes. */
export interface EndpointFigures {
  readonly calls: number;
  readonly generated: number;
  /** Calls whose client hung up before their end, and what was generated in them until then. */
  readonly hungUpCalls: number;
  readonly hungUpTokens: number;
  readonly promptBytes: number;
  /** Of those, the ones that a prompt sent before began with. */
  readonly knownBytes: number;
}

export interface EndpointReport {
  readonly figures: Readonly<Record<string, EndpointFigures>>;
  /** How late tokens left since the last report, in ms. */
  readonly lateP99: number;
  /** The most streams at once since then. */
  readonly mostAtOnce: number;
}

/** Starts a file of this folder; rejects if it ends before it is ready. */
export async function startProcess(file: string, args: readonly string[]): Promise<BenchProcess> {
  const child = fork(new URL(file, import.meta.url), args, {
    env: { ...process.env, NODE_ENV: "production" },
  });
  const ready = await nextWord<{ port: number }>(child, file);
  return {
    ready,
    ask: (word) => {
      const answer = nextWord<never>(child, file);
      child.send(word as string);
      return answer;
    },
    tell: (word) => void child.send(word as string),
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function nextWord<T>(child: ChildProcess, file: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`the benchmark's ${file} ended with code ${code}`));
    // A monitoring package among Colyseus' own dependencies also posts to the parent.
    const read = (value: { bench?: T }) => {
      if (value.bench === undefined) return;
      child.off("message", read);
      child.off("exit", ended);
      resolve(value.bench);
    };
    child.on("message", read);
    child.once("exit", ended);
  });
}
