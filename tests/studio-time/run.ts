import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { connect, type SceneClient } from "../../client/scene-client.ts";
import type { Found, BroughtIn } from "../../shared/studio/cards.ts";
import type { LiveEvent, LiveScenes, LiveTrace } from "../../shared/studio/live.ts";
import type { OpenSheet, Released, SeenVersions } from "../../shared/studio/writing.ts";
import { pngOf } from "../../server/pictures/write-png.ts";
import { textChunkOf, withChunks } from "../studio/cards/make.ts";
import { startServer } from "../e2e/server.ts";
import { studioHand, type StudioHand } from "./studio-hand.ts";

/**
 * `npm run studio-time [-- --times 5 --json FILE]`: how long it takes from a hand's deed in the studio until the running
 * game shows it, over real HTTP and with a real client. Needs no model: the understudy plays.
 */

const ROOT = resolve(import.meta.dirname, "../..");
const { values: args } = parseArgs({
  options: { times: { type: "string", default: "5" }, json: { type: "string" } },
});
const TIMES = Math.max(1, Math.min(50, Number(args.times) || 5));

const NAMES = ["Wick", "Aldous", "Bettany", "Corwen", "Delphine", "Edric", "Fenna"];

/** What is timed, in ms, each time. */
interface Timed {
  readonly what: string;
  readonly goal: number | null;
  readonly ms: number[];
}

