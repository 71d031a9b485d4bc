import type { GoalQuestion } from "../../../shared/protocol.ts";
import type { Ending, Story } from "./story.ts";

/** What the findings of all players together answer, and which ending they have earned. */

/** Every question with how far it is answered: `partly` when at least one finding helps, and not all that it takes. */
export function questionsOf(story: Story, known: ReadonlySet<string>): GoalQuestion[] {
  return story.questions.map(({ id, ask, found_by: brackets }) => {
    const held = brackets.filter((bracket) => bracket.some((finding) => known.has(finding)));
    const state = held.length === brackets.length ? "found" : held.length > 0 ? "partly" : "open";
    return { id, ask, state };
  });
}

/** Ids of the questions that a finding helps to answer. */
export function answersOf(story: Story, finding: string): string[] {
  return story.questions.flatMap(({ id, found_by: brackets }) =>
    brackets.some((bracket) => bracket.includes(finding)) ? [id] : [],
  );
}

/** A deed as an ending may wait for it. */
export interface EndingDeed {
  readonly verb: string;
  readonly target: string | null;
  readonly item: string | null;
}

/**
 * The first ending that is earned: with a deed, of those that wait for it; with none, the scene's time is over, and an
 * ending that waits for a deed was missed. Null where none is earned.
 */
export function endingOf(
  story: Story,
  known: ReadonlySet<string>,
  deed: EndingDeed | null,
): Ending | null {
  const answered = new Set(
    questionsOf(story, known).flatMap(({ id, state }) => (state === "found" ? [id] : [])),
  );
  return (
    story.endings.find(
      ({ on, questions, findings, at_least: atLeast }) =>
        waitsFor(on, deed) &&
        questions.every((id) => answered.has(id)) &&
        findings.every((id) => known.has(id)) &&
        answered.size >= atLeast,
    ) ?? null
  );
}

/** Whether an ending that waits for `on` may be played now that this was done; with null, now that the time is over. */
export function waitsFor(on: Ending["on"], deed: EndingDeed | null): boolean {
  if (on === undefined || deed === null) return on === undefined && deed === null;
  return (
    on.verb === deed.verb &&
    (on.target === undefined || on.target === deed.target) &&
    (on.item === undefined || on.item === deed.item)
  );
}
