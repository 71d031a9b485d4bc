import type { Persona } from "../../roleplay/persona.ts";
import type { KnownThing } from "../../roleplay/prompt/prompt-sections.ts";
import type { Cast } from "../cast.ts";
import { placeAt } from "../ground.ts";
import type { Staging } from "../staging.ts";
import type { PropWorld, Thing } from "./prop-world.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * The things that a persona knows of when the scene opens: what it sees from where it stands, what is its own, and
 * what it keeps out of sight itself. Nothing that is hidden by others.
 */
export function thingsAtHand(
  persona: Persona,
  { scene, ground }: Pick<Staging, "scene" | "ground">,
  cast: Cast,
  props: PropWorld,
  around: Surroundings,
): KnownThing[] {
  const self = persona.id;
  const placeNames = new Map(scene.places.map(({ id, name }) => [id, name]));

  function knows({ prop, holder, concealed, inside }: Thing): boolean {
    if (concealed) return holder === self;
    if (inside !== null) return prop.owner === self;
    return prop.owner === self || holder === self || around.sees(self, prop.id);
  }

  return [...props.things.values()].filter(knows).map((thing): KnownThing => {
    const { prop, holder, inside, concealed, at } = thing;
    const { language } = persona;
    const mine = prop.owner === self || holder === self;
    const place = prop.place ?? placeAt(ground, at);
    const outer = inside === null ? undefined : props.things.get(inside)?.prop.name[language];
    return {
      name: prop.name[language],
      description: mine ? prop.description[language] : "",
      place: holder !== null || outer !== undefined ? null : (placeNames.get(place ?? "") ?? null),
      heldBy: holder === null || holder === self ? null : (cast.bodies.get(holder)?.name ?? null),
      inside: outer ?? null,
      concealed,
      yours: mine,
      locked: prop.key !== undefined,
      fixed: !prop.portable,
    };
  });
}
