import { expect, test } from "vitest";
import { sceneClientOf } from "../../client/scene-client.ts";
import {
  CONSENT_NOTICE,
  MESSAGES,
  NO_CONSENT,
  PROTOCOL_VERSION,
  REQUESTS,
  type ConsentView,
  type Snapshot,
} from "../../shared/protocol.ts";
import { aJoinedRoom } from "../doubles/a-joined-room.ts";

const GIVEN: ConsentView = { training: { given: true, notice: CONSENT_NOTICE } };
const snapshot = (seq: number, consent?: ConsentView): Snapshot => ({
  version: PROTOCOL_VERSION,
  seq,
  you: "s-1",
  entries: [],
  ...(consent === undefined ? {} : { consent }),
});

test("[D20] a client begins with nothing allowed, asks with its wording, and holds what the server says", async () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  const told: ConsentView[] = [];
  client.on("allowed", (allowed) => told.push(allowed));
  expect(client.allowed).toEqual(NO_CONSENT);
  joined.send(MESSAGES.snapshot, snapshot(1, NO_CONSENT));
  expect(await client.consent("training", true)).toEqual({ ok: true });
  expect(joined.asked.at(-1)).toEqual({
    name: REQUESTS.consent,
    message: { purpose: "training", given: true, notice: CONSENT_NOTICE },
  });
  expect(client.allowed).toEqual(GIVEN);
  joined.send(MESSAGES.snapshot, snapshot(2, GIVEN));
  joined.send(MESSAGES.snapshot, snapshot(3, NO_CONSENT));
  expect(client.allowed).toEqual(NO_CONSENT);
  expect(told).toEqual([GIVEN, NO_CONSENT]);
  await client.consent("training", true, "our-own-words-2");
  expect(joined.asked.at(-1)?.message).toMatchObject({ notice: "our-own-words-2" });
});

test("[D20] what was refused or not answered is not shown as given, and a server that asks nothing changes nothing", async () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  joined.answer = { ok: false, refusal: "not-possible" };
  expect(await client.consent("training", true)).toMatchObject({ ok: false });
  joined.answer = null;
  expect(await client.consent("training", true)).toEqual({ ok: false, refusal: "no-answer" });
  expect(client.allowed).toEqual(NO_CONSENT);
  joined.answer = { ok: true };
  await client.consent("training", true);
  joined.send(MESSAGES.snapshot, snapshot(1));
  expect(client.allowed).toEqual(GIVEN);
});
