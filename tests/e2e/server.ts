import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ROLES, type Role } from "../../shared/studio/role.ts";

/** The server as anyone starts it, on a free port, with a data folder of its own. */
export interface StartedServer {
  readonly url: string;
  /** What it has said in its terminal so far. */
  said(): string;
  /** A key of the studio for each role, and one of all; void where the settings name other keys or none. */
  readonly keys: Readonly<Record<Role | "everyone", string>>;
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, "../..");
const STARTS_WITHIN = 120_000;

/** Starts the server, with further settings and arguments, and waits until it says where it listens. */
export async function startServer(
  settings: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<StartedServer> {
  const data = mkdtempSync(join(tmpdir(), "dramatis-e2e-"));
  const keys = {
    designer: newKey(),
    operator: newKey(),
    exporter: newKey(),
    everyone: newKey(),
  };
  const lines = Object.entries(keys).map(
    ([who, key]) => `${who} ${who === "everyone" ? ROLES.join(",") : who} ${key}\n`,
  );
  const keysFile = join(data, "studio-keys");
  writeFileSync(keysFile, lines.join(""), { mode: 0o600 });
  const child = spawn(process.execPath, ["server/main.ts", ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: "0",
      HOST: "127.0.0.1",
      DRAMATIS_DATA_DIR: data,
      DRAMATIS_STUDIO_KEYS_FILE: keysFile,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  try {
    const url = await listening(child);
    return {
      url,
      said: () => said,
      keys,
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

function newKey(): string {
  return randomBytes(32).toString("base64url");
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
