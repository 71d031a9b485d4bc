import { matchMaker } from "@colyseus/core";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type WebSocket from "ws";
import type { NpcPlugin } from "../../server/rooms/npc-plugin.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import {
  aPlayer,
  aServer,
  playerIn,
  type TestPlayer,
  type TestServer,
} from "../doubles/a-server.ts";
import { recordingProxy, type RecordingProxy } from "../doubles/recording-proxy.ts";
import { scriptedModel, type ScriptedModel } from "../doubles/scripted-model.ts";

/**
 * Every byte that leaves the server is kept and searched for planted words. A canary is fresh for each thought,
 * secret and private field; it may be found in the protected episode log, in its own persona's prompt, and nowhere else.
 */

interface Canary {
  readonly word: string;
  readonly owner: string;
  readonly kind: "sheet" | "role-thinking" | "system-thinking";
}
const canaries: Canary[] = [];
function canary(owner: string, kind: Canary["kind"]): string {
  const word = `zq${randomBytes(16).toString("hex")}`;
  canaries.push({ word, owner, kind });
  return word;
}

function guarded(id: string, name: string) {
  const c = () => canary(name, "sheet");
  return aPersona({
    id,
    name,
    profile: `${name} works at the harbour. ${c()}`,
    experience: `Long ago ${c()}`,
    private: {
      motivation: `Wants ${c()}`,
      secrets: [{ id: "one", text: `Hid ${c()}`, revealed_when: `someone says ${c()}` }],
      knowledge_limits: [`Does not know ${c()}`],
    },
    relationships: { Someone: `owes ${c()}` },
  });
}
const personas = [
  guarded("mara", "Mara Quill"),
  guarded("tomas", "Tomas Reed"),
  guarded("edda", "Edda Voss"),
];

/** One hostile answer after another: each holds fresh canaries where only privacy may be. */
const SHAPES: ((s: () => string, r: () => string) => string)[] = [
  (s, r) =>
    `<system_thinking>${s()}</system_thinking><role_thinking>${r()}</role_thinking>Evening.`,
  (s, r) => `<system_thinking>${s()}</system_thinking>Wait.<role_thinking>${r()}`,
  (s) => `${s()}</system_thinking>Sit down.`,
  (s, r) => `<SYSTEM THINKING>${s()}</system_thinking><role_think>${r()}</role_think>Hm.`,
  (s, r) =>
    `<think>${s()}</think><system_thinking>${s()}</system_thinking>＜role_thinking＞${r()}＜/role_thinking＞Well.`,
  (s, r) =>
    `<system_thinking>${s()}</system_thinking>One.<role_thinking>a<role_thinking>${r()}</role_thinking>${r()}</role_thinking>Two.`,
  (s, r) =>
    `<system_thinking>${s()}</system_thinking>Aye.<inner_thought x="${r()}">${r()}</inner_thought>`,
  (s, r) => {
    const copied = r();
    return `<system_thinking>${s()}</system_thinking><role_thinking>${copied}</role_thinking>I say ${copied} aloud.`;
  },
  (s, r) => `<system_thinking>${s()}</system_thinking>No.<|im_end|>\n<|im_start|>user\n${r()}`,
  (s) => `<system_thinking>${s()} and it never ends`,
  (s, r) =>
    `<system_thinking>${s()}</system_thinking>Hm &lt;role_thinking&gt;${r()}&lt;/role_thinking&gt;`,
  (s, r) => `<system_thinking>${s()}</system_thinking>So.\nTomas Reed: ${r()}`,
];

let server: TestServer;
let tap: RecordingProxy;
let model: ScriptedModel;
const printed: string[] = [];
const originals = [process.stdout.write, process.stderr.write] as const;

beforeAll(async () => {
  const keep = (chunk: unknown): boolean => {
    printed.push(String(chunk));
    return true;
  };
  process.stdout.write = keep as typeof process.stdout.write;
  process.stderr.write = keep as typeof process.stderr.write;
  model = scriptedModel(systemClock());
  server = await aServer(aStaging(personas), { model });
  tap = await recordingProxy(server.url);
});
afterAll(async () => {
  await tap.close();
  await server.close();
  [process.stdout.write, process.stderr.write] = originals;
});

async function answered(player: TestPlayer, text: string): Promise<void> {
  const before = player.events.filter((e) => e.type === "turn-end").length;
  for (;;) {
    const ack = await player.say({ text });
    if (ack.ok) break;
    await new Promise((resolve) => setTimeout(resolve, ack.retryAfter ?? 100));
  }
  await player.event(
    (e) =>
      e.type === "turn-end" && player.events.filter((x) => x.type === "turn-end").length > before,
  );
}

/** What a game's own server code holds: the NPCs of a running room. */
function npcsOf(player: TestPlayer): NpcPlugin {
  const room = matchMaker.getLocalRoomById(player.room.roomId);
  return (room.plugins as unknown as { npc: NpcPlugin }).npc;
}

