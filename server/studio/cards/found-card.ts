import type { CardWarning, FoundCard } from "../../../shared/studio/cards.ts";
import type { CardFields } from "./card-fields.ts";
import type { PaintedCard } from "./painted-card.ts";
import { cardLore } from "./card-lore.ts";
import {
  cardLanguage,
  fieldsFound,
  fieldWarnings,
  firstSight,
  greetingsOf,
  hintsOf,
  namesFor,
} from "./card-persona.ts";
import { mendedName } from "./card-names.ts";

/** What whoever brought a card is shown of it before anything is written. */
export function foundCard(file: PaintedCard, fields: CardFields, held: string): FoundCard {
  const language = cardLanguage(fields);
  const name = mendedName(fields.name);
  const lore =
    fields.book === null ? null : cardLore(fields.book, namesFor(fields, name || "?", language));
  const { token } = file;
  const warnings: CardWarning[] = [
    ...file.notes,
    ...fieldWarnings(fields),
    ...(lore?.warnings ?? []),
  ];
  const told = new Set<string>();
  return {
    kind: "card",
    held,
    format: file.format,
    version: fields.version,
    name,
    ...firstSight(fields),
    language,
    fields: fieldsFound(fields, token !== null),
    greetings: greetingsOf(fields, name || "?")
      .slice(0, 20)
      .map((text) => text.slice(0, 400)),
    lore: { entries: fields.book?.total ?? 0, taken: lore?.lore.length ?? 0 },
    warnings: warnings.filter(({ code }) => !told.has(code) && told.add(code)),
    tags: fields.tags.slice(0, 40).map((tag) => tag.slice(0, 60)),
    hints: hintsOf(fields).map((tag) => tag.slice(0, 60)),
    portrait: token === null ? null : Buffer.from(token).toString("base64"),
  };
}
