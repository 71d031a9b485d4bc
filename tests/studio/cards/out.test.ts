import * as fc from "fast-check";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { Persona } from "../../../server/roleplay/persona.ts";
import { cardOut } from "../../../server/studio/cards/card-export.ts";
import { personaOf } from "../../../server/studio/cards/card-persona.ts";
import { lookAt } from "../../../server/studio/cards/look-at.ts";
import { readPngChunks } from "../../../server/pictures/png-chunks.ts";
import { pngText } from "../../../server/studio/cards/png-text.ts";
import { CardChoices } from "../../../shared/studio/cards.ts";
import { picture, PYGMALION, RISU, SILLY, V1 } from "./make.ts";

const PLAIN = { secrets: false, motivation: false, direction: false } as const;

/** A card's text as its maker's tool wrote it, with what no other tool could write again. */
const WRITTEN = `{
   "spec" : "chara_card_v2",  "spec_version":"2.0",
 "name":"Brindle Oake","description":"old",\t"unknown at the root": 1.0,
   "data":{ "name":"Brindle Oake", "description": "{{char}} keeps the ferry.", "first_mes":"\\u00c4h\\/", "personality": "",
     "extensions" : {"big":12345678901234567890, "huge": 1e400, "exact": 1.0, "minus":-0, "twice":1, "twice":2,
        "z":null,"a":[ ],"odd \\ud800 half":"\\ud83d\\ude00", "__proto__": {"x":[1 , 2]} },
     "scenario":"","mes_example":"<START>\\n{{char}}: Pay first.","character_book":{"entries":[
        {"keys":["toll"],"content":"@@depth 4\\nIt burned.","extensions":{"weight":1.50},"enabled":true,"insertion_order":5 },
        {"keys":["eel"],"content":"No eel.","extensions":{},"enabled":true,"insertion_order":6}
     ],"extensions":{}}
 }
}
`;

function came(text: string, name = "Brindle Oake") {
  const seen = lookAt(new TextEncoder().encode(text), "x");
  if (!seen.ok || seen.file.kind !== "card") throw new Error("no card");
  const choices = CardChoices.parse({ name, appearance: "Tall.", known: "New." });
  return personaOf(seen.file.fields, choices, { id: "brindle" }).persona;
}

function json(persona: Persona, text: string | null, more: Partial<typeof PLAIN> = {}): string {
  const out = cardOut(persona, text, null, { format: "json", ...PLAIN, ...more });
  return new TextDecoder().decode(out.bytes);
}

