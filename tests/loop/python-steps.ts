import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The loop's programs in Python, which speak in lines of JSON. */

export type Said = Readonly<Record<string, unknown>>;

/** Runs one to its end and gives what it said last; rejects with its own words where it failed. */
export async function runPython(
  python: string,
  program: string,
  args: readonly string[],
  told: (line: Said) => void = () => {},
): Promise<Said> {
  const child = start(python, program, args);
  let last: Said = {};
  const read = lines(child, (line) => told((last = line)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  await read;
  if (code !== 0) throw new Error(`${program} ended with ${code ?? "a signal"}`);
  return last;
}

/** The served model: its address, and how to stop it. */
export interface Served {
  readonly url: string;
  readonly model: string;
  readonly weights: string;
  close(): Promise<void>;
}

/** Starts the server of a trained model; resolves once it listens. */
export async function serve(python: string, weights: string): Promise<Served> {
  const child = start(python, "serve.py", ["--model", weights, "--with-parent"]);
  const first = await new Promise<Said>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`serve.py ended with ${code ?? "a signal"}`)));
    void lines(child, resolve);
  });
  return {
    url: String(first["url"]),
    model: String(first["model"]),
    weights: String(first["weights"]),
    close: () =>
      new Promise((resolve) => {
        child.once("close", () => resolve());
        child.kill();
      }),
  };
}

function start(python: string, program: string, args: readonly string[]): ChildProcess {
  return spawn(python, [join(import.meta.dirname, program), ...args], {
    // Nothing is ever written to it; that it closes tells a server that nobody is left.
    stdio: ["pipe", "pipe", "inherit"],
  });
}

async function lines(child: ChildProcess, told: (line: Said) => void): Promise<void> {
  if (child.stdout === null) return;
  for await (const line of createInterface({ input: child.stdout })) {
    told(JSON.parse(line) as Said);
  }
}
