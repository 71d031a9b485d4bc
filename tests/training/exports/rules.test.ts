import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import type { ModelCall } from "../../../server/stage/ports.ts";
import { FORMATS, type ExportOptions } from "../../../server/training/exports/index.ts";
import { shareOf, splitOf } from "../../../server/training/exports/splits.ts";
import { tokenMask } from "../../../server/training/exports/token-mask.ts";
import {
  anEpisode,
  idsOf,
  own,
  readerOf,
  textOfIds,
  theLantern,
  theLog,
  theUnderstudys,
  theUnwilling,
  user,
  type PersonaId,
} from "./an-evening.ts";
import { exportTo, type Rows } from "./export-to.ts";

const ALL: Partial<ExportOptions> = {
  includeSynthetic: true,
  includeUnconsented: true,
  includeRecalled: true,
  keepUnbalanced: true,
};
/** Formats of tokens with the names that they spell. */
const exactly = (name: string): { exact: boolean } => ({
  exact: name === "calls" || name === "axolotl-tokenized",
});
const names = FORMATS.map(({ name }) => name);

describe("[T4] a mask is 1 only where a model wrote what was said", () => {
  test("[T4] of a thought whose end was cut the rest is learned, and nothing that was forced", async () => {
    const rows = await (await exportTo("calls", { exact: true })).all();
    const learned = rows.map((row) => {
      const ids = row["response_ids"] as number[];
      const mask = row["response_mask"] as number[];
      expect(mask).toHaveLength(ids.length);
      expect(row["response_logprobs"]).toHaveLength(ids.length);
      return textOfIds(ids.filter((_, at) => mask[at] === 1));
    });
    expect(learned).toContain("Context: a whisper. PLAN-MARA Stay calm");
    expect(learned).toContain("PLAN-TOMAS Ben is impatient.");
    expect(learned).toContain("raps the table</role_action>Later, Ben!");
    const forced = rows.map((row) => String(row["forced"])).filter((text) => text !== "");
    expect(forced.length).toBeGreaterThan(2);
    // A turn in one call was closed by the model itself.
    const inPhases = learned.filter((_, at) => rows[at]?.["phase"] !== "whole");
    for (const text of inPhases) for (const word of forced) expect(text).not.toContain(word);
  });

  test("[T4] a try that was not used is there, masked whole", async () => {
    const e = anEpisode({ id: "retry" }).starts(["mara"], "salt-lantern");
    const messages = [user("===Conversation Start===")];
    const turnId = e.nextTurn();
    const end = { status: "failed" as const, failure: "cut" as const };
    e.call(turnId, 1, { persona: "mara", messages, wrote: "Half a", changes: { end } });
    const made = e.call(turnId, 2, { persona: "mara", messages, wrote: "Mara Quill: Whole." });
    e.turn(turnId, "mara", made.callId, [{ kind: "speech", text: "Whole." }]);
    const rows = await (await exportTo("calls", { exact: true }, e.ends())).all();
    expect(rows.map((row) => [row["used"], new Set(row["response_mask"] as number[])])).toEqual([
      [false, new Set([0])],
      [true, new Set([1])],
    ]);
  });

  test("[T4] where ids of the next prompt are not known the mask errs towards 0", () => {
    const call = (changes: object): ModelCall =>
      ({
        promptTokenIds: null,
        completionText: "one two",
        completionTokenIds: idsOf("one two"),
        stopReason: null,
        thinking: { trimmed: 0 },
        ...changes,
      }) as unknown as ModelCall;
    const next = call({ thinking: { trimmed: 4 } });
    const mask = tokenMask(call({}), next, true) ?? [];
    expect(textOfIds(idsOf("one two").filter((_, at) => mask[at] === 1))).toBe("on");
    expect(tokenMask(call({ completionTokenIds: null }), next, true)).toBe(null);
  });

  test("[T4] labels of pre-tokenised rows line up with ids, whatever was thought and cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            thought: fc.string({ minLength: 6, maxLength: 30 }).map(inert),
            trimmed: fc.nat({ max: 5 }),
            words: fc.string({ minLength: 1, maxLength: 30 }).map((text) => ` Aye${inert(text)}`),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        async (turns) => {
          const e = anEpisode({ id: "any" }).starts(["mara"], "salt-lantern");
          for (const { thought, trimmed, words } of turns) {
            e.twoPhase(
              "mara",
              [user("===Conversation Start===")],
              { wrote: thought, trimmed },
              words,
            );
          }
          const rows = await (await exportTo("axolotl-tokenized", { exact: true }, e.ends())).all();
          expect(rows).toHaveLength(2 * turns.length);
          for (const [at, row] of rows.entries()) {
            const { thought, trimmed, words } = turns[at >> 1] ?? {
              thought: "",
              trimmed: 0,
              words: "",
            };
            const ids = row["input_ids"] as number[];
            const labels = row["labels"] as number[];
            expect(labels).toHaveLength(ids.length);
            expect(row["attention_mask"]).toHaveLength(ids.length);
            for (const [i, label] of labels.entries())
              if (label !== -100) expect(label).toBe(ids[i]);
            const learned = textOfIds(labels.filter((label) => label !== -100));
            if (at % 2 === 1) expect(learned).toBe(words);
            // Where the cut end and what was forced begin alike, the model did write that beginning.
            else expect(thought.startsWith(learned)).toBe(true);
            if (at % 2 === 0) {
              expect(learned.length).toBeGreaterThanOrEqual(thought.length - trimmed);
              expect(learned.length).toBeLessThanOrEqual(
                thought.length - trimmed + shared(thought.slice(thought.length - trimmed)),
              );
            }
          }
        },
      ),
      { numRuns: 15, seed: 5 },
    );
  });

  test("[T4] a thought that was lent by an earlier turn is in the text of the retake, and not written by it", async () => {
    const e = anEpisode({ id: "lent" }).starts(["mara"], "salt-lantern");
    const messages = [user("===Conversation Start===")];
    const first = e.twoPhase("mara", messages, { wrote: "Think ahead." }, " Aye.");
    const turnId = e.nextTurn();
    const forced = "</system_thinking>Mara Quill:";
    const again = e.call(turnId, 1, {
      persona: "mara",
      messages,
      prefill: `<system_thinking>Think ahead.${forced}`,
      wrote: " Nay.",
      thinking: { mode: "ahead", phase: "speak", after: `${first}.1`, forced },
    });
    e.turn(turnId, "mara", again.callId, [{ kind: "speech", text: "Nay." }], { instead: first });
    const rows = await (await exportTo("trl-sft", {}, e.ends())).all();
    const [, retake] = rows as { completion: { content: string }[]; untaught: string }[];
    expect(retake?.completion[0]?.content).toBe(
      "<system_thinking>Think ahead.</system_thinking>Mara Quill: Nay.",
    );
    expect(retake?.untaught).toBe("[[0,17],[29,58]]");
    const calls = await (await exportTo("calls", { exact: true }, e.events)).all();
    expect(calls.map((row) => row["completion_text"])).toEqual(["Think ahead.", " Aye.", " Nay."]);
  });
});

