import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { defineVerb } from "../../server/roleplay/verbs/define-verb.ts";
import { matchAction, type ActionNames } from "../../server/roleplay/verbs/match-action.ts";

const phrases = { done: "{actor} does it.", refused: "{actor} cannot." };
const OWN_VERBS = [
  defineVerb({
    id: "ring-bell",
    label: "Ring",
    target: "prop",
    words: { en: ["ring", "toll"], zh: ["敲响", "摇响"] },
    phrases,
  }),
  defineVerb({
    id: "wind-up",
    label: "Wind up",
    target: "prop",
    words: { en: ["wind up", "set … going"], zh: ["把…上好发条"] },
    phrases,
  }),
  defineVerb({
    id: "kneel",
    label: "Kneel",
    words: { en: ["kneel", "kneel down", "drop to one's knees"], zh: ["跪下"] },
    phrases,
  }),
  defineVerb({
    id: "pin-on",
    label: "Pin on",
    target: "person",
    item: true,
    words: { en: ["pin … to someone's coat", "award"], zh: ["颁给", "别到"] },
    phrases,
  }),
  defineVerb({
    id: "vote",
    label: "Vote",
    target: "person",
    words: { en: ["vote for"], zh: ["投给…"] },
    who: "players",
    phrases,
  }),
];
const VERBS = [...BUILT_IN_VERBS, ...OWN_VERBS];

const tower: ActionNames = {
  self: { id: "old-man", names: ["The Old Man"] },
  people: [
    { id: "wu", names: ["Dr. Wu"] },
    { id: "john", names: ["约翰·史密斯", "John Smith"] },
    { id: "may", names: ["May"] },
  ],
  places: [
    { id: "belfry", names: ["the Belfry", "钟楼"] },
    { id: "behind-the-clock", names: ["behind the clock"] },
  ],
  props: [
    { id: "key", names: ["Key", "钥匙"] },
    { id: "keyhole", names: ["Keyhole", "钥匙孔"] },
    { id: "bell", names: ["the great bell", "大钟"] },
    { id: "clock", names: ["the tower clock", "座钟"] },
    { id: "medal", names: ["silver medal", "银牌"] },
    { id: "red-book", names: ["the red book"] },
    { id: "blue-book", names: ["the blue book"] },
  ],
  addressee: "wu",
};

const read = (action: string, names = tower) =>
  matchAction(action, VERBS, names).deeds.map(({ verb, target, item }) =>
    [verb, target, item].filter((part) => part !== null).join(" "),
  );

describe("[W8] a game's own verbs have the same grammar", () => {
  test.each([
    ["rings the great bell three times", ["ring-bell bell"]],
    ["tolled the bell once, slowly", ["ring-bell bell"]],
    ["pulls the rope, ringing the great bell", ["ring-bell bell"]],
    ["does not ring the bell", []],
    ["as if to ring the bell", []],
    ["the great bell rings in the fog", []],
    ["watches May ring the bell", []],
    ["winds up the tower clock", ["wind-up clock"]],
    ["winds the clock up with great care", ["wind-up clock"]],
    ["winds the clock", []],
    ["winds the scarf up to his chin", []],
    ["sets the tower clock going again", ["wind-up clock"]],
    ["drops to his knees", ["kneel"]],
    ["kneels, muttering a prayer", ["kneel"]],
    ["refuses to kneel", []],
    ["pins the silver medal to Dr. Wu's coat", ["pin-on wu medal"]],
    ["awards May the medal", ["pin-on may medal"]],
    ["votes for May", []],
    ["敲响大钟", ["ring-bell bell"]],
    ["没有敲响大钟", []],
    ["把座钟上好发条", ["wind-up clock"]],
    ["缓缓跪下", ["kneel"]],
    ["不肯跪下", []],
    ["把银牌颁给约翰·史密斯", ["pin-on john medal"]],
  ])("[W8] %s", (action, deeds) => {
    expect(read(action)).toEqual(deeds);
  });
  test("[W8] a verb that this scene does not know is never read", () => {
    expect(matchAction("rings the great bell", BUILT_IN_VERBS, tower).deeds).toEqual([]);
    expect(matchAction("picks up the Key", [], tower)).toMatchObject({ deeds: [], unclear: false });
  });
});

