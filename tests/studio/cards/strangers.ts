import { strToU8 } from "fflate";
import { deflateSync } from "node:zlib";
import { gradient, jpeg, webp } from "../../pictures/make.ts";
import type { CardRefusal } from "../../../server/studio/cards/limits.ts";
import { writePng, type PngChunk } from "../../../server/pictures/png-chunks.ts";
import { textChunk } from "../../../server/studio/cards/png-text.ts";
import {
  cardPng,
  charx,
  iTxt,
  picture,
  PYGMALION,
  RISU,
  SILLY,
  V1,
  withChunks,
  zTxt,
} from "./make.ts";

/**
 * Cards in the shapes in which strangers' tools write them. The shapes are theirs, as their exports and sources show;
 * everybody in them is our own.
 */
export interface Stranger {
  readonly what: string;
  readonly file: () => Uint8Array;
  /** What comes of it; a code where it is refused in words. */
  readonly comes: "card" | "tales" | CardRefusal["code"];
  /** The name it comes in under; absent where its designer has to give one. */
  readonly name?: string;
  /** Words that must stand in its prompt. */
  readonly says?: RegExp;
  readonly format?: "png" | "json" | "charx";
  readonly portrait?: boolean;
}

const utf8 = (value: unknown, space?: number) => strToU8(JSON.stringify(value, null, space));
const v2 = (data: object, more: object = {}) => ({
  spec: "chara_card_v2",
  spec_version: "2.0",
  data: {
    ...V1,
    creator_notes: "",
    system_prompt: "",
    post_history_instructions: "",
    alternate_greetings: [],
    tags: [],
    creator: "",
    character_version: "",
    extensions: {},
    ...data,
  },
  ...more,
});
const png = (card: unknown, base = picture()) =>
  withChunks(base, [textChunk("chara", JSON.stringify(card))]);

/** A PNG of another kind of pixels than ours: colour type, depth and chunks by hand, one filter byte a row. */
function oddPng(
  colour: number,
  depth: number,
  channels: number,
  { interlaced = false, before = [] }: { interlaced?: boolean; before?: readonly PngChunk[] } = {},
): Uint8Array {
  const side = 16;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([depth, colour, 0, 0, interlaced ? 1 : 0], 8);
  const row = (columns: number) => 1 + Math.ceil((columns * channels * depth) / 8);
  const passes = interlaced
    ? [
        [2, 2],
        [2, 2],
        [4, 2],
        [4, 4],
        [8, 4],
        [8, 8],
        [16, 8],
      ]
    : [[side, side]];
  const raw = Buffer.concat(
    passes.map(([columns = 0, rows = 0]) => {
      const bytes = Buffer.alloc(row(columns) * rows, 0x55);
      for (let y = 0; y < rows; y++) bytes[y * row(columns)] = 0;
      return bytes;
    }),
  );
  return writePng([
    { type: "IHDR", data: head },
    ...before,
    { type: "IDAT", data: deflateSync(raw) },
    { type: "IEND", data: new Uint8Array() },
  ]);
}

const PALETTE: PngChunk[] = [
  { type: "PLTE", data: Uint8Array.from({ length: 48 }, (_, n) => n * 5) },
  { type: "tRNS", data: Uint8Array.from([0, 128, 255]) },
];

const CHUB = v2(
  {
    name: "Hale Morrow",
    description: "{{char}} reads the tide tables aloud. He owes {{user}} a boat.",
    creator: "harbourhand",
    avatar: "https://avatars.example.invalid/hale.webp",
    extensions: {
      chub: {
        id: 123_456,
        preset: null,
        full_path: "harbourhand/hale-morrow-0a1b2c",
        extensions: [],
        expressions: null,
        alt_expressions: {},
        background_image: null,
        related_lorebooks: [],
        custom_css: "body{display:none}",
      },
      fav: false,
      depth_prompt: { role: "system", depth: 4, prompt: "" },
    },
    character_book: {
      name: "tides",
      description: "",
      scan_depth: 3,
      token_budget: 500,
      recursive_scanning: false,
      extensions: { chub: { id: 1 } },
      entries: [
        {
          id: 1,
          name: "tables",
          comment: "",
          keys: ["tide table", "tables"],
          secondary_keys: [""],
          content: "The tide tables were last printed before the flood.",
          enabled: true,
          insertion_order: 10,
          priority: 10,
          position: "before_char",
          case_sensitive: false,
          constant: false,
          selective: false,
          probability: 100,
          selectiveLogic: 0,
          extensions: {},
        },
      ],
    },
  },
  {},
);

