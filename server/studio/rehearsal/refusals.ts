import type { StudioProblem } from "../../../shared/studio/api.ts";

/** Why something cannot be done in a rehearsal: what happened, why, and what to do next. */
export function problem(
  code: StudioProblem["code"],
  message: string,
  details?: StudioProblem["details"],
): StudioProblem {
  return { code, message, ...(details === undefined ? {} : { details }) };
}

/** The same for what the stage refuses a visitor, by its closed word. */
export function spokenProblem(refusal: string): StudioProblem {
  switch (refusal) {
    case "too-fast":
      return problem("too-many", "That came too fast; wait a second, then say it again.");
    case "empty":
      return problem("bad-request", "There is nothing in this line that could be said.");
    case "unknown-target":
      return problem("bad-request", "Nobody of that name is here.");
    case "out-of-reach":
      return problem("bad-request", "They are too far away to hear it.");
    default:
      return problem("conflict", "The scene is closed; begin a new rehearsal.");
  }
}
