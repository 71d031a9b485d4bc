import type {
  EditTurn,
  RehearsalDeed,
  RehearsalLine,
  RehearsalView,
  TakeAgain,
  TurnDetail,
} from "../../../shared/studio/rehearsal.ts";
import type { Resumption } from "../../stage/resumption.ts";
import type { Staging } from "../../stage/staging.ts";
import type { Feed } from "./feed.ts";
import { goOn } from "./going-on.ts";
import { createInPlay } from "./in-play.ts";
import { openMainScene } from "./main-scene.ts";
import { dueAt, resumed } from "./moment.ts";
import { createPlayingOn } from "./playing-on.ts";
import { problem } from "./refusals.ts";
import type { Done, Refused, RehearsalOrder } from "./rehearsal-order.ts";
import type { RehearsalPorts } from "./rehearsal-ports.ts";
import { rehearsalView } from "./rehearsal-view.ts";
import { createStreaming } from "./streaming.ts";
import { takeAgain } from "./taking-again.ts";
import { turnDetail } from "./turn-detail.ts";
import { editTurn, preferTake } from "./verdicts.ts";
import { visitorDoes, visitorSays } from "./visiting.ts";

/** One rehearsal: a scene that a designer talks to, takes again, and goes on from wherever they like. */
export interface Rehearsal {
  readonly id: string;
  readonly designer: string;
  readonly feed: Feed;
  readonly title: string;
  readonly since: number;
  readonly turns: number;
  /** By the monotonic clock: when its designer last did something. */
  readonly usedAt: number;
  readonly openedAt: number;
  view(): RehearsalView;
  detail(turnId: string): TurnDetail | null;
  /** Null, or why not. */
  say(line: RehearsalLine): Refused;
  act(deed: RehearsalDeed): Refused;
  happen(text: string): Refused;
  playOn(turns: number): Refused;
  stop(): void;
  again(turnId: string, take: TakeAgain): Promise<Done>;
  prefer(chosen: string, rejected: string): Promise<Refused>;
  edit(turnId: string, edit: EditTurn): Promise<Refused>;
  goOn(turnId: string, edited: boolean): Promise<Refused>;
  close(reason: Closing): Promise<void>;
}

export type Closing = "designer" | "idle" | "age" | "server";

export function createRehearsal(ports: RehearsalPorts, order: RehearsalOrder): Rehearsal {
  const { clock } = ports;
  const { designer, from } = order;
  const shared = createInPlay(ports, order);
  const { asides, book, feed } = shared;
  const streaming = createStreaming(shared);
  const playingOn = createPlayingOn(shared);
  const openScene = (staging: Staging, resume?: Resumption): void =>
    openMainScene(shared, streaming, playingOn, staging, resume);
  const since = clock.now();
  const openedAt = clock.elapsed();
  let usedAt = openedAt;

  for (const { id, name } of from?.standing.players ?? []) shared.visitors.keep(name, id);
  shared.due = from === undefined ? null : dueAt(from);
  openScene(order.staging, from && resumed(from, shared.due, order.training));

  /** Its designer wants `more` turns of it: why that cannot be, or null. */
  function used(more = 1): Refused {
    usedAt = clock.elapsed();
    return shared.full(more);
  }

  return {
    id: order.id,
    designer,
    feed,
    since,
    openedAt,
    title: order.staging.scene.title,
    get turns() {
      return book.count;
    },
    get usedAt() {
      return usedAt;
    },
    view: () => rehearsalView(shared, since),
    detail(turnId) {
      const found = book.find(turnId);
      if (found === null) return null;
      const persona = found.scene.staging.personas.find(({ id }) => id === found.view.speaker);
      const speaker = persona ?? { name: found.view.name, language: "en" as const };
      return turnDetail(found.scene.events, turnId, speaker, (call) =>
        call["synthetic"] === true ? "understudy" : found.view.endpoint,
      );
    },
    say(line) {
      const refused = used();
      if (refused !== null) return refused;
      playingOn.end();
      return visitorSays(shared, line);
    },
    act: (deed) => used(0) ?? visitorDoes(shared, deed),
    happen(text) {
      const refused = used(0);
      if (refused !== null) return refused;
      return shared.scene.director.game.tell(text)
        ? null
        : problem("bad-request", "There is nothing in this that could happen; write a sentence.");
    },
    playOn: (turns) => used() ?? playingOn.begin(turns),
    stop() {
      used(0);
      playingOn.end();
      for (const { director } of [shared.scene, ...asides]) director.rehearsing.stop();
      shared.tellState();
    },
    again: async (turnId, take) => used() ?? takeAgain(shared, streaming, turnId, take),
    prefer(chosen, rejected) {
      used(0);
      return preferTake(shared, chosen, rejected);
    },
    edit(turnId, edit) {
      used(0);
      return editTurn(shared, turnId, edit);
    },
    goOn: async (turnId, edited) => used() ?? goOn(shared, turnId, edited, playingOn, openScene),
    async close(reason) {
      if (!shared.open) return;
      playingOn.end();
      shared.open = false;
      shared.tellState();
      feed.tell({ type: "closed", reason });
      await Promise.all([shared.scene, ...asides].map((one) => one.close(`rehearsal-${reason}`)));
      feed.end();
    },
  };
}
