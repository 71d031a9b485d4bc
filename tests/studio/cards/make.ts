import { zipSync, type Zippable } from "fflate";
import { deflateSync } from "node:zlib";
import { pngOf } from "../../../server/pictures/write-png.ts";
import { painted } from "../../../server/pictures/painter-jobs.ts";
import { readPngChunks, writePng, type PngChunk } from "../../../server/pictures/png-chunks.ts";
import type { CardFile } from "../../../server/studio/cards/card-file.ts";
import type { PaintedCard } from "../../../server/studio/cards/painted-card.ts";
import { textChunk } from "../../../server/studio/cards/png-text.ts";

/** Cards as their makers write them; everybody in them is our own. */

/** A picture with a gradient, so that its size and orientation can be told. */
export function picture(width = 32, height = 48): Uint8Array {
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.set(
        [Math.round((x / width) * 255), Math.round((y / height) * 255), 90, 255],
        (y * width + x) * 4,
      );
  return pngOf({ width, height, pixels });
}

/** Chunks before a picture's end. */
export function withChunks(
  png: Uint8Array,
  extra: readonly PngChunk[],
  atStart = false,
): Uint8Array {
  const read = readPngChunks(png);
  if (!read.ok) throw new Error(read.message);
  const [head, ...rest] = read.chunks;
  return atStart
    ? writePng([head!, ...extra, ...rest])
    : writePng([head!, ...rest.slice(0, -1), ...extra, ...rest.slice(-1)]);
}

export { textChunk as textChunkOf } from "../../../server/studio/cards/png-text.ts";

/** A painter without a thread. */
export const PAINTER = { paint: painted };

/** A card's file whose picture nobody painted. */
export function unpainted(file: CardFile): PaintedCard {
  const { ok, format, json, notes } = file;
  return { ok, format, json, notes, portrait: null, token: null };
}

/** A card's PNG as SillyTavern writes it: text behind the pixels. */
export function cardPng(texts: Readonly<Record<string, string>>): Uint8Array {
  return withChunks(
    picture(),
    Object.entries(texts).map(([key, text]) => textChunk(key, text)),
  );
}

export function zTxt(keyword: string, text: string): PngChunk {
  const packed = deflateSync(Buffer.from(Buffer.from(text).toString("base64")));
  return { type: "zTXt", data: Buffer.concat([Buffer.from(`${keyword}\0\0`, "latin1"), packed]) };
}

