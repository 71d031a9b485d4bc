import type { ActionNames, Deed, Named } from "../../server/roleplay/verbs/deed.ts";
import type { Verb } from "../../server/roleplay/verbs/verb.ts";

/** The naive way, to compare with: the verb's word stands somewhere, and so does a name. */
export function matchKeywords(text: string, verbs: readonly Verb[], names: ActionNames): Deed[] {
  const lower = text.toLowerCase();
  const firstOf = (some: readonly Named[]): string | null =>
    some.find(({ names }) => names.some((name) => lower.includes(name.toLowerCase())))?.id ?? null;
  return verbs.flatMap((verb): Deed[] => {
    const said = [...verb.words.en, ...verb.words.zh].some((words) =>
      words
        .toLowerCase()
        .split(/[\s…]+/u)
        .every((part) => lower.includes(part)),
    );
    if (!said) return [];
    const item = verb.item ? firstOf(names.props) : null;
    const anything = [...names.people, ...names.places, ...names.props];
    const target =
      verb.target === "none"
        ? null
        : firstOf(
            verb.target === "person"
              ? names.people
              : verb.target === "prop"
                ? names.props
                : anything,
          );
    if ((verb.item && item === null) || (verb.target !== "none" && !verb.alone && target === null))
      return [];
    return [{ verb: verb.id, target, item }];
  });
}
