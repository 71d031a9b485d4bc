import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import { fencesOf } from "../docs/fences.ts";
import { aProcess } from "./a-process.ts";

/** The studio in a game of one's own: the server of `docs/studio.md` as it stands there, and the world of its neighbour. */

const ROOT = resolve(import.meta.dirname, "../..");
const STARTS_WITHIN = 120_000;

interface OwnGame {
  readonly url: string;
  readonly folder: string;
  readonly said: () => string;
  close(): Promise<void>;
}

/** The snippet that opens a studio, to the letter. */
function snippet(): string {
  const page = readFileSync(join(ROOT, "docs/studio.md"), "utf8");
  const found = fencesOf(page).filter(({ text }) => text.includes("desk.open(http.address())"));
  expect(found).toHaveLength(1);
  return found[0]?.text ?? "";
}

async function ownGame(
  env: Readonly<Record<string, string>> = {},
  text = snippet(),
): Promise<OwnGame> {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-own-game-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "server.ts"), text);
  cpSync(join(ROOT, "tests/host-game/world"), join(folder, "npcs/meadow"), { recursive: true });
  for (const name of ["@colyseus/core", "@colyseus/schema", "@colyseus/ws-transport", "express"])
    link(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  link(ROOT, join(folder, "node_modules/dramatis"));
  const { found, said, close } = await aProcess(
    ["server.ts"],
    folder,
    { PORT: "0", NODE_ENV: "production", ...env },
    /http:\/\/[\w.[\]:]+:\d+(?=\/studio)|stays closed/u,
  );
  return {
    url: found[0],
    folder,
    said,
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to, "dir");
}

describe("[ST119] the studio of the page about it, in a game of one's own", () => {
  let game: OwnGame;
  let token = "";
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${game.url}${path}`, {
      ...init,
      headers: {
        "Content-Type": "application/json",
        ...(token === "" ? {} : { Authorization: `Bearer ${token}` }),
      },
    });
    const body = await response.text();
    return { status: response.status, headers: response.headers, body };
  };
  beforeAll(async () => {
    game = await ownGame();
  }, STARTS_WITHIN);
  afterAll(() => game.close());

  test("[ST119] without a token there is nothing, and other addresses stay the game's", async () => {
    expect((await ask("/studio/api/home")).status).toBe(401);
    const elsewhere = await ask("/nothing/of/ours");
    expect(elsewhere.status).toBe(404);
    expect(elsewhere.headers.get("content-security-policy")).not.toContain("trusted-types");
    expect((await ask("/portraits/none.png")).status).toBe(404);
  });
  test("[ST119] the link that it prints opens it once", async () => {
    const key = /#key=([\w-]+)/u.exec(game.said())?.[1] ?? "";
    const signIn = () =>
      ask("/studio/api/session", { method: "POST", body: JSON.stringify({ key }) });
    const first = await signIn();
    expect(first.status).toBe(200);
    expect((await signIn()).status).toBe(401);
    token = (JSON.parse(first.body) as { token: string }).token;
    const home = await ask("/studio/api/home");
    expect(home.status).toBe(200);
    expect(home.headers.get("content-security-policy")).toContain("trusted-types 'none'");
    expect(JSON.parse(home.body)).toMatchObject({ world: "meadow" });
  });
  test("[ST119] the game's own folder is what is written, and what is rehearsed with", async () => {
    const worlds = await ask("/studio/api/writing/worlds");
    expect(worlds.body).toContain('"meadow"');
    const rehearsal = await ask("/studio/api/rehearsals/places");
    expect(rehearsal.body).toContain('"meadow"');
    expect(rehearsal.body).not.toContain("salt-lantern");
    expect(readFileSync(join(game.folder, "data/studio-audit.jsonl"), "utf8")).toContain("sign-in");
  });
});

test(
  "[ST119] one that listens for others stays closed without keys, and says how to make one",
  async () => {
    const open = await ownGame({}, snippet().replace('"127.0.0.1"', '"0.0.0.0"'));
    try {
      expect(open.said()).toMatch(/npx dramatis studio key NAME ROLES/u);
      expect(open.said()).not.toContain("#key=");
    } finally {
      await open.close();
    }
  },
  STARTS_WITHIN,
);
