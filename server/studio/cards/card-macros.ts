import type { Language } from "../../../shared/protocol.ts";

/**
 * Macros of cards, made into plain words. `{{char}}` is the character, `{{user}}` whoever is spoken with; nothing is
 * drawn, rolled, looked up or run, and what is not known loses its double braces.
 */
export interface MacroNames {
  /** What `{{char}}` stands for: the nickname where there is one. */
  readonly self: string;
  readonly language: Language;
  /** Whether the text is told of the character, or said by it to somebody. */
  readonly voice: "told" | "said";
}

const OTHER: Readonly<Record<Language, Readonly<Record<MacroNames["voice"], string>>>> = {
  en: { told: "the other person", said: "friend" },
  zh: { told: "对方", said: "朋友" },
};

/** More of a text than any field is made of is not looked at. */
const LONGEST = 400_000;

/** A text of a card with its macros made plain. */
export function plainMacros(text: string, names: MacroNames): string {
  const other = OTHER[names.language][names.voice];
  const first = other.charAt(0).toUpperCase() + other.slice(1);
  return (
    text
      .slice(0, LONGEST)
      // What its author wrote for other authors is no part of the text.
      .replace(/\{\{\s*(?:\/\/|comment\s*:|hidden_key\s*:)[^{}]{0,2000}\}\}/giu, "")
      .replace(/\{\{\s*(?:char|charname|bot)\s*\}\}|<(?:char|bot)>/giu, names.self)
      .replace(
        /(^|[.!?…"“]\s{1,8}|\n[ \t]{0,8})(?:\{\{\s*(?:user|username)\s*\}\}|<user>)/giu,
        (_all, before: string) => `${before}${first}`,
      )
      .replace(/\{\{\s*(?:user|username)\s*\}\}|<user>/giu, other)
      .replace(/\{\{\s*newline\s*\}\}/giu, "\n")
      .replace(/\{\{\s*(?:original|trim|noop)\s*\}\}/giu, "")
      .replace(/\{{2,}/gu, "{")
      .replace(/\}{2,}/gu, "}")
  );
}

/** The macros of a text that are not known here, each once, as they are shown to whoever brings the card. */
export function unknownMacros(text: string): string[] {
  const known =
    /^(?:char|charname|bot|user|username|newline|original|trim|noop|\/\/.*|comment:.*|hidden_key:.*)$/isu;
  const found = new Set<string>();
  for (const [, inner = ""] of text.slice(0, LONGEST).matchAll(/\{\{([^{}]{1,80})\}\}/gu)) {
    const name = inner.trim();
    if (!known.test(name)) found.add((/^[#/]?[\p{L}\p{N}_-]{1,24}/u.exec(name) ?? ["…"])[0]);
    if (found.size === 12) break;
  }
  return [...found];
}