describe("[ST26] a card that was not changed goes out as it came in, to the byte", () => {
  test.each([
    ["odd numbers, keys and spaces", WRITTEN, "Brindle Oake"],
    ["SillyTavern's", JSON.stringify(SILLY, null, 4), "Brindle Oake"],
    ["RisuAI's", JSON.stringify(RISU), "Teodora of the Glass Quarter"],
    ["V1", JSON.stringify(V1), "Brindle Oake"],
    ["Pygmalion's", JSON.stringify(PYGMALION), "Old Finch"],
  ])("[ST26] %s", (_what, text, name) => {
    expect(json(came(text, name), text)).toBe(text);
  });

  test("[ST26] any extensions survive", () => {
    fc.assert(
      fc.property(fc.json(), (unknown) => {
        const text = `{"name":"Brindle Oake","description":"D.","extensions":${unknown}}`;
        expect(json(came(text), text)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

describe("[ST27] what was changed here is put in its place, and nothing else moves", () => {
  const persona = came(WRITTEN);

  test("[ST27] a profile, a name, a voice: every byte between them stays", () => {
    const changed = { ...persona, name: "Brindle Ash", profile: "She keeps a bridge." };
    const text = json(changed, WRITTEN);
    const expected = WRITTEN.replaceAll('"Brindle Oake"', '"Brindle Ash"')
      .replace('"old"', '"She keeps a bridge."')
      .replace('"{{char}} keeps the ferry."', '"She keeps a bridge."');
    expect(text).toBe(expected);
  });

  test("[ST27] lore that was changed, taken out and added", () => {
    const [toll, eel] = persona.lore ?? [];
    const added = {
      keys: ["rope"],
      also: [],
      unless: [],
      text: "It frays.",
      always: false,
      exact_case: false,
      lines: 4,
      order: 100,
    };
    const changed = json({ ...persona, lore: [{ ...toll!, text: "It stands." }, added] }, WRITTEN);
    expect(changed).toContain('"content":"@@depth 4\\nIt stands.","extensions":{"weight":1.50}');
    expect(changed).not.toContain("No eel");
    const book = JSON.parse(changed).data.character_book;
    expect(book.entries).toHaveLength(2);
    expect(book.entries[1]).toMatchObject({ keys: ["rope"], content: "It frays." });
    expect(changed).toContain('"big":12345678901234567890, "huge": 1e400, "exact": 1.0');
    const none = json({ ...persona, lore: [] }, WRITTEN);
    expect(JSON.parse(none).data.character_book.entries).toEqual([]);
    expect(json({ ...persona, lore: [eel!] }, WRITTEN)).toContain('"No eel."');
  });
});

describe("[ST28] what is private goes along only where it is ticked", () => {
  const persona = Persona.parse({
    id: "ada",
    name: "Ada",
    public: { appearance: "A scar.", known: "She rows." },
    profile: "PROFILE",
    direction: "DIRECTION-CANARY",
    private: {
      motivation: "MOTIVE-CANARY",
      secrets: [{ id: "s", text: "SECRET-CANARY" }],
      knowledge_limits: ["LIMIT-CANARY"],
    },
    lore: [{ keys: ["oar"], text: "LORE", unless: ["rain"] }],
    voice: ["Row!"],
  });
  const all = (more = {}) =>
    (["png", "json", "charx"] as const).map((format) => {
      const { bytes } = cardOut(persona, null, picture(), { format, ...PLAIN, ...more });
      const seen = lookAt(bytes, "x");
      if (!seen.ok || seen.file.kind !== "card") throw new Error("cannot be read again");
      return `${seen.file.file.json.text}${Buffer.from(bytes).toString("latin1")}`;
    });

  test("[ST28] nothing private without a tick, in any format", () => {
    for (const text of all()) expect(text).not.toContain("CANARY");
    for (const text of all({ secrets: true })) {
      expect(text).toContain("SECRET-CANARY");
      expect(text).not.toMatch(/MOTIVE|DIRECTION|LIMIT/u);
    }
    const everything = { secrets: true, motivation: true, direction: true };
    for (const text of all(everything)) expect(text).toMatch(/MOTIVE.*DIRECTION/su);
  });

  test("[ST28] a PNG has the card as V3 and as V2, and both say the same", () => {
    const { bytes } = cardOut(persona, null, picture(), { format: "png", ...PLAIN });
    const read = readPngChunks(bytes);
    if (!read.ok) throw new Error(read.message);
    const texts = read.chunks.flatMap((chunk) => {
      const text = pngText(chunk);
      return text === null || "ok" in text ? [] : [text];
    });
    const cards = texts.map(({ bytes: base64 }) =>
      JSON.parse(Buffer.from(Buffer.from(base64).toString(), "base64").toString()),
    );
    expect(texts.map(({ keyword }) => keyword)).toEqual(["ccv3", "chara"]);
    expect(cards.map(({ spec }) => spec)).toEqual(["chara_card_v3", "chara_card_v2"]);
    expect(cards[0].data).toEqual(cards[1].data);
  });

  test("[ST28] what goes out comes in again the same: voice, lore and profile", () => {
    const { bytes } = cardOut(persona, null, picture(), { format: "charx", ...PLAIN });
    expect(Object.keys(unzipSync(bytes))).toEqual(["card.json", "assets/icon/images/main.png"]);
    const seen = lookAt(bytes, "x");
    if (!seen.ok || seen.file.kind !== "card") throw new Error("no card");
    expect(seen.file.file.picture).not.toBeNull();
    const choices = CardChoices.parse({ name: "Ada", appearance: "A scar.", known: "She rows." });
    const again = personaOf(seen.file.fields, choices, { id: "ada" }).persona;
    expect(again.voice).toEqual(["Row!"]);
    expect(again.lore).toMatchObject([{ keys: ["oar"], text: "LORE", unless: ["rain"] }]);
    expect(again.profile).toContain("PROFILE");
  });
});
