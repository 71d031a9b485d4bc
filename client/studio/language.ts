import type { Language } from "../../shared/protocol.ts";

/** The page's language: what was chosen here, else what the browser speaks. */
const KEPT = "dramatis-studio-language";

export function language(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** Keeps the choice and shows the page anew in it. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  location.reload();
}

/** A part's own texts in the page's language: `const t = wordsOf({ en: {...}, zh: {...} })`. */
export function wordsOf<Words>(of: { readonly en: Words; readonly zh: Words }): Words {
  return of[language()];
}
