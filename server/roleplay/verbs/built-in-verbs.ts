import { WORDS_EN } from "./built-in-words.en.ts";
import { WORDS_ZH } from "./built-in-words.zh.ts";
import { defineVerb } from "./define-verb.ts";
import type { Verb } from "./verb.ts";

/** The verbs that every scene knows; a game adds its own with `defineVerb`. */
export const BUILT_IN_VERBS: readonly Verb[] = [
  defineVerb({
    id: "go-to",
    label: { en: "Go to", zh: "走到" },
    target: "anything",
    words: { en: WORDS_EN["go-to"], zh: WORDS_ZH["go-to"] },
    needs: ["target-there"],
    reach: 1.5,
    effect: "walk",
    phrases: {
      done: { en: "{actor} goes to {target}.", zh: "{actor}走到{target}。" },
      refused: { en: "{actor} cannot get to {target}.", zh: "{actor}去不了{target}。" },
    },
    who: "personas",
  }),
  defineVerb({
    id: "face",
    label: { en: "Face", zh: "面向" },
    target: "anything",
    words: { en: WORDS_EN.face, zh: WORDS_ZH.face },
    needs: ["target-there"],
    reach: 64,
    effect: "turn",
    phrases: {
      done: { en: "{actor} turns to {target}.", zh: "{actor}转向{target}。" },
      refused: { en: "{actor} looks around for {target}.", zh: "{actor}四下寻找{target}。" },
    },
    who: "personas",
  }),
  defineVerb({
    id: "follow",
    label: { en: "Follow", zh: "跟随" },
    target: "person",
    words: { en: WORDS_EN.follow, zh: WORDS_ZH.follow },
    needs: ["target-there", "sees-target"],
    reach: 64,
    effect: "follow",
    phrases: {
      done: { en: "{actor} follows {target}.", zh: "{actor}跟着{target}。" },
      refused: { en: "{actor} cannot follow {target}.", zh: "{actor}跟不上{target}。" },
    },
  }),
  defineVerb({
    id: "give",
    label: { en: "Give", zh: "交给" },
    target: "person",
    item: true,
    words: { en: WORDS_EN.give, zh: WORDS_ZH.give },
    needs: ["target-there", "holds-item", "item-portable", "near-target"],
    effect: "hand-over",
    gesture: "give",
    phrases: {
      done: { en: "{actor} gives {item} to {target}.", zh: "{actor}把{item}交给{target}。" },
      refused: {
        en: "{actor} cannot give {item} to {target}.",
        zh: "{actor}没能把{item}交给{target}。",
      },
    },
  }),
  defineVerb({
    id: "take",
    label: { en: "Take", zh: "拿起" },
    item: true,
    words: { en: WORDS_EN.take, zh: WORDS_ZH.take },
    needs: ["item-in-reach", "item-portable", "item-free"],
    effect: "pick-up",
    gesture: "take",
    phrases: {
      done: { en: "{actor} takes {item}.", zh: "{actor}拿起{item}。" },
      refused: { en: "{actor} cannot take {item}.", zh: "{actor}没能拿到{item}。" },
    },
  }),
  defineVerb({
    id: "show",
    label: { en: "Show", zh: "给人看" },
    target: "person",
    item: true,
    words: { en: WORDS_EN.show, zh: WORDS_ZH.show },
    needs: ["target-there", "holds-item", "sees-target", "near-target"],
    reach: 4,
    effect: "show",
    gesture: "point",
    phrases: {
      done: { en: "{actor} shows {item} to {target}.", zh: "{actor}把{item}给{target}看。" },
      refused: {
        en: "{actor} cannot show {item} to {target}.",
        zh: "{actor}没能把{item}给{target}看。",
      },
    },
  }),
  defineVerb({
    id: "put-down",
    label: { en: "Put down", zh: "放下" },
    item: true,
    words: { en: WORDS_EN["put-down"], zh: WORDS_ZH["put-down"] },
    needs: ["holds-item"],
    effect: "put-down",
    gesture: "give",
    phrases: {
      done: { en: "{actor} puts {item} down.", zh: "{actor}放下{item}。" },
      refused: { en: "{actor} cannot put {item} down.", zh: "{actor}没能放下{item}。" },
    },
  }),
  defineVerb({
    id: "sit",
    label: { en: "Sit down", zh: "坐下" },
    target: "prop",
    alone: true,
    words: { en: WORDS_EN.sit, zh: WORDS_ZH.sit },
    needs: ["near-target", "seat-free"],
    effect: "sit",
    gesture: "sit",
    phrases: {
      done: { en: "{actor} sits down.", zh: "{actor}坐下了。" },
      refused: { en: "{actor} finds no seat.", zh: "{actor}没处可坐。" },
    },
  }),
  defineVerb({
    id: "stand",
    label: { en: "Stand up", zh: "站起来" },
    words: { en: WORDS_EN.stand, zh: WORDS_ZH.stand },
    effect: "stand",
    gesture: "stand",
    phrases: {
      done: { en: "{actor} stands up.", zh: "{actor}站了起来。" },
      refused: { en: "{actor} stays seated.", zh: "{actor}还坐着。" },
    },
  }),
  defineVerb({
    id: "open",
    label: { en: "Open", zh: "打开" },
    target: "prop",
    words: { en: WORDS_EN.open, zh: WORDS_ZH.open },
    needs: ["near-target", "unlocked"],
    effect: "open",
    phrases: {
      done: { en: "{actor} opens {target}.", zh: "{actor}打开{target}。" },
      refused: { en: "{actor} cannot open {target}.", zh: "{actor}打不开{target}。" },
    },
  }),
  defineVerb({
    id: "close",
    label: { en: "Close", zh: "关上" },
    target: "prop",
    words: { en: WORDS_EN.close, zh: WORDS_ZH.close },
    needs: ["near-target"],
    effect: "close",
    phrases: {
      done: { en: "{actor} closes {target}.", zh: "{actor}关上{target}。" },
      refused: { en: "{actor} cannot close {target}.", zh: "{actor}关不上{target}。" },
    },
  }),
  defineVerb({
    id: "point",
    label: { en: "Point at", zh: "指向" },
    target: "anything",
    words: { en: WORDS_EN.point, zh: WORDS_ZH.point },
    needs: ["target-there"],
    reach: 64,
    effect: "turn",
    gesture: "point",
    phrases: {
      done: { en: "{actor} points at {target}.", zh: "{actor}指着{target}。" },
      refused: { en: "{actor} points at nothing there.", zh: "{actor}指向空处。" },
    },
  }),
];
