import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { defineVerb } from "../../server/roleplay/verbs/define-verb.ts";
import { readSaid, sayDo, type Sayable } from "../../server/stage/deeds/say-do.ts";
import { aDeedPlay } from "../doubles/a-deed-play.ts";
import { turnOf } from "../doubles/scripted-model.ts";

const bell = defineVerb({
  id: "ring",
  label: { en: "Ring", zh: "敲" },
  target: "prop",
  words: { en: ["ring"], zh: ["敲响"] },
  phrases: { done: "{actor} rings {target}.", refused: "{actor} cannot ring {target}." },
});
const sayable: Sayable = {
  verbs: [...BUILT_IN_VERBS, bell],
  things: [
    { id: "key", names: ["the small key", "key", "小钥匙", "钥匙"] },
    { id: "case", names: ["the leather case", "case", "皮箱", "箱子"] },
    { id: "letter", names: ["the letter", "信"] },
    { id: "bell", names: ["the bell", "钟"] },
  ],
  places: [
    { id: "kitchen", names: ["the kitchen", "厨房"] },
    { id: "quay", names: ["the quay", "码头"] },
  ],
  people: [{ id: "lin", names: ["Lin", "林师傅"] }],
  addressee: "p-1",
};
const read = (speech: string) =>
  readSaid(speech, sayable).map(({ verb, target, item, says }) => [says, verb, target, item]);

describe("[V12] promises are read from speech, in the first person and for now", () => {
  test.each<[string, unknown[]]>([
    ["I'll fetch the key.", ["will", "take", null, "key"]],
    ["Very well. I will open the case for you.", ["will", "open", "case", null]],
    ["Let me show you the letter.", ["will", "show", "p-1", "letter"]],
    ["I'm going to give you the small key.", ["will", "give", "p-1", "key"]],
    ["I'll just put it down, and then we talk.", ["will", "put-down", null, null]],
    ["I'll go to the kitchen.", ["will", "go-to", "kitchen", null]],
    ["I'll follow you.", ["will", "follow", "p-1", null]],
    ["I’ll sit down.", ["will", "sit", null, null]],
    ["Here, take this.", ["will", "give", "p-1", null]],
    ["Here, have it.", ["will", "give", "p-1", null]],
    ["Here's the key.", ["will", "give", "p-1", "key"]],
    ["Take the letter.", ["will", "give", "p-1", "letter"]],
    ["I'll ring the bell.", ["will", "ring", "bell", null]],
    ["I won't open it.", ["will-not", "open", null, null]],
    ["I will not give you the key.", ["will-not", "give", "p-1", "key"]],
    ["I can't show you the letter.", ["will-not", "show", "p-1", "letter"]],
    ["I refuse to open the case.", ["will-not", "open", "case", null]],
    ["我这就去拿钥匙。", ["will", "take", null, "key"]],
    ["我把钥匙给你。", ["will", "give", "p-1", "key"]],
    ["我替你打开箱子。", ["will", "open", "case", null]],
    ["我把信给你看。", ["will", "show", "p-1", "letter"]],
    ["我这就去厨房。", ["will", "go-to", "kitchen", null]],
    ["我跟你走。", ["will", "follow", "p-1", null]],
    ["喏，拿着。", ["will", "give", "p-1", null]],
    ["拿去吧，这把钥匙。", ["will", "give", "p-1", "key"]],
    ["我不会打开箱子。", ["will-not", "open", "case", null]],
    ["我不能把钥匙给你。", ["will-not", "give", "p-1", "key"]],
  ])("[V12] %s", (speech, said) => {
    expect(read(speech)).toEqual([said]);
  });
  test.each([
    "I'll take a look.",
    "I'll take that as a yes.",
    "I'll give you that.",
    "I'll give it some thought.",
    "I'll show you how it is done.",
    "I'll put it plainly.",
    "If you wait, I'll open the case.",
    "I'll open the case tomorrow.",
    "Shall I open the case?",
    "He said “I'll open the case”, and he did not.",
    "You'll give me the key.",
    "She will open the case.",
    "The case is open.",
    "I opened the case last week.",
    "Take it easy.",
    "Take a seat.",
    "Take my word for it.",
    "Have it your way.",
    "Here we are at the quay.",
    "I'll be glad of the letter.",
    "I'll never see the quay again.",
    "I might open the case.",
    "I would give you the key.",
    "Let me think.",
    "我给你讲个故事。",
    "我去年去过厨房。",
    "如果你等等，我就打开箱子。",
    "我明天把钥匙给你。",
    "要我打开箱子吗？",
    "他说“我打开箱子”。",
    "我没有钥匙。",
    "你把钥匙给我。",
    "我不知道码头在哪里。",
    "箱子是打开的。",
    "",
    "…",
  ])("[V12] no promise: %s", (speech) => {
    expect(read(speech)).toEqual([]);
  });
  test("[V12] long and hostile speech is read in time and never throws", () => {
    for (const speech of [
      "I'll ".repeat(800),
      "我把".repeat(1500),
      "“".repeat(3000),
      "take ".repeat(900),
    ])
      expect(() => read(speech)).not.toThrow();
  });
});

describe("[V12] what was said is held against what was done", () => {
  const deed = { verb: "give", target: "p-1", item: "key" };
  test("[V12] promised and done, refused, not tried; done without a word; declined", () => {
    const promise = { ...deed, says: "will" as const };
    expect(sayDo([promise], [{ ...deed, outcome: "done" }])).toEqual([
      { ...deed, promised: true, outcome: "done" },
    ]);
    expect(sayDo([promise], [{ ...deed, outcome: "refused" }])).toMatchObject([
      { promised: true, outcome: "refused" },
    ]);
    expect(sayDo([promise], [])).toMatchObject([{ promised: true, outcome: "not-tried" }]);
    expect(sayDo([], [{ ...deed, outcome: "under-way" }])).toMatchObject([
      { promised: false, outcome: "under-way" },
    ]);
    expect(sayDo([{ ...deed, says: "will-not" }], [])).toEqual([
      { ...deed, promised: false, declined: true, outcome: "not-tried" },
    ]);
  });
  test("[V12] what the words left open is filled in by the deed", () => {
    const vague = { verb: "give", target: "p-1", item: null, says: "will" as const };
    expect(sayDo([vague], [{ ...deed, outcome: "done" }])).toMatchObject([{ item: "key" }]);
    expect(sayDo([vague], [{ ...deed, target: "p-2", outcome: "done" }])).toHaveLength(2);
  });
  test("[V12] it is in the turn's record", async () => {
    const play = aDeedPlay();
    play.join("p-1", "Ayla", 6, 2);
    play.model.script(
      "Gideon Strake",
      turnOf(
        "<role_action>hands the small key to Ayla</role_action>Here's the small key. I won't open the case.",
      ),
    );
    play.director.say("p-1", { text: "Gideon?", to: "gideon" });
    await play.walk(1500);
    const turn = play.log.events.findLast((event) => event.type === "turn");
    expect(turn).toMatchObject({
      sayDo: [
        { verb: "give", target: "p-1", item: "small-key", promised: true, outcome: "done" },
        {
          verb: "open",
          target: "case",
          item: null,
          promised: false,
          declined: true,
          outcome: "not-tried",
        },
      ],
    });
  });
});
