import type { Verb } from "./verb.ts";

/** How Chinese prose says a verb, ready to be looked for. */

export interface ChinesePhrase {
  readonly verb: Verb;
  /** What stands before the thing; the whole phrase where it holds no `…`. */
  readonly before: string;
  /** What stands after the thing; null where the phrase holds no `…`. */
  readonly after: string | null;
  /** `把…放在`: said of something that 把 or 将 names. */
  readonly ofBa: boolean;
}

/** Reads the verbs' Chinese words. Longer phrases come first. */
export function chinesePhrases(verbs: readonly Verb[]): readonly ChinesePhrase[] {
  const found = verbs
    .filter(({ who }) => who !== "players")
    .flatMap((verb) =>
      verb.words.zh.map((words): ChinesePhrase => {
        const [before = "", after = null] = words.split("…");
        if (/^[把将]$/u.test(before) && after !== null && after !== "")
          return { verb, before: after, after: null, ofBa: true };
        return { verb, before, after, ofBa: false };
      }),
    );
  const weight = ({ before, after }: ChinesePhrase) => before.length + (after?.length ?? 0);
  return found.sort((a, b) => weight(b) - weight(a));
}