describe("[T5] what a model is tried on it has not learned", () => {
  const by = { by: "episode", validation: 0.3, seed: "s" } as const;
  test("[T5] an episode is in one split, and a seed decides which", () => {
    const ids = Array.from({ length: 400 }, (_, at) => `episode-${at}`);
    const of = (seed: string) => ids.map((id) => splitOf({ ...by, seed }, id, "mara", ["mara"]));
    expect(of("a")).toEqual(of("a"));
    expect(of("a")).not.toEqual(of("b"));
    expect(of("a").filter((split) => split === "validation").length).toBeGreaterThan(80);
    expect(of("a").filter((split) => split === "validation").length).toBeLessThan(160);
  });
  test("[T5] by persona: nobody trains in an evening that a held-out one shares", () => {
    const order = { ...by, by: "persona", validation: 0.5 } as const;
    const cast = Array.from({ length: 12 }, (_, at) => `persona-${at}`);
    const splits = cast.map((one) => splitOf(order, "e", one, cast));
    expect(new Set(splits)).toEqual(new Set(["validation", null]));
    const train = cast.filter((_, at) => splits[at] === null);
    expect(train.map((one) => splitOf(order, "e", one, train))).toEqual(train.map(() => "train"));
  });
  test.each(names)("[T5] %s: no episode of one split is in another", async (name) => {
    const made = await exportTo(name, { ...ALL, ...exactly(name), validation: 0.5 });
    const { files } = made.manifest as { files: { split?: string; episodes?: string[] }[] };
    const of = (split: string) =>
      new Set(files.flatMap((one) => (one.split?.endsWith(split) ? (one.episodes ?? []) : [])));
    const [train, validation] = [of("train"), of("validation")];
    expect(train.size).toBeGreaterThan(0);
    expect(validation.size).toBeGreaterThan(0);
    expect([...train].filter((episode) => validation.has(episode))).toEqual([]);
  });
  test("[T5] a persona that is held out is in no row that is learned, and its evenings are neither", async () => {
    const seeds = Array.from({ length: 50 }, (_, at) => `seed-${at}`);
    const seed = seeds.find((one) => shareOf(one, "tomas") < 0.5 && shareOf(one, "mara") >= 0.5);
    const order = { splitBy: "persona", validation: 0.5, seed: seed ?? "" } as const;
    const events = [...theLantern(), ...theUnwilling().filter(({ type }) => type !== "line")];
    const alone = anEpisode({ id: "alone" }).starts(["mara"], "salt-lantern");
    alone.whole("mara", [user("===Conversation Start===")], "plan", "Nobody here.");
    const made = await exportTo("trl-sft", order, [...events, ...alone.ends()]);
    const rows = await made.all();
    const of = (split: string) => rows.filter((row) => row["split"] === split);
    expect(of("validation").map((row) => row["persona"])).toEqual(["tomas", "tomas"]);
    expect(spelled(of("train"))).toContain("Nobody here.");
    expect(of("train")).toHaveLength(1);
    expect(made.leftOut).toContain("turns: 5 in an evening that a held-out persona shares");
  });
  test("[T5] splits by turn are found out, and fail the export", async () => {
    let turns = 0;
    const assign = () => ((turns += 1) % 2 === 0 ? ("train" as const) : ("validation" as const));
    await expect(exportTo("trl-sft", { assign })).rejects.toMatchObject({ code: "leak" });
  });
});

