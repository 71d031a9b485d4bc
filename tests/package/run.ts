import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createChecks } from "./checks.ts";
import { command, inNewFolder, install, packed, write } from "./project.ts";

/** `npm run check:package`: the tarball as a stranger gets it, in a project of its own, on Node without any help. */

/** Bytes that the tarball may have. */
const LARGEST = 1_500_000;

const { check, finish } = createChecks();
const text = (name: string) =>
  readFileSync(join(import.meta.dirname, "consumer", `${name}.txt`), "utf8");

await inNewFolder(async (folder) => {
  let tarball = "";
  const project = join(folder, "project");
  const dramatis = join(project, "node_modules/dramatis");
  const node = join(project, "node_modules/.bin/node");

  await check("[Z8] the package is built and packed", async () => {
    tarball = await packed(folder);
    const bytes = statSync(tarball).size;
    console.log(`        ${(bytes / 1024).toFixed(0)} KiB`);
    assert.ok(bytes < LARGEST, `${bytes} bytes; at most ${LARGEST} are meant to be`);
  });

  await check("[Z8] it installs into a fresh project beside what a game has", async () => {
    write(project, {
      "package.json": JSON.stringify({
        name: "a-stranger",
        private: true,
        type: "module",
        dependencies: {
          "@colyseus/core": "",
          "@colyseus/schema": "",
          "@colyseus/sdk": "",
          "@colyseus/ws-transport": "",
          dramatis: `file:${tarball}`,
          express: "",
          phaser: "",
        },
        devDependencies: { "@types/node": "", node: "", typescript: "" },
        allowScripts: { node: true, "msgpackr-extract": false },
      }),
      ".npmrc": "loglevel=error\n",
      "doors.mjs": text("doors.mjs"),
      "room.mjs": text("room.mjs"),
      "consumer.ts": text("consumer.ts"),
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          target: "ES2024",
          lib: ["ES2024", "DOM", "DOM.Iterable"],
          module: "NodeNext",
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          noEmit: true,
          skipLibCheck: false,
          types: ["node"],
        },
        files: ["consumer.ts"],
      }),
    });
    await install(project);
  });

  await check("[Z8] it holds the built files and worlds, and nothing of ours alone", async () => {
    const files = readdirSync(dramatis, { recursive: true, encoding: "utf8" }).filter((path) =>
      statSync(join(dramatis, path)).isFile(),
    );
    const strange = files.filter(
      (path) =>
        /(?:^|\/)(?:tests?|node_modules|data|\.git)\//u.test(
          path.replace(/^templates\/game\/tests\//u, ""),
        ) ||
        /(?:^|\/)\.env$|\.sqlite|\.test\.|\.map$|\.log$/u.test(
          path.replace(/^templates\/game\/tests\/[^/]+$/u, ""),
        ) ||
        (/\.tsx?$/u.test(path) && !path.endsWith(".d.ts") && !path.startsWith("templates/")),
    );
    assert.deepEqual(strange, []);
    for (const needed of [
      "server/index.js",
      "server/index.d.ts",
      "assets/worlds/salt-lantern/scene.yaml",
      "LICENSE",
      "dist/studio/index.html",
      "templates/game/gitignore",
    ]) {
      assert.ok(files.includes(needed), `${needed} is missing`);
    }
    const json = JSON.parse(readFileSync(join(dramatis, "package.json"), "utf8"));
    assert.deepEqual(Object.keys(json.peerDependencies), [
      "@colyseus/core",
      "@colyseus/schema",
      "@colyseus/sdk",
      "phaser",
    ]);
    const secrets = secretsOf(join(dramatis, "assets/worlds"));
    assert.ok(secrets.length > 5);
    for (const path of files.filter((one) => !one.startsWith("assets/worlds/"))) {
      const held = readFileSync(join(dramatis, path), "utf8");
      assert.ok(!secrets.some((secret) => held.includes(secret)), `${path} holds a secret`);
      assert.doesNotMatch(held, /\bsk-[A-Za-z0-9]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY/u);
    }
    console.log(`        ${files.length} files`);
  });

  await check(
    "[Z8] its doors open under plain Node, and pull in no transport and no web server",
    async () => {
      assert.match(await command(node, ["doors.mjs"], project), /doors open/u);
    },
  );

  await check("[Z8] its types hold in a strict project that checks libraries too", async () => {
    const said = await command(node, ["node_modules/typescript/bin/tsc"], project).catch(
      (error: Error) => error.message,
    );
    // Colyseus' own declarations have faults of their own (skipLibCheck is usual for it): only what is ours counts.
    const ours = said
      .split("\n")
      .filter((line) => /^(?:node_modules\/dramatis\/|consumer\.ts)/u.test(line));
    assert.deepEqual(ours, []);
  });

  await check("[Z8] a room with an NPC runs on it, and answers", async () => {
    const said = await command(node, ["room.mjs"], project);
    assert.match(said, /Ada says [\s\S]*Ada has answered/u);
    assert.equal(said.match(/DRAMATIS_BASE_URL/gu)?.length, 1, "the stand-in is named in one line");
  });

  await check("[Z8] its commands say what they do, and what is wrong", async () => {
    const dramatisBin = join(project, "node_modules/.bin/dramatis");
    assert.match(
      await command(dramatisBin, ["--help"], project),
      /init[\s\S]*doctor[\s\S]*episodes/u,
    );
    await assert.rejects(command(dramatisBin, ["dance"], project), /There is no command 'dance'/u);
    assert.match(await command(node, [dramatisBin, "episodes", "list"], project), /episode/u);
  });
});
finish();

/** The texts of all secrets in the worlds' files, by the key that they stand under. */
function secretsOf(worlds: string): string[] {
  return readdirSync(worlds, { recursive: true, encoding: "utf8" })
    .filter((path) => path.includes("personas/"))
    .flatMap((path) => {
      const found = readFileSync(join(worlds, path), "utf8").matchAll(
        /^ {6}text: (?:>-\n\s+)?(.{24,})$/gmu,
      );
      return [...found].map(([, secret = ""]) => secret.trim());
    });
}
