import { describe, expect, test } from "vitest";
import { characterSheet } from "../../../server/roleplay/prompt/prompt-sections.ts";
import { Persona } from "../../../server/roleplay/persona.ts";
import { cardOut } from "../../../server/studio/cards/card-export.ts";
import { mendedName } from "../../../server/studio/cards/card-names.ts";
import { paintedCard } from "../../../server/studio/cards/painted-card.ts";
import { personaOf } from "../../../server/studio/cards/card-persona.ts";
import { foundCard } from "../../../server/studio/cards/found-card.ts";
import { lookAt } from "../../../server/studio/cards/look-at.ts";
import { readJsonText } from "../../../server/studio/cards/json-text.ts";
import { CardChoices } from "../../../shared/studio/cards.ts";
import { PAINTER } from "./make.ts";
import { STRANGERS } from "./strangers.ts";

const SCENE = { world: "Low Crossing", background: "", setting: "By the river.", topic: undefined };
const PLAIN = { secrets: false, motivation: false, direction: false } as const;

describe("[ST150] cards of other tools, in the shapes in which they are really written", () => {
  test("[ST150] there are forty and more of them, no two alike", () => {
    expect(STRANGERS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(STRANGERS.map(({ what }) => what)).size).toBe(STRANGERS.length);
  });

  test.each(STRANGERS)(
    "[ST150] $what: $comes",
    async ({ file, comes, name, says, format, portrait }) => {
      const seen = lookAt(file(), "card");
      if (!seen.ok) {
        expect(seen.code).toBe(comes);
        expect(seen.message).toMatch(/^[A-Z'].{12,}\.$/u);
        return;
      }
      expect(seen.file.kind).toBe(comes);
      if (seen.file.kind !== "card") return;
      const { fields } = seen.file;
      const card = await paintedCard(PAINTER, seen.file.file);
      const found = foundCard(card, fields, "held");
      expect(found.name).toBe(name ?? "");
      if (format !== undefined) expect(found.format).toBe(format);
      if (portrait === true) expect(found.portrait).toMatch(/^iVBOR/u);

      // It plays: its sheet stands, and its prompt has what it says and nothing that a prompt would take for its own.
      const { appearance, known } = found;
      const called = found.name || "Bel Tanner";
      const choices = CardChoices.parse({ name: called, appearance, known });
      const { persona } = personaOf(fields, choices, { id: "stranger" });
      expect(Persona.safeParse(persona).success).toBe(true);
      const sheet = characterSheet(persona, SCENE, []);
      expect(sheet).toContain(called);
      expect(sheet).not.toMatch(/\{\{(?:char|user)\}\}|<START>/u);
      if (says !== undefined) expect(sheet).toMatch(says);

      // It goes out as it came in, to the byte, whatever else is in it.
      const out = cardOut(persona, card.json.text, null, { format: "json", ...PLAIN });
      const text = new TextDecoder().decode(out.bytes);
      if (found.name === fields.name) expect(text).toBe(card.json.text);
      const again = lookAt(out.bytes, "card.json");
      expect(again.ok && again.file.kind).toBe("card");
      // As PNG and CHARX it can be brought in again, by the same name.
      for (const as of ["png", "charx"] as const) {
        const packed = cardOut(persona, card.json.text, card.portrait, { format: as, ...PLAIN });
        const back = lookAt(packed.bytes, `card.${as}`);
        if (!back.ok || back.file.kind !== "card") throw new Error(`did not come back as ${as}`);
        expect(mendedName(back.file.fields.name)).toBe(called);
      }
    },
  );

  test("[ST150] what was changed here in a card of Agnai's or Character.AI's stands in it, and the rest to the byte", () => {
    for (const what of ["Agnai, its own JSON", "Character.AI, a dump of its API"]) {
      const seen = lookAt(STRANGERS.find((one) => one.what === what)!.file(), "card");
      if (!seen.ok || seen.file.kind !== "card") throw new Error("no card");
      const { file, fields } = seen.file;
      const choices = CardChoices.parse({ name: fields.name, appearance: "A.", known: "K." });
      const { persona } = personaOf(fields, choices, { id: "x" });
      const changed = { ...persona, profile: "NEW PROFILE" };
      const out = cardOut(changed, file.json.text, null, { format: "json", ...PLAIN });
      const again = lookAt(out.bytes, "card.json");
      if (!again.ok || again.file.kind !== "card") throw new Error("no card any more");
      expect(personaOf(again.file.fields, choices, { id: "x" }).persona.profile).toBe(
        "NEW PROFILE",
      );
      expect(readJsonText(new TextDecoder().decode(out.bytes)).ok).toBe(true);
      expect(again.file.fields.firstMessage).toBe(fields.firstMessage);
      expect(again.file.fields.book).toEqual(fields.book);
    }
  });
});
