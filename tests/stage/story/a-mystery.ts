import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { aPlay } from "../../doubles/a-play.ts";
import type { DirectorOptions } from "../../../server/stage/director.ts";
import type { Happening, Happenings } from "../../../server/stage/happenings.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

/** A small mystery: Mara hid a letter, Tomas broke a bell, and a bell that rings ends it. */

export const MARA = aPersona({
  id: "mara",
  name: "Mara Quill",
  private: {
    secrets: [{ id: "letter", text: "Mara hid the drowned pilot's letter under the hearthstone." }],
  },
});
export const TOMAS = aPersona({
  id: "tomas",
  name: "Tomas Reed",
  private: { secrets: [{ id: "bell", text: "Tomas cracked the harbour bell with a hammer." }] },
});

export const MYSTERY = {
  goal: { en: "Find the letter.", zh: "找到那封信。" },
  questions: [
    { id: "where", ask: { en: "Where is the letter?", zh: "信在哪里？" }, found_by: [["letter"]] },
    {
      id: "why",
      ask: { en: "Why is the bell silent?", zh: "钟为什么不响？" },
      found_by: [["bell"], ["letter", "ledger"]],
    },
  ],
  findings: [
    {
      id: "letter",
      secrets: ["mara/letter"],
      entry: { en: "Mara hid the letter.", zh: "信是玛拉藏的。" },
      signs: [[["letter"], ["hid", "hearthstone", "under the hearth"]]],
    },
    {
      id: "bell",
      secrets: ["tomas/bell"],
      entry: { en: "Tomas cracked the bell.", zh: "钟是托马斯砸坏的。" },
      signs: [[["bell"], ["cracked", "hammer"]]],
    },
    { id: "ledger", entry: { en: "The ledger names Tomas.", zh: "账本上有托马斯的名字。" } },
  ],
  endings: [
    {
      id: "rung",
      title: { en: "The bell", zh: "钟声" },
      text: { en: "The bell rings cracked, and they all come out.", zh: "破钟响了，人都出来了。" },
      on: { verb: "take", target: "rope" },
      questions: ["where", "why"],
    },
    {
      id: "half",
      title: { en: "Half", zh: "一半" },
      text: { en: "Half of it is known.", zh: "只知道一半。" },
      at_least: 1,
    },
    {
      id: "none",
      title: { en: "Nothing", zh: "一无所知" },
      text: { en: "Nobody knows.", zh: "没人知道。" },
    },
  ],
  suggestions: [
    { text: { en: "Where did you sit that night?", zh: "那晚你坐在哪里？" }, to: "mara" },
    { text: { en: "Why does no bell ring?", zh: "为什么没有钟声？" }, to: "tomas" },
    {
      text: { en: "Mara hid it. Why would she?", zh: "玛拉藏了它，为什么？" },
      to: "tomas",
      knows: ["letter"],
    },
    {
      text: { en: "Is it the pilot whom you think of?", zh: "你想的是那个领航员吗？" },
      to: "mara",
    },
  ],
};

export const THINGS = {
  props: [
    {
      id: "ledger-book",
      name: "the ledger",
      description: "A ledger.",
      holder: "tomas",
      reveals: ["ledger"],
    },
    {
      id: "glass",
      name: "the glass",
      description: "A glass.",
      place: "table",
      mind_read: 60,
    },
    { id: "rope", name: "the bell rope", description: "A rope.", place: "table", portable: false },
  ],
};

/** The mystery, with a time limit of ten minutes and both personas near the players. */
export function aMystery(more: Partial<DirectorOptions> = {}, scene: Record<string, unknown> = {}) {
  const play = aPlay({
    scene: aStaging([MARA, TOMAS], {
      story: MYSTERY,
      things: THINGS,
      scene: {
        places: [{ id: "table", name: "the table" }],
        end: [{ when: "minutes", minutes: 10, text: "Dawn comes." }],
        ...scene,
      },
    }),
    ...more,
  });
  const { model, director, clock } = play;
  let asked = 0;
  /** A player asks, and the persona answers with these words. */
  async function hears(
    player: string,
    persona: "mara" | "tomas",
    words: string,
    say: { whisper?: boolean; text?: string } = {},
  ): Promise<string> {
    model.script(persona === "mara" ? "Mara Quill" : "Tomas Reed", turnOf(words));
    asked += 1;
    const { text = `Tell me, number ${asked}.`, whisper = false } = say;
    const answer = director.say(player, { text, to: persona, whisper });
    if (!answer.ok) throw new Error(`refused: ${answer.refusal}`);
    await clock.pass(3_000);
    return director.snapshot(player).entries.findLast((e) => e.speaker === persona)?.turnId ?? "";
  }
  const story = (player: string) => {
    const view = director.snapshot(player).story;
    if (view === undefined) throw new Error("a snapshot without a story");
    return view;
  };
  const pages = (player: string) => story(player).journal.map(({ id, kind }) => `${id}: ${kind}`);
  const board = (player: string) =>
    story(player).questions.map(({ id, state }) => `${id}: ${state}`);
  /** Something happens, as if the rules of the scene had let it. */
  const happen = (what: Happening) => (director.happenings as Happenings).tell(what);
  return { ...play, hears, happen, story, pages, board };
}
