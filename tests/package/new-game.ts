import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { bareEnvironment, command, write } from "./project.ts";
import { freePort } from "./free-port.ts";

/** A game as `npx dramatis init` writes it. */

/** Installs the tarball's command where nothing else is, and has it write a game into `folder/name`. */
export async function writtenGame(folder: string, name: string, tarball: string): Promise<string> {
  const bin = await commandFrom(folder, tarball);
  await command(bin, ["init", name, "--dramatis", `file:${tarball}`], folder);
  return join(folder, name);
}

/** What `npx` does before it runs a package's command: the package alone, in a folder of its own. */
export async function commandFrom(folder: string, tarball: string): Promise<string> {
  const npx = join(folder, ".npx");
  write(npx, { "package.json": JSON.stringify({ private: true }) });
  await command("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], npx);
  return join(npx, "node_modules/.bin/dramatis");
}

/** A game that runs; `ended` when its server has. */
export interface RunningGame {
  readonly url: string;
  /** Everything that its server said so far. */
  said(): string;
  close(): Promise<void>;
}

/** `npm start` in a game's folder, until it says where it is. */
export async function started(game: string, script = "start"): Promise<RunningGame> {
  const port = await freePort();
  const child = spawn("npm", ["run", "--silent", script], {
    cwd: game,
    env: { ...bareEnvironment(), PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  const url = `http://127.0.0.1:${port}`;
  const listens = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(url)) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`the game ended with ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`the game did not start:\n${said}`)), 120_000).unref();
  });
  const close = () => ended(child);
  try {
    await listens;
  } catch (error) {
    await close();
    throw error;
  }
  return { url, said: () => said, close };
}

/** npm, its shell and the server are one group of processes. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGTERM");
  const late = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), 10_000);
  await gone;
  clearTimeout(late);
}
