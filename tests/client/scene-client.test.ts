import { expect, test, vi } from "vitest";
import { sceneClientOf } from "../../client/scene-client.ts";
import { EMPTY_STORY } from "../../client/story.ts";
import {
  MESSAGES,
  PROTOCOL_VERSION,
  REQUESTS,
  type CastFields,
  type CastMessage,
  type PropFields,
  type SceneEvent,
  type Snapshot,
} from "../../shared/protocol.ts";
import { aJoinedRoom } from "../doubles/a-joined-room.ts";

const mara: CastFields = {
  id: "mara",
  name: "Mara",
  kind: "persona",
  sprite: "mara",
  appearance: "A woman in grey.",
  x: 4,
  y: 3,
  facing: "down",
  status: "idle",
  posture: "standing",
  connected: true,
};
const lantern: PropFields = { id: "lantern", x: 1, y: 1, holder: "", open: false };
const scene = {
  scene: "inn",
  title: "The Inn",
  topic: "",
  map: "",
  language: "en",
  synthetic: true,
};
const first: CastMessage = { scene, members: [mara], gone: [], props: [lantern] };
const line = (seq: number, text: string): SceneEvent => ({
  type: "line",
  seq,
  turnId: `t-${seq}`,
  speaker: "mara",
  name: "Mara",
  kind: "persona",
  addressee: null,
  whisper: false,
  segments: [{ kind: "speech", text }],
});
const snapshot = (seq: number, more: Partial<Snapshot> = {}): Snapshot => ({
  version: PROTOCOL_VERSION,
  seq,
  you: "s-1",
  entries: [],
  ...more,
});
const state = (more: object = {}) => ({
  ...scene,
  cast: new Map([["mara", mara]]),
  props: new Map([["lantern", lantern]]),
  ...more,
});

test("[U1] a joined room keeps its reconnection, its handlers and its place", async () => {
  const joined = aJoinedRoom();
  const before = { ...joined.room.reconnection };
  const moved: unknown[] = [];
  const others: unknown[] = [];
  joined.room.onMessage("moved", (message) => moved.push(message));
  joined.room.onMessage("*", (type) => others.push(type));
  const client = sceneClientOf(joined.room);
  joined.send("moved", { x: 1 });
  joined.send("scored", 3);
  joined.send(MESSAGES.events, [line(1, "Good evening.")]);
  expect({ ...joined.room.reconnection }).toEqual(before);
  expect(moved).toEqual([{ x: 1 }]);
  expect(others).toEqual(["scored"]);
  expect(client.transcript.entries).toHaveLength(1);
  await client.leave();
  joined.send("moved", { x: 2 });
  joined.send(MESSAGES.events, [line(2, "Anyone?")]);
  expect(moved).toHaveLength(2);
  expect(client.transcript.entries).toHaveLength(1);
  expect(client.connection).toBe("offline");
  expect(joined.asked.map(({ name }) => name)).toEqual([REQUESTS.sync]);
});

test("[U1] what was said before the scene was listened to is asked for", () => {
  const joined = aJoinedRoom();
  sceneClientOf(joined.room);
  expect(joined.asked).toEqual([{ name: REQUESTS.sync, message: {} }]);
});

test("[U1] one room has one client, also after the game took all handlers from the room", () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  expect(sceneClientOf(joined.room)).toBe(client);
  joined.send(MESSAGES.events, [line(1, "One.")]);
  joined.room.removeAllListeners();
  joined.send(MESSAGES.events, [line(2, "Unheard.")]);
  expect(sceneClientOf(joined.room)).toBe(client);
  const heard: number[] = [];
  client.on("event", ({ seq }) => heard.push(seq));
  joined.send(MESSAGES.events, [line(3, "Three.")]);
  joined.sync(state());
  expect(heard).toEqual([3]);
  expect(client.cast.size).toBe(1);
});

test("[U1] a client that was let go is made anew for the next who asks", async () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  await client.leave();
  const next = sceneClientOf(joined.room);
  expect(next).not.toBe(client);
  joined.send(MESSAGES.events, [line(1, "Welcome back.")]);
  expect(next.transcript.entries).toHaveLength(1);
  expect(client.transcript.entries).toHaveLength(0);
});

test("[U2] bodies and things come from the state where it holds a scene", () => {
  const joined = aJoinedRoom();
  joined.sync(state());
  const client = sceneClientOf(joined.room);
  expect(client.scene.title).toBe("The Inn");
  expect(client.cast.get("mara")).toEqual(mara);
  expect(client.props.get("lantern")).toEqual(lantern);
  const held = client.cast.get("mara");
  let told = 0;
  client.on("state", () => (told += 1));
  joined.sync(state({ score: 1 }));
  expect(told).toBe(0);
  joined.sync(state({ cast: new Map([["mara", { ...mara, posture: "sitting" }]]) }));
  expect(told).toBe(1);
  expect(held?.posture).toBe("standing");
  expect(client.cast.get("mara")?.posture).toBe("sitting");
});

