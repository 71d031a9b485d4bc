import { expect } from "vitest";
import { LIMITS } from "../../../shared/protocol.ts";
import { replayEpisode, type Replay } from "../../../server/episodes/replay/replay.ts";
import { defusePrompt, renderChatml } from "../../../server/model/chatml.ts";
import type { Director } from "../../../server/stage/director.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";

/** Replays what a play has logged, as the command does. */
export function replayed(events: readonly EpisodeEvent[]): Promise<Replay> {
  const logged = events.map((event, seq) => ({ seq, event: structuredClone(event) }));
  return replayEpisode(logged, { raw: renderChatml, chat: defusePrompt });
}

/** Replays an episode, expects it to be as it was, and every page to have shown what these participants heard. */
export async function expectReplays(
  events: readonly EpisodeEvent[],
  director?: Pick<Director, "snapshot">,
  participants: readonly string[] = [],
): Promise<Replay> {
  const replay = await replayed(events);
  expect(replay.difference).toBeNull();
  for (const id of participants) {
    const { entries } = director?.snapshot(id) ?? { entries: [] };
    expect(replay.lines.of(id).slice(-LIMITS.transcript)).toEqual(entries);
    expect(entries.length).toBeGreaterThan(0);
  }
  return replay;
}

/** How many calls and turns of a log were made by a model: all that a replay can speak of. */
export function madeIn(events: readonly EpisodeEvent[]): { prompts: number; turns: number } {
  const prompts = events.filter(({ type }) => type === "model-call").length;
  return { prompts, turns: events.filter(({ type }) => type === "turn").length };
}
