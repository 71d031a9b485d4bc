import { spawn } from "node:child_process";

/** A server in a process of its own, that has said what was waited for. */
export interface AProcess {
  /** What the expression found. */
  readonly found: RegExpExecArray;
  said(): string;
  close(): Promise<void>;
}

const STARTS_WITHIN = 120_000;

/** Runs Node with these arguments until it has said something that fits. */
export async function aProcess(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  until: RegExp,
): Promise<AProcess> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const close = async () => {
    if (child.exitCode !== null) return;
    const over = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await over;
    clearTimeout(late);
  };
  try {
    const found = await new Promise<RegExpExecArray>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${args.join(" ")} ${why}:\n${said}`));
      const late = setTimeout(() => fail("did not say it in time"), STARTS_WITHIN);
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          const match = until.exec(said);
          if (match === null) return;
          clearTimeout(late);
          resolve(match);
        });
      child.once("exit", (code) => {
        clearTimeout(late);
        fail(`ended with ${code}`);
      });
    });
    return { found, said: () => said, close };
  } catch (error) {
    await close();
    throw error;
  }
}
