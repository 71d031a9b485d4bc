import type { Localized, PropView, StoryView, VerbView } from "../../../shared/protocol.ts";
import type { Set } from "./scripted-scene.ts";

/** A night at the inn for tests: people where they stand, some things, and a story. */

const say = (en: string, zh: string): Localized => ({ en, zh });

const verb = (
  id: string,
  label: Localized,
  target: VerbView["target"],
  item = false,
): VerbView => ({ id, label, target, item });

const thing = (
  id: string,
  name: Localized,
  sprite: string,
  description: Localized,
  verbs: readonly string[],
): PropView => ({ id, name, description, portable: verbs.includes("take"), sprite, verbs });

const CARRIED = ["take", "give", "show", "put-down"];

export const STORY: StoryView = {
  goal: say(
    "Before dawn, find out between you why Skarn Light went dark and what became of its keeper.",
    "天亮之前，一起弄清斯卡恩灯塔为什么熄灭，守灯人又去了哪里。",
  ),
  questions: [
    { id: "lamp", ask: say("Why did the lamp fail?", "灯为什么会灭？"), state: "found" },
    { id: "watch", ask: say("Who had the watch that night?", "那一夜是谁值守？"), state: "partly" },
    {
      id: "steered",
      ask: say("What did the Ellen Dace steer by?", "“艾伦·戴斯”号照着什么走？"),
      state: "open",
    },
    {
      id: "keeper",
      ask: say("What became of Osric Wenn?", "奥斯里克·温后来怎样了？"),
      state: "open",
    },
  ],
  journal: [
    {
      id: "soot",
      at: 60_000,
      kind: "seen",
      text: say(
        "The tower is white to the gallery, and black with soot above it.",
        "灯塔从底到回廊是白的，再往上全被烟熏黑了。",
      ),
      source: null,
      answers: ["lamp"],
    },
    {
      id: "cellar-barrels",
      at: 240_000,
      kind: "finding",
      text: say(
        "For two years Dorcas has bought lamp oil at half price. There are eleven barrels of it in her cellar.",
        "两年来多卡丝一直用半价买灯油。她的地窖里还有十一桶。",
      ),
      source: { name: "Dorcas Maskell", turnId: "t2" },
      answers: ["lamp"],
    },
  ],
  suggestions: [
    { text: "Who sold you oil at that price, Dorcas?", to: "dorcas-maskell" },
    { text: "Whose ring is that on the cord?", to: "dorcas-maskell" },
    { text: "Is there soup for a cold traveller?", to: null },
  ],
  ending: null,
  minds: [],
};

export const NIGHT: Set = {
  cast: [
    { id: "me", name: "Ayla", kind: "player", sprite: "player-1", x: 14, y: 13, facing: "up" },
    { id: "ben", name: "Ben", kind: "player", sprite: "player-4", x: 11, y: 14 },
    { id: "dorcas-maskell", name: "Dorcas Maskell", kind: "persona", x: 15, y: 10 },
    { id: "gideon-strake", name: "Gideon Strake", kind: "persona", x: 23, y: 15, facing: "up" },
    { id: "tamsin-wenn", name: "Tamsin Wenn", kind: "persona", x: 26, y: 10, facing: "right" },
    { id: "lin-shouhai", name: "Lin Shouhai", kind: "persona", x: 21, y: 4 },
    { id: "merrin-tace", name: "Merrin Tace", kind: "persona", x: 6, y: 10 },
  ],
  props: [
    { id: "orange", x: 13, y: 11, holder: "", open: false },
    { id: "storm-glass", x: 14, y: 13, holder: "me", open: false },
    { id: "rum-bottle", x: 17, y: 10, holder: "", open: false },
    { id: "leather-case", x: 23, y: 14, holder: "", open: false },
    { id: "keepers-chair", x: 10, y: 10, holder: "", open: false },
    { id: "ledger", x: 0, y: 0, holder: "tamsin-wenn", open: false },
    { id: "tea-tin", x: 16, y: 11, holder: "", open: false },
  ],
  guide: {
    verbs: [
      verb("go-to", say("Go to", "走到"), "place"),
      verb("give", say("Give", "交给"), "person", true),
      verb("show", say("Show", "出示"), "person", true),
      verb("take", say("Take", "拿起"), "none", true),
      verb("put-down", say("Put down", "放下"), "none", true),
      verb("open", say("Open", "打开"), "prop"),
      verb("close", say("Close", "合上"), "prop"),
      verb("sit", say("Sit down", "坐下"), "prop"),
      verb("stand", say("Stand up", "站起来"), "none"),
      verb("point", say("Point at", "指向"), "person-or-prop"),
    ],
    props: [
      thing(
        "orange",
        say("an orange", "橙子"),
        "orange",
        say(
          "An orange from the wreck, with salt in its pores.",
          "从沉船漂上来的橙子，皮上还有盐。",
        ),
        [...CARRIED, "point"],
      ),
      thing(
        "storm-glass",
        say("the storm glass", "风暴瓶"),
        "glass",
        say(
          "White ferns grow in it before a gale. Who looks into it for long forgets to guard their face.",
          "大风之前瓶里会长出白色的羽花。谁盯着它看久了，就忘了管住自己的神色。",
        ),
        CARRIED,
      ),
      thing(
        "rum-bottle",
        say("the empty rum bottle", "空朗姆酒瓶"),
        "bottle",
        say("It came in with the keeper's punt.", "跟着守灯人的小船漂回来的。"),
        CARRIED,
      ),
      thing(
        "leather-case",
        say("the leather case", "皮箱"),
        "case",
        say("A harbour master's case. The lock is new.", "港务长的皮箱，锁是新的。"),
        ["open", "close", "point"],
      ),
      thing(
        "keepers-chair",
        say("the keeper's chair", "守灯人的椅子"),
        "chair",
        say("A plain chair, pushed in. Nobody sits there.", "一把普通的椅子，谁也不去坐。"),
        ["sit", "point"],
      ),
      thing(
        "ledger",
        say("the lamp oil ledger", "灯油账簿"),
        "book",
        say("Two years of short measure.", "两年里次次短秤。"),
        [...CARRIED, "open", "close"],
      ),
      thing(
        "tea-tin",
        say("the tea tin", "茶罐"),
        "tin",
        say("It smells of smoke and the south.", "一股烟和南方的味道。"),
        ["open", "close", ...CARRIED],
      ),
    ],
    places: [],
  },
  story: STORY,
};

/** What was said before the test begins. */
export const BEFORE = [
  {
    turnId: "t0",
    speaker: "environment",
    name: "",
    kind: "environment",
    addressee: null,
    whisper: false,
    segments: [{ kind: "speech", text: "The gale goes on knocking." }],
    state: "complete",
    gesture: "",
  },
  {
    turnId: "t1",
    speaker: "me",
    name: "Ayla",
    kind: "player",
    addressee: "dorcas-maskell",
    whisper: false,
    segments: [{ kind: "speech", text: "Your lamps burn very clean, Dorcas." }],
    state: "complete",
    gesture: "",
  },
  {
    turnId: "t2",
    speaker: "dorcas-maskell",
    name: "Dorcas Maskell",
    kind: "persona",
    addressee: "me",
    whisper: false,
    segments: [
      { kind: "action", text: "wipes a glass that is clean already" },
      {
        kind: "speech",
        text: "Good oil, love. There's eleven barrels of it below, and I paid half.",
      },
    ],
    state: "complete",
    gesture: "",
  },
] as const;