const AGNAI = {
  kind: "character",
  name: "Ottoline Pike",
  description: "A note of her maker's, for the list.",
  appearance: "grey coat, ink on both hands",
  persona: {
    kind: "text",
    attributes: { text: ["{{char}} copies letters for those who cannot write."] },
  },
  greeting: "*dips the pen* Whom is it to?",
  scenario: "A stall by the post office.",
  sampleChat: "{{user}}: How much?\n{{char}}: A penny a page, and I keep what you tell me.",
  avatar: "data:image/png;base64,AAAA",
  tags: ["letters"],
  alternateGreetings: ["Back so soon?"],
  systemPrompt: "",
  postHistoryInstructions: "",
  characterBook: {
    kind: "memory",
    name: "letters",
    entries: [
      {
        name: "the duke",
        entry: "The duke's letters go by another road.",
        keywords: ["duke"],
        priority: 0,
        weight: 0,
        enabled: true,
      },
    ],
  },
};

const CHARACTER_AI = {
  character: {
    external_id: "x".repeat(43),
    title: "Keeps the bridge",
    name: "Wren Dallow",
    participant__name: "Wren Dallow",
    visibility: "PRIVATE",
    greeting: "Toll first, {{user}}.",
    description: "Wren keeps the bridge and the toll.",
    definition:
      "Wren counts everything twice.\n{{char}}: One, two. And again: one, two.\n{{user}}: Why twice?\n{{char}}: Because once is a guess.\nEND_OF_DIALOG",
    user__username: "someone",
    participant__num_interactions: 12,
  },
  histories: [{ external_id: "y", msgs: [] }],
};

const RISU_FILES = {
  "assets/icon/images/teo.png": picture(64, 64),
  "assets/other/audio/hum.mp3": strToU8("ID3"),
  "x_meta/teo.png.json": strToU8('{"type":"PNG"}'),
  "module.risum": strToU8("RISUM"),
};
/** The same card with a picture that is no PNG, at the same place. */
const JPEG = await jpeg(gradient());
const WEBP = await webp(gradient());
const iconIn = (uri: string) => ({
  ...RISU,
  data: { ...RISU.data, assets: [{ type: "icon", uri, name: "main", ext: "webp" }] },
});
const written = (kind: string, bytes: Uint8Array) =>
  `data:image/${kind};base64,${Buffer.from(bytes).toString("base64")}`;
const JPEG_HEAD = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0]);
const PK_IN_JPEG = Buffer.concat([
  JPEG_HEAD,
  strToU8("PK\u0003\u0004 is not the zip"),
  Buffer.alloc(99),
]);

const huge = v2({ name: "Bel Tanner", extensions: { blob: "A".repeat(1_500_000), n: 1 } });

