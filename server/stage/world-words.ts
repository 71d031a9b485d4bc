import type { Language } from "../../shared/protocol.ts";

/** The few sentences the world itself says, in the scene's language. */
export interface WorldWords {
  comesIn(name: string): string;
  leaves(name: string): string;
  /** What somebody finds who comes into a scene that goes on, or who begins in it anew. */
  finds(names: readonly string[]): string;
  /** How a whispered line looks to the one who hears it, as an action. */
  readonly whispers: string;
  /** How it looks to those who only see it, as an action. */
  whispersTo(name: string): string;
}

const WORDS: Record<Language, WorldWords> = {
  en: {
    comesIn: (name) => `${name} comes in.`,
    leaves: (name) => `${name} leaves.`,
    finds: (names) =>
      names.length === 0 ? "Nobody else is here." : `Here are: ${names.join(", ")}.`,
    whispers: "leans in and whispers, for no one else to hear",
    whispersTo: (name) => `leans over to ${name} and whispers`,
  },
  zh: {
    comesIn: (name) => `${name}走了进来。`,
    leaves: (name) => `${name}离开了。`,
    finds: (names) => (names.length === 0 ? "这里没有别人。" : `这里有：${names.join("、")}。`),
    whispers: "凑近了低声说，不让旁人听见",
    whispersTo: (name) => `凑近${name}，低声说了些什么`,
  },
};

export function worldWords(language: Language): WorldWords {
  return WORDS[language];
}
