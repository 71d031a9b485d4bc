import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** Where Debian keeps the server's own programs, of the newest version here; null where there are none. */
export const POSTGRES_PROGRAMS: string | null = programs();

/** A PostgreSQL server of one test's own, on a socket in a folder that goes with it. */
export interface PostgresCluster {
  readonly url: string;
  /** Stops it as a crash would, without a word to anyone, and starts it again after `ms`. */
  crash(ms: number): Promise<void>;
}

/** Makes and starts one; as root it runs as the user `postgres`, since the server refuses root. */
export function startPostgresCluster(): PostgresCluster {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-postgres-"));
  const as = serverUser();
  if (as !== null) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const run = (program: string, ...args: string[]): void => {
    execFileSync(join(POSTGRES_PROGRAMS ?? "", program), args, {
      stdio: "ignore",
      cwd: folder,
      ...as,
    });
  };
  /** The same, while this process goes on. */
  const runBeside = (program: string, ...args: string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const path = join(POSTGRES_PROGRAMS ?? "", program);
      const child = spawn(path, args, { stdio: "ignore", cwd: folder, ...as });
      child.once("error", reject);
      child.once("exit", (status) =>
        status === 0 ? resolve() : reject(new Error(`${program} ended with ${status}`)),
      );
    });
  const options = `-k ${folder} -c listen_addresses=''`;
  onTestFinished(() => {
    try {
      run("pg_ctl", "-D", data, "-m", "immediate", "stop");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  run("initdb", "-D", data, "-A", "trust", "-U", "dramatis", "--no-sync");
  run("pg_ctl", "-D", data, "-w", "-o", options, "-l", join(folder, "log"), "start");
  return {
    url: `postgres:///postgres?host=${folder}&user=dramatis`,
    async crash(ms) {
      await runBeside("pg_ctl", "-D", data, "-m", "immediate", "stop");
      await sleep(ms);
      await runBeside(
        "pg_ctl",
        "-D",
        data,
        "-w",
        "-o",
        options,
        "-l",
        join(folder, "log"),
        "start",
      );
    },
  };
}

function programs(): string | null {
  const root = "/usr/lib/postgresql";
  if (!existsSync(root)) return null;
  const versions = readdirSync(root).toSorted((a, b) => Number(b) - Number(a));
  const [newest] = versions.filter((version) => existsSync(join(root, version, "bin", "initdb")));
  return newest === undefined || (isRoot() && serverUser() === null)
    ? null
    : join(root, newest, "bin");
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function serverUser(): { uid: number; gid: number } | null {
  if (!isRoot()) return null;
  try {
    const id = (flag: string) =>
      Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}
