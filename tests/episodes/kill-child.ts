import { writeSync } from "node:fs";
import { LogPlace } from "../../server/episodes/log-place.ts";
import { openLogAt } from "../../server/episodes/postgres-log.ts";
import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import { callOf, turnOf } from "./sample-events.ts";

/**
 * The program that the kill loop kills: `node kill-child.ts FILE|URL CYCLE [TURNS]`. It appends turns of several
 * episodes at once and prints `EPISODE TURN` after each append has resolved. With TURNS it stops by itself,
 * without closing the log.
 */

const [, , place = "", cycle = "0", turns = "Infinity"] = process.argv;
const log = await openLogAt(new LogPlace(place));

/** One persona, speaking as fast as the disk takes it. */
async function speak(speaker: number): Promise<void> {
  const episode = `episode-${speaker % 3}`;
  for (let i = 0; i < Number(turns); i++) {
    const turnId = `c${cycle}-s${speaker}-t${i}`;
    const text = "The tide takes what it is owed. ".repeat(1 + ((i * 7 + speaker) % 90));
    const events: EpisodeEvent[] = [
      callOf(episode, turnId, { completionText: text }),
      turnOf(episode, turnId, text),
    ];
    await log.append(events);
    // Synchronous: a line in a buffer of this process would die with it.
    writeSync(1, `${episode} ${turnId}\n`);
  }
}

await Promise.all(Array.from({ length: 6 }, (_, speaker) => speak(speaker)));
