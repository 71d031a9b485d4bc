import type { TakeAgain } from "../../../shared/studio/rehearsal.ts";
import type { Moment } from "../../episodes/replay/branch-moment.ts";
import { thoughtAs } from "../../episodes/replay/branch.ts";
import type { ThinkingMode } from "../../roleplay/thinking/thinking-mode.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Told } from "../../stage/ports.ts";
import type { Staging } from "../../stage/staging.ts";
import type { InPlay } from "./in-play.ts";
import { momentIn, resumed } from "./moment.ts";
import { problem } from "./refusals.ts";
import { samplingOf, type Done } from "./rehearsal-order.ts";
import type { RehearsalEndpoint, RehearsalModel } from "./rehearsal-ports.ts";
import { createRehearsedScene } from "./rehearsed-scene.ts";
import { isStaging, withSheet } from "./rehearsed-staging.ts";
import type { Streaming } from "./streaming.ts";

/** A sheet that a take is to be spoken by. */
export interface OtherSheet {
  readonly value: unknown;
  readonly name: string;
}

/** A take that another sheet or a scene that is over asks for: an episode of its own, from before the turn. */
export async function takeAside(
  shared: InPlay,
  streaming: Streaming,
  original: string,
  endpoint: RehearsalEndpoint,
  model: RehearsalModel,
  sheet: OtherSheet | null,
  wish: TakeAgain,
): Promise<Done> {
  const { ports, order, asides, book, feed } = shared;
  const first = book.find(original);
  if (first === null) return problem("not-found", "There is no such turn here.");
  const moment = await momentIn(first.scene, original, "asked");
  if ("code" in moment) return moment;
  const { speaker } = first.view;
  const base = first.scene.staging;
  const changed = sheet === null ? base : withSheet(base, speaker, sheet.value);
  if (!isStaging(changed)) {
    return changed.ok
      ? problem("failed", "The sheet could not be taken.")
      : problem(changed.code, changed.message, changed.details);
  }
  const due = moment.standing.first;
  const begins = due && { ...due, ...thought(moment, wish, base, changed) };
  let turnId = "";
  const { promise: done, resolve: tellDone } = Promise.withResolvers<void>();
  const aside = createRehearsedScene(
    ports,
    {
      staging: changed,
      model,
      memory: shared.memory,
      resume: resumed(moment, begins, order.training),
      training: order.training,
      seed: wish.play.seed ?? Math.floor(Math.random() * 2 ** 31),
      designer: order.designer,
      sampling: samplingOf({ ...order.play, ...wish.play }),
    },
    {
      logged(event: EpisodeEvent) {
        if (event.type !== "turn" || event.turnId !== turnId) return;
        streaming.ended(event);
        tellDone();
      },
      told,
      thought: (thought) => streaming.block(thought),
    },
  );
  asides.add(aside);
  aside.director.rehearsing.held = true;
  aside.open();
  void (turnId === "" ? Promise.resolve() : done)
    .then(() => aside.close("take"))
    .then(() => {
      asides.delete(aside);
      shared.tellState();
    });
  return turnId === ""
    ? problem("failed", "The take could not begin; try again.")
    : { ok: true, turnId };

  function told({ event }: Told): void {
    if (event.type !== "turn-start") return streaming.told(event);
    turnId = event.turnId;
    const view = book.begin(aside, {
      turnId,
      speaker,
      name: event.name,
      to: event.addressee,
      whisper: event.whisper,
      sheet: sheet?.name ?? first?.view.sheet ?? "plays",
      endpoint: endpoint.name,
      instead: original,
      wish,
      pairs: false,
    });
    feed.tell({ type: "begins", turn: view });
    shared.tellState();
  }
}

/** How the take is thought: as is asked for, else as its sheet now says, else as the turn was. */
function thought(
  { turn }: Moment,
  { play: { mode } }: TakeAgain,
  was: Staging,
  now: Staging,
): { readonly mode?: ThinkingMode } {
  if (mode !== undefined) return { mode };
  const own = ({ personas }: Staging): string =>
    JSON.stringify(personas.find(({ id }) => id === turn.speaker)?.thinking ?? null);
  return own(was) === own(now) ? thoughtAs(turn) : {};
}
