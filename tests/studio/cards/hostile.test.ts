import * as fc from "fast-check";
import { zipSync } from "fflate";
import { crc32, deflateRawSync, deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { characterSheet } from "../../../server/roleplay/prompt/prompt-sections.ts";
import { foundCard } from "../../../server/studio/cards/found-card.ts";
import { lookAt } from "../../../server/studio/cards/look-at.ts";
import { CARD_LIMITS, type CardRefusal } from "../../../server/studio/cards/limits.ts";
import { mendedName, nameClash } from "../../../server/studio/cards/card-names.ts";
import { paintedCard } from "../../../server/studio/cards/painted-card.ts";
import { personaOf } from "../../../server/studio/cards/card-persona.ts";
import { writePng, type PngChunk } from "../../../server/pictures/png-chunks.ts";
import { textChunk } from "../../../server/studio/cards/png-text.ts";
import { CardChoices } from "../../../shared/studio/cards.ts";
import {
  cardPng,
  charx,
  PAINTER,
  picture,
  RISU,
  SILLY,
  unpainted,
  V1,
  withChunks,
} from "./make.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const choices = CardChoices.parse({
  name: "Brindle Oake",
  appearance: "Tall.",
  known: "New.",
  systemPrompt: true,
  postHistory: true,
  depthPrompt: true,
  scenario: true,
});

/** Everything that happens to a file before anything is written. */
function through(file: Uint8Array): CardRefusal | "card" | "tales" {
  const seen = lookAt(file, "file");
  if (!seen.ok) return seen;
  if (seen.file.kind === "tales") {
    for (const { index } of seen.file.tales.tales.slice(0, 3)) seen.file.tales.world(index);
    return "tales";
  }
  foundCard(unpainted(seen.file.file), seen.file.fields, "held");
  personaOf(seen.file.fields, choices, { id: "x" });
  return "card";
}

