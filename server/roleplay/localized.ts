import * as z from "zod";
import { LANGUAGES, type Language, type Localized } from "../../shared/protocol.ts";

/** Words an author wrote once for every language, or once for each. */

/** One text for all languages, or one per language. Gives a text for each; up to `max` characters. */
export function localized(max = 2_000) {
  const Text = z.string().trim().min(1).max(max);
  return z
    .union([Text, z.strictObject({ en: Text, zh: Text })])
    .transform((given): Localized => (typeof given === "string" ? everywhere(given) : given));
}

/** The same words in every language. */
export function everywhere(text: string): Localized {
  return Object.fromEntries(LANGUAGES.map((language) => [language, text])) as Record<
    Language,
    string
  >;
}
