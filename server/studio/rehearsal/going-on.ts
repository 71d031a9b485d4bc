import type { Moment } from "../../episodes/replay/branch-moment.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Resumption } from "../../stage/resumption.ts";
import type { Staging } from "../../stage/staging.ts";
import type { InPlay } from "./in-play.ts";
import { momentIn, resumed } from "./moment.ts";
import type { PlayingOn } from "./playing-on.ts";
import { problem } from "./refusals.ts";
import type { Refused } from "./rehearsal-order.ts";
import type { RehearsedScene } from "./rehearsed-scene.ts";

/** The scene that plays ends, and another goes on from a turn of this rehearsal, as it was, as a take, or as it was edited. */
export async function goOn(
  shared: InPlay,
  turnId: string,
  edited: boolean,
  playingOn: PlayingOn,
  openScene: (staging: Staging, resume: Resumption) => void,
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
  const first = book.find(original) ?? found;
  // A take of the same episode stands in place of its turn; any other turn stands where it was spoken.
  const inEpisode = found.view.pairs && found.view.instead !== null;
  const spoken = inEpisode ? first : found;
  const words = edited ? (found.view.edited ?? []) : found.view.segments;
  const segments = words.map(({ channel, text }) => ({ kind: channel, text }));
  const moment = await momentIn(
    spoken.scene,
    spoken.view.turnId,
    inEpisode || edited ? { turnId, segments } : "ended",
  );
  if ("code" in moment) return moment;

  playingOn.end();
  const old = shared.scene;
  shared.talk = [
    ...talk.slice(0, upTo),
    turnId,
    ...during(spoken.scene, moment, talk.slice(upTo + 1)),
  ];
  shared.due = null;
  openScene(spoken.scene.staging, resumed(moment, null, shared.order.training));
  feed.tell({ type: "anew" });
  shared.tellState();
  // The other scene is open by now: whoever speaks meanwhile finds no closed door.
  await old.close("branched");
  return null;
}

/** What of the talk came while the turn was spoken, and so before the moment. */
function during(
  { events }: RehearsedScene,
  { later }: Moment,
  talk: InPlay["talk"],
): InPlay["talk"] {
  const ids = (list: readonly EpisodeEvent[]): string[] =>
    list.flatMap((event) =>
      event.type === "line" ? [event.turnId] : event.type === "deed" ? [event.deedId] : [],
    );
  const gone = new Set(ids(later));
  const before = new Set(ids(events).filter((id) => !gone.has(id)));
  return talk.filter((one) => typeof one !== "string" && before.has(one.turnId));
}
