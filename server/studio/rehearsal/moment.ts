import { momentOf, type Moment, type MomentOfTurn } from "../../episodes/replay/branch-moment.ts";
import { thoughtAs } from "../../episodes/replay/branch.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import type { Resumption } from "../../stage/resumption.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { problem } from "./refusals.ts";
import type { RehearsedScene } from "./rehearsed-scene.ts";

/** Around a turn of a scene that was rehearsed. */
export function momentIn(
  { events }: RehearsedScene,
  turnId: string,
  when: MomentOfTurn,
): Promise<Moment | StudioProblem> {
  return momentFrom(
    events.map((event, seq) => ({ seq, event })),
    turnId,
    when,
  );
}

/** Around a turn of any episode; a problem is why it cannot be gone on from. */
export async function momentFrom(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
  turnId: string,
  when: MomentOfTurn,
): Promise<Moment | StudioProblem> {
  const moment = await momentOf(events, turnId, when);
  if (typeof moment !== "string") return moment;
  const why = moment.slice(0, 1).toUpperCase() + moment.slice(1);
  return problem("not-found", why);
}

/** A scene goes on from there. Who speaks next is the designer's to say, so nobody who was about to speak begins. */
export function resumed(
  { start, turn, standing }: Moment,
  first: Resumption["first"],
  training: boolean,
): Resumption {
  return {
    ...standing,
    first,
    others: [],
    // Where a designer keeps a rehearsal back from training, nothing that players allow is taken over.
    consents: training ? standing.consents : [],
    branchOf: { episodeId: start.episodeId, turnId: turn.turnId },
  };
}

/** Who is to take the turn that was asked for, as it was thought, once a designer lets it. */
export function dueAt({ turn, standing: { first } }: Moment): Resumption["first"] {
  return first === null ? null : { ...first, ...thoughtAs(turn), waits: true };
}
