import type { EntityKind } from "./deed.ts";
import type { Verb } from "./verb.ts";

/** What a verb is done to. */
export function kindsOf({ target }: Verb): readonly EntityKind[] {
  switch (target) {
    case "person":
    case "place":
    case "prop":
      return [target];
    case "person-or-prop":
      return ["person", "prop"];
    case "anything":
      return ["person", "place", "prop"];
    case "none":
      return [];
    default:
      return target satisfies never;
  }
}
