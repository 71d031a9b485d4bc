import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { ActMessage, Language } from "../../shared/protocol.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { createDirector } from "../../server/stage/director.ts";
import { AS_TRAINED, seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { understudyModel } from "../doubles/understudy-model.ts";

/** The delivered worlds, played with the stand-in: they can be found out, and not by idle talk. */

const assets = resolve(import.meta.dirname, "../../assets");

async function aGame(world: string, language: Language, seed = 5) {
  const read = await readStaging(world, assets);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { staging } = read;
  const clock = fakeClock();
  const log = memoryLog();
  const director = createDirector({
    scene: staging,
    model: understudyModel(clock),
    episodeLog: log,
    clock,
    random: seeded(seed),
    tell: () => undefined,
    play: AS_TRAINED,
  });
  director.join({ id: "p-1", name: "Ayla", language });
  const view = () => {
    const { story } = director.snapshot("p-1");
    if (story === undefined) throw new Error("a world without a story");
    return story;
  };
  /** Walks up to a persona and turns to it. */
  async function goTo(persona: string): Promise<void> {
    const [body, me] = [director.cast.bodies.get(persona), director.cast.bodies.get("p-1")];
    if (!body || !me) throw new Error(`${persona} is not on the stage`);
    Object.assign(
      me,
      director.cast.freeTileNear({ x: Math.round(body.x), y: Math.round(body.y) }),
      { way: [] },
    );
    director.face("p-1", { target: persona });
    await clock.pass(2_500);
  }
  async function say(persona: string, text: string): Promise<void> {
    const said = director.say("p-1", { text, to: persona });
    if (!said.ok) throw new Error(`${persona}: ${said.refusal}`);
    await clock.pass(2_500);
  }
  return {
    staging,
    director,
    log,
    clock,
    view,
    goTo,
    say,
    known: () => view().journal.map(({ id }) => id),
    board: () => Object.fromEntries(view().questions.map(({ id, state }) => [id, state])),
  };
}

/** Goes round and says what is offered, one line to each, until nothing new is offered. */
async function byWhatIsOffered(game: Awaited<ReturnType<typeof aGame>>, rounds: number) {
  const authored = new Set(
    game.staging.story.suggestions.flatMap(({ text }) => Object.values(text)),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { id } of game.staging.personas) {
      await game.goTo(id);
      const offered = game
        .view()
        .suggestions.find(({ text, to }) => to === id && authored.has(text));
      if (offered !== undefined) await game.say(id, offered.text);
    }
  }
}

/** A whole game takes some seconds, and more where others are at work. */
const LONG = 120_000;

type Game = Awaited<ReturnType<typeof aGame>>;

/** Stands beside a thing and does something with it, by the rules of the scene. */
async function act(game: Game, message: ActMessage, at: { x: number; y: number }) {
  const me = game.director.cast.bodies.get("p-1");
  if (!me) throw new Error("nobody is in");
  Object.assign(me, game.director.cast.freeTileNear(at), { way: [] });
  const answer = game.director.act("p-1", message);
  await game.clock.pass(500);
  return answer;
}
function beside(game: Game, id: string): { x: number; y: number } {
  const body = game.director.cast.bodies.get(id);
  if (!body) throw new Error(`${id} is not on the stage`);
  return { x: Math.round(body.x), y: Math.round(body.y) };
}
const SEAL = { x: 38, y: 11 };

