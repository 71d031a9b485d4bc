import type { VerbView } from "../../../shared/deeds.ts";
import { defineVerb } from "../../roleplay/verbs/define-verb.ts";
import type { Verb, VerbInput } from "../../roleplay/verbs/verb.ts";

/** The verbs that one scene knows: those that come with the engine, as far as its author wants them, and a game's own. */
export interface VerbRegister {
  get(id: string): Verb | undefined;
  /** The same list until a verb is added: whoever reads it may keep what it made of it. */
  readonly all: readonly Verb[];
  /** Those that the game defined. */
  readonly own: readonly Verb[];
  /** Adds a game's own verb. Throws, in words, where the declaration is wrong or its id is taken. */
  define(input: VerbInput): Verb;
  /** What a player's page may offer. */
  views(): VerbView[];
}

/** `wanted` are the ids that the scene's author listed; absent for all. */
export function createVerbRegister(
  builtIn: readonly Verb[],
  wanted: readonly string[] | undefined,
): VerbRegister {
  const known = new Set(builtIn.map(({ id }) => id));
  const verbs = new Map(
    builtIn.flatMap((verb) =>
      wanted === undefined || wanted.includes(verb.id) ? [[verb.id, verb]] : [],
    ),
  );
  let all = [...verbs.values()];
  return {
    get: (id) => verbs.get(id),
    get all() {
      return all;
    },
    get own() {
      return [...verbs.values()].filter(({ id }) => !known.has(id));
    },
    define(input) {
      const verb = defineVerb(input);
      if (verbs.has(verb.id) || known.has(verb.id)) {
        throw new Error(
          `there is a verb "${verb.id}" already${known.has(verb.id) ? ", which comes with the engine" : ""}; give yours an id of its own`,
        );
      }
      verbs.set(verb.id, verb);
      all = [...verbs.values()];
      return verb;
    },
    views: () =>
      [...verbs.values()]
        .filter(({ who }) => who !== "personas")
        .map(({ id, label, target, item }) => ({ id, label, target, item })),
  };
}
