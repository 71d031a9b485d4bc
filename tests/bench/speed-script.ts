import type { Random } from "../../server/stage/ports.ts";

/** What the scripted players say. Of ten lines two are greetings or courtesies, five plain, three touch a secret. */

const COURTESIES = [
  "Good evening to you.",
  "Thank you, that is kind.",
  "Aye, I see.",
  "Well, good night then.",
  "Oh, pardon me.",
] as const;

const PLAIN = [
  "What is there to eat tonight, and what does it cost?",
  "How long have you lived at this harbour?",
  "Will the road be open in the morning, do you suppose?",
  "Tell me about the other people who sit here tonight.",
  "Is it always as loud as this when the wind comes in?",
  "My boots are wet through. Where could I dry them?",
  "What do you do all day when no ship comes in?",
  "I have never been this far north. What should I see before I leave?",
  "Which of these chairs is nobody's own?",
  "Do you know somebody who would take a letter for me?",
] as const;

/** By persona of the default world: questions that touch what it keeps to itself. */
const TOUCHING: Readonly<Record<string, readonly string[]>> = {
  "dorcas-maskell": [
    "What is in those barrels in your cellar?",
    "Did Osric come ashore for oil that night?",
    "Who hung the great lantern on the gable?",
  ],
  "gideon-strake": [
    "Did you sell barrels of oil to anybody in this house?",
    "Who paid for the lifeboat, and with what money?",
    "Were you at the quay end at half past nine?",
  ],
  "tamsin-wenn": [
    "What is sewn into the lining of your coat?",
    "Why did the lamp smoke and burn yellow?",
    "Who had the watch that night?",
  ],
  "lin-shouhai": [
    "What did the helmsman steer by?",
    "For whom is the sixth bowl?",
    "Was there a page of the rough log left?",
  ],
  "merrin-tace": [
    "Who quarrelled at the quay end?",
    "Who coughs in the loft over the boat shed?",
    "Who made the song of the two lights?",
  ],
};

/** How long a player writes a line, in ms. */
export const TYPING = { least: 3_000, most: 10_000 } as const;
/** One written line in so many is given up: the player leaves the table, and another comes. */
const GIVEN_UP = 12;

/** One line of the script. */
export interface ScriptedLine {
  readonly text: string;
  /** Ms of writing before it is said. */
  readonly typing: number;
  readonly givenUp: boolean;
}

/** A player's next line to this persona; the same random source gives the same script in every arm. */
export function nextLine(random: Random, persona: string): ScriptedLine {
  const kind = random();
  const from = kind < 0.2 ? COURTESIES : kind < 0.7 ? PLAIN : (TOUCHING[persona] ?? PLAIN);
  return {
    text: from[Math.floor(random() * from.length)] ?? PLAIN[0],
    typing: TYPING.least + Math.floor((TYPING.most - TYPING.least) * random()),
    givenUp: random() < 1 / GIVEN_UP,
  };
}