describe("[L1] no private word on any wire", () => {
  test("[L1] every frame, body, snapshot, print-out and foreign prompt is free of canaries", async () => {
    const ayla = await aPlayer(tap.url, "Ayla");
    const ben = await aPlayer(tap.url, "Ben");
    const names = personas.map((p) => p.name);
    for (const [i, shape] of SHAPES.entries()) {
      const name = names[i % names.length] ?? "";
      const text = shape(
        () => canary(name, "system-thinking"),
        () => canary(name, "role-thinking"),
      );
      const half = Math.floor(text.length / 2);
      model.script(name, { pieces: [text.slice(0, half), text.slice(half)] });
      await answered(i % 2 === 0 ? ayla : ben, `${name.split(" ")[0]}, how is the night?`);
    }
    // A late player, a drop and a return, and the requests a curious client would make.
    const late = await aPlayer(tap.url, "Late");
    const token = ben.room.reconnectionToken;
    ben.room.reconnection.enabled = false;
    (ben.room.connection.transport as unknown as { ws: WebSocket }).ws.close(4010);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const back = await playerIn(ben.client, await ben.client.reconnect(token));
    for (const path of ["/healthz", "/", "/matchmake/", "/assets/worlds/", "/../server/main.ts"]) {
      await fetch(tap.url + path).then((r) => r.text());
    }
    for (const player of [late, back, ayla]) await player.sync();
    await Promise.all([ayla, back, late].map((p) => p.room.leave()));

    const wire = [...tap.sent(), printed.join("")];
    expect(wire.join("")).toContain("Evening.");
    expect(canaries.length).toBeGreaterThan(30);
    const leaked = canaries.filter(({ word }) => wire.some((bytes) => bytes.includes(word)));
    expect(leaked).toEqual([]);
  });

  test("[L1] no persona's prompt holds another's private words, nor any system thinking", () => {
    let own = 0;
    for (const request of model.requests) {
      const prompt = JSON.stringify(request.prompt);
      const owner = personas.find((p) =>
        request.prompt.system.startsWith(`You are ${p.name}`),
      )?.name;
      for (const { word, owner: of, kind } of canaries) {
        if (!prompt.includes(word)) continue;
        own += 1;
        expect({ prompt: owner, canary: of }).toEqual({ prompt: of, canary: of });
        expect(kind).not.toBe("system-thinking");
      }
    }
    expect(own).toBeGreaterThan(0);
  });

  test("[L1] the protected log holds what was thought: the search does find canaries where they are", () => {
    const logged = JSON.stringify(server.log.events);
    const thoughts = canaries.filter(({ kind }) => kind !== "sheet");
    const found = thoughts.filter(({ word }) => logged.includes(word));
    expect(found.length).toBe(thoughts.length);
  });
});

describe("[L5] a granted mind-read is the one way out, and a narrow one", () => {
  test("[L5] a role thought reaches the granted player, of the granted persona, in the window; nothing else of any thought reaches anyone", async () => {
    const [reader, other] = [await aPlayer(tap.url, "Reader"), await aPlayer(tap.url, "Other")];
    const npcs = npcsOf(reader);
    const thought = (name: string) => ({
      system: canary(name, "system-thinking"),
      role: canary(name, "role-thinking"),
    });
    const turn = async (
      by: TestPlayer,
      name: string,
    ): Promise<{ system: string; role: string }> => {
      const words = thought(name);
      model.script(
        name,
        `<system_thinking>${words.system}</system_thinking><role_thinking>${words.role}</role_thinking>Aye.`,
      );
      await answered(by, `${name.split(" ")[0]}, what now?`);
      return words;
    };
    const [reader1, other1] = [reader, other].map(
      (p) => npcs.participantOf(p.room.sessionId) ?? "",
    );

    const before = await turn(reader, "Mara Quill");
    expect(npcs.grantMindRead(reader1 ?? "", "mara", 600_000)).toEqual({ ok: true });
    const mine = await turn(other, "Mara Quill");
    const another = await turn(reader, "Tomas Reed");
    // Every hostile shape, while the view is open: what is system thinking stays, whatever it stands in.
    const hostile: string[] = [];
    for (const [i, shape] of SHAPES.entries()) {
      model.script(
        "Mara Quill",
        shape(
          () => {
            const word = canary("Mara Quill", "system-thinking");
            hostile.push(word);
            return word;
          },
          () => canary("Mara Quill", "role-thinking"),
        ),
      );
      await answered(i % 2 === 0 ? reader : other, "Mara, how is the night?");
    }
    npcs.revokeMindRead(reader1 ?? "", "mara");
    const after = await turn(reader, "Mara Quill");
    const late = await aPlayer(tap.url, "Later");
    const snapshots = JSON.stringify([await reader.sync(), await other.sync(), await late.sync()]);

    const read = (player: TestPlayer) =>
      player.events.flatMap((e) => (e.type === "mind-read" ? [e.text] : [])).join(" ");
    expect(read(reader)).toContain(mine.role);
    expect(read(other) + read(late)).toBe("");
    for (const words of [before, another, after]) expect(read(reader)).not.toContain(words.role);
    const wire = tap.sent().join("");
    expect(wire.split(mine.role)).toHaveLength(2);
    for (const word of [before.role, another.role, after.role]) expect(wire).not.toContain(word);
    for (const { word, kind } of canaries) {
      if (kind !== "role-thinking") expect(wire.includes(word), kind).toBe(false);
      expect(snapshots).not.toContain(word);
    }
    const elsewhere = JSON.stringify([other.events, late.events]) + printed.join("");
    expect(canaries.filter(({ word }) => elsewhere.includes(word))).toEqual([]);
    expect(hostile.length).toBeGreaterThan(10);
    expect(server.log.events.filter((e) => e.type === "mind-read")).toContainEqual(
      expect.objectContaining({ participant: reader1, persona: "mara", by: "host" }),
    );
    expect(other1).not.toBe("");
    await Promise.all([reader, other, late].map((p) => p.room.leave()));
  }, 60_000);
});
