import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadDotEnv, readConfig } from "./cli/config.ts";
import { dramatisVersion, openGameStudio } from "./cli/game-studio.ts";
import { openPlay } from "./cli/play.ts";
import { createRunningGame } from "./cli/running-game.ts";
import { DEFAULT_WORLD, readStaging, worldFolder } from "./worlds/read-staging.ts";
import { openingFor } from "./studio/access/opening.ts";
import { studioHandler } from "./studio/http/studio-handler.ts";
import { createWebServer } from "./rooms/web-server.ts";

/** `npm start [-- --scene WORLD|FILE.json#n] [--config FILE]`: page, rooms and model on one port. */

const root = resolve(import.meta.dirname, "..");
/** After this many ms a shutdown that hangs is cut short. */
const SHUTDOWN = 10_000;

function refuse(problems: readonly string[]): never {
  for (const problem of problems) console.error(problem);
  console.error("\nDramatis did not start. Mend the above and start again.");
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { scene: { type: "string", default: DEFAULT_WORLD }, config: { type: "string" } },
    });
    return values;
  } catch (error) {
    return refuse([
      `${error instanceof Error ? error.message : "bad arguments"}; known: --scene WORLD|FILE.json#n, --config FILE`,
    ]);
  }
}

const args = readArguments();
loadDotEnv(join(root, ".env"));
const configured = readConfig({
  env: process.env,
  ...(args.config === undefined ? {} : { file: args.config }),
});
if (!configured.ok) refuse(configured.problems);
const { config } = configured;
const read = await readStaging(args.scene, join(root, "assets"));
if (!read.ok) refuse(read.problems);
const { staging, notes } = read;
const version = dramatisVersion();

// A fault in one turn or one room must not end the others; what is here is a fault of ours, so it is said.
process.on("unhandledRejection", (reason) => {
  console.error(`a task failed without anyone waiting for it: ${nameOf(reason)}`);
});
process.on("uncaughtException", (error) => {
  console.error(`something failed outside any task: ${nameOf(error)}`);
});

const running = createRunningGame(staging);
const play = await openPlay(config, staging, `dramatis/${version}`, running.around).catch(
  (error: unknown) =>
    refuse([error instanceof Error ? error.message : "the server's parts could not be opened"]),
);
running.playedBy(play);
const page = join(root, "dist", "client");
const assets = join(root, "assets");
const studio = openGameStudio(
  {
    play,
    config,
    running,
    assets,
    folder: worldFolder(args.scene, assets),
    reread: () => readStaging(args.scene, assets),
  },
  {
    roots: [join(assets, "worlds")],
    opening: openingFor(config.host, config.studioKeys),
  },
);
const server = createWebServer({
  rooms: play.rooms,
  page: existsSync(join(page, "index.html")) ? page : null,
  studio: studioHandler(() => studio),
  origins: config.origins,
  health: () => ({
    ok: play.log.failure === null,
    version,
    scene: staging.scene.id,
    synthetic: play.model.synthetic,
    endpoint: play.probing.trouble?.what ?? (play.probing.capabilities === null ? "unknown" : "ok"),
    scenesOpened: play.scenesOpened(),
    logBacklog: play.log.backlog,
  }),
  figures: {
    text: () => play.metrics.page(),
    contentType: play.metrics.contentType,
    token: config.metricsToken?.expose() ?? null,
  },
});
const port = await server
  .listen(config.port, config.host)
  .catch((error: unknown) =>
    refuse([
      `port ${config.port} on ${config.host} cannot be used (${codeOf(error)}); set PORT to another one`,
    ]),
  );
announce();

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), SHUTDOWN).unref();
    void stop();
  });
}

async function stop(): Promise<void> {
  // Its feeds are answers that go on: the server would wait for their end.
  await studio.close();
  await server.close();
  await play.close();
  process.exit(0);
}

function announce(): void {
  const host = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
  // Who names a scene is writing or importing it; who just plays ours needs no notes on it.
  if (args.scene !== DEFAULT_WORLD) for (const note of notes) console.log(`note: ${note}`);
  console.log(`\n  ${staging.scene.title} — ${staging.personas.map((p) => p.name).join(", ")}`);
  console.log(
    play.model.synthetic
      ? "  played by the understudy, a scripted stand-in: no model is connected (see README, 'A real model')"
      : `  played by ${play.model.description}`,
  );
  console.log(`\n  listening on http://${host}:${port}`);
  for (const line of studio.announce(`http://${host}:${port}`)) console.log(`  ${line}`);
  console.log("");
}

function nameOf(error: unknown): string {
  return error instanceof Error
    ? `${error.name} at ${error.stack?.split("\n")[1]?.trim() ?? "?"}`
    : typeof error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown cause";
}
