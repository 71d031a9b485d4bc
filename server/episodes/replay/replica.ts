import type { Persona } from "../../roleplay/persona.ts";
import { BUILT_IN_VERBS } from "../../roleplay/verbs/built-in-verbs.ts";
import { createCast, type Cast } from "../../stage/cast.ts";
import { bodyRecord } from "../../stage/chronicle-places.ts";
import type { Changeable } from "../../stage/deeds/effects.ts";
import { createPropWorld, type PropWorld, type Thing } from "../../stage/deeds/prop-world.ts";
import { createSurroundings } from "../../stage/deeds/surroundings.ts";
import { createVerbRegister, type VerbRegister } from "../../stage/deeds/verb-register.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Ground, Point } from "../../stage/ground.ts";
import { groundOf } from "../../stage/ground-record.ts";
import { castPersona, homeOf, lookOf, playerSprite } from "../../stage/placing.ts";
import type { Named } from "../../stage/scene-context.ts";
import type { BodyRecord } from "../../stage/standing-event.ts";
import type { EpisodeSheets } from "./episode-sheets.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** Everyone and everything of an episode's scene, put where its records say; ruled by the stage's own code. */
export interface Replica extends Changeable, Named {
  readonly cast: Cast;
  readonly ground: Ground;
  readonly props: PropWorld;
  readonly verbs: VerbRegister;
  readonly sheets: EpisodeSheets;
  /** Things where their author put them. */
  readonly initialThings: readonly { readonly id: string; readonly thing: Thing }[];
  /** Bodies stand where a record says; one that has not come in yet will stand there when it does. */
  stand(bodies: readonly BodyRecord[]): void;
  /** How a body stands now; null for nobody. */
  standing(id: string): BodyRecord | null;
  comesIn(event: Of<"participant-joined">): void;
  /** A persona that was not in the cast stands there from now on. */
  admits(persona: Persona, at: Point): void;
  /** A persona goes by another sheet. */
  recasts(persona: Persona): void;
  /** What somebody held stays where they stood. */
  leaves(id: string): void;
}

/** The scene as it was before its first record; null where an episode does not say on what ground it was played. */
export function createReplica(start: Of<"episode-start">, sheets: EpisodeSheets): Replica | null {
  const ground = start.ground === undefined ? null : groundOf(start.ground);
  if (ground === null) return null;
  const { scene, personas, things } = sheets;
  const cast = createCast(ground, scene, () => {});
  for (const [index, persona] of personas.entries())
    castPersona(cast, persona, homeOf({ scene, ground }, persona.id, index));
  const spotOf = (place: string) => ground.spots.get(place) ?? null;
  const props = createPropWorld(things.props, ground, spotOf, () => {});
  const seats = new Map<string, string>();
  const places = new Set(scene.places.map(({ id }) => id));
  const around = createSurroundings(cast, ground, places, props, seats);
  const expected = new Map<string, BodyRecord>();
  const minds = new Map(personas.map((persona) => [persona.id, { persona }]));

  return {
    cast,
    ground,
    props,
    seats,
    around,
    sheets,
    initialThings: [...props.things].map(([id, thing]) => ({ id, thing })),
    verbs: createVerbRegister(BUILT_IN_VERBS, things.verbs),
    minds,
    stand(bodies) {
      for (const body of bodies) {
        if (cast.bodies.has(body.id)) cast.resume(body);
        else expected.set(body.id, body);
      }
    },
    standing: (id) => bodyRecord(cast, id),
    comesIn({ participant, name, kind }) {
      const at = expected.get(participant);
      expected.delete(participant);
      cast.enter({
        id: participant,
        name,
        kind,
        sprite: playerSprite(participant),
        appearance: "",
        x: at?.x ?? 0,
        y: at?.y ?? 0,
        facing: "down",
        status: "idle",
        posture: "standing",
        connected: true,
        way: [],
      });
      if (at !== undefined) cast.resume(at);
    },
    admits(persona, at) {
      minds.set(persona.id, { persona });
      castPersona(cast, persona, at);
    },
    recasts(persona) {
      minds.set(persona.id, { persona });
      const body = cast.bodies.get(persona.id);
      if (body !== undefined) Object.assign(body, lookOf(persona));
    },
    leaves(id) {
      const body = cast.bodies.get(id);
      if (body === undefined) return;
      const at = { x: Math.round(body.x), y: Math.round(body.y) };
      for (const { prop } of props.heldBy(id)) props.layDown(prop.id, at);
      seats.delete(id);
      minds.delete(id);
      cast.exit(id);
    },
  };
}
