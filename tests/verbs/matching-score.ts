import type { ActionNames, Deed } from "../../server/roleplay/verbs/deed.ts";
import type { LabelledAction } from "./labelled-actions.ts";

/** How well a matcher reads labelled actions. A deed counts as right only with its verb, its target and its item. */

export type Matcher = (text: string, names: ActionNames) => readonly Deed[];

export interface Miss {
  readonly action: LabelledAction;
  readonly wrong: readonly Deed[];
  readonly missed: readonly Deed[];
}

export interface Score {
  readonly actions: number;
  readonly found: number;
  readonly right: number;
  readonly labelled: number;
  /** Right of what was found; 1 where nothing was. */
  readonly precision: number;
  /** Right of what is labelled; 1 where nothing is. */
  readonly recall: number;
  readonly misses: readonly Miss[];
}

/** Scores a matcher on some actions. */
export function scoreOf(actions: readonly LabelledAction[], matcher: Matcher): Score {
  let found = 0;
  let right = 0;
  let labelled = 0;
  const misses: Miss[] = [];
  for (const action of actions) {
    const left = [...action.deeds];
    const wrong: Deed[] = [];
    const read = matcher(action.text, action.names);
    for (const deed of read) {
      const at = left.findIndex((one) => deedText(one) === deedText(deed));
      if (at === -1) wrong.push(deed);
      else left.splice(at, 1);
    }
    found += read.length;
    right += read.length - wrong.length;
    labelled += action.deeds.length;
    if (wrong.length + left.length > 0) misses.push({ action, wrong, missed: left });
  }
  const share = (of: number) => (of === 0 ? 1 : right / of);
  return {
    actions: actions.length,
    found,
    right,
    labelled,
    precision: share(found),
    recall: share(labelled),
    misses,
  };
}

/** A deed as words, such as `give(gideon, letter)`. */
export function deedText({ verb, target, item }: Deed): string {
  return `${verb}(${[target, item].filter((part) => part !== null).join(", ")})`;
}
