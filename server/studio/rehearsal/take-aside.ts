import type { PlayWish, TakeAgain } from "../../../shared/studio/rehearsal.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Told } from "../../stage/ports.ts";
import type { Staging } from "../../stage/staging.ts";
import { beforeOf, standingStaging } from "./going-on.ts";
import type { InPlay } from "./in-play.ts";
import { problem } from "./refusals.ts";
import { samplingOf, type Done } from "./rehearsal-order.ts";
import type { RehearsalEndpoint, RehearsalModel } from "./rehearsal-ports.ts";
import { createRehearsedScene } from "./rehearsed-scene.ts";
import { isStaging, withSheet } from "./rehearsed-staging.ts";
import { standingAt } from "./standing-at.ts";
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
  const { ports, order, asides, book, feed, visitors } = shared;
  const first = book.find(original);
  if (first === null) return problem("not-found", "There is no such turn here.");
  const standing = await standingAt(first.scene.events, original, "before");
  if (typeof standing === "string") return problem("failed", standing);
  const { speaker, to, whisper } = first.view;
  const base = standingStaging(shared, standing);
  const { mode } = wish.play;
  const changed = sheet === null ? base : withSheet(base, speaker, sheet.value);
  if (!isStaging(changed)) {
    return changed.ok
      ? problem("failed", "The sheet could not be taken.")
      : problem(changed.code, changed.message, changed.details);
  }
  let turnId = "";
  const { promise: done, resolve: tellDone } = Promise.withResolvers<void>();
  const aside = createRehearsedScene(
    ports,
    {
      staging: mode === undefined ? changed : withThinking(changed, speaker, mode),
      model,
      memory: shared.memory,
      before: beforeOf(standing),
      life: false,
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
  aside.open();
  const { director } = aside;
  director.rehearsing.held = true;
  for (const { id, name } of visitors.all) {
    aside.visit(id, name, true);
    const near = director.cast.bodies.get(speaker);
    if (near !== undefined) director.game.place(id, { x: near.x + 1, y: near.y });
  }
  const partner = to !== null && director.cast.bodies.has(to) ? to : null;
  const began = director.rehearsing.offer(speaker, partner, whisper);
  void (began ? done : Promise.resolve())
    .then(() => aside.close("take"))
    .then(() => {
      asides.delete(aside);
      shared.tellState();
    });
  return began && turnId !== ""
    ? { ok: true, turnId }
    : problem("failed", "The take could not begin; try again.");

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

function withThinking(
  staging: Staging,
  speaker: string,
  mode: NonNullable<PlayWish["mode"]>,
): Staging {
  const personas = staging.personas.map((one) =>
    one.id === speaker ? { ...one, thinking: { ...one.thinking, mode } } : one,
  );
  return { ...staging, personas };
}
