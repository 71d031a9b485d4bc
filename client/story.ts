import type { SceneEvent, Snapshot, StoryView } from "../shared/protocol.ts";

/** What someone holds who has found out nothing yet. */
export const EMPTY_STORY: StoryView = {
  goal: null,
  questions: [],
  journal: [],
  suggestions: [],
  ending: null,
  minds: [],
};

/**
 * Takes in one event or snapshot. A snapshot replaces everything, and one without a story means that the scene has
 * none; an event that is not of the story changes nothing. Never throws.
 */
export function reduceStory(
  held: StoryView | null,
  input: SceneEvent | Snapshot,
): StoryView | null {
  if ("entries" in input) return input.story ?? null;
  const story = held ?? EMPTY_STORY;
  switch (input.type) {
    case "journal": {
      const others = story.journal.filter(({ id }) => id !== input.entry.id);
      return { ...story, journal: [...others, input.entry] };
    }
    case "goal":
      return { ...story, questions: input.questions };
    case "suggestions":
      return { ...story, suggestions: input.lines };
    case "ending": {
      const { id, title, text } = input;
      return { ...story, ending: { id, title, text } };
    }
    case "mind-grant": {
      const { persona, ms } = input;
      const others = story.minds.filter((mind) => mind.persona !== persona);
      return { ...story, minds: ms > 0 ? [...others, { persona, ms }] : others };
    }
    case "line":
    case "turn-start":
    case "speech-delta":
    case "action-delta":
    case "turn-retract":
    case "turn-end":
    case "gesture":
    case "verb-done":
    case "mind-read":
    case "notice":
      return held;
  }
}
