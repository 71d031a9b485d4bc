import { readStaging } from "../../server/worlds/read-staging.ts";
import { seededRandom } from "../../server/cli/seeded-random.ts";
import { createDirector } from "../../server/stage/director.ts";
import type { HeardTurn } from "../../server/stage/hearing.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { understudyModel } from "../doubles/understudy-model.ts";

/** A world that nobody has come into: its personas among themselves, in compressed time. */

export interface SolitudeTurn {
  readonly speaker: string;
  readonly name: string;
  readonly to: string | null;
  readonly rule: string;
  /** Simulated minutes since the scene opened. */
  readonly at: number;
  readonly text: string;
}

export interface Solitude {
  readonly turns: readonly SolitudeTurn[];
  /** Everything that was heard, a line each, the world's among them. */
  readonly transcript: readonly string[];
  readonly minutes: number;
}

/** Steps of bodies and clock, in ms. */
const STEP = 500;

/** Plays a delivered world without players until so many turns were taken, or so many simulated minutes have passed. */
export async function playAlone(
  world: string,
  { turns: wanted = 100, minutes = 240, seed = 1 } = {},
): Promise<Solitude> {
  const read = await readStaging(world, "assets");
  if (!read.ok) throw new Error(read.problems.join("\n"));
  // The night of a scene may end before a hundred turns are taken.
  const staging = { ...read.staging, scene: { ...read.staging.scene, end: [] } };
  const clock = fakeClock();
  const log = memoryLog();
  const transcript: string[] = [];
  const turns: SolitudeTurn[] = [];
  const names = new Map(staging.personas.map(({ id, name }) => [id, name]));
  const director = createDirector({
    scene: staging,
    model: understudyModel(clock, 8),
    episodeLog: log,
    clock,
    random: seededRandom(seed),
    tell: () => {},
    play: { aloneTalk: true },
    fault: (error) => {
      throw error;
    },
  });
  const hear = ({ turn }: { turn: HeardTurn }) => void transcript.push(told(turn, clock.elapsed()));
  director.happenings.on("line", hear);
  director.happenings.on("turn-ended", hear);
  director.open();
  for (let ms = 0; ms < minutes * 60_000 && turns.length < wanted; ms += STEP) {
    director.step(STEP);
    await clock.pass(STEP);
    for (const event of log.events.splice(0)) {
      if (event.type !== "turn") continue;
      const text = event.segments
        .filter(({ kind }) => kind === "speech")
        .map((segment) => segment.text)
        .join(" ");
      const { speaker, addressee: to, chosenBy: rule } = event;
      const name = names.get(speaker) ?? speaker;
      turns.push({ speaker, name, to, rule, at: clock.elapsed() / 60_000, text });
    }
  }
  const played = clock.elapsed() / 60_000;
  await director.close("solitude");
  return { turns: turns.slice(0, wanted), transcript, minutes: played };
}

function told(turn: HeardTurn, ms: number): string {
  const minute = Math.floor(ms / 60_000);
  const second = Math.floor((ms % 60_000) / 1_000);
  const at = `${String(minute).padStart(3)}:${String(second).padStart(2, "0")}`;
  const said = turn.segments.flatMap((s) =>
    s ? [s.kind === "action" ? `(${s.text})` : s.text] : [],
  );
  return `${at}  ${turn.name}: ${said.join(" ")}`;
}
