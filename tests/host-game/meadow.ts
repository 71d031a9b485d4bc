import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The small game of strangers, in a folder of its own: as it was, or with what the diffs add. */
export interface Meadow {
  readonly folder: string;
  /** Type-checks, builds and starts it; resolves to where it listens. */
  start(): Promise<string>;
  /** What it has said in its terminal. */
  said(): string;
  close(): Promise<void>;
}

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, "../..");
/** What the game installs: the repository, or with `HOST_GAME_PACKAGE` the package as it is published. */
const PACKAGE = resolve(ROOT, process.env["HOST_GAME_PACKAGE"] ?? ".");
const DIFFS = { npc: join(HERE, "add-npc.diff"), studio: join(HERE, "add-studio.diff") } as const;
/** What is added to the game; a studio needs an NPC. */
export type Added = "npc" | "studio";
const STARTS_WITHIN = 30_000;

/** Lines that the diff adds, and takes away, for each file. */
export function linesOfDiff(of: Added): {
  readonly file: string;
  readonly added: number;
  readonly gone: number;
}[] {
  const files = readFileSync(DIFFS[of], "utf8")
    .split(/^diff --git /mu)
    .slice(1);
  return files.map((part) => {
    const file = /^\+\+\+ b\/(.+)$/mu.exec(part)?.[1] ?? "";
    const lines = part.split("\n").filter((line) => !/^(?:\+\+\+|---) /u.test(line));
    const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length;
    return { file, added: count("+"), gone: count("-") };
  });
}

/** Copies the game to a fresh folder and applies the diffs one after the other; an NPC brings its world. */
export function aMeadow(added: readonly Added[]): Meadow {
  const npc = added.includes("npc");
  const folder = mkdtempSync(join(tmpdir(), "coin-meadow-"));
  cpSync(join(HERE, "before"), folder, { recursive: true });
  for (const one of added) {
    const diff = DIFFS[one];
    execFileSync("git", ["apply", "--whitespace=error", diff], { cwd: folder, stdio: "pipe" });
  }
  if (npc) {
    cpSync(join(HERE, "world"), join(folder, "world"), { recursive: true });
  }
  install(folder, npc);
  let child: ChildProcess | null = null;
  const terminal = { said: "" };
  return {
    folder,
    said: () => terminal.said,
    async start() {
      const bin = join(ROOT, "node_modules", ".bin");
      const run = (tool: string, ...args: string[]) => {
        try {
          execFileSync(join(bin, tool), args, { cwd: folder, stdio: "pipe", encoding: "utf8" });
        } catch (error) {
          const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
          throw new Error(`${tool} ${args.join(" ")} failed:\n${stdout}${stderr}`, {
            cause: error,
          });
        }
      };
      run("tsc");
      run("vite", "build", "--logLevel", "warn");
      child = spawn(process.execPath, ["src/server/index.ts"], {
        cwd: folder,
        env: { ...process.env, PORT: "0", NODE_ENV: "production" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      return listening(child, terminal);
    },
    async close() {
      const running = child;
      if (running !== null && running.exitCode === null) {
        const ended = new Promise((done) => running.once("exit", done));
        running.kill("SIGTERM");
        const late = setTimeout(() => running.kill("SIGKILL"), 5000);
        await ended;
        clearTimeout(late);
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `npm install` would bring, and no more: the packages that the game names, and Dramatis for one that has it. */
function install(folder: string, npc: boolean): void {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Record<string, Record<string, string>>;
  const names = Object.keys({
    ...dependencies,
    ...devDependencies,
    "@types/node": "",
    "@types/express": "",
  });
  for (const name of names)
    link(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  if (npc) link(PACKAGE, join(folder, "node_modules", "dramatis"));
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to, "dir");
}

function listening(child: ChildProcess, terminal: { said: string }): Promise<string> {
  return new Promise((found, failed) => {
    const fail = (what: string) =>
      failed(new Error(`the meadow's server ${what}:\n${terminal.said}`));
    const late = setTimeout(() => fail("did not listen in time"), STARTS_WITHIN);
    const read = (chunk: Buffer) => {
      terminal.said += chunk.toString();
      const port = /listening on .*"port":(\d+)/u.exec(terminal.said)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      found(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(late);
      fail(`ended with ${code}`);
    });
  });
}
