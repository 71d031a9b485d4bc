import { seededRandom } from "../../server/cli/seeded-random.ts";
import { systemClock } from "../../server/cli/system-clock.ts";
import { understudyEndpoint, type Config } from "../../server/cli/config.ts";
import { createModelChain } from "../../server/model/model-chain.ts";
import { createDirector, type Director } from "../../server/stage/director.ts";
import type { EpisodeLog } from "../../server/stage/ports.ts";
import type { Staging } from "../../server/stage/staging.ts";
import { LIMITS } from "../../shared/protocol.ts";
import type { EndpointFigures } from "./speed-process.ts";
import { wholeFirst, type Arm } from "./speed-arms.ts";
import { createSpending, type Spending } from "./speed-spending.ts";
import { atInn, atTables, TABLES } from "./speed-places.ts";
import { nextLine, TYPING, type ScriptedLine } from "./speed-script.ts";

/** Many conversations of one arm: a player and a persona each, in as many scenes as it takes. */

/** One line and its answer; times in ms from the moment it was to be said. */
export interface PlayedLine {
  acknowledged: number | null;
  firstVisible: number | null;
  lastWord: number | null;
  outcome: string | null;
}

export interface Played {
  readonly lines: readonly PlayedLine[];
  readonly ledger: Spending;
  readonly counted: EndpointFigures;
}

export interface Company {
  readonly arm: Arm;
  /** The name under which the endpoint counts this company. */
  readonly model: string;
  readonly lines: readonly PlayedLine[];
  readonly ledger: Spending;
  /** Everyone says one line, all within `SPREAD`; resolves when every answer has ended. */
  wave(): Promise<void>;
  close(): Promise<void>;
}

interface Seat {
  readonly director: Director;
  readonly persona: string;
  player: string;
  readonly random: () => number;
  /** Resolves the wait for the answer. */
  done: (() => void) | null;
  line: PlayedLine | null;
  due: number;
  turnId: string | null;
}

/** An answer that takes longer than this has failed, in ms. */
const PATIENCE = 60_000;
/** The lines of a wave fall within so many ms: less than any turn takes, so that all run at once. */
const SPREAD = 1_000;
const clock = systemClock();

export interface CompanyOptions {
  readonly arm: Arm;
  /** Conversations, and so turns at once. */
  readonly size: number;
  readonly world: Staging;
  readonly config: Config;
  readonly endpoint: string;
  readonly log: EpisodeLog;
  readonly seed: number;
}

export function openCompany(options: CompanyOptions): Company {
  const { arm, size, world, config, endpoint, seed } = options;
  const model = `${arm.id}-${size}`;
  const chain = createModelChain({
    first: understudyEndpoint(config, endpoint, model),
    second: null,
    clock,
    alert: () => console.error(`an operator would be called because of ${model}`),
    queue: config.queue,
    caps: config.caps,
  });
  const staging = arm.place === "inn" ? atInn(world) : atTables(world);
  const spending = createSpending();
  const seats: Seat[] = [];
  const lines: PlayedLine[] = [];
  const directors: Director[] = [];
  let guests = 0;

  for (let room = 0; room * TABLES < size; room++) openRoom(room);

  function openRoom(room: number): void {
    const random = seededRandom(seed + 1000 * room);
    const bySpeaker = new Map<string, Seat>();
    const director = createDirector({
      scene: staging,
      model: arm.wholeFirst ? wholeFirst(chain.model) : chain.model,
      availability: chain.availability,
      episodeLog: {
        append: (events) => {
          spending.take(events);
          return options.log.append(events);
        },
      },
      clock,
      random,
      seed,
      episodeId: `${model}-${seed}-${room}`,
      play: {
        prefill: config.prefill,
        thinking: arm.thinking,
        sampling: { ...config.sampling, stop: [] },
      },
      tell: (batch) => {
        const now = clock.elapsed();
        for (const { event } of batch) {
          if (!("turnId" in event)) continue;
          const seat =
            event.type === "turn-start"
              ? bySpeaker.get(event.speaker)
              : seats.find((one) => one.director === director && one.turnId === event.turnId);
          const line = seat?.line;
          if (!seat || !line) continue;
          switch (event.type) {
            case "turn-start":
              if (event.addressee !== seat.player) break;
              seat.turnId = event.turnId;
              line.acknowledged ??= now - seat.due;
              break;
            case "speech-delta":
            case "action-delta":
              if (event.text.trim() === "") break;
              line.firstVisible ??= now - seat.due;
              line.lastWord = now - seat.due;
              break;
            case "turn-end":
              line.outcome = event.outcome;
              seat.done?.();
          }
        }
      },
    });
    directors.push(director);
    const personas = staging.personas.slice(0, Math.min(TABLES, size - room * TABLES));
    for (const [table, { id }] of personas.entries()) {
      const seat: Seat = {
        director,
        persona: id,
        player: "",
        random: seededRandom(seed + 1000 * room + table),
        done: null,
        line: null,
        due: 0,
        turnId: null,
      };
      seats.push(seat);
      bySpeaker.set(id, seat);
      sitDown(seat);
    }
  }

  function sitDown(seat: Seat): void {
    const { director, persona } = seat;
    if (seat.player !== "") director.leave(seat.player);
    guests += 1;
    seat.player = `p-${guests}`;
    director.join({ id: seat.player, name: `Guest ${guests}`, language: "en" });
    const host = director.cast.bodies.get(persona);
    const body = director.cast.bodies.get(seat.player);
    if (host && body) Object.assign(body, { x: host.x, y: host.y + 1, way: [] });
    director.face(seat.player, { target: persona });
  }

  async function speak(seat: Seat, line: ScriptedLine, at: number): Promise<void> {
    if (arm.types) await type(seat, at - line.typing, at);
    else await until(at);
    if (arm.types && line.givenUp) {
      sitDown(seat);
      return;
    }
    const record: PlayedLine = {
      acknowledged: null,
      firstVisible: null,
      lastWord: null,
      outcome: null,
    };
    seat.line = record;
    seat.turnId = null;
    seat.due = at;
    const ended = new Promise<void>((resolve) => (seat.done = resolve));
    for (;;) {
      const said = seat.director.say(seat.player, { text: line.text, to: seat.persona });
      if (said.ok) break;
      if (said.refusal !== "too-fast") throw new Error(`a line was refused: ${said.refusal}`);
      // Too soon after the last one: this player's moment comes later, and counts from then.
      seat.due = clock.elapsed() + (said.retryAfter ?? 50);
      await until(seat.due);
    }
    lines.push(record);
    await Promise.race([ended, pause(PATIENCE)]);
    seat.line = null;
  }

  async function type(seat: Seat, from: number, to: number): Promise<void> {
    for (let next = from; next < to; next += LIMITS.typingEvery) {
      await until(next);
      seat.director.typing(seat.player, { to: seat.persona });
    }
    await until(to);
  }

  return {
    arm,
    model,
    lines,
    ledger: spending,
    async wave() {
      const from = clock.elapsed() + (arm.types ? TYPING.most + 100 : 400);
      const spread = arm.burst ? 0 : SPREAD;
      const said = seats.map((seat) => {
        const line = nextLine(seat.random, seat.persona);
        return speak(seat, line, from + spread * seat.random());
      });
      await Promise.all(said);
    },
    async close() {
      spending.bringToEnd();
      await Promise.all(directors.map((director) => director.close("bench")));
      chain.close();
    },
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const until = (at: number) => pause(Math.max(0, at - clock.elapsed()));
