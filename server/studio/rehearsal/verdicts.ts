import type { EditTurn } from "../../../shared/studio/rehearsal.ts";
import { inertProse } from "./edited-words.ts";
import type { InPlay } from "./in-play.ts";
import { problem } from "./refusals.ts";
import { DESIGNER } from "./rehearsed-scene.ts";
import type { Refused } from "./rehearsal-order.ts";

/** What a designer thinks of turns, on record: which of two takes is better, and how a turn should have been. */

export async function preferTake(
  { ports, book, feed, rootOf }: InPlay,
  chosen: string,
  rejected: string,
): Promise<Refused> {
  const [a, b] = [book.find(chosen), book.find(rejected)];
  if (a === null || b === null || chosen === rejected || rootOf(chosen) !== rootOf(rejected))
    return problem("bad-request", "These are no two takes of one turn.");
  if (a.endedAt === null || b.endedAt === null)
    return problem("conflict", "One of the two still runs; wait for its end.");
  const root = rootOf(chosen);
  const order = [root, ...book.takesOf(root).map(({ turnId }) => turnId)];
  const logged = await a.scene.director.rehearsing.prefer({
    participant: DESIGNER,
    chosen,
    rejected,
    shownFirst: order.find((id) => id === chosen || id === rejected) ?? chosen,
    shown: {
      turns: order,
      ms: Math.max(0, Math.round(ports.clock.elapsed() - Math.max(a.endedAt, b.endedAt))),
    },
  });
  if (!logged)
    return problem("failed", "The log could not keep this; look at its disk, then choose again.");
  const won = book.change(chosen, {
    preferredTo: [...a.view.preferredTo.filter((id) => id !== rejected), rejected],
  });
  const lost = book.change(rejected, {
    preferredTo: b.view.preferredTo.filter((id) => id !== chosen),
  });
  for (const turn of [won, lost]) if (turn !== null) feed.tell({ type: "turn", turn });
  return null;
}

export async function editTurn(
  { ports, book, feed }: InPlay,
  turnId: string,
  { segments }: EditTurn,
): Promise<Refused> {
  const found = book.find(turnId);
  if (found === null) return problem("not-found", "There is no such turn here.");
  if (found.endedAt === null)
    return problem("conflict", "This turn still runs; wait for its end, or stop it.");
  const inert = segments.flatMap(({ kind, text }) => {
    const words = inertProse(text);
    return words === "" ? [] : [{ kind, text: words }];
  });
  if (inert.length === 0)
    return problem(
      "bad-request",
      "Nothing is left of this once its tags are taken out; write what is said, done or thought.",
    );
  const ms = Math.max(0, Math.round(ports.clock.elapsed() - found.endedAt));
  const logged = await found.scene.director.rehearsing.edit({
    participant: DESIGNER,
    turnId,
    segments: inert,
    shown: { turns: [turnId], ms },
  });
  if (!logged)
    return problem("failed", "The log could not keep this; look at its disk, then save it again.");
  const edited = inert.map(({ kind, text }) => ({ channel: kind, text }));
  const turn = book.change(turnId, { edited });
  if (turn !== null) feed.tell({ type: "turn", turn });
  return null;
}
