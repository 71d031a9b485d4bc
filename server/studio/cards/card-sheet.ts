import type { CardChoices } from "../../../shared/studio/cards.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { inertLine } from "../../roleplay/prompt/prompt-text.ts";
import type { BesideFile } from "../../worlds/world-shelf.ts";
import type { CardFields } from "./card-fields.ts";
import { personaOf } from "./card-persona.ts";
import type { PaintedCard } from "./painted-card.ts";
import { portraitSprite, type PortraitGallery } from "./portrait-gallery.ts";

/** The sheet that a card becomes, and the files that lie beside it. */
export function cardSheet(
  gallery: PortraitGallery,
  file: PaintedCard,
  fields: CardFields,
  choices: CardChoices,
  id: string,
): { readonly persona: Persona; readonly beside: readonly BesideFile[] } {
  const portrait = choices.portrait ? file.portrait : null;
  const token = choices.portrait ? file.token : null;
  const sprite = token === null ? {} : { sprite: portraitSprite(gallery.hang(token)) };
  const { persona } = personaOf(fields, choices, { id, ...sprite });
  const card = { ending: "card.json", bytes: new TextEncoder().encode(file.json.text) } as const;
  return {
    persona,
    beside:
      portrait === null ? [card] : [card, { ending: "portrait.png", bytes: portrait } as const],
  };
}

/** A sheet's first lines say where it comes from. */
export function commentOf(file: PaintedCard, fields: CardFields, id: string, by: string): string[] {
  const made = inertLine(fields.creator).slice(0, 120);
  return [
    `Brought in from a character card (V${fields.version}, ${file.format}) by ${by}.`,
    ...(made === "" ? [] : [`The card was made by ${made}; its own terms go with it.`]),
    `The card itself is ${id}.card.json: everything in it that has no place here is kept there.`,
  ];
}
