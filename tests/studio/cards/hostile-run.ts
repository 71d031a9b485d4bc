import { deflateRawSync } from "node:zlib";
import { foundCard } from "../../../server/studio/cards/found-card.ts";
import { paintedCard } from "../../../server/studio/cards/painted-card.ts";
import { lookAt } from "../../../server/studio/cards/look-at.ts";
import { personaOf } from "../../../server/studio/cards/card-persona.ts";
import { recallLore } from "../../../server/roleplay/lore/recall-lore.ts";
import { CardChoices } from "../../../shared/studio/cards.ts";
import { cardPng, charx, PAINTER, picture, RISU, SILLY, textChunkOf, withChunks } from "./make.ts";

/** `npm run cards:hostile`: how long the worst files take, and how much memory. Prints a table; asserts nothing. */

const MB = 1024 * 1024;
const bytes = (text: string) => new TextEncoder().encode(text);
const book = (count: number, entry: string) =>
  bytes(
    `{"name":"A","description":"B","character_book":{"entries":[${`${entry},`.repeat(count - 1)}${entry}]}}`,
  );
const slow = JSON.stringify({
  keys: ["(\\p{L}{0,20}){0,1}x", "(.?){0,5}(.?){0,5}z", "(\\w*\\s*){0,20}!!"],
  use_regex: true,
  content: "b ".repeat(400),
  enabled: true,
  insertion_order: 1,
});

const CASES: Readonly<Record<string, () => Uint8Array>> = {
  "an ordinary V2 card as PNG": () => cardPng({ chara: JSON.stringify(SILLY) }),
  "a CHARX with a picture of 2048 x 3072": () =>
    charx(JSON.stringify(RISU), { "assets/icon/images/teo.png": picture(2048, 3072) }),
  "a PNG of 4000 x 4000": () =>
    withChunks(picture(4000, 4000), [textChunkOf("chara", JSON.stringify(SILLY))]),
  "a million lorebook entries": () => book(1_000_000, "{}"),
  "5,000 entries with slow patterns": () => book(5_000, slow),
  "a million brackets": () => bytes("[".repeat(1_000_000)),
  "31 MB of brackets in a string": () => bytes(`{"name":"${"[".repeat(31 * MB)}"}`),
  "31 MB of spaces": () => bytes(`{${" ".repeat(31 * MB)}"name":1}`),
  "7 MB of line breaks in a field": () =>
    bytes(`{"name":"A","description":"${"\\n".repeat(3_500_000)}"}`),
  "7 MB of macros": () => bytes(`{"name":"A","description":"${"{{user}}".repeat(900_000)}"}`),
  "7 MB of quotation marks": () =>
    bytes(`{"name":"A","mes_example":"${'{{char}}: \\"*'.repeat(500_000)}"}`),
  "a zip that unpacks 1 to 1,000": () => charx(" ".repeat(8 * MB - 10)),
  "200,000 keys of one object": () =>
    bytes(
      `{"name":"A","description":"B",${Array.from({ length: 190_000 }, (_, n) => `"k${n}":0`).join()}}`,
    ),
  "a row of HER with 10 MB of talk": () =>
    bytes(
      JSON.stringify({
        messages: [
          { role: "system", content: `You are A from B.\n\n===A's Profile===\n${"x".repeat(MB)}` },
          { role: "user", content: "<system_thinking>".repeat(600_000) },
        ],
      }),
    ),
  "noise behind a zip's head": () =>
    Buffer.concat([
      Buffer.from("PK\u0003\u0004"),
      deflateRawSync(Buffer.alloc(31 * MB, 7)),
      Buffer.alloc(20 * MB, 0x50),
    ]),
};

const choices = CardChoices.parse({ name: "A", appearance: "A.", known: "A." });
console.log("ms      MB over before   what came of it");
for (const [what, make] of Object.entries(CASES)) {
  const file = make();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const from = performance.now();
  const seen = lookAt(file, "file.json");
  let came = seen.ok ? seen.file.kind : `${seen.code}`;
  let recall = "";
  if (seen.ok && seen.file.kind === "card") {
    foundCard(await paintedCard(PAINTER, seen.file.file), seen.file.fields, "");
    const { persona } = personaOf(seen.file.fields, choices, { id: "a" });
    const looked = performance.now();
    recallLore(persona.lore ?? [], {
      lines: Array.from({ length: 20 }, () => "a".repeat(2_000)),
      held: new Set(),
      self: "A",
      language: "en",
      budget: 400,
    });
    recall = `; one recall over its ${persona.lore?.length ?? 0} entries ${(performance.now() - looked).toFixed(0)} ms`;
    came = `card${recall}`;
  } else if (seen.ok && seen.file.kind === "tales") seen.file.tales.world(0);
  const took = performance.now() - from;
  const grew = (process.memoryUsage().rss - before) / MB;
  console.log(
    `${took.toFixed(0).padStart(5)}   ${Math.max(0, grew).toFixed(0).padStart(6)}           ${what} (${(file.length / MB).toFixed(1)} MB): ${came}`,
  );
}
