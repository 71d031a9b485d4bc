import { randomBytes } from "node:crypto";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LogPlace } from "../../server/episodes/log-place.ts";
import { openLogAt } from "../../server/episodes/postgres-log.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { openEpisodeRewriting } from "../../server/episodes/rewriting.ts";
import { newSchemaUrl, onServer, POSTGRES, schemaOf } from "../doubles/postgres.ts";
import { joinedOf, lineOf, outcomeOf, startOf, testFolder } from "./log-file.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A log, and the same log by the URL of another role that may write it and owns nothing of it. */
async function ofTwoRoles(): Promise<{ owner: string; other: string; role: string }> {
  const owner = newSchemaUrl();
  const log = await openLogAt(new LogPlace(owner));
  await log.append([startOf("e"), joinedOf("e"), lineOf("e", "e.1")]);
  await log.close();
  const role = `dramatis_role_${randomBytes(4).toString("hex")}`;
  const schema = schemaOf(owner);
  await onServer(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
  onTestFinished(async () => {
    await onServer(`DROP OWNED BY ${role}`);
    await onServer(`DROP ROLE ${role}`);
  });
  await onServer(`GRANT USAGE ON SCHEMA "${schema}" TO ${role}`);
  await onServer(
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${schema}" TO ${role}`,
  );
  await onServer(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA "${schema}" TO ${role}`);
  const url = new URL(owner);
  url.username = role;
  url.password = role;
  return { owner, other: url.href, role };
}

const rewriting = (url: string): Promise<string> =>
  outcomeOf(openEpisodeRewriting(new LogPlace(url)).then((open) => open.close()));

describe.skipIf(POSTGRES === null)("[D37] a log in PostgreSQL that several roles use", () => {
  test("[D37] a server of another role is noticed, although its sessions cannot be told apart from outside", async () => {
    const { owner, other, role } = await ofTwoRoles();
    const server = await openLogAt(new LogPlace(other));
    await server.append([lineOf("e", "e.2")]);
    const seen = await onServer("SELECT usename FROM pg_stat_activity WHERE usename = $1", [role]);
    expect(seen.length).toBeGreaterThan(0);
    expect(await rewriting(owner)).toBe("busy");
    await server.close();
    expect(await rewriting(owner)).toBe("resolved");
  });

  test("[D37] nor does the owner's server escape who rewrites as another role", async () => {
    const { owner, other } = await ofTwoRoles();
    const server = await openLogAt(new LogPlace(owner));
    await server.append([lineOf("e", "e.2")]);
    expect(await rewriting(other)).toBe("busy");
    await server.close();
  });

  test("[D37] while a log is rewritten no server of any role comes in, and afterwards it does", async () => {
    const { owner, other } = await ofTwoRoles();
    const alone = await openEpisodeRewriting(new LogPlace(owner));
    for (const url of [owner, other]) {
      await expect(openLogAt(new LogPlace(url))).rejects.toMatchObject({
        code: "busy",
        message: expect.stringContaining("somebody is forgotten"),
      });
    }
    expect(await rewriting(other)).toBe("busy");
    // Reading hurts nobody.
    const reader = await openEpisodeReader(other);
    expect(await reader.list()).toHaveLength(1);
    await reader.close();
    await alone.close();
    const server = await openLogAt(new LogPlace(other));
    await server.append([lineOf("e", "e.3")]);
    await server.close();
  });

  test("[D37] any number of servers share a log, and a connection that is made anew takes its place again", async () => {
    const { owner, other, role } = await ofTwoRoles();
    const [one, two] = [await openLogAt(new LogPlace(owner)), await openLogAt(new LogPlace(other))];
    await Promise.all([one.append([lineOf("e", "e.2")]), two.append([lineOf("e", "e.3")])]);
    await one.close();
    expect(await rewriting(owner)).toBe("busy");
    await onServer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", [
      role,
    ]);
    await two.append([lineOf("e", "e.4")]);
    expect(await rewriting(owner)).toBe("busy");
    await two.close();
  });

  test("[D37] another process as another role keeps the command from changing anything", async () => {
    const { owner, other } = await ofTwoRoles();
    const program = join(testFolder(), "server.mjs");
    writeFileSync(program, SERVER);
    const server = spawn(process.execPath, [program, join(ROOT, "server/episodes"), other], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void server.kill("SIGKILL"));
    await new Promise((resolve, reject) => {
      server.stdout.once("data", resolve);
      server.once("close", () => reject(new Error("the server ended")));
    });
    expect(await rewriting(owner)).toBe("busy");
    const ended = new Promise((resolve) => server.once("close", resolve));
    server.kill("SIGKILL");
    await ended;
    // The server notices that the client is gone.
    for (let tries = 0; tries < 100 && (await rewriting(owner)) !== "resolved"; tries++) {
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    expect(await rewriting(owner)).toBe("resolved");
  });
});

/** A server in another process: it has the log open and does nothing. */
const SERVER = `
const [folder, url] = process.argv.slice(2);
const { LogPlace } = await import(folder + "/log-place.ts");
const { openLogAt } = await import(folder + "/postgres-log.ts");
const log = await openLogAt(new LogPlace(url));
console.log("open");
setInterval(() => log, 1000);
`;