const folder = mkdtempSync(join(tmpdir(), "dramatis-studio-time-"));
const world = join(folder, "salt-lantern");
cpSync(join(ROOT, "assets/worlds/salt-lantern"), world, { recursive: true });
const server = await startServer({ DRAMATIS_UNDERSTUDY_TPS: "25", DRAMATIS_MEMORY: "0" }, [
  "--scene",
  world,
]);
const rows: Timed[] = [];
/** The version of each sheet that plays, as the live page is told. */
const versions = new Map<string, string | null>();
const gone = new AbortController();
let client: SceneClient | null = null;
try {
  client = await connect({
    url: server.url,
    room: "scene",
    options: { name: "Ayla", language: "en" },
    memory: null,
  });
  const hand = await studioHand(server.url, server.keys.everyone);
  const [scene] = (await hand.ask<LiveScenes>("/live")).scenes;
  if (scene === undefined) throw new Error("no scene is open");
  const feed = `/live/scenes/${encodeURIComponent(scene.episodeId)}/feed`;
  const told = (event: LiveEvent) => {
    for (const { id, version } of event.type === "over" ? [] : event.bodies)
      versions.set(id, version);
  };
  hand.lines(feed, told, gone.signal).catch(() => {});
  await cards(hand, client, scene.world);
  await sheets(hand, client, scene.world, scene.episodeId);
  await kills(hand, client, scene.episodeId);
} finally {
  gone.abort();
  await client?.leave().catch(() => {});
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
report();

/** A card dropped on the page: read, brought in, and its body seen by a player. */
async function cards(hand: StudioHand, player: SceneClient, playing: string): Promise<void> {
  const stands = row("a card is dropped until it stands in the running scene", 2_000);
  const heavy = row("… one with a picture of 4 MB and a lorebook of 500 entries", 2_000);
  const noise = randomBytes(1_024 * 1_024 * 4);
  const face = pngOf({ width: 1_024, height: 1_024, pixels: noise });
  for (let n = 1; n <= TIMES * 2; n++) {
    const name = `Guest ${NAMES[n % NAMES.length]} ${n}`;
    const card =
      n % 2 === 0
        ? withChunks(face, [textChunkOf("chara", JSON.stringify(aCard(name, 500)))])
        : Buffer.from(JSON.stringify(aCard(name)));
    const since = performance.now();
    const found = await hand.ask<Found>("/cards?named=card.json", { method: "POST", bytes: card });
    const came = await hand.ask<BroughtIn>(`/worlds/${playing}/cards`, {
      method: "POST",
      body: {
        held: found.held,
        how: "play",
        fits: true,
        choices: { name, appearance: "A grey coat.", known: `${name} came in with the tide.` },
      },
    });
    await until(() => player.cast.has(came.persona), `${name} stands in the scene`);
    (n % 2 === 0 ? heavy : stands).ms.push(performance.now() - since);
    await hand.ask(`/live/scenes/${await open(hand)}/control`, {
      method: "POST",
      body: { persona: came.persona, control: { do: "dismiss" } },
    });
  }
}

/** A line of a sheet is changed: by hand in its file, and in the studio; the next turn is spoken by it. */
async function sheets(
  hand: StudioHand,
  player: SceneClient,
  playing: string,
  episodeId: string,
): Promise<void> {
  const persona = "merrin-tace";
  const file = join(world, "personas", `${persona}.yaml`);
  const taken = row("a line is changed in its file until the running game has it", 2_000);
  const released = row("a line is released in the studio until the running game has it", 2_000);
  const spoken = row(
    "… and until the next turn, asked for then, has begun to be spoken by it",
    null,
  );
  const ended = (turnId: string) =>
    until(
      () => player.transcript.entries.some((one) => one.turnId === turnId && one.state !== "open"),
      "the turn ends",
    );
  await player.face(persona);
  // A turn that runs ends with the sheet that it began with, and nothing is timed before that.
  await ended(await heardBy(player, persona, "Merrin, my name is Ayla, and the word is heron."));
  for (let n = 1; n <= TIMES * 2; n++) {
    const byFile = n % 2 === 0;
    const text = readFileSync(file, "utf8");
    const yaml = text.replace(
      /^profile: >-\n(?:  Today .*\n)?/mu,
      `profile: >-\n  Today she counts to ${n}.\n`,
    );
    const before = versions.get(persona);
    const from = byFile ? null : await seen(hand, playing, persona);
    const since = performance.now();
    if (from === null) writeFileSync(file, yaml);
    else await release(hand, playing, persona, { from, yaml });
    await until(() => versions.get(persona) !== before, "the new sheet is played");
    (byFile ? taken : released).ms.push(performance.now() - since);
    const asked = performance.now();
    const turnId = await heardBy(player, persona, `Merrin, what do you count today?`);
    spoken.ms.push(performance.now() - asked);
    await ended(turnId);
    await checkTrace(hand, episodeId, turnId, `she counts to ${n}`);
  }
}

/** The turn was asked for with the new line, and with what the persona had heard before. */
async function checkTrace(
  hand: StudioHand,
  episodeId: string,
  turnId: string,
  line: string,
): Promise<void> {
  let prompt = "";
  await until(async () => {
    const trace = await hand
      .ask<LiveTrace>(`/live/scenes/${episodeId}/words/turns/${turnId}`)
      .catch(() => null);
    prompt = trace?.detail.prompt?.parts.map(({ text }) => text).join("\n") ?? "";
    return trace !== null;
  }, "the turn's trace is there");
  if (!prompt.includes(line)) throw new Error(`the next turn was not spoken by the new sheet`);
  if (!prompt.includes("heron")) throw new Error("what it had heard before is gone");
}

/** The switch is thrown while somebody speaks: until the last byte of it, and until the line ends. */
async function kills(hand: StudioHand, player: SceneClient, episodeId: string): Promise<void> {
  const last = row("the kill switch until the last streamed word", 1_000);
  const ended = row("the kill switch until the line has ended", 1_000);
  const persona = "merrin-tace";
  const control = (what: string) =>
    hand.ask(`/live/scenes/${episodeId}/control`, {
      method: "POST",
      body: { persona, control: { do: what } },
    });
  for (let n = 1; n <= TIMES; n++) {
    const turnId = await heardBy(player, persona, "Merrin, tell me all you know of the wreck.");
    let words = 0;
    let over = 0;
    const stop = player.on("event", (event) => {
      if (!("turnId" in event) || event.turnId !== turnId) return;
      if (event.type === "speech-delta" || event.type === "action-delta") words = performance.now();
      if (event.type === "turn-end") over = performance.now();
    });
    const since = performance.now();
    await control("kill");
    await until(() => over > 0, "the line has ended");
    const at = { words, over };
    await pause(1_500);
    if (words !== at.words) throw new Error("words came after the line had ended");
    stop();
    last.ms.push(Math.max(0, words - since));
    ended.ms.push(over - since);
    await control("resume");
  }
}

function row(what: string, goal: number | null): Timed {
  const made: Timed = { what, goal, ms: [] };
  rows.push(made);
  return made;
}

async function open(hand: StudioHand): Promise<string> {
  return (await hand.ask<LiveScenes>("/live")).scenes[0]?.episodeId ?? "";
}

/** What the page of the sheet has before its eyes when somebody presses release. */
async function seen(hand: StudioHand, playing: string, persona: string): Promise<SeenVersions> {
  const sheet = `/writing/worlds/${playing}/sheets/persona.${persona}`;
  const now = await hand.ask<OpenSheet>(sheet);
  return { file: now.fileVersion, draft: now.draftVersion };
}

async function release(
  hand: StudioHand,
  playing: string,
  persona: string,
  body: { from: SeenVersions; yaml: string },
): Promise<void> {
  const sheet = `/writing/worlds/${playing}/sheets/persona.${persona}`;
  const done = await hand.ask<Released>(`${sheet}/release`, { method: "POST", body });
  if (!done.ok) throw new Error(`the sheet was not released: ${done.problem}`);
}

/** A player says something, and a persona begins to speak; gives the turn. */
async function heardBy(player: SceneClient, persona: string, text: string): Promise<string> {
  const before = new Set(player.transcript.entries.map(({ turnId }) => turnId));
  const body = player.cast.get(persona);
  if (body !== undefined) await player.move(Math.round(body.x) + 1, Math.round(body.y));
  let turn = "";
  const speaks = (): boolean => {
    const spoken = player.transcript.entries.find(
      (one) =>
        one.speaker === persona &&
        !before.has(one.turnId) &&
        one.segments.some((segment) => (segment?.text ?? "") !== ""),
    );
    turn = spoken?.turnId ?? "";
    return turn !== "";
  };
  // Whoever is out of reach, or busy until the line is stale, is gone after and asked again.
  for (let tries = 0; tries < 6 && !speaks(); tries++) {
    const said = await player.say(text, persona);
    const patience = performance.now() + (said.ok ? 10_000 : 700);
    while (!speaks() && performance.now() < patience) await pause(5);
    const at = player.cast.get(persona);
    if (turn === "" && at !== undefined) await player.move(Math.round(at.x) + 1, Math.round(at.y));
  }
  if (turn === "") throw new Error(`${persona} did not speak`);
  return turn;
}

async function until(done: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited 30 s in vain: ${what}`);
    await pause(5);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve_) => setTimeout(resolve_, ms));
}

function report(): void {
  const told = rows.map(({ what, goal, ms }) => {
    const sorted = ms.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
    return { what, goal, times: ms.length, median: at(0.5), longest: at(1) };
  });
  console.log("\n  median  longest     goal  times  what");
  for (const { what, goal, times, median, longest } of told) {
    const cells = [median, longest, goal ?? "–"].map((cell) => `${cell}`.padStart(8)).join(" ");
    console.log(`${cells}  ${String(times).padStart(5)}  ${what}`);
  }
  const machine = { cores: cpus().length, load: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
  console.log(
    `  in ms, on ${machine.cores} cores with a load of ${machine.load}; goals are the issue's, and nothing here fails by them`,
  );
  if (args.json !== undefined)
    writeFileSync(
      args.json,
      `${JSON.stringify({ at: new Date().toISOString(), machine, rows: told }, null, 2)}\n`,
    );
}

/** A card as card makers write them. */
function aCard(name: string, entries = 0): unknown {
  return {
    spec: "chara_card_v2",
    spec_version: "2.0",
    data: {
      name,
      description: `${name} is a traveller who came in with the tide and says little.`,
      personality: "quiet, watchful",
      scenario: "",
      first_mes: "A wet night.",
      mes_example: `<START>\n{{user}}: Who are you?\n{{char}}: Somebody who waits for the ferry.`,
      creator_notes: "",
      system_prompt: "",
      post_history_instructions: "",
      alternate_greetings: [],
      tags: [],
      creator: "",
      character_version: "1",
      extensions: {},
      character_book: {
        extensions: {},
        entries: Array.from({ length: entries }, (_, n) => ({
          keys: [`word ${n}`, `another word ${n}`],
          content: `What ${name} knows of the ${n}th thing, in a sentence or two of the usual length.`,
          enabled: true,
          insertion_order: n,
          extensions: {},
        })),
      },
    },
  };
}