describe("[W7] words that look like a deed", () => {
  const inn: ActionNames = {
    self: { id: "dorcas", names: ["Dorcas"] },
    people: [
      { id: "gideon", names: ["Gideon"] },
      { id: "tamsin", names: ["Tamsin"] },
    ],
    places: [{ id: "hearth", names: ["the hearth"] }],
    props: [
      { id: "letter", names: ["letter", "信"] },
      { id: "case", names: ["leather case", "case", "箱子"] },
      { id: "chair", names: ["chair"] },
      { id: "door", names: ["door", "木门"] },
    ],
    addressee: "gideon",
  };
  test.each([
    "gathers the letter is lost",
    "accepts the case for what it is",
    "sits the letter on the mantel",
    "sits on her anger",
    "sits in judgment",
    "sits very still",
    "stands up to Gideon",
    "stands up for Tamsin",
    "goes on to the letter",
    "returns to the letter",
    "gives the case a wide berth",
    "shows Tamsin the door",
    "if Gideon opens the case, takes the letter",
    "half opens the case",
    "is walking to the hearth",
    "the case opens",
    "Dorcas's hand closes the case",
    "listens as Tamsin opens the case and takes the letter",
    "says 'take the letter, please.' to Gideon",
    "如果吉迪恩打开箱子，就拿起信",
    "像要打开箱子似的",
    "带上信",
    "接过信的手在发抖",
    "信打开了",
    "把信交给Gideon和Tamsin",
  ])("[W7] none: %s", (action) => {
    expect(read(action, inn)).toEqual([]);
  });
  test.each([
    [
      "opens the case, takes the letter and hands it to Tamsin",
      "open case, take letter, give tamsin letter",
    ],
    ["having taken the letter, opens the case", "open case"],
    ["she hands Tamsin the letter, then sits back down", "give tamsin letter, sit"],
    ["picks the letter up off the floor", "take letter"],
    ["presses the letter into Tamsin's cold hands", "give tamsin letter"],
    ["smiles. Takes the letter. Hands it to Tamsin.", "take letter, give tamsin letter"],
    ["walks to the hearth but stops short", ""],
    ["walks to the hearth and stops", "go-to hearth"],
    ["拿出信，递给Gideon", "give gideon letter"],
    ["看着Gideon，拿起信", "take letter"],
    ["推开木门走了进去", "open door"],
  ])("[W7] %s", (action, deeds) => {
    expect(read(action, inn).join(", ")).toBe(deeds);
  });
});

