import { connect, type SceneClient } from "../../client/scene-client.ts";
import type { SceneEvent } from "../../shared/protocol.ts";

/** Players without a page who each keep one persona talking, and count what streams. */
export interface Talkers {
  /** Everyone asks now and asks again after each answer. */
  start(): void;
  /** Nobody asks any more; resolves when nothing streams. */
  stop(): Promise<void>;
  /** Letters that personas showed so far. */
  readonly letters: number;
  /** Personas that are in the middle of a turn just now. */
  readonly streaming: number;
  leave(): Promise<void>;
}

const QUESTIONS = ["tell me about yourself.", "who rang the bell?", "what happened at noon?"];
const STANDS_BESIDE = 6_000;
const ENDS_WITHIN = 30_000;

export async function createTalkers(url: string): Promise<Talkers> {
  const clients: SceneClient[] = [];
  let asking = false;
  let letters = 0;
  const running = new Set<string>();

  const first = await connect({ url, room: "scene", options: { name: "Talker 1" }, memory: null });
  clients.push(first);
  await until(5_000, () => first.cast.size > 1);
  const personas = [...first.cast.values()].filter(({ kind }) => kind === "persona");
  for (let n = 2; n <= personas.length; n++) {
    const options = { name: `Talker ${n}` };
    clients.push(await connect({ url, room: "scene", options, memory: null }));
  }
  first.on("event", (event) => {
    if (event.type === "speech-delta" || event.type === "action-delta") {
      letters += event.text.length;
      running.add(event.turnId);
    }
    if (event.type === "turn-end") running.delete(event.turnId);
  });

  const mine = new Map<SceneClient, string>();
  for (const [n, client] of clients.entries()) {
    const persona = personas[n];
    if (persona === undefined) continue;
    await client.move(Math.round(persona.x), Math.round(persona.y));
    client.on("event", (event: SceneEvent) => {
      if (event.type === "turn-start" && event.addressee === client.you)
        mine.set(client, event.turnId);
      if (event.type === "turn-end" && mine.get(client) === event.turnId)
        void ask(client, persona.id);
    });
  }
  await new Promise((resolve) => setTimeout(resolve, STANDS_BESIDE));

  async function ask(client: SceneClient, to: string, n = 0): Promise<void> {
    if (!asking) return;
    const called = client.cast.get(to)?.name.split(" ")[0] ?? "";
    const text = `${called}, ${QUESTIONS[n % QUESTIONS.length]}`;
    const answer = await client.say(text, to);
    if (answer.ok) return;
    const wait = ("retryAfter" in answer ? answer.retryAfter : undefined) ?? 500;
    setTimeout(() => void ask(client, to, n + 1), wait);
  }

  return {
    start() {
      asking = true;
      for (const [n, client] of clients.entries()) {
        const persona = personas[n];
        if (persona !== undefined) void ask(client, persona.id, n);
      }
    },
    async stop() {
      asking = false;
      await until(ENDS_WITHIN, () => running.size === 0);
    },
    get letters() {
      return letters;
    },
    get streaming() {
      return running.size;
    },
    async leave() {
      await Promise.all(clients.map((client) => client.leave()));
    },
  };
}

async function until(ms: number, so: () => boolean): Promise<void> {
  for (let waited = 0; waited < ms && !so(); waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
