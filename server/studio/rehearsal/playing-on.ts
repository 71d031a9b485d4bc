import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { InPlay } from "./in-play.ts";
import { problem } from "./refusals.ts";
import type { Refused } from "./rehearsal-order.ts";

/** A cast that plays a stated number of turns by itself, one after the other. */
export interface PlayingOn {
  begin(turns: number): Refused;
  /** Whoever is about to speak by themselves is left to. */
  end(): void;
  /** A turn of the scene that plays has its end; the next one begins after a breath. */
  turnEnded(turn: Extract<EpisodeEvent, { type: "turn" }>): void;
}

/** The pause between two turns that play by themselves, in ms. */
const BREATH = 250;

export function createPlayingOn(shared: InPlay): PlayingOn {
  const { ports, order, book } = shared;
  let cancelBreath = () => {};

  function end(): void {
    cancelBreath();
    shared.playing = 0;
    shared.scene.director.rehearsing.held = false;
  }

  function breathe(): void {
    cancelBreath();
    cancelBreath = ports.clock.after(BREATH, () => {
      if (shared.playing === 0 || !shared.open) return;
      if (shared.full() !== null || !offerNext(shared)) end();
      shared.tellState();
    });
  }

  return {
    end,
    begin(turns) {
      shared.playing = Math.min(turns, order.bounds.turns - book.count);
      const { director } = shared.scene;
      director.rehearsing.held = true;
      if (director.turnsRunning === 0 && !offerNext(shared)) {
        end();
        return problem("conflict", "Nobody can speak just now; wait a moment, then try again.");
      }
      shared.tellState();
      return null;
    },
    turnEnded({ instead, outcome }) {
      if (instead !== undefined || shared.playing === 0) return;
      shared.playing -= 1;
      if (shared.playing > 0 && (outcome === "complete" || outcome === "cut")) breathe();
      else end();
      shared.tellState();
    },
  };
}

/** Whoever is due, else whoever a visitor spoke to, else whoever has not spoken for longest, answers whoever spoke last. */
function offerNext(shared: InPlay): boolean {
  const { due, scene, talk, book } = shared;
  const { director, staging } = scene;
  if (due !== null) {
    shared.due = null;
    return director.rehearsing.offer(due.persona, due.to, due);
  }
  const last = talk.findLast((one) => typeof one === "string" || one.by !== "deed");
  const spoke = typeof last === "string" ? book.find(last)?.view : last;
  const order = staging.personas.map(({ id }) => id);
  const spokenAt = (id: string) =>
    talk.findLastIndex((one) => typeof one === "string" && book.find(one)?.view.speaker === id);
  const others = order.filter((id) => id !== spoke?.speaker);
  // Every turn is for whoever spoke before it: were that an invitation, two of them would talk for ever.
  const called = typeof last === "string" ? undefined : others.find((id) => id === spoke?.to);
  const next =
    called ?? others.toSorted((a, b) => spokenAt(a) - spokenAt(b))[0] ?? order[0] ?? null;
  if (next === null) return false;
  const to = spoke !== undefined && director.cast.bodies.has(spoke.speaker) ? spoke.speaker : null;
  return director.rehearsing.offer(next, to === next ? null : to);
}
