import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { join } from "node:path";
import { callOf, joinedOf, lineOf, startOf, turnOf } from "../episodes/sample-events.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";

/** A log to look through: one episode that is long beyond measure, and as many turns again in evenings of fifty. */

export const LONG = "long";
/** Of the long episode: a turn so often, in ms. */
export const EVERY = 8_000;
const BEGUN = Date.UTC(2026, 0, 1);
const EVENING = 50;
const TILES = 10;

/** Writes it; resolves to the number of records. */
export async function writeLongLog(file: string, turns: number): Promise<number> {
  const read = await readStaging("salt-lantern", join(import.meta.dirname, "../../assets"));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { scene, personas } = read.staging;
  const persona = personas[0]?.id ?? "";
  const log = await openEpisodeLog({ file });
  let records = 0;
  const write = async (events: readonly EpisodeEvent[]) => {
    await log.append(events);
    records += events.length;
  };
  const begin = (id: string, at: number): EpisodeEvent[] => [
    { ...startOf(id), at, scene, personas } as EpisodeEvent,
    { ...joinedOf(id, "p1", "Ayla"), at, subject: `s-${id}` } as EpisodeEvent,
    {
      v: 2,
      episodeId: id,
      at,
      type: "consent",
      participant: "p1",
      purpose: "training",
      given: true,
      notice: "1",
    },
  ];
  const one = (id: string, n: number, at: number): EpisodeEvent[] =>
    [
      { ...lineOf(id, `line-${n}`), speaker: "p1", at },
      { ...callOf(id, `turn-${n}`), at: at + 900 },
      {
        ...turnOf(id, `turn-${n}`),
        speaker: persona,
        at: at + 2_000,
        anomalies: n % 97 === 0 ? { unclosed: 1 } : {},
      },
      ...(n % 5 === 0
        ? [
            {
              v: 2,
              episodeId: id,
              at: at + 3_000,
              type: "moved",
              participant: "p1",
              x: 8 + (n % TILES),
              y: 8,
            },
          ]
        : []),
    ] as EpisodeEvent[];
  for (let evening = 0; evening * EVENING < turns; evening += 1) {
    const id = `evening-${evening}`;
    const at = BEGUN - (turns - evening * EVENING) * EVERY;
    const played = Array.from({ length: EVENING }, (_, n) => one(id, n, at + n * EVERY)).flat();
    await write([...begin(id, at), ...played]);
  }
  await write(begin(LONG, BEGUN));
  for (let n = 0; n < turns; n += 500) {
    const some = Math.min(500, turns - n);
    await write(
      Array.from({ length: some }, (_, i) => one(LONG, n + i, BEGUN + (n + i) * EVERY)).flat(),
    );
  }
  await log.close();
  return records;
}