describe("[T6] what nobody may learn from stays out, and is counted", () => {
  const log = (): EpisodeEvent[] => [...theLantern(), ...theUnderstudys(), ...theUnwilling()];
  test.each(names)("[T6] %s holds nothing of it", async (name) => {
    const made = await exportTo(name, { ...exactly(name), keepUnbalanced: true }, log());
    const text = spelled(await made.all());
    expect(text).not.toContain("SYNTHETIC");
    expect(text).not.toContain("UNWILLING-WORDS");
    expect(text).not.toContain("PLAN-TOMAS half");
    const { counts } = made.manifest as { counts: { turns: Counted } };
    const { seen, taken, leftOut } = counts.turns;
    const out = Object.values(leftOut).reduce((sum, n) => sum + n, 0);
    // Of a pair the better side is counted.
    expect(taken + out).toBe(PAIRS.has(name) ? seen - 1 : seen);
    expect(leftOut).toMatchObject({ synthetic: 1, unconsented: 1, "not-trainable": 1 });
  });
  test("[T6] asked for by name it is there, and marked", async () => {
    const made = await exportTo("trl-sft", ALL, log());
    const rows = await made.all();
    const marked = (mark: string, value: boolean) =>
      rows.filter((row) => row[mark] === value).map((row) => spelled([row]));
    expect(marked("synthetic", true)).toEqual([expect.stringContaining("SYNTHETIC")]);
    expect(marked("consented", false)).toEqual([expect.stringContaining("UNWILLING-WORDS")]);
    expect(made.manifest).toMatchObject({ marked: { synthetic: 1, unconsented: 1 } });
    expect(JSON.stringify(made.manifest["consent"])).toContain("1 turns hold words of players");
    expect(spelled(rows)).not.toContain("PLAN-TOMAS half");
  });
  test("[T6] what a player said before and after is judged alike: consent is the last word of the episode", async () => {
    const e = anEpisode({ id: "late" }).starts(["mara"], "salt-lantern").joins("p-9", "Eli", true);
    e.says("p-9", "Hello.", ["mara"]);
    e.whole("mara", [user("===Conversation Start===", "Eli: Hello.")], "plan", "Good day.");
    e.add("consent", {
      participant: "p-9",
      purpose: "training",
      given: false,
      notice: "evening-1",
    });
    await expect(exportTo("trl-sft", {}, e.ends())).rejects.toMatchObject({ code: "nothing" });
  });
  test("[T6] a persona that remembers earlier evenings is left out until asked for", async () => {
    const e = anEpisode({ id: "recall" })
      .starts(["mara"], "salt-lantern")
      .joins("p-9", "Eli", true);
    e.says("p-9", "Hello.", ["mara"]);
    e.whole("mara", [user("===Conversation Start===", "Eli: Hello.")], "plan", "Good day.", {
      recalled: [{ id: "m-1", why: [] }],
    });
    const events = e.ends();
    await expect(exportTo("trl-sft", {}, events)).rejects.toThrow(/--include-recalled/u);
    const rows = await (await exportTo("trl-sft", { includeRecalled: true }, events)).all();
    expect(rows).toMatchObject([{ recalled: true }]);
  });
  test("[T6] an opinion is a player's own: it counts where that player allowed training", async () => {
    const e = anEpisode({ id: "votes" }).starts(["mara"], "salt-lantern");
    e.joins("p-1", "Ayla", true).joins("p-4", "Cato", false);
    const one = e.whole("mara", [user("===Conversation Start===")], "plan", "One.");
    const two = e.whole("mara", [user("===Conversation Start===")], "plan", "Two.", {
      instead: one,
    });
    e.add("feedback", { participant: "p-4", turnId: one, rating: "down", reasons: [] });
    e.add("feedback", { participant: "p-1", turnId: two, rating: "up", reasons: [] });
    e.add("preference", { participant: "p-4", chosen: one, rejected: two, shownFirst: one });
    const events = e.ends();
    const labels = async (more: object) =>
      (await (await exportTo("trl-kto", more, events)).all()).map((row) => row["label"]);
    expect(await labels({})).toEqual([true]);
    expect(await labels({ includeUnconsented: true })).toEqual([false, true]);
    await expect(exportTo("trl-dpo", {}, events)).rejects.toThrow(/--include-unconsented/u);
  });
  test("[T6] filters let through what they name, and count the rest", async () => {
    const cases: [ExportOptions["filters"], string, number][] = [
      [{ personas: ["Tomas"] }, "filter-persona", 2],
      [{ feedback: "up" }, "filter-feedback", 1],
      [{ scenes: ["yuye-chaguan"] }, "filter-scene", 0],
      [{ models: ["HER-32B"] }, "filter-model", 5],
      [{ to: 1_700_000_012_000 }, "filter-time", 2],
      [{ maxTurns: 2 }, "beyond-max", 2],
    ];
    for (const [filters = {}, reason, rows] of cases) {
      if (rows === 0) {
        await expect(exportTo("trl-sft", { filters }, theLantern())).rejects.toThrow(
          /other scenes/u,
        );
        continue;
      }
      const made = await exportTo("trl-sft", { filters }, theLantern());
      expect([reason, made.rows]).toEqual([reason, rows]);
      const { counts } = made.manifest as { counts: { turns: Counted } };
      if (reason !== "filter-model") expect(counts.turns.leftOut).toHaveProperty(reason);
    }
  });
});

