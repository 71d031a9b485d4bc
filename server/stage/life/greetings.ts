import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Mind } from "../mind.ts";
import { entranceOf } from "../placing.ts";
import type { SceneContext } from "../scene-context.ts";
import { lifeWords } from "./life-words.ts";

/** The nearest free persona that sees the door greets who comes in: several at once, and nobody twice in a while. */
export interface Greetings {
  stop(): void;
}

/** In ms: how long one looks up before one speaks, and how long a greeting lasts. */
const PAUSE = { least: 1_500, most: 3_000 } as const;
const GREETED_FOR = 10 * 60_000;
/** The opening lines of a scene have greeted whoever came in with them. */
const OPENING = 10_000;
/** Who spoke so lately is still talking with someone. */
const TALKING = 8_000;

export function createGreetings(context: SceneContext): Greetings {
  const { cast, clock, cues, happenings, minds, random, staging } = context;
  const door = entranceOf(staging);
  const words = lifeWords(staging.scene.language);
  const openedAt = clock.elapsed();
  const opens = staging.scene.opening.some(({ speaker }) => minds.has(speaker));
  const greeted = new Map<string, number>();
  let newcomers = new Set<ParticipantId>();
  let cancel: (() => void) | null = null;

  const subject = (id: ParticipantId) => context.subjects.get(id) ?? id;

  function free(mind: Mind): boolean {
    const quiet = clock.elapsed() - mind.lastSpokeAt > TALKING;
    return mind.running === null && mind.pending === null && quiet;
  }

  function greet(): void {
    cancel = null;
    const here = [...newcomers].filter((id) => cast.bodies.has(id));
    newcomers = new Set();
    const first = here[0];
    if (first === undefined) return;
    const names = here.map((id) => cast.bodies.get(id)?.name ?? "");
    const hosts = [...minds.values()]
      .filter((mind) => free(mind) && cast.canSee(mind.persona.id, door))
      .filter((mind) => cast.earshot(mind.persona.id).has(first))
      .toSorted((a, b) => cast.distance(a.persona.id, first) - cast.distance(b.persona.id, first));
    for (const { persona } of hosts) {
      if (cues.give(persona.id, words.newcomers(names), first, "greeting") !== null) continue;
      for (const id of here) greeted.set(subject(id), clock.elapsed());
      return;
    }
  }

  const stops = [
    happenings.on("came-in", ({ id }) => {
      if (cast.bodies.get(id)?.kind !== "player") return;
      const before = greeted.get(subject(id)) ?? Number.NEGATIVE_INFINITY;
      if (clock.elapsed() - before < GREETED_FOR) return;
      if (opens && clock.elapsed() - openedAt < OPENING) {
        greeted.set(subject(id), clock.elapsed());
        return;
      }
      newcomers.add(id);
      cancel ??= clock.after(PAUSE.least + (PAUSE.most - PAUSE.least) * random(), greet);
    }),
    // Whoever speaks, or is spoken to, needs no greeting any more.
    happenings.on("line", ({ turn }) => {
      newcomers.delete(turn.speaker);
    }),
    happenings.on("turn-started", ({ turn }) => {
      if (turn.addressee !== null) newcomers.delete(turn.addressee);
    }),
  ];
  return {
    stop() {
      cancel?.();
      for (const stop of stops) stop();
    },
  };
}