export const STRANGERS: readonly Stranger[] = [
  {
    what: "RisuAI, CHARX with a WebP for its picture",
    file: () => charx(JSON.stringify(RISU), { "assets/icon/images/teo.png": WEBP }),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    portrait: true,
  },
  {
    what: "RisuAI, CHARX behind the JPEG that is its only picture",
    file: () => Buffer.concat([JPEG, charx(JSON.stringify(RISU))]),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    portrait: true,
  },
  {
    what: "V3 JSON with a WebP written into it",
    file: () => utf8(iconIn(written("webp", WEBP))),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    portrait: true,
  },
  {
    what: "Agnai, with a JPEG for an avatar",
    file: () => utf8({ ...AGNAI, avatar: written("jpeg", JPEG) }),
    comes: "card",
    name: "Ottoline Pike",
    portrait: true,
  },
  { what: "SillyTavern, V1 JSON", file: () => utf8(V1), comes: "card", name: "Brindle Oake" },
  {
    what: "SillyTavern, V2 PNG, with the fields of V1 at the root",
    file: () => png(SILLY),
    comes: "card",
    name: "Brindle Oake",
    portrait: true,
  },
  {
    what: "SillyTavern, V2 and V3 in one PNG",
    file: () =>
      cardPng({
        chara: JSON.stringify(SILLY),
        ccv3: JSON.stringify({ ...SILLY, spec: "chara_card_v3", spec_version: "3.0" }),
      }),
    comes: "card",
    name: "Brindle Oake",
    portrait: true,
  },
  {
    what: "SillyTavern, JSON with tabs, dates and empty lists",
    file: () =>
      strToU8(
        JSON.stringify(
          { ...SILLY, create_date: "2026-01-01@10h00m00s", tags: [], avatar: "none" },
          null,
          "\t",
        ),
      ),
    comes: "card",
    name: "Brindle Oake",
  },
  {
    what: "Chub, with its extension, a lorebook and a remote picture",
    file: () => png(CHUB),
    comes: "card",
    name: "Hale Morrow",
    says: /reads the tide tables aloud/u,
    portrait: true,
  },
  {
    what: "Agnai, its own JSON",
    file: () => utf8(AGNAI),
    comes: "card",
    name: "Ottoline Pike",
    says: /copies letters for those who cannot write/u,
  },
  {
    what: "Agnai, attributes in lists",
    file: () =>
      utf8({
        ...AGNAI,
        persona: { kind: "boostyle", attributes: { mind: ["patient", "sly"], hair: ["grey"] } },
      }),
    comes: "card",
    name: "Ottoline Pike",
    says: /mind: patient, sly/u,
  },
  {
    what: "Character.AI, a dump of its API",
    file: () => utf8(CHARACTER_AI, 1),
    comes: "card",
    name: "Wren Dallow",
    says: /keeps the bridge and the toll[^]*counts everything twice/u,
  },
  {
    what: "RisuAI, CHARX with sounds, a module and notes of its own",
    file: () => charx(JSON.stringify(RISU), RISU_FILES),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    format: "charx",
    portrait: true,
  },
  {
    what: "RisuAI, CHARX behind a JPEG",
    file: () =>
      Buffer.concat([JPEG_HEAD, Buffer.alloc(300, 7), charx(JSON.stringify(RISU), RISU_FILES)]),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    format: "charx",
    portrait: true,
  },
  {
    what: "RisuAI, CHARX behind a JPEG that holds the sign of a zip",
    file: () => Buffer.concat([PK_IN_JPEG, charx(JSON.stringify(RISU), RISU_FILES)]),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    format: "charx",
    portrait: true,
  },
  {
    what: "RisuAI, V3 JSON",
    file: () => utf8(RISU),
    comes: "card",
    name: "Teodora of the Glass Quarter",
  },
  {
    what: "Pygmalion and text-generation-webui, JSON",
    file: () => utf8(PYGMALION),
    comes: "card",
    name: "Old Finch",
  },
  {
    what: "TavernAI, V1 in a PNG under a capital letter",
    file: () =>
      withChunks(picture(), [
        {
          type: "tEXt",
          data: Buffer.from(`Chara\0${Buffer.from(JSON.stringify(V1)).toString("base64")}`),
        },
      ]),
    comes: "card",
    name: "Brindle Oake",
    portrait: true,
  },
  {
    what: "a packed chunk",
    file: () => withChunks(picture(), [zTxt("chara", JSON.stringify(CHUB))]),
    comes: "card",
    name: "Hale Morrow",
    portrait: true,
  },
  {
    what: "an international chunk before the pixels",
    file: () => withChunks(picture(), [iTxt("ccv3", JSON.stringify(RISU))], true),
    comes: "card",
    name: "Teodora of the Glass Quarter",
    portrait: true,
  },
  {
    what: "base64 with line breaks, as old mailers wrap it",
    file: () => {
      const base64 = Buffer.from(JSON.stringify(CHUB)).toString("base64");
      const lines = base64.match(/.{1,76}/gu)?.join("\r\n") ?? "";
      return withChunks(picture(), [{ type: "tEXt", data: Buffer.from(`chara\0${lines}\n`) }]);
    },
    comes: "card",
    name: "Hale Morrow",
    portrait: true,
  },
  {
    what: "base64 for addresses, without its end",
    file: () =>
      withChunks(picture(), [
        {
          type: "tEXt",
          data: Buffer.from(`chara\0${Buffer.from(JSON.stringify(CHUB)).toString("base64url")}`),
        },
      ]),
    comes: "card",
    name: "Hale Morrow",
    portrait: true,
  },
  {
    what: "the same chunk twice, the first one newer",
    file: () =>
      withChunks(picture(), [
        textChunk("chara", JSON.stringify(CHUB)),
        textChunk("chara", JSON.stringify(V1)),
      ]),
    comes: "card",
    name: "Hale Morrow",
    portrait: true,
  },
  {
    what: "a byte order mark and line ends of Windows",
    file: () =>
      strToU8(
        `\ufeff${JSON.stringify(v2({ name: "Bel Tanner" }), null, 2).replaceAll("\n", "\r\n")}`,
      ),
    comes: "card",
    name: "Bel Tanner",
  },
  {
    what: "UTF-16 of Windows' editor",
    file: () =>
      Buffer.from(`\ufeff${JSON.stringify(v2({ name: "Zoë Ferrant" }), null, 2)}`, "utf16le"),
    comes: "card",
    name: "Zoë Ferrant",
  },
  {
    what: "UTF-16, the other way round",
    file: () =>
      Buffer.from(`\ufeff${JSON.stringify(v2({ name: "雪村 あかり" }))}`, "utf16le").swap16(),
    comes: "card",
    name: "雪村 あかり",
  },
  {
    what: "GBK, without a word of it",
    file: () => Buffer.from([0x7b, 0x22, 0xc3, 0xfb, 0x22, 0x3a, 0x22, 0xd6, 0xd0, 0x22, 0x7d]),
    comes: "damaged",
  },
  { what: "an extension of 1.5 MB", file: () => utf8(huge), comes: "card", name: "Bel Tanner" },
  {
    what: "Chinese, with the names and marks of Chinese",
    file: () =>
      png(
        v2({
          name: "沈砚秋",
          description: "{{char}}在渡口替人写信。外貌：青布长衫，袖口有墨。",
          personality: "寡言，记性极好",
          first_mes: "“写给谁的？”她蘸了蘸墨。",
          mes_example: "<START>\n{{user}}：多少钱？\n{{char}}：一文一页。",
        }),
      ),
    comes: "card",
    name: "沈砚秋",
    says: /在渡口替人写信/u,
    portrait: true,
  },
  {
    what: "Japanese, with a middle dot in the name",
    file: () => utf8(v2({ name: "エレナ・ヴォス", description: "{{char}}は灯台を守っている。" })),
    comes: "card",
    name: "エレナ・ヴォス",
  },
  {
    what: "a name with a title and a place",
    file: () => utf8(v2({ name: "Dr. Ines Calloway, M.D., of Low Crossing" })),
    comes: "card",
    name: "Dr. Ines Calloway M.D. of Low Crossing",
  },
  {
    what: "a name between emoji",
    file: () => utf8(v2({ name: "🌙 Luna Vane ✨" })),
    comes: "card",
    name: "Luna Vane",
  },
  { what: "a name of emoji alone", file: () => utf8(v2({ name: "🌙✨" })), comes: "card" },
  {
    what: "a name with a colon and a subtitle",
    file: () => utf8(v2({ name: "Luna Vane: the Night Baker [v2.1]" })),
    comes: "card",
    name: "Luna Vane the Night Baker v2.1",
  },
  {
    what: "a name that is a role of prompts",
    file: () => utf8(v2({ name: "Assistant" })),
    comes: "card",
  },
  {
    what: "empty fields, all but the name",
    file: () =>
      utf8(
        v2({
          name: "Bel Tanner",
          description: "",
          personality: "",
          scenario: "",
          first_mes: "",
          mes_example: "",
        }),
      ),
    comes: "card",
    name: "Bel Tanner",
  },
  {
    what: "nothing, null and numbers where texts belong",
    file: () =>
      utf8(
        v2({
          name: "Bel Tanner",
          personality: null,
          scenario: 7,
          mes_example: ["a"],
          alternate_greetings: null,
          tags: "one, two",
          character_book: null,
          extensions: [],
          creator: null,
        }),
      ),
    comes: "card",
    name: "Bel Tanner",
  },
  {
    what: "a world's book of SillyTavern inside the card, its entries under numbers",
    file: () =>
      utf8(
        v2({
          name: "Bel Tanner",
          character_book: {
            entries: {
              0: {
                uid: 0,
                key: ["tannery"],
                keysecondary: [],
                content: "The tannery stinks.",
                disable: false,
                order: 100,
              },
              1: {
                uid: 1,
                key: "vat, hide",
                content: "A vat takes nine hides.",
                disable: false,
                order: 50,
              },
            },
          },
        }),
      ),
    comes: "card",
    name: "Bel Tanner",
  },
  {
    what: "a lorebook of SillyTavern alone",
    file: () => utf8({ entries: { 0: { uid: 0, key: ["x"], content: "y" } } }),
    comes: "no-card",
  },
  {
    what: "a lorebook of NovelAI alone",
    file: () =>
      utf8({
        lorebookVersion: 5,
        entries: [{ text: "y", displayName: "x", keys: ["x"] }],
        settings: {},
      }),
    comes: "no-card",
  },
  {
    what: "a scenario of NovelAI",
    file: () =>
      utf8({
        scenarioVersion: 3,
        title: "A night",
        description: "…",
        prompt: "It rains.",
        context: [],
      }),
    comes: "no-card",
  },
  { what: "a list with one card", file: () => utf8([v2({})]), comes: "no-card" },
  {
    what: "a chat of SillyTavern",
    file: () => strToU8('{"user_name":"You","character_name":"B"}\n{"name":"You","mes":"Hi"}\n'),
    comes: "damaged",
  },
  {
    what: "a preset of SillyTavern",
    file: () => utf8({ temperature: 1, prompts: [], prompt_order: [] }),
    comes: "no-card",
  },
  {
    what: "YAML of text-generation-webui",
    file: () => strToU8("name: Old Finch\ncontext: A clockmaker.\n"),
    comes: "unknown-kind",
  },
  {
    what: "Backyard's archive",
    file: () => charx("{}", { "manifest.json": strToU8("{}") }),
    comes: "no-card",
  },
  {
    what: "a card as WebP",
    file: () => Buffer.from("RIFF\u0010\0\0\0WEBPVP8X"),
    comes: "unknown-kind",
  },
  { what: "a picture alone", file: () => picture(), comes: "no-card" },
  ...(
    [
      ["a picture of 16 bits", oddPng(6, 16, 4)],
      ["a picture of 16 bits without opacity", oddPng(2, 16, 3)],
      ["a palette with clear colours", oddPng(3, 4, 1, { before: PALETTE })],
      ["a palette, interlaced", oddPng(3, 8, 1, { interlaced: true, before: PALETTE })],
      ["greys of one bit", oddPng(0, 1, 1)],
      ["greys with opacity, interlaced", oddPng(4, 8, 2, { interlaced: true })],
      [
        "a moving picture with a profile, a date and EXIF",
        oddPng(6, 8, 4, {
          before: [
            { type: "iCCP", data: strToU8("p\0\0x") },
            { type: "eXIf", data: strToU8("MM\0*") },
            { type: "tIME", data: Uint8Array.from([7, 0xe9, 1, 1, 0, 0, 0]) },
            { type: "acTL", data: Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 0]) },
          ],
        }),
      ],
    ] as const
  ).map(([what, base]): Stranger => ({
    what,
    file: () => png(CHUB, base),
    comes: "card",
    name: "Hale Morrow",
    portrait: true,
  })),
];
