import { DEED_REFUSALS, type DeedRefusal } from "../../../shared/deeds.ts";
import type { Attempt, OwnEffect, VerbWorld } from "../../roleplay/verbs/verb.ts";
import type { Changeable } from "./effects.ts";

/**
 * Runs a game's own effect. What it changes becomes true only when it says that the deed was done: a refusal, a fault
 * or an answer that is neither changes nothing. `fault` is told of what it threw.
 */
export function applyOwnEffect(
  effect: OwnEffect,
  attempt: Attempt,
  world: Changeable,
  fault: (error: unknown) => void,
): DeedRefusal | null {
  const { props } = world.around;
  let refusal: DeedRefusal | null = "forbidden";
  try {
    props.together(() => {
      const answer: unknown = effect(attempt, verbWorld(world));
      refusal = readAnswer(answer, attempt.verb);
      return refusal === null;
    });
  } catch (error) {
    fault(error);
    return "forbidden";
  }
  return refusal;
}

function readAnswer(answer: unknown, verb: string): DeedRefusal | null {
  if (answer === null || answer === undefined) return null;
  const known = DEED_REFUSALS.find((refusal) => refusal === answer);
  if (known !== undefined) return known;
  throw new Error(
    `the effect of the verb "${verb}" answered ${answer instanceof Promise ? "a promise" : `a ${typeof answer}`}; answer null when it was done, else one of ${DEED_REFUSALS.join(", ")}, and not later`,
  );
}

function verbWorld({ around, cast }: Changeable): VerbWorld {
  const { props } = around;
  const thing = (id: string) => {
    const found = props.things.get(id);
    if (found === undefined) throw new Error(`there is no thing "${id}" in this scene`);
    return found;
  };
  return {
    holderOf: (id) => thing(id).holder,
    isOpen: (id) => thing(id).open,
    distance(a, b) {
      const from = around.at(a, { x: 0, y: 0 });
      const to = from === null ? null : around.at(b, from);
      return from && to ? Math.hypot(from.x - to.x, from.y - to.y) : Number.POSITIVE_INFINITY;
    },
    hand(id, to) {
      const { holder, at } = thing(id);
      if (to !== null) {
        if (!cast.bodies.has(to)) throw new Error(`there is nobody "${to}" in this scene`);
        props.hand(id, to);
        return;
      }
      const body = holder === null ? undefined : cast.bodies.get(holder);
      props.layDown(id, body ? { x: Math.round(body.x), y: Math.round(body.y) } : at);
    },
    setOpen(id, open) {
      thing(id);
      props.setOpen(id, open);
    },
  };
}
