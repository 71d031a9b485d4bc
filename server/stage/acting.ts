import { readStageBusiness } from "../roleplay/stage-business.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";
import { nameable, type SceneContext } from "./scene-context.ts";

/** Lets a finished action be seen on the map: a gesture, a walk to a place or a person, a turn of the head. */
export function act(context: SceneContext, mind: Mind, turn: HeardTurn, action: string): void {
  const { cast, staging, telling } = context;
  const actor = mind.persona.id;
  const places = staging.scene.places.map(({ id, name }) => ({ id, names: [name] }));
  const people = [...cast.bodies.keys()]
    .filter((id) => id !== actor)
    .map((id) => nameable(context, id));
  const { gesture, goTo, towards } = readStageBusiness(action, places, people);
  const target = towards ?? turn.addressee;
  if (gesture !== null) telling.tell(turn.listeners, { type: "gesture", actor, gesture, target });
  const area = goTo === null ? undefined : staging.ground.places.get(goTo);
  if (area) {
    const middle = { x: area.x + (area.width >> 1), y: area.y + (area.height >> 1) };
    cast.walkTo(actor, cast.freeTileNear(middle));
  } else if (goTo !== null) cast.approach(actor, goTo);
  else if (towards !== null) cast.face(actor, towards);
}
