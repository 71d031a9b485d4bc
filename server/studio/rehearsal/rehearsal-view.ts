import type { DeedsView, RehearsalView, TalkView } from "../../../shared/studio/rehearsal.ts";
import type { InPlay } from "./in-play.ts";
import type { RehearsalBounds } from "./rehearsal-ports.ts";
import { visitorsIn } from "./visiting.ts";

/** All of a rehearsal as its page shows it. */
export function rehearsalView(shared: InPlay, since: number): RehearsalView {
  const { book, feed, order, scene, talk } = shared;
  const { endpoint, from, id, sheets, stage, training, world } = order;
  const { scene: sheet, personas } = order.staging;
  const turns = talk.filter((one) => typeof one === "string");
  return {
    id,
    title: sheet.title,
    since,
    turns: book.count,
    world,
    language: sheet.language,
    stage,
    personas: personas.map((one) => ({
      id: one.id,
      name: one.name,
      sheet: sheets[one.id] ?? "plays",
    })),
    episodeId: scene.episodeId,
    from: from === undefined ? null : { episodeId: from.start.episodeId, turnId: from.turn.turnId },
    synthetic: endpoint.synthetic,
    endpoint: endpoint.name,
    training,
    limits: limitsView(order.bounds),
    deeds: deedsOf(shared),
    talk: talk.flatMap((one): TalkView[] => {
      if (typeof one !== "string") return [one];
      const found = book.find(one);
      return found === null ? [] : [found.view];
    }),
    takes: Object.fromEntries(
      turns.flatMap((turnId) => {
        const takes = book.takesOf(turnId);
        return takes.length === 0 ? [] : [[turnId, takes]];
      }),
    ),
    state: shared.state(),
    unfinished: order.unfinished,
    feed: feed.next,
  };
}

/** What visitors may do here, as the scene tells one of them; nothing until one has come. */
function deedsOf(shared: InPlay): DeedsView {
  const { scene } = shared;
  const [here] = visitorsIn(shared, scene);
  const guide = here === undefined ? undefined : scene.director.snapshot(here.id).guide;
  return {
    verbs: (guide?.verbs ?? []).map(({ id, label, target, item }) => ({
      id,
      ...label,
      target,
      item,
    })),
    things: (guide?.props ?? []).map(({ id, name }) => ({ id, ...name })),
    places: guide?.places ?? [],
  };
}

/** Times in minutes. */
export function limitsView({ perDesigner, turns, takes, idle, age }: RehearsalBounds) {
  return { atOnce: perDesigner, turns, takes, idle: idle / 60_000, age: age / 60_000 };
}
