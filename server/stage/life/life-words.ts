import type { Language } from "../../../shared/protocol.ts";

/** What a persona notices when it has reason to speak of its own accord: said by the world, for it alone. */
export interface LifeWords {
  newcomers(names: readonly string[]): string;
  /** Somebody gave it something, showed it something, took what is its own, or failed with it. */
  given(by: string): string;
  shown(by: string): string;
  taken(by: string): string;
  refused(by: string): string;
  /** Another deed that was done to it. */
  doneTo(by: string): string;
  quietWith(name: string): string;
  /** What an author suggests to say. */
  mightSay(line: string): string;
  mightAnswer(line: string): string;
}

const WORDS: Record<Language, LifeWords> = {
  en: {
    newcomers: (names) => `Nobody has greeted ${listed(names, ", ", " and ")} yet.`,
    given: (by) => `Now you have it, and ${by} waits for a word.`,
    shown: (by) => `${by} waits to see what you make of it.`,
    taken: (by) => `It was yours that ${by} took, and you saw it.`,
    refused: (by) => `Nothing came of it, and ${by} looks at you.`,
    doneTo: (by) => `It was you that ${by} meant.`,
    quietWith: (name) => `It is quiet for a moment, and ${name} is near.`,
    mightSay: (line) => ` You might say: “${line}”`,
    mightAnswer: (line) => `You might answer: “${line}”`,
  },
  zh: {
    newcomers: (names) => `还没有人招呼${listed(names, "、", "和")}。`,
    given: (by) => `东西到了你手里，${by}在等你说话。`,
    shown: (by) => `${by}在看你怎么说。`,
    taken: (by) => `${by}拿走的是你的东西，你看见了。`,
    refused: (by) => `事情没有成，${by}看着你。`,
    doneTo: (by) => `${by}是冲着你来的。`,
    quietWith: (name) => `一时安静了下来，${name}就在近旁。`,
    mightSay: (line) => `你也许会说：“${line}”`,
    mightAnswer: (line) => `你也许会答：“${line}”`,
  },
};

export function lifeWords(language: Language): LifeWords {
  return WORDS[language];
}

function listed(names: readonly string[], comma: string, and: string): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(comma)}${and}${last}`;
}
