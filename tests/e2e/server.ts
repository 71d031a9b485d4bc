import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The server as anyone starts it, on a free port, with a data folder of its own. */
export interface StartedServer {
  readonly url: string;
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, "../..");
const STARTS_WITHIN = 30_000;

/** Starts the server, with further settings and arguments, and waits until it says where it listens. */
export async function startServer(
  settings: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<StartedServer> {
  const data = mkdtempSync(join(tmpdir(), "dramatis-e2e-"));
  const child = spawn(process.execPath, ["server/main.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", DRAMATIS_DATA_DIR: data, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    const url = await listening(child);
    return {
      url,
      async close() {
        child.kill("SIGTERM");
        await new Promise((done) => (child.exitCode === null ? child.once("exit", done) : done(0)));
        rmSync(data, { recursive: true, force: true });
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let said = "";
    const late = setTimeout(
      () => failed(new Error(`the server did not listen within ${STARTS_WITHIN} ms:\n${said}`)),
      STARTS_WITHIN,
    );
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const match = /listening on http:\/\/[^\s:]+:(\d+)/.exec(said);
      if (match === null) return;
      clearTimeout(late);
      found(`http://127.0.0.1:${match[1]}`);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(late);
      failed(new Error(`the server ended with ${code} before it listened:\n${said}`));
    });
  });
}