const PAIRS = new Set(["trl-dpo", "nemo-preference", "her-rm"]);
interface Counted {
  seen: number;
  taken: number;
  leftOut: Record<string, number>;
}

describe("[T7] names and ids of players are pseudonyms", () => {
  test.each(names)("[T7] %s spells no player's name and no id of the log", async (name) => {
    const raw = /\b(?:Ayla|Ben|Cato|Dora|p-[1-4]|subject-|lantern-\d|turn-\d+\b(?!-)|chaguan-1)/u;
    let rows: Rows = [];
    try {
      rows = await (await exportTo(name, { keepUnbalanced: true })).all();
    } catch (error) {
      expect(error).toMatchObject({ code: "nothing" });
      expect(name).toBe("axolotl-tokenized");
    }
    const text = spelled(rows).replaceAll(/turn-[0-9a-f]{16}/gu, "");
    expect(text).not.toMatch(raw);
    expect(text).not.toContain("阿岚");
  });
  test("[T7] tokens that would spell a name are withheld, and a player is one person over all evenings", async () => {
    const rows = await (await exportTo("calls")).all();
    for (const row of rows) {
      expect(row["exact"]).toBe(false);
      for (const held of ["prompt_ids", "response_ids", "response_logprobs", "response_mask"]) {
        expect(row[held] ?? null).toBe(null);
      }
    }
    expect(new Set(rows.map((row) => row["player"])).size).toBe(1);
  });
  test("[T7] another key gives other pseudonyms", async () => {
    const [a, b] = [
      await (await exportTo("trl-grpo")).all(),
      await (await exportTo("trl-grpo", { key: new Uint8Array(32).fill(1) })).all(),
    ];
    const turns = (rows: Rows) => new Set(rows.map((row) => row["turn"]));
    expect([...turns(a)].filter((turn) => turns(b).has(turn))).toEqual([]);
    expect(a).toHaveLength(b.length);
  });
});

