import { join } from "node:path";
import { stranger, type Remembrance } from "../../../server/roleplay/memory/memory.ts";
import { openConsentFile } from "../../../server/episodes/consent/consent-file.ts";
import { putMemory } from "../../../server/episodes/memory/memory-editing.ts";
import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openLogAt } from "../../../server/episodes/postgres-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { createPassingMemory } from "../../../server/stage/memory.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { aPlay } from "../../doubles/a-play.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

/** Evenings with a player who is to be forgotten, played and kept on a disk as a server keeps them. */

export const AYLA = { name: "Ayla Brandtmoor", subject: "s-aylaaylaaylaaylaaylaay" };
export const BEN = { name: "Ben", subject: "s-benbenbenbenbenbenbenb" };
/** Words that only Ayla brought, and how others wrote them. */
export const SECRETS = [
  "Quorvexia",
  "zilphoranthe",
  "grünspechtig",
  "我住在琉璃瓦巷子里",
  "ayla.b@quorvex.org",
  "+44 7700 900123",
  "Brandtmoor",
  "Ayla",
  AYLA.subject,
];

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });

/** Calls as an endpoint with token ids makes them: the prompt as text, and lists of numbers that are it again. */
function withTokens(event: EpisodeEvent): EpisodeEvent {
  if (event.type !== "model-call") return event;
  const { call } = event;
  const promptText = JSON.stringify(call["request"]);
  return {
    ...event,
    call: {
      ...call,
      promptText,
      promptTokenIds: [...promptText].map((letter) => letter.codePointAt(0) ?? 0),
      completionTokenIds: [...String(call["completionText"])].map((one) => one.codePointAt(0) ?? 0),
      logprobs: [...String(call["completionText"])].map(() => -0.5),
    },
  };
}

interface Said {
  readonly by: string;
  readonly text: string;
  /** What Mara answers. */
  readonly answer?: string;
}

async function evening(
  episodeId: string,
  players: readonly { id: string; name: string; subject: string }[],
  said: readonly Said[],
): Promise<{ events: EpisodeEvent[]; memories: Remembrance[] }> {
  const kept = new Map<string, Remembrance>();
  const passing = createPassingMemory();
  const play = aPlay({
    episodeId,
    scene: aStaging([mara, tomas], { scene: { hearing: 6 } }),
    memory: {
      ...passing,
      save(remembrance, lasting) {
        passing.save(remembrance, lasting);
        if (lasting) kept.set(`${remembrance.persona} ${remembrance.subject}`, remembrance);
      },
    },
  });
  const { director, model, clock } = play;
  play.stand("mara", 2, 2);
  play.stand("tomas", 22, 10);
  for (const { id, name, subject } of players) {
    director.join({ id, name, language: "en", subject });
    play.stand(id, 3, 2);
  }
  for (const { by, text, answer } of said) {
    if (answer !== undefined) model.script("Mara Quill", turnOf(answer, `So it is ${text}.`));
    play.say(by, text, "mara");
    await clock.pass(8_000);
  }
  await director.consent(players[0]?.id ?? "", {
    purpose: "training",
    given: true,
    notice: "training-1",
  });
  for (const { id } of players) director.leave(id);
  await director.close("dawn");
  return { events: play.log.events.map(withTokens), memories: [...kept.values()] };
}

/** Three evenings; nothing of Ayla is in the last. */
async function evenings() {
  const ayla = { id: "p-aaaa", ...AYLA };
  const ben = { id: "p-bbbb", ...BEN };
  const first = await evening(
    "evening-1",
    [ayla, ben],
    [
      {
        by: ayla.id,
        text: "My sister Quorvexia keeps the zilphoranthe. Write to ayla.b@quorvex.org!",
        answer:
          "<role_action>writes down ayla.b@quorvex.org</role_action>Quorvexia, you say? The zilphoranthe!",
      },
      {
        by: ayla.id,
        text: "我住在琉璃瓦巷子里，很冷。",
        answer: "我住在琉璃瓦巷子里？ So you say, Ayla.",
      },
      {
        by: ayla.id,
        text: "It was grünspechtig, call +44 7700 900123.",
        answer: "Grünspechtig indeed.",
      },
      { by: ben.id, text: "Ayla Brandtmoor, who is Quorvexia?", answer: "Ask her." },
      { by: ben.id, text: "The harbour wall is cracked.", answer: "It is." },
    ],
  );
  const observed: EpisodeEvent = {
    v: 2,
    episodeId: "evening-1",
    at: 1_700_000_000_000,
    type: "observed",
    minds: [{ persona: "mara", index: 3 }],
    replaces: false,
    observation: {
      kind: "heard",
      turnId: "t",
      speaker: AYLA.name,
      from: ayla.id,
      segments: [{ kind: "speech", text: "Quorvexia" }],
    },
  };
  const reward: EpisodeEvent = {
    v: 2,
    episodeId: "evening-1",
    at: 1_700_000_000_000,
    type: "reward",
    scope: "episode",
    target: "evening-1",
    name: "said-again",
    value: 1,
    bounds: [0, 1],
    source: "signal",
    model: null,
    synthetic: false,
    evidence: { words: ["zilphoranthe"] },
  };
  const second = await evening(
    "evening-2",
    [ben],
    [
      {
        by: ben.id,
        text: "Who was here yesterday?",
        answer: "A woman. Her sister Quorvexia keeps the zilphoranthe, said Ayla.",
      },
      { by: ben.id, text: "And what is the weather?", answer: "Wet." },
    ],
  );
  const third = await evening(
    "evening-3",
    [ben],
    [{ by: ben.id, text: "A pint of stout for me.", answer: "There you are." }],
  );
  return { first, second, third, observed, reward };
}

/** Played once: what a test does with them, it does on the disk. */
let played: ReturnType<typeof evenings> | null = null;

/** Writes three evenings into a data folder, or their log to another place; gives back the path of the log's file. */
export async function playedData(folder: string, place?: string): Promise<string> {
  const { first, second, third, observed, reward } = await (played ??= evenings());
  const file = join(folder, "episodes.sqlite");
  const log = await openLogAt(new LogPlace(place ?? file));
  for (const events of [[...first.events, observed, reward], second.events, third.events])
    await log.append(events);
  await log.close();
  const about: Remembrance = {
    ...stranger({ persona: "tomas@inn", subject: "mara", name: "Mara Quill", kind: "persona" }, 1),
    facts: [
      {
        id: "1",
        at: 1,
        text: "Her guest spoke of zilphoranthe.",
        company: "open",
        weight: 2,
        turnId: null,
        whose: null,
      },
      {
        id: "2",
        at: 1,
        text: "She likes rain.",
        company: "open",
        weight: 2,
        turnId: null,
        whose: null,
      },
    ],
  };
  const memories = new Map(
    [...first.memories, ...second.memories, about].map((one) => [one.persona + one.subject, one]),
  );
  putMemory(join(folder, "memory.sqlite"), [...memories.values()]);
  const consents = openConsentFile(join(folder, "consent.sqlite"), () => {});
  for (const subject of [AYLA.subject, BEN.subject])
    consents.save(subject, { purpose: "training", given: true, notice: "training-1" });
  consents.close();
  return file;
}