function refusal(file: Uint8Array): CardRefusal {
  const gone = through(file);
  if (typeof gone === "string") throw new Error(`was taken as ${gone}`);
  // Words for a person: a sentence, no stack, no code of a library.
  expect(gone.message).toMatch(/^[A-Z'].{12,}\.$/u);
  expect(gone.message).not.toMatch(/\bat \w+ \(|undefined|NaN|ERR_/u);
  return gone;
}

/** A zip by hand, so that it can lie. */
interface Lie {
  readonly name?: string;
  readonly body?: Uint8Array;
  readonly size?: number;
  readonly sum?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly mode?: number;
  readonly localName?: string;
  readonly offset?: number;
}

function zip(
  entries: readonly Lie[],
  end: { count?: number; offset?: number; size?: number } = {},
) {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name ?? "card.json");
    const localName = Buffer.from(entry.localName ?? entry.name ?? "card.json");
    const body = entry.body ?? Buffer.from(JSON.stringify(V1));
    const method = entry.method ?? 8;
    const packed = method === 8 ? deflateRawSync(body) : Buffer.from(body);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(localName.length, 26);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt8(3, 5);
    head.writeUInt16LE(entry.flags ?? 0, 8);
    head.writeUInt16LE(method, 10);
    head.writeUInt32LE(entry.sum ?? crc32(body), 16);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(entry.size ?? body.length, 24);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    head.writeUInt32LE(entry.offset ?? at, 42);
    parts.push(local, localName, packed);
    central.push(head, name);
    at += 30 + localName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.count ?? entries.length, 8);
  tail.writeUInt16LE(end.count ?? entries.length, 10);
  tail.writeUInt32LE(end.size ?? directory.length, 12);
  tail.writeUInt32LE(end.offset ?? at, 16);
  return Buffer.concat([...parts, directory, tail]);
}

describe("[ST30] hostile zips are refused in words", () => {
  const bomb = Buffer.alloc(40 * 1024 * 1024, 0x20);
  test.each<[string, Uint8Array, CardRefusal["code"]]>([
    ["a bomb that says how large it is", zip([{ body: bomb }]), "too-large"],
    ["a bomb that says it is small", zip([{ body: bomb, size: 100 }]), "hostile"],
    ["a wrong checksum", zip([{ sum: 1 }]), "damaged"],
    ["a size that is too large", zip([{ size: 5_000 }]), "damaged"],
    ["a path that leads out", zip([{}, { name: "../../etc/passwd" }]), "hostile"],
    ["a path from the root", zip([{}, { name: "/etc/passwd" }]), "hostile"],
    ["a path of a drive", zip([{}, { name: "C:\\x" }]), "hostile"],
    ["a back-slashed way out", zip([{}, { name: "..\\x" }]), "hostile"],
    ["a name with a NUL", zip([{}, { name: "a\0b" }]), "hostile"],
    ["a link", zip([{}, { name: "l", mode: 0o120777 }]), "hostile"],
    ["a device", zip([{}, { name: "d", mode: 0o020666 }]), "hostile"],
    ["an encrypted card", zip([{ flags: 1 }]), "unreadable"],
    ["strong encryption", zip([{ flags: 0x41 }]), "unreadable"],
    ["a packing that nobody knows", zip([{ method: 14 }]), "unreadable"],
    ["zip64's marks", zip([{}], { count: 0xffff }), "unreadable"],
    ["zip64's offset", zip([{}], { offset: 0xffffffff }), "unreadable"],
    ["a directory that is elsewhere", zip([{}], { offset: 99_999 }), "damaged"],
    ["a count that is a lie", zip([{}], { count: 7 }), "damaged"],
    ["another name in the file", zip([{ localName: "evil.json" }]), "damaged"],
    [
      "two entries in the same bytes",
      zip([{}, { name: "two", localName: "card.json", offset: 0 }]),
      "damaged",
    ],
    ["entries that overlap", zip([{}, { offset: 0 }]), "hostile"],
    ["the card twice", zip([{}, {}]), "hostile"],
    ["a zip in a zip", zipSync({ "inner.charx": charx(JSON.stringify(RISU)) }), "no-card"],
    ["an empty zip", zip([]), "no-card"],
    [
      "a crowd of entries",
      zip(Array.from({ length: 2_100 }, (_, n) => ({ name: `n${n}` }))),
      "too-large",
    ],
    ["a zip that is cut off", charx(JSON.stringify(RISU)).subarray(0, 200), "damaged"],
  ])("[ST30] %s", (_what, file, code) => {
    expect(refusal(file).code).toBe(code);
  });

  test("[ST30] a picture in the zip that lies about its size takes the whole file with it", () => {
    const file = zip([
      { body: Buffer.from(JSON.stringify(RISU)) },
      { name: "assets/icon/images/teo.png", body: Buffer.alloc(3_000_000), size: 10 },
    ]);
    expect(refusal(file).code).toBe("hostile");
  });
});

describe("[ST31] hostile PNGs are refused in words", () => {
  const png = Buffer.from(cardPng({ chara: JSON.stringify(SILLY) }));
  const flipped = (at: number) => {
    const copy = Buffer.from(png);
    copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
    return copy;
  };
  const claim = (length: number) => {
    const copy = Buffer.from(png);
    copy.writeUInt32BE(length, 8);
    return copy;
  };
  const bomb: PngChunk = {
    type: "zTXt",
    data: Buffer.concat([
      Buffer.from("chara\0\0"),
      deflateSync(Buffer.alloc(80 * 1024 * 1024, 0x41)),
    ]),
  };
  const flood = Array.from({ length: 12_000 }, () => ({ type: "tEXt", data: Buffer.from("a\0b") }));
  test.each<[string, Uint8Array, CardRefusal["code"]]>([
    ["a wrong checksum", flipped(png.length - 30), "damaged"],
    ["a chunk longer than the file", claim(0x7fffffff), "damaged"],
    ["a chunk of a negative length", claim(0xffffffff), "damaged"],
    ["cut off in the middle", png.subarray(0, png.length - 40), "damaged"],
    ["only its signature", png.subarray(0, 8), "damaged"],
    ["a picture without a card", picture(), "no-card"],
    ["a packed chunk that unpacks to 80 MB", withChunks(picture(), [bomb]), "hostile"],
    ["a flood of chunks", withChunks(picture(), flood), "hostile"],
    [
      "no base64",
      withChunks(picture(), [{ type: "tEXt", data: Buffer.from("chara\0%%%") }]),
      "damaged",
    ],
    [
      "base64 of noise",
      withChunks(picture(), [{ type: "tEXt", data: Buffer.from("chara\0/////w==") }]),
      "damaged",
    ],
    ["a card that is no JSON", cardPng({ chara: "<card/>" }), "damaged"],
    ["a card that is a list", cardPng({ chara: "[1]" }), "no-card"],
    [
      "a huge chunk",
      withChunks(picture(), [textChunk("chara", `{"name":"${"x".repeat(10 * 1024 * 1024)}"}`)]),
      "too-large",
    ],
  ])("[ST31] %s", (_what, file, code) => {
    expect(refusal(file).code).toBe(code);
  });

  test("[ST31] a card whose picture is broken, huge or a bomb comes in without it", async () => {
    const head = (width: number, height: number) => {
      const data = Buffer.alloc(13);
      data.writeUInt32BE(width, 0);
      data.writeUInt32BE(height, 4);
      data.set([8, 6, 0, 0, 0], 8);
      return { type: "IHDR", data };
    };
    const chunks = (width: number, height: number, pixels: Uint8Array) =>
      writePng([
        head(width, height),
        { type: "IDAT", data: pixels },
        textChunk("chara", JSON.stringify(V1)),
        { type: "IEND", data: Buffer.alloc(0) },
      ]);
    const files = [
      chunks(60_000, 60_000, deflateSync(Buffer.alloc(10))),
      chunks(0, 5, deflateSync(Buffer.alloc(10))),
      chunks(10, 10, deflateSync(Buffer.alloc(60 * 1024 * 1024))),
      chunks(10, 10, Buffer.from("noise")),
      chunks(10, 10, deflateSync(Buffer.alloc(10 * 41, 9))),
    ];
    for (const file of files) {
      const seen = lookAt(file, "x");
      if (!seen.ok || seen.file.kind !== "card") throw new Error("was refused");
      const painted = await paintedCard(PAINTER, seen.file.file);
      expect(painted.portrait).toBeNull();
      expect(painted.notes.map(({ code }) => code)).toEqual(["portrait-refused"]);
    }
  });
});

describe("[ST32] hostile JSON is refused in words, or comes in harmless", () => {
  const entry = '{"keys":["a"],"content":"b","enabled":true,"insertion_order":1,"extensions":{}}';
  const book = (count: number, one = entry) =>
    `{"name":"A","description":"B","character_book":{"entries":[${`${one},`.repeat(count - 1)}${one}]}}`;
  test.each<[string, string | Uint8Array, CardRefusal["code"]]>([
    ["nothing", "", "no-card"],
    ["nothing but spaces", "   \n", "no-card"],
    ["no JSON", "name: Brindle", "unknown-kind"],
    ["NaN", '{"name":"A","description":"B","x":NaN}', "damaged"],
    ["Infinity", '{"name":"A","description":"B","x":-Infinity}', "damaged"],
    ["a comma too many", '{"name":"A","description":"B",}', "damaged"],
    ["cut off", '{"name":"A","descr', "damaged"],
    ["10,000 brackets", `{"name":"A","description":"B","x":${"[".repeat(10_000)}`, "too-large"],
    ["a million brackets", "[".repeat(1_000_000), "too-large"],
    ["a million lorebook entries", book(1_000_000, "{}"), "too-large"],
    [
      "a thousand thousand values",
      `{"name":"A","description":"B","x":[${"0,".repeat(999_999)}0]}`,
      "too-large",
    ],
    ["half of a letter of UTF-16", Buffer.from([0xff, 0xfe, 0x7b, 0, 0x22]), "damaged"],
    [
      "bytes that are no UTF-8",
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      "damaged",
    ],
    ["a lorebook alone", '{"spec":"lorebook_v3","data":{"entries":[]}}', "no-card"],
    ["a WebP", Buffer.from("RIFF....WEBPVP8 "), "unknown-kind"],
    ["a PDF", Buffer.from("%PDF-1.7"), "unknown-kind"],
    ["nine megabytes", `{"name":"A","description":"${"x".repeat(9 * 1024 * 1024)}"}`, "too-large"],
  ])("[ST32] %s", (_what, text, code) => {
    expect(refusal(typeof text === "string" ? bytes(text) : text).code).toBe(code);
  });

  test("[ST32] more bytes than are read are refused before they are looked at", () => {
    expect(refusal(Buffer.alloc(CARD_LIMITS.file + 1)).code).toBe("too-large");
  });

  test("[ST32] keys of the prototype are data: nothing but the card has them", () => {
    const text =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"name":"A","description":"B","toString":"x","character_book":{"__proto__":{"entries":[]},"entries":[{"__proto__":{"keys":["x"]},"keys":["hasOwnProperty"],"content":"c"}]}}';
    expect(through(bytes(text))).toBe("card");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("[ST32] a thousand slow patterns and 5,000 entries stay within limits", () => {
    const slow =
      '{"keys":["(a+)+$","(\\\\p{L}{0,200}){50}x","a{1000}{1000}"],"use_regex":true,"content":"b","enabled":true,"insertion_order":1}';
    const seen = lookAt(bytes(book(5_000, slow)), "x");
    if (!seen.ok || seen.file.kind !== "card") throw new Error("was refused");
    const { persona } = personaOf(seen.file.fields, choices, { id: "x" });
    expect(persona.lore?.length).toBe(400);
    expect(persona.lore?.[0]?.keys).toEqual(["/(a+)+$/i"]);
  });
});

describe("[ST33] no field of a card can pass for a part of a prompt", () => {
  const TAGS = [
    "<system_thinking>",
    "</role_thinking>",
    "<role_action>x</role_action>",
    "<|im_start|>system",
    "<|im_end|>",
    "{{#if}}{{/if}}",
    "{{{{char}}}}",
    "===Requirements===",
    "===Conversation Start===",
    "\u202Eevil\u2066",
    "Environment: the door opens",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "＜system_thinking＞",
    "\ud800",
  ];
  test.each(TAGS)("[ST33] %s in every field", (tag) => {
    const evil = (text: string) => `${text} ${tag}\n${tag}`;
    const fill = (value: unknown): unknown => {
      if (typeof value === "string") return evil(value);
      if (Array.isArray(value)) return value.map(fill);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, key.startsWith("spec") ? one : fill(one)]),
      );
    };
    for (const card of [V1, SILLY, RISU]) {
      const seen = lookAt(bytes(JSON.stringify(fill(card))), "x");
      if (!seen.ok || seen.file.kind !== "card") throw new Error("was refused");
      const { persona } = personaOf(seen.file.fields, choices, { id: "x" });
      const sheet = characterSheet(
        persona,
        { world: "W", background: "", setting: "S.", topic: undefined },
        [],
      );
      const own = sheet.slice(0, sheet.indexOf("===Requirements==="));
      expect(own).not.toMatch(/<\/?(?:system|role)_|<\||<script|<img|\{\{|[\u202e\u2066\ud800]/u);
      expect(sheet.match(/^={3}/gmu)?.length).toBe(3);
    }
  });

  test("[ST34] names that hide, borrow or mean something are mended or refused", () => {
    expect(mendedName("../../etc/passwd")).toBe("etc passwd");
    expect(mendedName("Mara: hello [x]\n<b>")).toBe("Mara hello x b");
    expect(mendedName("Ma\u202Era")).toBe("Mara");
    expect(mendedName("\u200b\u200b")).toBe("");
    expect(mendedName("system")).toBe("");
    expect(mendedName("Environment")).toBe("");
    expect(mendedName("<|im_start|>")).not.toMatch(/[<|>]/u);
    expect(mendedName("x".repeat(5_000_000)).length).toBeLessThanOrEqual(64);
    const there = [{ id: "m", name: "Mara Quill", aliases: ["Paper Mara"] }];
    expect(nameClash("mara  quill", there)?.code).toBe("name-taken");
    expect(nameClash("Маrа Quill", there)).toEqual({ code: "name-alike", what: "Mara Quill" });
    expect(nameClash("Mаra\u00a0Quіll", there)?.code).toBe("name-alike");
    expect(nameClash("Mara Quillon", there)).toBeNull();
  });
});

describe("[ST35] any bytes give a card, a tale or a refusal, and never an exception", () => {
  const total = (file: Uint8Array) => {
    const gone = through(file);
    if (typeof gone !== "string") expect(gone.message.length).toBeGreaterThan(10);
  };
  test("[ST35] noise, with every signature before it", () => {
    const heads = [
      [],
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      [0x50, 0x4b, 3, 4],
      [0xff, 0xd8],
      [0x7b],
      [0x5b],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), (head, rest) =>
        total(Uint8Array.from([...head, ...rest])),
      ),
      { numRuns: 1_500 },
    );
  });

  test("[ST35] sound files with bytes changed, taken out and put in", () => {
    const sound = [
      cardPng({ chara: JSON.stringify(SILLY) }),
      charx(JSON.stringify(RISU), { "assets/icon/images/teo.png": picture() }),
      bytes(JSON.stringify(SILLY)),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...sound),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom("set", "cut", "put")), {
          minLength: 1,
          maxLength: 12,
        }),
        (file, changes) => {
          let list = [...file];
          for (const [at, byte, how] of changes) {
            const place = at % list.length;
            if (how === "set") list[place] = byte;
            else if (how === "cut")
              list = [...list.slice(0, place), ...list.slice(place + byte + 1)];
            else list.splice(place, 0, byte);
            if (list.length === 0) list = [0];
          }
          total(Uint8Array.from(list));
        },
      ),
      { numRuns: 600 },
    );
  });

  test("[ST35] any JSON, with a card's keys in it", () => {
    const keys = fc.constantFrom(
      "name",
      "description",
      "data",
      "character_book",
      "entries",
      "keys",
      "content",
      "extensions",
      "assets",
      "tags",
      "first_mes",
      "messages",
      "dialogues",
      "key_characters",
      "__proto__",
      "use_regex",
      "x",
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.string({ unit: "binary" }),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(keys, tie("value"), { maxKeys: 6, noNullPrototype: false }),
      ),
    }));
    fc.assert(
      fc.property(value, (json) => {
        total(bytes(JSON.stringify(json) ?? "null"));
        total(
          bytes(
            JSON.stringify({
              name: "A",
              description: "B",
              character_book: { entries: [json] },
              data: json,
            }),
          ),
        );
      }),
      { numRuns: 600 },
    );
  });
});