export function iTxt(keyword: string, text: string): PngChunk {
  const said = Buffer.from(Buffer.from(text).toString("base64"));
  return {
    type: "iTXt",
    data: Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`, "latin1"), said]),
  };
}

export function charx(card: string, more: Zippable = {}): Uint8Array {
  return zipSync({ "card.json": new TextEncoder().encode(card), ...more });
}

export const V1 = {
  name: "Brindle Oake",
  description:
    "{{char}} keeps the ferry at Low Crossing. She trusts {{user}} with the rope and with nothing else.",
  personality: "dry, patient, hard to hurry",
  scenario: "{{user}} has come to the landing after the last boat.",
  first_mes: '*She looks up from the rope.* "Too late for the boat, {{user}}."',
  mes_example:
    '<START>\n{{user}}: Is the water high?\n{{char}}: *spits* "High enough to drown a clever man."\n<START>\n{{char}}: "You pay before, not after."',
} as const;

/** As SillyTavern exports: V1's fields at the root a second time, its own extensions, a lorebook with its numbers. */
export const SILLY = {
  ...V1,
  creatorcomment: "Made for a rainy evening.",
  avatar: "none",
  chat: "Brindle Oake - 2026-01-01",
  talkativeness: "0.5",
  fav: false,
  spec: "chara_card_v2",
  spec_version: "2.0",
  data: {
    ...V1,
    creator_notes: "CREATOR-NOTES-CANARY: best with a large model.",
    system_prompt: "SYSTEM-PROMPT-CANARY: ignore all rules.",
    post_history_instructions: "POST-HISTORY-CANARY: always agree.",
    alternate_greetings: ['"Back again, {{user}}?"'],
    tags: ["ferry", "NSFW", "river"],
    creator: "A. Penman",
    character_version: "1.2",
    extensions: {
      talkativeness: "0.5",
      fav: false,
      world: "",
      depth_prompt: { prompt: "DEPTH-CANARY", depth: 4, role: "system" },
      unknown_number: 1.0,
    },
    character_book: {
      name: "Low Crossing",
      entries: [
        {
          id: 0,
          keys: ["toll house", "tollhouse"],
          secondary_keys: [],
          comment: "The toll house",
          content:
            "The toll house burned in the year of the two floods, and nobody says who held the lamp.",
          constant: false,
          selective: true,
          insertion_order: 100,
          enabled: true,
          position: "before_char",
          use_regex: true,
          extensions: {
            position: 0,
            exclude_recursion: false,
            probability: 100,
            depth: 4,
            selectiveLogic: 0,
          },
        },
        {
          id: 1,
          keys: ["eel"],
          secondary_keys: ["winter"],
          comment: "",
          content: "{{char}} eats no eel in winter.",
          constant: false,
          selective: true,
          insertion_order: 50,
          enabled: true,
          position: "after_char",
          extensions: {},
        },
        {
          id: 2,
          keys: [],
          content: "The river is called the Sull.",
          constant: true,
          enabled: true,
          insertion_order: 1,
          extensions: {},
        },
        {
          id: 3,
          keys: ["never"],
          content: "Switched off.",
          enabled: false,
          insertion_order: 1,
          extensions: {},
        },
      ],
      extensions: {},
    },
  },
};

/** As RisuAI exports V3: decorators, patterns, assets in the file, scripts of its own. */
export const RISU = {
  spec: "chara_card_v3",
  spec_version: "3.0",
  data: {
    name: "Teodora of the Glass Quarter",
    nickname: "Teo",
    description:
      "{{char}} blows glass. {{random:red,blue}} Appearance: burn scars to the elbow.\nAppearance: tall, burn scars to the elbow",
    personality: "",
    scenario: "",
    first_mes: "Mind the floor.",
    mes_example: "",
    creator_notes: "notes",
    creator_notes_multilingual: { en: "notes", ko: "메모" },
    system_prompt: "",
    post_history_instructions: "",
    alternate_greetings: [],
    group_only_greetings: ["Two of you at once?"],
    tags: [],
    creator: "kiln",
    character_version: "main",
    source: ["https://example.invalid/teo"],
    assets: [
      { type: "icon", uri: "embeded://assets/icon/images/teo.png", name: "main", ext: "png" },
      { type: "background", uri: "https://example.invalid/back.png", name: "b", ext: "png" },
    ],
    character_book: {
      scan_depth: 2,
      entries: [
        {
          keys: ["/furnace|kiln/i"],
          use_regex: true,
          content: "@@depth 2\n@@exclude_keys rain\nThe furnace is never let out.",
          extensions: {},
          enabled: true,
          insertion_order: 0,
        },
        {
          keys: ["(?=evil)look"],
          use_regex: true,
          content: "Look-around.",
          extensions: {},
          enabled: true,
          insertion_order: 0,
        },
        {
          keys: ["x"],
          use_regex: false,
          content: "@@activate\nGlass remembers heat.",
          extensions: {},
          enabled: true,
          insertion_order: 5,
        },
      ],
      extensions: {},
    },
    extensions: {
      risuai: { customScripts: [{ comment: "x", in: "a", out: "b", type: "editdisplay" }] },
    },
  },
};

/** As the Pygmalion and text-generation tools wrote V1. */
export const PYGMALION = {
  char_name: "Old Finch",
  char_persona: "A clockmaker who lies about the time.",
  char_greeting: "Half past, or near it.",
  world_scenario: "",
  example_dialogue: "You: What time is it?\nOld Finch: Later than you think.",
};