describe("[T8] no row knows what its persona did not", () => {
  test("[T8] whatever is played, nothing private of another and no whisper it did not hear", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            speaker: fc.constantFrom("mara", "tomas") as fc.Arbitrary<PersonaId>,
            two: fc.boolean(),
            whisper: fc.boolean(),
          }),
          { minLength: 2, maxLength: 8 },
        ),
        async (moves) => {
          const events = playedOut(moves);
          for (const name of ["trl-sft", "verl", "calls", "her-sft-multi", "llamafactory"]) {
            let rows: Rows;
            try {
              rows = await (await exportTo(name, exactly(name), events)).all();
            } catch (error) {
              expect(error).toMatchObject({ code: "nothing" });
              continue;
            }
            for (const row of rows) {
              const text = spelled([row]);
              const of = text.includes("You are Mara") ? "MARA" : "TOMAS";
              const other = of === "MARA" ? "TOMAS" : "MARA";
              for (const word of ["SECRET", "PLAN", "PRIVATE", "WHISPER"]) {
                expect(text, name).not.toContain(`${word}-${other}`);
              }
            }
          }
        },
      ),
      { numRuns: 6, seed: 11 },
    );
  });
});

describe("[T9] pairs share a prompt, and judges cannot go by place or length", () => {
  test("[T9] a pair whose prompts differ, or of which one side may not be learned, is left out", async () => {
    const e = anEpisode({ id: "pairs" })
      .starts(["mara"], "salt-lantern")
      .joins("p-1", "Ayla", true);
    const prompt = [user("===Conversation Start===")];
    const one = e.whole("mara", prompt, "plan", "One.");
    const other = e.whole("mara", [user("===Conversation Start===", "More.")], "plan", "Two.");
    const bad = e.whole("mara", prompt, "plan", "Three.", { trainable: false });
    const good = e.whole("mara", prompt, "plan", "Four.", { instead: one });
    for (const [chosen, rejected] of [
      [other, one],
      [bad, one],
      [good, one],
    ] as const) {
      e.add("preference", { participant: "p-1", chosen, rejected, shownFirst: one });
    }
    const made = await exportTo("trl-dpo", {}, e.ends());
    expect(made.rows).toBe(1);
    const { counts } = made.manifest as { counts: { pairs: Counted } };
    expect(counts.pairs).toEqual({
      seen: 3,
      taken: 1,
      leftOut: { "prompts-differ": 1, "pair-incomplete": 1 },
    });
  });

  test("[T9] the better answer comes first in one of each two rows, and is longer in half of them", async () => {
    const events: EpisodeEvent[] = [];
    for (let at = 0; at < 60; at += 1) {
      const e = anEpisode({ id: `judged-${at}` }).starts(["mara"], "salt-lantern");
      e.joins("p-1", "Ayla", true);
      const prompt = [user("===Conversation Start===", `Ayla: ${at}?`)];
      const short = e.whole("mara", prompt, "plan", "Aye.");
      const long = e.whole("mara", prompt, "plan", "Aye, and the tide with it.", {
        instead: short,
      });
      const longer = at % 3 !== 0;
      e.add("preference", {
        participant: "p-1",
        chosen: longer ? long : short,
        rejected: longer ? short : long,
        shownFirst: short,
      });
      events.push(...e.ends());
    }
    const made = await exportTo("her-rm", { validation: 0 }, events);
    const rows = (await made.all()) as Record<
      "candidate_1" | "candidate_2" | "better_response",
      string
    >[];
    expect(rows).toHaveLength(40);
    const first = rows.map((row) => row.better_response === "cand_1");
    for (let at = 0; at < first.length; at += 2) expect(first[at]).not.toBe(first[at + 1]);
    expect(new Set(first.filter((_, at) => at % 2 === 0)).size).toBe(2);
    const longer = rows.filter((row) => {
      const [better, worse] =
        row.better_response === "cand_1"
          ? [row.candidate_1, row.candidate_2]
          : [row.candidate_2, row.candidate_1];
      return better.length > worse.length;
    });
    expect(longer).toHaveLength(20);
    expect(made.leftOut).toContain(
      "pairs: 20 left over when lengths were balanced (--keep-unbalanced)",
    );
    expect((await exportTo("her-rm", { validation: 0, keepUnbalanced: true }, events)).rows).toBe(
      60,
    );
    expect(spelled(rows)).not.toMatch(/system_thinking/u);
  });
});

