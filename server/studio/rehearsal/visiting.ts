import type { RehearsalDeed, RehearsalLine } from "../../../shared/studio/rehearsal.ts";
import type { InPlay } from "./in-play.ts";
import { problem, spokenProblem } from "./refusals.ts";
import type { Refused } from "./rehearsal-order.ts";
import type { RehearsedScene } from "./rehearsed-scene.ts";
import type { Visitor } from "./visitors.ts";

/** A designer among those who play: as a visitor who speaks and does things. */

/** Lets a visitor be there, beside whom they speak to or what they put their hand to. */
function placeVisitor(
  { scene, visitors }: InPlay,
  { id, name }: Visitor,
  beside: string | undefined,
): void {
  const { director, staging, things } = scene;
  const { bodies } = director.cast;
  if (!bodies.has(id)) visitors.keep(scene.visit(id, name), id);
  const thing = things.get(beside ?? "");
  const near = thing ?? bodies.get(beside ?? staging.personas[0]?.id ?? "");
  const { x = 0, y = 0 } = bodies.get(id) ?? {};
  const within = thing === undefined ? 2 : 1.5;
  if (near !== undefined && Math.hypot(near.x - x, near.y - y) > within)
    director.game.place(id, { x: near.x + 1, y: near.y });
}

export function visitorSays(shared: InPlay, { as, text, to, whisper }: RehearsalLine): Refused {
  const visitor = visitorNamed(shared, as);
  if ("code" in visitor) return visitor;
  shared.due = null;
  placeVisitor(shared, visitor, to);
  const said = shared.scene.director.say(visitor.id, {
    text,
    ...(to === undefined ? {} : { to }),
    ...(whisper ? { whisper } : {}),
  });
  return said.ok ? null : spokenProblem(said.refusal);
}

export function visitorDoes(shared: InPlay, { as, verb, target, item }: RehearsalDeed): Refused {
  const visitor = visitorNamed(shared, as);
  if ("code" in visitor) return visitor;
  const { director, things } = shared.scene;
  const near = [target, item].find(
    (id) => director.cast.bodies.has(id ?? "") || things.has(id ?? ""),
  );
  placeVisitor(shared, visitor, near);
  const deed = {
    verb,
    ...(target === undefined ? {} : { target }),
    ...(item === undefined ? {} : { item }),
  };
  const done = director.act(visitor.id, deed);
  // What the rules refused is told as a deed of its own, in the talk.
  return done.ok || done.refusal !== "too-fast" ? null : spokenProblem(done.refusal);
}

/** Who came in and is in the scene still. */
export function visitorsIn({ visitors }: InPlay, { director }: RehearsedScene): Visitor[] {
  return visitors.all.filter(({ id }) => director.cast.bodies.has(id));
}

function visitorNamed({ scene, visitors }: InPlay, name: string) {
  const taken = scene.staging.personas.flatMap((one) => [one.name, ...one.aliases]);
  return (
    visitors.of(name, taken) ?? problem("bad-request", "This name is a persona's; take another.")
  );
}