describe("[W9] names are found as they are, and nowhere inside others", () => {
  test.each([
    ["picks up the Key", ["take key"]],
    ["points at the Keyhole", ["point keyhole"]],
    ["picks up the Keystone", []],
    ["takes the key ring from the wall", []],
    ["hands Dr. Wu the key", ["give wu key"]],
    ["gives the key to Dr Wu", ["give wu key"]],
    ["hands 约翰·史密斯 the key", ["give john key"]],
    ["The Old Man walks to the Belfry", ["go-to belfry"]],
    ["an old man walks to the Belfry", []],
    ["Dr. Wu walks to the Belfry", []],
    ["goes behind the clock", ["go-to behind-the-clock"]],
    ["may give the key to someone", []],
    ["gives May the key", ["give may key"]],
    ["picks up the book", []],
    ["picks up the red book", ["take red-book"]],
    ["picks up the red book and the blue book", ["take red-book", "take blue-book"]],
    ["拿起钥匙", ["take key"]],
    ["指着钥匙孔", ["point keyhole"]],
    ["走到钟楼下", ["go-to belfry"]],
  ])("[W9] %s", (action, deeds) => {
    expect(read(action)).toEqual(deeds);
  });
  test.each([
    ["takes an orange", ["take orange"]],
    ["takes two oranges", []],
    ["points at the tower", []],
    ["grips his own throat", []],
    ["points at the throat of the horse", []],
    ["holds up the rice", []],
    ["takes the key to the tower", ["take tower-key"]],
    ["picks up the tin marked RICE", ["take tin"]],
    ["opens the rice tin", ["open tin"]],
    ["sits in the chair by the hearth", ["sit chair"]],
    ["goes to the hearth", ["go-to hearth"]],
    ["picks up the key", []],
  ])("[W9] long names: %s", (action, deeds) => {
    const inn: ActionNames = {
      ...tower,
      places: [{ id: "hearth", names: ["the hearth"] }],
      props: [
        { id: "orange", names: ["an orange"] },
        { id: "tower-key", names: ["the second key", "key to the tower"] },
        { id: "case-key", names: ["the small brass key"] },
        { id: "tin", names: ["the rice tin", "tin marked RICE"] },
        { id: "ring", names: ["the brass ring", "ring at her throat"] },
        { id: "chair", names: ["the keeper's chair", "chair by the hearth"] },
      ],
    };
    expect(read(action, inn)).toEqual(deeds);
  });
  test("[W9] a name that two share means neither", () => {
    const twins = {
      ...tower,
      props: [
        { id: "key-1", names: ["key"] },
        { id: "key-2", names: ["key"] },
      ],
    };
    expect(matchAction("picks up the key", VERBS, twins)).toMatchObject({
      deeds: [],
      unclear: true,
    });
  });
  test("[W9] a scene without names, or with empty ones, reads nothing", () => {
    const empty = { self: { id: "me", names: [] }, people: [{ id: "x", names: ["", " "] }] };
    const names = { ...empty, places: [], props: [], addressee: null };
    expect(read("picks up the key and gives it to you", names)).toEqual([]);
    expect(read("把钥匙递给你", names)).toEqual([]);
  });
});

describe("[W10] a pronoun means someone only where it can mean nobody else", () => {
  test.each([
    ["hands you the key", ["give wu key"]],
    ["picks up the key and hands it to you", ["take key", "give wu key"]],
    ["turns to May and gives her the key", ["face may", "give may key"]],
    ["nods at May and hands her the key", []],
    ["looks from May to Dr. Wu and hands him the key", []],
    ["hands him the key", ["give wu key"]],
    ["hands them the key", []],
    ["hands it to May", []],
    ["takes the key, draws a coin from his purse and gives it to May", ["take key"]],
    ["picks up the red book, then the blue book, and opens it", ["take red-book"]],
    ["把钥匙递给你", ["give wu key"]],
    ["转向约翰·史密斯，把钥匙递给他", ["face john", "give john key"]],
    ["看了看约翰·史密斯，把钥匙递给他", []],
  ])("[W10] %s", (action, deeds) => {
    expect(read(action)).toEqual(deeds);
  });
  test("[W10] you is nobody while the actor speaks to nobody", () => {
    const alone = { ...tower, addressee: null };
    expect(read("hands you the key", alone)).toEqual([]);
    expect(read("hands him the key", alone)).toEqual([]);
  });
});

describe("[W11] what is not plain is unclear, and what is plainly no deed is not", () => {
  test.each(["takes a key from the hook", "hands them the key", "拿起一把钥匙"])(
    "[W11] unclear: %s",
    (action) => {
      expect(matchAction(action, VERBS, tower)).toMatchObject({ deeds: [], unclear: true });
    },
  );
  test.each([
    "sighs",
    "does not take the key",
    "watches May take the key",
    "picks up the key",
    "没有拿起钥匙",
    "",
  ])("[W11] not unclear: %s", (action) => {
    expect(matchAction(action, VERBS, tower).unclear).toBe(false);
  });
});
