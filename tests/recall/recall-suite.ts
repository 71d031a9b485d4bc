import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector, type Director } from "../../server/stage/director.ts";
import type { MemoryStore } from "../../server/stage/memory.ts";
import { aPersona, aStaging, seeded } from "../doubles/a-scene.ts";
import { fakeClock, type FakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { understudyModel, type UnderstudyModel } from "../doubles/understudy-model.ts";
import { FILLERS, PLANTED, type PlantedFact } from "./planted-facts.ts";

/**
 * Whether what players told a persona comes back when they ask for it much later, and to nobody else. The same rooms,
 * prompts and memory as in a game, with the understudy on stage.
 */

export interface Outcome {
  readonly fact: PlantedFact;
  readonly when: "after 100 turns" | "after a restart";
  /** The fact stood in the prompt of the answer. */
  readonly recalled: boolean;
  /** It came back for this very question, before everything else that did. */
  readonly first: boolean;
  /** The answer holds a word that only who knows it can say. */
  readonly answered: boolean;
}

export interface Leak {
  readonly how: string;
  readonly fact: PlantedFact;
  readonly where: "prompt" | "answer";
}

export interface RecallReport {
  readonly outcomes: readonly Outcome[];
  readonly leaks: readonly Leak[];
  /** Questions that were asked to find leaks. */
  readonly probes: number;
  /** Planted lines that still stood in the prompt before they were asked for: those prove nothing. */
  readonly stillInTalk: number;
  readonly fillerTurns: number;
}

const NAMES = ["Ayla", "Bertram", "Cosima", "Dunstan", "小禾", "阿岩", "素心", "老石"];

/** `reopen` closes the store and opens it again, as a restart does. */
export async function runRecallSuite(options: {
  readonly language: "en" | "zh";
  readonly facts?: readonly PlantedFact[];
  readonly fillerTurns?: number;
  readonly store: MemoryStore;
  readonly reopen: () => Promise<MemoryStore>;
}): Promise<RecallReport> {
  const { language, fillerTurns = 100 } = options;
  const facts = (options.facts ?? PLANTED).filter((fact) => fact.language === language);
  const players = [...new Set(facts.map(({ player }) => player))];
  const outcomes: Outcome[] = [];
  const leaks: Leak[] = [];
  let probes = 0;
  let stillInTalk = 0;

  let play = aPlay(language, options.store, players, 1);
  const look = (fact: PlantedFact, how: string): void => {
    probes += 1;
    if (knows(play.lastPrompt(), fact)) leaks.push({ how, fact, where: "prompt" });
    if (tells(play.lastAnswer(), fact)) leaks.push({ how, fact, where: "answer" });
  };

  for (const fact of facts) {
    await play.say(fact.player, fact.said, "keeper", fact.whispered);
    if (!fact.whispered) continue;
    // While the whisper is still fresh in the persona's own talk, somebody else asks.
    await play.say(another(fact, players), asking(fact), "keeper", false);
    look(fact, "asked by another right after the whisper");
  }
  for (let turn = 0; turn < fillerTurns; turn++) {
    const lines = FILLERS[language];
    const player = players[turn % players.length] ?? 0;
    await play.say(player, lines[turn % lines.length] ?? "", "keeper", false);
  }
  for (const fact of facts) if (knows(play.lastPrompt(), fact)) stillInTalk += 1;

  let { store } = options;
  for (const when of ["after 100 turns", "after a restart"] as const) {
    if (when === "after a restart") {
      await play.director.close("restart");
      store = await options.reopen();
      play = aPlay(language, store, players, 2);
    }
    // Strangers first: what the owner is told later would stand in the talk.
    for (const fact of facts.filter(({ whispered }) => whispered)) {
      const other = another(fact, players);
      await play.say(other, asking(fact), "keeper", false);
      look(fact, `asked aloud by another ${when}`);
      await play.say(other, fact.asked, "keeper", true);
      look(fact, `asked in a whisper by another ${when}`);
      await play.say(fact.player, fact.asked, "keeper", false);
      look(fact, `asked by its owner with others in earshot ${when}`);
    }
    for (const [index, fact] of facts.entries()) {
      if (when === "after a restart") {
        // Each question opens a scene of its own: nothing that an earlier one brought back can help.
        await play.director.close("asked");
        play = aPlay(language, store, players, 3 + index);
      }
      await play.say(fact.player, fact.asked, "keeper", fact.whispered);
      outcomes.push({
        fact,
        when,
        recalled: knows(play.lastPrompt(), fact),
        first: knows(firstQuotation(play.lastPrompt()), fact),
        answered: tells(play.lastAnswer(), fact),
      });
    }
    for (const fact of facts) {
      await play.say(fact.player, fact.asked, "hermit", fact.whispered);
      look(fact, `asked of one who did not hear it ${when}`);
    }
  }
  await play.director.close("done");
  return { outcomes, leaks, probes, stillInTalk, fillerTurns };
}

interface Playing {
  readonly director: Director;
  readonly model: UnderstudyModel;
  say(player: number, text: string, to: "keeper" | "hermit", whisper: boolean): Promise<void>;
  /** Everything but the sheet. */
  lastPrompt(): string;
  lastAnswer(): string;
}

function aPlay(
  language: "en" | "zh",
  store: MemoryStore,
  players: readonly number[],
  seed: number,
): Playing {
  const clock: FakeClock = fakeClock();
  const model = understudyModel(clock);
  const names = language === "en" ? ["Mara Quill", "Osric Fenn"] : ["顾三娘", "陆远"];
  const personas = ["keeper", "hermit"].map((id, index) =>
    aPersona({
      id,
      name: names[index] ?? id,
      language,
      ...(language === "zh"
        ? {
            profile: `${names[index]}在渡口开店多年。`,
            public: { appearance: "布衣。", known: "此地人。" },
          }
        : {}),
    }),
  );
  const log = memoryLog();
  const director = createDirector({
    scene: aStaging(personas, { scene: { language, hearing: 6 } }),
    model,
    episodeLog: log,
    clock,
    random: seeded(seed),
    tell: () => {},
    memory: store,
    episodeId: `recall-${language}-${seed}`,
    play: {
      thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
      contextTokens: 4_096,
      sampling: { temperature: 0.7, topP: 0.9, maxTokens: 512, stop: [] },
    },
  });
  for (const player of players) {
    const name = NAMES[player] ?? "";
    director.join({ id: `p-${player}`, name, language, subject: `subject-${player}` });
  }
  const stand = (id: string, x: number, y: number): void => {
    const body = director.cast.bodies.get(id);
    if (body) Object.assign(body, { x, y, way: [] });
  };
  stand("keeper", 2, 2);
  stand("hermit", 22, 10);
  return {
    director,
    model,
    async say(player, text, to, whisper) {
      const [x, y] = to === "keeper" ? [3, 2] : [21, 10];
      for (const [index, other] of players.entries())
        stand(`p-${other}`, x, y + (to === "keeper" ? index : -index));
      stand(`p-${player}`, x, y);
      const said = director.say(`p-${player}`, { text, to, whisper });
      if (!said.ok) throw new Error(`a line was refused: ${said.refusal}`);
      await clock.pass(6_000);
    },
    lastPrompt() {
      const messages = model.requests.at(-1)?.prompt.messages ?? [];
      return messages.map(({ content }) => content).join("\n");
    },
    lastAnswer() {
      const turn = log.events.findLast((event) => event.type === "turn");
      if (turn?.type !== "turn") return "";
      return turn.segments
        .filter(({ kind }) => kind === "speech" || kind === "action")
        .map(({ text }) => text)
        .join(" ");
    },
  };
}

/** True if the fact stands in a text in its own words. */
function knows(text: string, fact: PlantedFact): boolean {
  return bare(text).includes(bare(fact.said));
}

/** What came back first before the last turn. */
function firstQuotation(prompt: string): string {
  const last = prompt.split("\n").at(-1) ?? "";
  return /(?:remembers\.|想了起来。).*?[“]([^”]*)”/u.exec(last)?.[1] ?? "";
}

function tells(text: string, fact: PlantedFact): boolean {
  return fact.keys.some((key) => bare(text).includes(bare(key)));
}

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function another(fact: PlantedFact, players: readonly number[]): number {
  return players.find((player) => player !== fact.player) ?? fact.player;
}

/** The owner's question, asked by someone else. */
function asking(fact: PlantedFact): string {
  const owner = NAMES[fact.player] ?? "";
  return fact.language === "zh"
    ? `${owner}对你说过什么悄悄话？${fact.asked.replaceAll("我", owner)}`
    : `What did ${owner} whisper to you? ${fact.asked.replace(/\bmy\b/g, `${owner}'s`).replace(/\bI\b/g, owner)}`;
}
