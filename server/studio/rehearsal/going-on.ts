import type { SceneBefore } from "../../stage/scene-before.ts";
import type { Staging } from "../../stage/staging.ts";
import type { InPlay } from "./in-play.ts";
import type { PlayingOn } from "./playing-on.ts";
import { problem } from "./refusals.ts";
import type { Refused } from "./rehearsal-order.ts";
import { standingAt, type Standing } from "./standing-at.ts";
import { placeVisitor, visitorsIn } from "./visiting.ts";

/** The scene that plays ends, and another goes on from a turn of this rehearsal, as it was, as a take, or as it was edited. */
export async function goOn(
  shared: InPlay,
  turnId: string,
  edited: boolean,
  playingOn: PlayingOn,
  openScene: (staging: Staging, before: SceneBefore) => void,
): Promise<Refused> {
  const { book, feed, rootOf, talk } = shared;
  const found = book.find(turnId);
  if (found === null) return problem("not-found", "There is no such turn here.");
  if (found.endedAt === null)
    return problem("conflict", "This turn still runs; wait for its end, or stop it.");
  const original = rootOf(turnId);
  const upTo = talk.findIndex((one) => typeof one === "string" && rootOf(one) === original);
  if (upTo === -1) return problem("conflict", "The talk no longer goes through this turn.");
  if (edited && found.view.edited === null)
    return problem("bad-request", "This turn was not edited; go on from it as it is.");
  const words = edited ? (found.view.edited ?? []) : found.view.segments;
  const segments = words.map(({ channel, text }) => ({ kind: channel, text }));
  const first = book.find(original) ?? found;
  // A take of the same episode stands in place of its turn; any other turn stands where it was spoken.
  const inEpisode = found.view.pairs && found.view.instead !== null;
  const standing =
    inEpisode || edited
      ? await standingAt((inEpisode ? first : found).scene.events, inEpisode ? original : turnId, {
          turnId,
          segments,
        })
      : await standingAt(found.scene.events, turnId, "after");
  if (typeof standing === "string") return problem("failed", standing);

  playingOn.end();
  const old = shared.scene;
  const here = visitorsIn(shared, old);
  await old.close("branched");
  shared.talk = [...talk.slice(0, upTo), turnId];
  openScene(standingStaging(shared, standing), beforeOf(standing));
  for (const visitor of here) placeVisitor(shared, visitor, standing.turn.speaker, true);
  feed.tell({ type: "anew" });
  shared.tellState();
  return null;
}

/** The sheets as the turn had them, on the ground that the rehearsal has. */
export function standingStaging({ order }: InPlay, { sheets }: Standing): Staging {
  const personas = order.staging.personas.map(
    (one) => sheets.personas.find(({ id }) => id === one.id) ?? one,
  );
  return { ...order.staging, personas };
}

export function beforeOf({ sheets, turn, observations }: Standing): SceneBefore {
  return { of: { episodeId: sheets.episodeId, turnId: turn.turnId }, observations };
}
