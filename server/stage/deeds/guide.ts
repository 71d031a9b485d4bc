import type { PropView, SceneGuide } from "../../../shared/deeds.ts";
import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Scene } from "../../roleplay/scene.ts";
import type { Prop } from "../../roleplay/things/things.ts";
import type { Effect, Verb } from "../../roleplay/verbs/verb.ts";
import type { KnownThings } from "./known-things.ts";
import type { VerbRegister } from "./verb-register.ts";

/** What a player's page may know: the verbs that players have, the things it has seen, the places. */
export function guideFor(
  participant: ParticipantId,
  scene: Pick<Scene, "places">,
  verbs: VerbRegister,
  props: readonly Prop[],
  known: KnownThings,
): SceneGuide | undefined {
  if (props.length === 0 && verbs.own.length === 0) return undefined;
  const open = verbs.all.filter(({ who }) => who !== "personas");
  return {
    verbs: verbs.views(),
    props: props.filter(({ id }) => known.knows(participant, id)).map((prop) => viewOf(prop, open)),
    places: scene.places.map(({ id, name }) => ({ id, name })),
  };
}

function viewOf(prop: Prop, verbs: readonly Verb[]): PropView {
  const { id, name, description, portable, sprite } = prop;
  return {
    id,
    name,
    description,
    portable,
    sprite: sprite ?? "",
    verbs: verbs.filter((verb) => fits(verb, prop)).map((verb) => verb.id),
  };
}

/** What an effect can be done with; an effect of a game's own may know more than we do. */
const FITS: Record<Effect, (prop: Prop) => boolean> = {
  none: () => true,
  walk: () => true,
  turn: () => true,
  follow: () => false,
  "hand-over": ({ portable }) => portable,
  "pick-up": ({ portable }) => portable,
  "put-down": ({ portable }) => portable,
  show: ({ portable }) => portable,
  sit: ({ seat }) => seat,
  stand: () => false,
  open: ({ opens }) => opens,
  close: ({ opens }) => opens,
};

function fits({ effect, target, item }: Verb, prop: Prop): boolean {
  const touches = item || target === "prop" || target === "person-or-prop";
  return touches && (typeof effect !== "string" || FITS[effect](prop));
}
