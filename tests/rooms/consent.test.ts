import { Client } from "@colyseus/sdk";
import { expect, onTestFinished, test } from "vitest";
import { CONSENT_NOTICE, REQUESTS, type Acknowledgement } from "../../shared/protocol.ts";
import { openConsentFile } from "../../server/episodes/consent/consent-file.ts";
import { consentOf } from "../../server/training/rights/consent.ts";
import type { EpisodeLog } from "../../server/stage/ports.ts";
import type { ConsentStore } from "../../server/stage/consents.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { aPlayer, aServer, playerIn, type TestPlayer } from "../doubles/a-server.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { newLogFile } from "../episodes/log-file.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const GIVEN = { training: { given: true, notice: CONSENT_NOTICE } };
const NOT_GIVEN = { training: { given: false, notice: null } };

/** Several servers of one process, so that each is a scene of its own with the same players' wishes. */
async function aScene(more: { consents?: ConsentStore; episodeLog?: EpisodeLog } = {}) {
  const server = await aServer(aStaging([aPersona({ id: "mara", name: "Mara Quill" })]), more);
  onTestFinished(() => server.close());
  return server;
}

const ask = (player: TestPlayer, message: object): Promise<Acknowledgement> =>
  player.room.request(REQUESTS.consent, message, { timeout: 5_000 });
const word = (given: boolean) => ({ purpose: "training", given, notice: CONSENT_NOTICE });

async function withKey(url: string, name: string): Promise<TestPlayer> {
  const client = new Client(url);
  return playerIn(client, await client.joinOrCreate("scene", { name, key: KEY }));
}

test("[D20] nothing is allowed until a player allows it; giving and taking back are acknowledged and on record", async () => {
  const { url, log } = await aScene();
  const player = await aPlayer(url, "Ayla");
  const other = await aPlayer(url, "Ben");
  expect(player.snapshot?.consent).toEqual(NOT_GIVEN);
  expect(consentOf(log.events)).toEqual(new Map());
  const you = player.snapshot?.you ?? "";
  expect(await ask(player, word(true))).toEqual({ ok: true });
  expect((await player.sync()).consent).toEqual(GIVEN);
  expect((await other.sync()).consent).toEqual(NOT_GIVEN);
  expect(consentOf(log.events)).toEqual(new Map([[you, new Set(["training"])]]));
  expect(await ask(player, word(false))).toEqual({ ok: true });
  expect((await player.sync()).consent).toEqual(NOT_GIVEN);
  expect(consentOf(log.events)).toEqual(new Map());
  const words = log.events.filter(({ type }) => type === "consent");
  expect(words).toMatchObject([
    { participant: you, purpose: "training", given: true, notice: CONSENT_NOTICE },
    { participant: you, given: false },
  ]);
  expect(JSON.stringify(other.events)).not.toContain(CONSENT_NOTICE);
});

test.each([
  {},
  { purpose: "selling", given: true, notice: "n" },
  { purpose: "training", given: "yes", notice: "n" },
  { purpose: "training", given: true, notice: "" },
  { purpose: "training", given: true, notice: "two words" },
  { purpose: "training", given: true, notice: "n", more: 1 },
])("[D20] %j allows nothing, is refused, and ends nothing", async (message) => {
  const { url, log } = await aScene();
  const player = await aPlayer(url, "Odd");
  expect(await ask(player, message)).toEqual({ ok: false, refusal: "bad-message" });
  expect((await player.sync()).consent).toEqual(NOT_GIVEN);
  expect(log.events.some(({ type }) => type === "consent")).toBe(false);
});

test("[D21] a player with a key finds its word at the next visit, in a file that holds no name and nobody who took it back", async () => {
  const file = newLogFile();
  const consents = openConsentFile(file, (code) => expect.fail(code));
  onTestFinished(() => consents.close());
  const first = await aScene({ consents });
  const player = await withKey(first.url, "Ayla");
  await ask(player, word(true));
  const later = await aScene({ consents });
  const back = await withKey(later.url, "Another Name");
  expect(back.snapshot?.consent).toEqual(GIVEN);
  const you = back.snapshot?.you ?? "";
  expect(consentOf(later.log.events)).toEqual(new Map([[you, new Set(["training"])]]));
  await ask(back, word(false));
  const third = await aScene({ consents });
  const again = await withKey(third.url, "Ayla");
  expect(again.snapshot?.consent).toEqual(NOT_GIVEN);
  expect(third.log.events.some(({ type }) => type === "consent")).toBe(false);
});

test("[D21] without a key nothing outlives the visit", async () => {
  const consents = openConsentFile(newLogFile(), (code) => expect.fail(code));
  onTestFinished(() => consents.close());
  const { url } = await aScene({ consents });
  const player = await aPlayer(url, "Ayla");
  await ask(player, word(true));
  await player.room.leave(true);
  const back = await aPlayer(url, "Ayla");
  expect(back.snapshot?.consent).toEqual(NOT_GIVEN);
});

test("[D20] what cannot be put on record is not acknowledged: nothing counts as given, and what was taken back stays back", async () => {
  const log = memoryLog();
  let broken = false;
  const episodeLog: EpisodeLog = {
    append: (events) => (broken ? Promise.reject(new Error("full")) : log.append(events)),
  };
  const { url } = await aScene({ episodeLog });
  const player = await aPlayer(url, "Ayla");
  broken = true;
  expect(await ask(player, word(true))).toEqual({ ok: false, refusal: "not-possible" });
  expect((await player.sync()).consent).toEqual(NOT_GIVEN);
  broken = false;
  expect(await ask(player, word(true))).toEqual({ ok: true });
  broken = true;
  expect(await ask(player, word(false))).toEqual({ ok: false, refusal: "not-possible" });
  expect((await player.sync()).consent).toEqual(NOT_GIVEN);
});

test("[D20] minds may change, but not without end", async () => {
  const { url } = await aScene();
  const player = await aPlayer(url, "Ayla");
  const answers: Acknowledgement[] = [];
  for (let i = 0; i < 8; i++) answers.push(await ask(player, word(i % 2 === 0)));
  expect(answers.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => ({ ok: true })));
  expect(answers[7]).toMatchObject({ ok: false, refusal: "too-fast" });
});
