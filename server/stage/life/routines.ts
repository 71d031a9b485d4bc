import type { Localized, ParticipantId } from "../../../shared/protocol.ts";
import type { Routine } from "../../roleplay/life/life.ts";
import type { Point } from "../ground.ts";
import type { Mind } from "../mind.ts";
import { homeOf } from "../placing.ts";
import type { SceneContext } from "../scene-context.ts";
import type { Voice } from "../voice.ts";
import type { AuthoredDeed } from "./triggers.ts";

/** What personas do while nobody wants them, step by step as an author wrote it. */
export interface Routines {
  stop(): void;
}

/** How long after its last turn a persona stays where it is, in ms; how far from home it is still at home, in tiles. */
const QUIET_FOR = 20_000;
const AT_HOME = 4;

/** `isOut`: personas that are on their way to somebody. `act` lets a persona do something by the rules. */
export function createRoutines(
  context: SceneContext,
  voice: Voice,
  act: AuthoredDeed,
  isOut: (persona: ParticipantId) => boolean,
): Routines {
  const { cast, clock, happenings, minds, play, random, staging } = context;
  const { ground, life, scene } = staging;
  const cancels = new Set<() => void>();
  /** What is done on arrival. */
  const onArrival = new Map<ParticipantId, () => void>();

  function begin(routine: Routine, index: number): void {
    const mind = minds.get(routine.persona);
    if (mind === undefined) return;
    const [least, most] = routine.every;
    let next = 0;
    const wait = (): void => {
      const ms = (least + Math.max(0, most - least) * random()) * 1_000;
      const cancel = clock.after(ms, () => {
        cancels.delete(cancel);
        const step = routine.steps[next % routine.steps.length];
        if (step !== undefined && isFree(mind) && take(mind, step, index)) next += 1;
        wait();
      });
      cancels.add(cancel);
    };
    wait();
  }

  function isFree(mind: Mind): boolean {
    const { id } = mind.persona;
    const busy = mind.running !== null || mind.pending !== null || isOut(id);
    const minded =
      cast.following(id) !== null || context.deeds.underWay(id) || context.holds.still(id);
    return !busy && !minded && clock.elapsed() - mind.lastSpokeAt >= QUIET_FOR;
  }

  /** Takes a step; false where it has to come home first. */
  function take({ persona }: Mind, step: Routine["steps"][number], index: number): boolean {
    const body = cast.bodies.get(persona.id);
    if (body === undefined) return true;
    const home = homeOf(staging, persona.id, index);
    const goal = step.go === undefined ? null : placeOf(step.go);
    if (goal === null && Math.hypot(body.x - home.x, body.y - home.y) > AT_HOME) {
      cast.walkTo(persona.id, cast.freeTileNear(home));
      return false;
    }
    const perform = (): void => {
      if (step.verb !== undefined) {
        const { verb, target = null, item = null } = step;
        act({ actor: persona.id, verb, target, item });
      }
      if (step.action !== undefined) show(persona.id, persona.name, step.action);
    };
    if (goal === null) perform();
    else if (!cast.walkTo(persona.id, cast.freeTileNear(goal))) return true;
    else if (cast.walking.has(body)) onArrival.set(persona.id, perform);
    else perform();
    return true;
  }

  function placeOf(id: string): Point | null {
    const spot = ground.spots.get(id);
    const area = ground.places.get(id);
    if (area) return { x: area.x + (area.width >> 1), y: area.y + (area.height >> 1) };
    return spot ?? null;
  }

  /** Seen by whoever has it in sight, and not done at all where no player has. */
  function show(id: ParticipantId, name: string, action: Localized): void {
    const body = cast.bodies.get(id);
    if (body === undefined) return;
    const listeners = cast.perceivers("action", body);
    const watched = [...listeners].some((other) => cast.bodies.get(other)?.kind === "player");
    if (!watched && !play.aloneTalk) return;
    const origin = { x: body.x, y: body.y };
    voice.utter(
      {
        speaker: id,
        name,
        kind: "persona",
        addressee: null,
        whisper: false,
        origin,
        listeners,
        part: "aside",
      },
      [{ kind: "action", text: action[scene.language] }],
    );
  }

  const stops = [
    happenings.on("arrived", ({ id }) => {
      const perform = onArrival.get(id);
      onArrival.delete(id);
      if (perform !== undefined && minds.get(id)?.running === null) perform();
    }),
    // Who is spoken to on the way has other things to do.
    happenings.on("turn-started", ({ turn }) => onArrival.delete(turn.speaker)),
  ];
  for (const routine of life.routines) {
    begin(
      routine,
      staging.personas.findIndex(({ id }) => id === routine.persona),
    );
  }
  return {
    stop() {
      for (const cancel of cancels) cancel();
      for (const stop of stops) stop();
      onArrival.clear();
    },
  };
}
