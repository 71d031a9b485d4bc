import type { Language } from "../../../shared/protocol.ts";
import type { CardChoices, CardWarning, FoundField } from "../../../shared/studio/cards.ts";
import { clipped, languageOf, readableMarkdown } from "../../roleplay/coser/coser-text.ts";
import { Persona } from "../../roleplay/persona.ts";
import { inertLine, inertProse } from "../../roleplay/prompt/prompt-text.ts";
import { fallbackLines, waitingGestures, wearyLines } from "../../roleplay/stock-lines.ts";
import type { CardFields } from "./card-fields.ts";
import { cardLore } from "./card-lore.ts";
import { plainMacros, unknownMacros, type MacroNames } from "./card-macros.ts";
import { mendedName } from "./card-names.ts";
import { spoken, voiceOf } from "./card-voice.ts";

/** A card as a persona, and what was not taken. */
export interface CardPersona {
  readonly persona: Persona;
  readonly warnings: readonly CardWarning[];
}

/** In characters, as the sheet's schema has them. */
const PROSE = 20_000;
const DIRECTION = 4_000;

/** The language that a card is written in. */
export function cardLanguage(fields: CardFields): Language {
  return languageOf([fields.description, fields.firstMessage, fields.personality].join("\n"));
}

/** What everyone might see and know of somebody who came in just now; what a card says of it stays with its owner. */
export function firstSight(fields: CardFields): { appearance: string; known: string } {
  const language = cardLanguage(fields);
  const name = mendedName(fields.name) || STRANGER[language].name;
  const names: MacroNames = { self: name, language, voice: "told" };
  const said =
    /^[ \t[({*-]{0,12}(?:appearance|looks|外貌|外表|长相)[ \t"*]{0,6}[:：=][ \t]*(\S.{2,400})$/imu.exec(
      fields.description.slice(0, 12_000),
    )?.[1];
  const seen = inertLine(readableMarkdown(plainMacros(said ?? "", names))).replace(
    /[*_[\]{}]/gu,
    "",
  );
  return {
    appearance: clipped(seen, 400) || STRANGER[language].appearance,
    known: STRANGER[language].known(name),
  };
}

const STRANGER = {
  en: {
    name: "Stranger",
    appearance: "A face that nobody here has seen before.",
    known: (name: string) => `${name} has only just come here.`,
  },
  zh: {
    name: "陌生人",
    appearance: "一张这里谁也没见过的面孔。",
    known: (name: string) => `${name}刚刚来到这里。`,
  },
} as const;

/** Makes a persona of a card as its designer chose; what has no place in it stays in the card's own file. */
export function personaOf(
  fields: CardFields,
  choices: CardChoices,
  as: { readonly id: string; readonly sprite?: string },
): CardPersona {
  const warnings: CardWarning[] = [];
  const language = cardLanguage(fields);
  const names = namesFor(fields, choices.name, language);
  const prose = (text: string, most: number): string => {
    const made = proseOf(text, names);
    if (made.length > most) warnings.push({ code: "profile-cut", what: String(most) });
    return clipped(made, most);
  };
  const lore =
    fields.book === null || !choices.lore
      ? { lore: [], warnings: [] }
      : cardLore(fields.book, names);
  const direction = [
    choices.systemPrompt ? fields.systemPrompt : "",
    choices.depthPrompt ? fields.depthPrompt : "",
    choices.postHistory ? fields.postHistory : "",
  ]
    .map((text) => proseOf(text, names))
    .filter((text) => text !== "")
    .join("\n\n");
  const profile = prose(
    [fields.description, fields.personality].filter(Boolean).join("\n\n"),
    PROSE,
  );
  if (profile === "") warnings.push({ code: "profile-empty" });
  const stock = { language, waiting_gestures: [], fallback_lines: [], weary_lines: [] };
  const nickname = mendedName(fields.nickname);
  const persona = Persona.parse({
    id: as.id,
    name: choices.name,
    aliases: nickname === "" || nickname === choices.name ? [] : [nickname],
    language,
    ...(as.sprite === undefined ? {} : { sprite: as.sprite }),
    public: { appearance: choices.appearance, known: choices.known },
    profile: profile || choices.known,
    experience: choices.scenario ? prose(fields.scenario, PROSE) : "",
    ...(lore.lore.length === 0 ? {} : { lore: lore.lore }),
    ...(direction === "" ? {} : { direction: clipped(direction, DIRECTION) }),
    voice: [
      ...new Set([
        ...meetingWords(fields, choices.name, choices.greeting),
        ...voiceOf(fields.examples, names),
      ]),
    ],
    fallback_lines: [...fallbackLines(stock)],
    weary_lines: [...wearyLines(stock)],
    waiting_gestures: [...waitingGestures(stock)],
  });
  return { persona, warnings: [...warnings, ...lore.warnings] };
}

/** How the macros of a card read: its nickname before its name. */
export function namesFor(fields: CardFields, name: string, language: Language): MacroNames {
  return { self: mendedName(fields.nickname) || name, language, voice: "told" };
}

/** A field of prose: macros plain, no HTML, no pictures from elsewhere, nothing that a prompt could take for its own. */
export function proseOf(text: string, names: MacroNames): string {
  const bare = text.slice(0, 200_000).replace(/!\[[^\]\n]{0,200}\]\([^)\n]{0,2000}\)/gu, "");
  return inertProse(readableMarkdown(plainMacros(bare, names)));
}

/** A card's greetings as lines that open a scene. */
export function greetingsOf(fields: CardFields, name: string): string[] {
  const language = cardLanguage(fields);
  const names: MacroNames = { ...namesFor(fields, name, language), voice: "said" };
  return [
    fields.firstMessage,
    ...fields.otherGreetings.slice(0, 50),
    ...fields.groupGreetings.slice(0, 50),
  ]
    .map((text) => clipped(inertLine(proseOf(text, names)), 2_000))
    .filter((text) => text !== "");
}

/** What is said aloud in one of its greetings, as the first sample of its voice: how it meets people. */
export function meetingWords(
  fields: CardFields,
  name: string,
  greeting: number | undefined,
): string[] {
  const text = greeting === undefined ? undefined : greetingsOf(fields, name)[greeting];
  const said = text === undefined ? "" : spoken(text);
  return said === "" ? [] : [said];
}

/** Words by which tags say that something is not for everybody. */
const HINTS =
  /\b(?:nsfw|nsfl|18\+|adult|explicit|erotic\w*|hentai|lewd|smut|porn\w*|sex\w*|fetish\w*|kink\w*|gore|r-?18|mature|rape|incest|loli|shota|violence)\b|成人|色情|情色|限制级|血腥|18禁|エロ|成年/iu;

/** The tags that say so. */
export function hintsOf({ tags }: CardFields): string[] {
  return tags.filter((tag) => HINTS.test(tag.normalize("NFKC").slice(0, 200))).slice(0, 20);
}

/** How much of a field is shown. */
const SHOWN = 600;

/** The card field by field, with what becomes of each; empty ones are left out. */
export function fieldsFound(fields: CardFields, picture: boolean): FoundField[] {
  const text = (
    field: FoundField["field"],
    becomes: FoundField["becomes"],
    value: string,
  ): FoundField[] =>
    value === ""
      ? []
      : [{ field, becomes, text: value.slice(0, SHOWN).toWellFormed(), size: value.length }];
  const list = (
    field: FoundField["field"],
    becomes: FoundField["becomes"],
    values: readonly string[],
  ): FoundField[] =>
    values.length === 0
      ? []
      : [
          {
            field,
            becomes,
            text: values.join(" · ").slice(0, SHOWN).toWellFormed(),
            size: values.length,
          },
        ];
  const { book } = fields;
  const entries = book?.entries.map(
    ({ name, keys, content }) => name || keys[0] || content.slice(0, 40),
  );
  return [
    ...text("name", "name", fields.name),
    ...text("nickname", "alias", fields.nickname),
    ...text("description", "profile", fields.description),
    ...text("personality", "profile", fields.personality),
    ...text("mes_example", "voice", fields.examples),
    ...(book === null || book.total === 0
      ? []
      : list("character_book", "lore", entries?.length ? entries : ["…"]).map((one) => ({
          ...one,
          size: book.total,
        }))),
    ...text("scenario", "setting", fields.scenario),
    ...text("first_mes", "opening", fields.firstMessage),
    ...list("alternate_greetings", "opening", fields.otherGreetings),
    ...list("group_only_greetings", "opening", fields.groupGreetings),
    ...text("system_prompt", "direction", fields.systemPrompt),
    ...text("post_history_instructions", "direction", fields.postHistory),
    ...text("depth_prompt", "direction", fields.depthPrompt),
    ...text("creator_notes", "kept", fields.creatorNotes),
    ...list("tags", "kept", fields.tags),
    ...text("creator", "kept", fields.creator),
    ...text("character_version", "kept", fields.characterVersion),
    ...(picture ? [{ field: "portrait", becomes: "picture", text: "", size: 1 } as const] : []),
  ];
}

/** What a card brings that nothing here uses. */
export function fieldWarnings(fields: CardFields): CardWarning[] {
  const texts = [fields.description, fields.personality, fields.scenario, fields.firstMessage];
  const all = [...texts, fields.examples, fields.systemPrompt, fields.postHistory].join("\n");
  const macros = unknownMacros(all);
  const mended = mendedName(fields.name);
  const direction = fields.systemPrompt || fields.postHistory || fields.depthPrompt;
  const found: (CardWarning | null)[] = [
    mended === ""
      ? { code: "name-unusable" }
      : mended === fields.name
        ? null
        : { code: "name-mended", what: mended },
    macros.length === 0 ? null : { code: "macros-left", what: macros.join(", ") },
    /<\/?(?:div|span|style|script|img|iframe|svg|details|table|font|p|br|a)\b/iu.test(all)
      ? { code: "html-left" }
      : null,
    fields.scripts ? { code: "scripts-left" } : null,
    fields.remote > 0 ? { code: "remote-left", what: String(fields.remote) } : null,
    direction === "" ? null : { code: "direction-there" },
  ];
  return found.filter((one) => one !== null);
}
