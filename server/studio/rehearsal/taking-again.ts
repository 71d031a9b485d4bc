import type { TakeAgain } from "../../../shared/studio/rehearsal.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { InPlay } from "./in-play.ts";
import { problem } from "./refusals.ts";
import { samplingOf, type Done } from "./rehearsal-order.ts";
import type { RehearsalEndpoint, RehearsalModel } from "./rehearsal-ports.ts";
import { DESIGNER } from "./rehearsed-scene.ts";
import { isStaging } from "./rehearsed-staging.ts";
import { sheetFor } from "./sheet-wished.ts";
import type { Streaming } from "./streaming.ts";
import { takeAside, type OtherSheet } from "./take-aside.ts";
import type { BookedTurn } from "./turn-book.ts";

/** Takes a turn again: in its own episode where that can be, else in one of its own from the moment before. */
export async function takeAgain(
  shared: InPlay,
  streaming: Streaming,
  turnId: string,
  wish: TakeAgain,
): Promise<Done> {
  const { book, order, rootOf } = shared;
  const original = rootOf(turnId);
  const first = book.find(original);
  if (book.find(turnId) === null || first === null)
    return problem("not-found", "There is no such turn here.");
  if (first.endedAt === null)
    return problem("conflict", "This turn still runs; wait for its end, or stop it.");
  const { takes } = order.bounds;
  if (book.takesOf(original).length >= takes)
    return problem(
      "too-many",
      `Of one turn there are at most ${takes} takes; go on from one of them.`,
    );
  const endpoint = endpointNamed(shared, wish.play.endpoint);
  if (endpoint === null)
    return problem(
      "bad-request",
      "There is no endpoint of this name; choose one that the operator set.",
    );
  const opened = await endpoint.open().catch(() => null);
  if (opened === null)
    return problem(
      "failed",
      `The endpoint ${endpoint.name} cannot be opened; ask whoever runs the server.`,
    );
  const sheet = await otherSheet(shared, first.view.speaker, wish);
  if (sheet !== null && "code" in sheet) return sheet;
  const inPlace = sheet === null && first.scene === shared.scene;
  const taken = inPlace ? takeInPlace(shared, streaming, first, endpoint, opened, wish) : null;
  return taken ?? takeAside(shared, streaming, original, endpoint, opened, sheet, wish);
}

/** Null where what the turn was asked with is no longer kept. */
function takeInPlace(
  shared: InPlay,
  streaming: Streaming,
  { view: of }: BookedTurn,
  endpoint: RehearsalEndpoint,
  opened: RehearsalModel,
  wish: TakeAgain,
): Done | null {
  const { scene, book, feed } = shared;
  const begun = { turnId: "" };
  const { mode, seed } = wish.play;
  const started = scene.director.rehearsing.again(
    of.turnId,
    {
      model: scene.through(opened.model),
      sampling: samplingOf(wish.play),
      ...(mode === undefined ? {} : { mode }),
      ...(seed === undefined ? {} : { seed }),
      player: `designer ${shared.order.designer}`,
      asker: DESIGNER,
    },
    {
      delta(segment, channel, text) {
        const block = `v${segment}`;
        streaming.block({ turnId: begun.turnId, block, channel, text, whole: false });
      },
      segmentEnd() {},
      retract: (segment) => streaming.retract(begun.turnId, `v${segment}`),
    },
  );
  if (started === null) return null;
  begun.turnId = started.turnId;
  const { speaker, name, to, whisper, sheet } = of;
  const view = book.begin(scene, {
    turnId: started.turnId,
    speaker,
    name,
    to,
    whisper,
    sheet,
    endpoint: endpoint.name,
    instead: of.turnId,
    wish,
    pairs: true,
  });
  feed.tell({ type: "begins", turn: view });
  shared.tellState();
  return { ok: true, turnId: started.turnId };
}

async function otherSheet(
  { ports: { worlds }, order: { world } }: InPlay,
  speaker: string,
  { sheet }: TakeAgain,
): Promise<OtherSheet | null | StudioProblem> {
  if (sheet === undefined) return null;
  const found = await sheetFor(worlds, world, speaker, sheet);
  if (!found.ok) return problem(found.code, found.message, found.details);
  if (found.value !== null) return { value: found.value, name: found.name };
  // What plays may have been released since this rehearsal began.
  const now = await worlds.staging(world);
  const value = isStaging(now) ? now.personas.find(({ id }) => id === speaker) : undefined;
  return value === undefined ? null : { value, name: "plays" };
}

function endpointNamed({ ports, order }: InPlay, name: string | undefined) {
  if (name === undefined) return order.endpoint;
  return ports.endpoints.all.find((one) => one.name === name) ?? null;
}