test.each([
  ["no state", null],
  ["players of its own", { players: new Map([["s-1", { x: 10, y: 20 }]]) }],
  ["another cast of its own", { cast: ["Hamlet", "Ophelia"] }],
])("[U2] bodies come by message where the room has %s", (_, own) => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  joined.sync(own);
  expect(client.cast.size).toBe(0);
  joined.send(MESSAGES.cast, first);
  joined.sync(own);
  expect(client.scene.synthetic).toBe(true);
  expect(client.cast.get("mara")?.x).toBe(4);
  expect(client.props.size).toBe(1);
});

test("[U2] later messages change what they name, and a whole one replaces everything", () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  const ilan = { ...mara, id: "ilan", name: "Ilan" };
  joined.send(MESSAGES.cast, { ...first, members: [mara, ilan] });
  const before = client.cast.get("ilan");
  joined.send(MESSAGES.cast, { members: [{ ...mara, x: 5 }], gone: [], props: [] });
  expect(client.cast.get("mara")?.x).toBe(5);
  expect(client.cast.get("ilan")).toBe(before);
  expect(client.props.size).toBe(1);
  joined.send(MESSAGES.cast, { members: [], gone: ["ilan", "nobody"], props: [] });
  expect([...client.cast.keys()]).toEqual(["mara"]);
  joined.send(MESSAGES.cast, { scene, members: [ilan], gone: [], props: [] });
  expect([...client.cast.keys()]).toEqual(["ilan"]);
  expect(client.props.size).toBe(0);
});

test("[U4] guide and story come with a snapshot, and an older one takes nothing back", () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  expect([client.guide, client.story]).toEqual([null, null]);
  const told: unknown[] = [];
  client.on("story", (story) => told.push(story));
  const guide = { verbs: [], props: [], places: [] };
  joined.send(MESSAGES.snapshot, snapshot(5, { guide, story: EMPTY_STORY }));
  expect(client.you).toBe("s-1");
  joined.send(MESSAGES.events, [
    { type: "suggestions", seq: 6, lines: [{ text: "Hm?", to: null }] },
  ]);
  joined.send(MESSAGES.snapshot, snapshot(5));
  expect(client.story?.suggestions).toHaveLength(1);
  expect(client.guide).toBe(guide);
  expect(told).toHaveLength(2);
  joined.send(MESSAGES.events, [{ type: "suggestions", seq: 6, lines: [] }]);
  expect(client.story?.suggestions).toHaveLength(1);
});

test("[U3] every request carries what it names and nothing else", async () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  joined.asked.length = 0;
  await client.act("open", "case");
  await client.act("give", "mara", "key");
  await client.act("sit");
  await client.feedback("t-1", "up");
  await client.feedback("t-1", "down", ["untrue"]);
  await client.retake("t-1");
  await client.prefer("t-2", "t-1");
  expect(joined.asked).toEqual([
    { name: REQUESTS.act, message: { verb: "open", target: "case" } },
    { name: REQUESTS.act, message: { verb: "give", target: "mara", item: "key" } },
    { name: REQUESTS.act, message: { verb: "sit" } },
    { name: REQUESTS.feedback, message: { turnId: "t-1", rating: "up" } },
    { name: REQUESTS.feedback, message: { turnId: "t-1", rating: "down", reasons: ["untrue"] } },
    { name: REQUESTS.retake, message: { turnId: "t-1" } },
    { name: REQUESTS.prefer, message: { turnId: "t-2", over: "t-1" } },
  ]);
});

test("[U3] a request ends in an answer whatever happens to the line", async () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  joined.answer = { ok: false, refusal: "locked" };
  expect(await client.act("open", "case")).toEqual({ ok: false, refusal: "locked" });
  joined.answer = null;
  expect(await client.act("open", "case")).toEqual({ ok: false, refusal: "no-answer" });
  joined.drop();
  expect(await client.act("open", "case")).toEqual({ ok: false, refusal: "not-connected" });
});

test("[U1] a line that comes back is asked for everything; one that ended is offline", async () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  const turns: string[] = [];
  client.on("connection", (connection) => turns.push(connection));
  joined.asked.length = 0;
  joined.drop();
  joined.comeBack();
  await Promise.resolve();
  expect(joined.asked.map(({ name }) => name)).toEqual([REQUESTS.sync]);
  joined.end();
  expect(turns).toEqual(["reconnecting", "online", "offline"]);
});

test("[U1] a listener that throws takes nothing from the others, nor from the next event", () => {
  const joined = aJoinedRoom();
  const client = sceneClientOf(joined.room);
  const complaint = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const heard: number[] = [];
  client.on("event", () => {
    throw new Error("the game's own");
  });
  client.on("event", ({ seq }) => heard.push(seq));
  joined.send(MESSAGES.events, [line(1, "One."), line(2, "Two.")]);
  expect(heard).toEqual([1, 2]);
  expect(complaint).toHaveBeenCalledTimes(2);
  complaint.mockRestore();
});
