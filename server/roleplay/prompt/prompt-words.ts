import type { Language } from "../../../shared/protocol.ts";
import type { PromptWording } from "./prompt-wording.ts";
import { chinese } from "./prompt-words.zh.ts";
import { english } from "./prompt-words.en.ts";

/** The prompt words of each language. */
export const PROMPT_WORDS: Readonly<Record<Language, PromptWording>> = {
  en: english,
  zh: chinese,
};
