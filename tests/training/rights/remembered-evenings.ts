import { join } from "node:path";
import { putMemory } from "../../../server/episodes/memory/memory-editing.ts";
import { openEpisodeLog } from "../../../server/episodes/sqlite-log.ts";
import type { Remembrance } from "../../../server/roleplay/memory/memory.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { createPassingMemory } from "../../../server/stage/memory.ts";
import { aPlay } from "../../doubles/a-play.ts";

/** Evenings of which a later one brings back what was said at an earlier one. */

export const AYLA = { id: "p-ayla", name: "Ayla Brandtmoor", subject: "s-aylaaylaaylaaylaaylaay" };
export const BEN = { id: "p-ben", name: "Ben", subject: "s-benbenbenbenbenbenbenb" };
/** Is there and says nothing, so that what others say is said openly. */
export const CATO = { id: "p-cato", name: "Cato", subject: "s-catocatocatocatocatoca" };
type Player = typeof AYLA;

export interface Evening {
  readonly id: string;
  readonly players: readonly Player[];
  /** Who says what to Mara. */
  readonly said: readonly (readonly [by: Player, text: string])[];
  /** What is answered about training, at the end. */
  readonly consents?: readonly (readonly [by: Player, given: boolean])[];
}

/** Plays evenings one after another with one memory that lasts. */
export async function evenings(played: readonly Evening[]) {
  const passing = createPassingMemory();
  const kept = new Map<string, Remembrance>();
  const memory = {
    ...passing,
    save(remembrance: Remembrance, lasting: boolean) {
      passing.save(remembrance, lasting);
      if (lasting) kept.set(`${remembrance.persona} ${remembrance.subject}`, remembrance);
    },
  };
  const events: EpisodeEvent[] = [];
  let day = 0;
  for (const { id, players, said, consents = [] } of played) {
    const play = aPlay({ episodeId: id, memory });
    day += 1;
    await play.clock.pass(day * 1_000_000);
    play.stand("mara", 3, 4);
    play.stand("tomas", 22, 10);
    for (const player of players) {
      play.director.join({ ...player, language: "en" });
      play.stand(player.id, 3, 3);
    }
    for (const [by, text] of said) {
      play.say(by.id, text, "mara");
      await play.clock.pass(8_000);
    }
    for (const [by, given] of consents)
      await play.director.consent(by.id, { purpose: "training", given, notice: "training-1" });
    for (const player of players) play.director.leave(player.id);
    await play.director.close("dawn");
    // What was scripted stands for a model that was asked.
    events.push(
      ...play.log.events.map((event) => {
        if (event.type === "episode-start") return { ...event, synthetic: false };
        if (event.type !== "model-call") return event;
        return { ...event, call: { ...event.call, synthetic: false } };
      }),
    );
  }
  return { events, memories: [...kept.values()] };
}

/** The same on a disk, as a server keeps it; gives back the path of the log. */
export async function onDisk(
  folder: string,
  { events, memories }: Awaited<ReturnType<typeof evenings>>,
): Promise<string> {
  const file = join(folder, "episodes.sqlite");
  const log = await openEpisodeLog({ file });
  for (const id of new Set(events.map(({ episodeId }) => episodeId)))
    await log.append(events.filter(({ episodeId }) => episodeId === id));
  await log.close();
  putMemory(join(folder, "memory.sqlite"), memories);
  return file;
}
