import express from "express";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openEpisodes } from "../../server/cli/open-episodes.ts";
import { openStudio, type OpenStudio } from "../../server/cli/open-studio.ts";
import { LogPlace } from "../../server/episodes/log-place.ts";
import type { Credential } from "../../server/studio/access/access.ts";
import type { Opening } from "../../server/studio/access/opening.ts";
import { AUDIT_FILE } from "../../server/studio/access/audit-log.ts";
import type { Session } from "../../shared/studio/api.ts";
import type { AuditLine } from "../../shared/studio/audit.ts";
import { ROLES, type Role } from "../../shared/studio/role.ts";
import { createFolderShelf } from "../../server/worlds/folder-shelf.ts";
import { createMapShelf } from "../../server/worlds/map-shelf.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { rehearsalPorts } from "./rehearsal/rehearsal-ports.ts";
import { fakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import { NO_GAME } from "../doubles/no-game.ts";

const ASSETS = join(import.meta.dirname, "../../assets");

/** Keys for tests: one of each role, and one of all. */
export const KEYS: Readonly<Record<Role | "everyone", string>> = {
  designer: "aD3_designs-kZ81mQw0XcV7bN2hJ5tR9yU4",
  operator: "bO7_watches-pL29sKd6FgH1jM8nB3vC5xZ0",
  exporter: "cE1_carries-wQ48rTy3UiP6oA9zX2cV7bN5",
  everyone: "dA5_everyone-eR61tYu8IoP3aS0dF9gH4jK7",
};

export const CREDENTIALS: readonly Credential[] = Object.entries(KEYS).map(([name, key]) => ({
  name,
  key,
  roles: ROLES.filter((role) => name === role || name === "everyone"),
}));

/** What came back, and the headers with it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address that it comes from; any of 127.0.0.0/8. */
  readonly from?: string;
  /** Ends the request once its head has come, as one must of streams. */
  readonly headOnly?: boolean;
}

/** A studio on a port of its own, and a hand to ask it anything, with any header. */
export interface AStudio {
  readonly url: string;
  readonly port: number;
  readonly clock: FakeClock;
  readonly dataDir: string;
  /** Path from the server's root, such as `/studio/api/home`. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  signIn(key: string, options?: AskOptions): Promise<Session>;
  audit(): AuditLine[];
}

/** The studio as the server opens it, with every route that it has. */
export async function aStudio(
  opening: Opening = { open: "keys", credentials: CREDENTIALS },
): Promise<AStudio & Pick<OpenStudio, "routes" | "announce">> {
  const clock = fakeClock();
  const dataDir = aFolder();
  const read = await readStaging("salt-lantern", ASSETS);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { app, routes, announce } = openStudio({
    game: NO_GAME,
    shelf: createFolderShelf({ roots: [dataDir], clock }),
    maps: createMapShelf({ roots: [dataDir], clock }),
    about: { world: "salt-lantern", title: "The Salt Lantern", synthetic: true, version: "0.0.0" },
    clock,
    assets: async () => ({ maps: ["bare-stage"], figures: [], pictures: [] }),
    contextTokens: 8_192,
    rehearsal: rehearsalPorts(clock, { "salt-lantern": read.staging }),
    page: import.meta.dirname,
    opening,
    origins: ["https://play.example"],
    episodes: openEpisodes(
      { log: new LogPlace(join(dataDir, "episodes.sqlite")), dataDir },
      ASSETS,
    ),
    dataDir,
  });
  return { ...(await served(app, clock, dataDir)), routes, announce };
}

/** Serves what stands at `/studio` until the test ends. */
export async function served(
  app: express.Router,
  clock: FakeClock,
  dataDir: string,
): Promise<AStudio> {
  const host = express();
  host.use("/studio", app);
  const server = createServer(host);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const studio: AStudio = {
    url: `http://127.0.0.1:${port}`,
    port,
    clock,
    dataDir,
    ask: (path, options = {}) => asked(port, path, options),
    async signIn(key, options = {}) {
      const { status, text } = await studio.ask("/studio/api/session", {
        method: "POST",
        body: JSON.stringify({ key }),
        ...options,
      });
      if (status !== 200) throw new Error(`signing in gave ${status}: ${text}`);
      return JSON.parse(text) as Session;
    },
    audit: () =>
      readFileSync(join(dataDir, AUDIT_FILE), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as AuditLine),
  };
  return studio;
}

/** A folder of its own, until the test ends. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-studio-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function asked(port: number, path: string, options: AskOptions): Promise<Answer> {
  const { method = "GET", token, body, from, headOnly } = options;
  return new Promise((resolve, reject) => {
    const request = ask(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        agent: false,
        ...(from === undefined ? {} : { localAddress: from }),
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...options.headers,
        },
      },
      (response) => {
        let text = "";
        const done = () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        if (headOnly === true) {
          done();
          request.destroy();
          return;
        }
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", done);
        response.on("error", done);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