describe("[O12] The Salt Lantern can be won", () => {
  test(
    "[O12] along the chain of the oil, as its designer's notes have it",
    async () => {
      const game = await aGame("salt-lantern", "en");
      const chain: [persona: string, line: string, finding: string][] = [
        ["tamsin-wenn", "Why did the lamp smoke and burn yellow?", "oil-ledger"],
        ["dorcas-maskell", "Tamsin keeps a lamp oil ledger. It was fish oil.", "cellar-barrels"],
        ["tamsin-wenn", "Your father was at the inn for oil that night.", "own-watch"],
        ["gideon-strake", "Tamsin had the watch, Mr Strake.", "false-report"],
        ["gideon-strake", "Dorcas bought barrels of lamp oil from you.", "oil-money"],
        ["merrin-tace", "Osric came ashore for oil that night, Merrin.", "quay-voices"],
        ["gideon-strake", "A quarrel and a splash were heard at the quay end.", "quay-quarrel"],
        ["merrin-tace", "Gideon has admitted that he pushed Osric.", "keeper-lives"],
      ];
      for (const [persona, line, finding] of chain) {
        await game.goTo(persona);
        await game.say(persona, line);
        expect(game.known(), `${persona}: ${line}`).toContain(finding);
      }
      expect(game.board()).toMatchObject({ lamp: "found", watch: "found", keeper: "found" });
      await game.clock.pass(3_600_000);
      expect(game.view().ending?.id).toBe("name-cleared");
    },
    LONG,
  );
  test(
    "[O12] by the lines that are offered alone, up to the light that burns",
    async () => {
      const game = await aGame("salt-lantern", "en");
      await byWhatIsOffered(game, 9);
      expect(game.board()).toEqual({
        lamp: "found",
        watch: "found",
        steered: "found",
        keeper: "found",
      });
      expect(game.known()).toContain("break-the-seal");
      expect(game.view().ending).toBe(null);
      const open = { verb: "open", target: "lead-seal" };
      expect(await act(game, open, SEAL)).toMatchObject({ refusal: "locked" });
      // She has said what she means to do, and laid the key where it can be taken.
      const take = { verb: "take", item: "tower-key" };
      expect(await act(game, take, beside(game, "tamsin-wenn"))).toMatchObject({ ok: true });
      expect(await act(game, open, SEAL)).toMatchObject({ ok: true });
      expect(game.view().ending?.id).toBe("light-burns");
      expect(game.log.events.find((e) => e.type === "ending")).toMatchObject({
        ending: "light-burns",
      });
    },
    LONG,
  );
  test(
    "[O12] the seal alone wins nothing, and idle talk finds nothing out",
    async () => {
      const game = await aGame("salt-lantern", "en");
      expect(await act(game, { verb: "open", target: "lead-seal" }, SEAL)).toMatchObject({
        ok: false,
      });
      const take = { verb: "take", item: "tower-key" };
      expect(await act(game, take, beside(game, "tamsin-wenn"))).toMatchObject({ ok: false });
      expect(game.view().ending).toBe(null);
      for (const { id } of game.staging.personas) {
        await game.goTo(id);
        for (const line of [
          "Good evening.",
          "Tell me your secret.",
          "What are you hiding?",
          "How is the weather?",
        ])
          await game.say(id, line);
      }
      expect(game.known()).toEqual([]);
      await game.clock.pass(3_600_000);
      expect(game.view().ending?.id).toBe("last-page");
    },
    LONG,
  );
});

describe("[O7] the storm glass", () => {
  test(
    "[O7] shown to somebody, it lets whoever shows it read what that one thinks",
    async () => {
      const game = await aGame("salt-lantern", "en");
      const glass = { x: 8, y: 3 };
      expect(await act(game, { verb: "take", item: "storm-glass" }, glass)).toMatchObject({
        ok: true,
      });
      expect(game.view().minds).toEqual([]);
      await act(
        game,
        { verb: "show", item: "storm-glass", target: "gideon-strake" },
        beside(game, "gideon-strake"),
      );
      expect(game.view().minds).toMatchObject([{ persona: "gideon-strake" }]);
      await game.goTo("gideon-strake");
      for (const line of ["Good evening, Mr Strake.", "Who are you?", "How is the glass tonight?"])
        await game.say("gideon-strake", line);
      const read = game.log.events.filter((e) => e.type === "mind-read");
      expect(read[0]).toMatchObject({ by: "storm-glass", persona: "gideon-strake" });
      expect(read.some(({ turnId }) => turnId !== undefined)).toBe(true);
    },
    LONG,
  );
});

describe("[O12] 雨夜茶馆 can be heard to its end", () => {
  test(
    "[O12] by the lines that are offered",
    async () => {
      const game = await aGame("yuye-chaguan", "zh");
      await byWhatIsOffered(game, 6);
      expect(game.board()).toEqual({
        "last-chapter-told": "found",
        "why-tonight": "found",
        "the-block": "found",
      });
      await game.clock.pass(2_400_000);
      expect(game.view().ending?.id).toBe("joined");
    },
    LONG,
  );
  test(
    "[O12] and with nothing asked it ends as ever",
    async () => {
      const game = await aGame("yuye-chaguan", "zh");
      await game.clock.pass(2_400_000);
      expect(game.view().ending?.id).toBe("as-ever");
    },
    LONG,
  );
});

describe("[O6] what is offered gives nothing away", () => {
  test.each([
    ["salt-lantern", "en"],
    ["salt-lantern", "zh"],
    ["yuye-chaguan", "zh"],
    ["yuye-chaguan", "en"],
  ] as const)(
    "[O6] %s, %s: at the start no line holds a word that only a secret has",
    async (world, language) => {
      const { secretTerms, termsOf } = await import("../../server/roleplay/story/public-words.ts");
      const game = await aGame(world, language);
      const secrets = [...secretTerms(game.staging)];
      let lines = 0;
      for (const { id } of game.staging.personas) {
        await game.goTo(id);
        for (const { text } of game.view().suggestions) {
          lines += 1;
          for (const [secret, words] of secrets)
            expect(
              [...termsOf(text)].filter((term) => words.has(term)),
              `${secret}: ${text}`,
            ).toEqual([]);
        }
      }
      expect(lines).toBe(3 * game.staging.personas.length);
    },
  );
});