describe("[T14] HER's sets keep system thinking where HER has it", () => {
  const THINKS = /<system_thinking>/gu;
  test("[T14] single turns: each its own; conversations: the last turn alone", async () => {
    for (const name of ["her-sft-single", "her-sft-multi"]) {
      const rows = await (await exportTo(name)).all();
      for (const row of rows) {
        const messages = row["messages"] as { role: string; content: string }[];
        expect(messages.at(-1)).toMatchObject({
          role: "assistant",
          content: expect.stringMatching(/^<system_thinking>[^<]+<\/system_thinking>/u),
        });
        expect(JSON.stringify(messages).match(THINKS)).toHaveLength(1);
      }
      const own = rows.map((row) => `${String(row["trace_id"])}`);
      if (name === "her-sft-multi") expect(new Set(own).size).toBe(own.length);
      else expect(new Set(own).size).toBeLessThan(own.length);
    }
  });
  test("[T14] a turn that was not thought is left out, and a conversation that was cut goes on in a row of its own", async () => {
    const e = anEpisode({ id: "cut" }).starts(["mara"], "salt-lantern");
    const messages = [user("===Conversation Start===")];
    const cut = { observations: 4, tokensBefore: 900, tokensAfter: 400, budget: 800 };
    e.whole("mara", messages, "one", "One.");
    e.whole("mara", messages, "two", "Two.");
    e.whole("mara", messages, "three", "Three.", { cut });
    e.whole("mara", messages, "", "Reflex.");
    const events = e.ends();
    const multi = await exportTo("her-sft-multi", {}, events);
    expect((await multi.all()).map((row) => row["turn_index"])).toEqual([1, 2]);
    expect(multi.leftOut).toEqual([
      "turns: 1 inside the history of a later turn",
      "turns: 1 without system thinking of its own",
    ]);
    expect((await exportTo("her-sft-single", {}, events)).rows).toBe(3);
  });
});

/** Everything that rows hold, with ids of tokens spelled out. */
function spelled(rows: readonly unknown[]): string {
  return JSON.stringify(rows, (_, value: unknown) => {
    if (!Array.isArray(value) || value.length === 0) return value;
    const ids = value.filter(
      (one): one is number => typeof one === "number" && one >= 1 && one % 1 === 0,
    );
    return ids.length === value.length ? textOfIds(ids) : value;
  });
}

/** Text that holds neither tags nor control tokens. */
function inert(text: string): string {
  return text.replaceAll(/[<>|]/gu, "-");
}

/** How far a cut end goes together with the forced close after it. */
function shared(end: string): number {
  const forced = "</system_thinking>";
  let same = 0;
  while (same < end.length && end[same] === forced[same]) same += 1;
  return same;
}

/** Two personas at one table; each prompt is made of what that persona perceived. */
function playedOut(
  moves: readonly { speaker: PersonaId; two: boolean; whisper: boolean }[],
): EpisodeEvent[] {
  const e = anEpisode({ id: "any" }).starts(["mara", "tomas"], "salt-lantern");
  e.joins("p-1", "Ayla", true);
  const minds: Record<string, ReturnType<typeof user | typeof own>[]> = {
    mara: [user("===Conversation Start===")],
    tomas: [user("===Conversation Start===")],
  };
  const tell = (mind: string, line: string): void => {
    const last = minds[mind]?.at(-1);
    if (last?.role === "user") last.content += `\n\n${line}`;
    else minds[mind]?.push(user(line));
  };
  for (const { speaker, two, whisper } of moves) {
    const tag = speaker.toUpperCase();
    const other = speaker === "mara" ? "tomas" : "mara";
    const line = whisper ? `WHISPER-${tag} for you alone` : "Well?";
    e.says("p-1", line, whisper ? [speaker] : [speaker, other], whisper);
    tell(speaker, `Ayla: ${line}`);
    tell(other, whisper ? "Ayla: <role_action>whispers</role_action>" : `Ayla: ${line}`);
    const prompt = structuredClone(minds[speaker] ?? []);
    const words = `<role_thinking>PRIVATE-${tag}</role_thinking>Aye.`;
    if (two) e.twoPhase(speaker, prompt, { wrote: `PLAN-${tag} so.` }, ` ${words}`);
    else e.whole(speaker, prompt, `PLAN-${tag} so.`, words);
    minds[speaker]?.push(own(`${tag}: ${words}`));
    tell(other, `${tag}: Aye.`);
  }
  return e.ends();
}

test("[T6] the reader of the evening gives what was told", async () => {
  const { list } = readerOf(theLog());
  expect((await list()).map(({ turns }) => turns)).toEqual([6, 1, 1, 2, 2, 2, 2]);
});
