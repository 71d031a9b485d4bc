import type { ParticipantId, PropFields } from "../../../shared/protocol.ts";
import type { Prop } from "../../roleplay/things/things.ts";
import type { ThingRecord } from "../standing-event.ts";
import { areaMiddle, type Ground, type Point } from "../ground.ts";

/** Where everything of a scene is just now: who holds it, what it lies in, and whether it can be seen at all. */

/** One thing as it is just now. */
export interface Thing {
  readonly prop: Prop;
  /** The tile it lies on; while it is held, where it was taken. */
  readonly at: Point;
  readonly holder: ParticipantId | null;
  /** The thing that it lies in, out of sight; null once that was open. */
  readonly inside: string | null;
  /** Its holder keeps it out of sight. */
  readonly concealed: boolean;
  readonly open: boolean;
}

/** What everyone may see of a thing that is in the light. */
export type ShownProp = PropFields;

/** Called for each thing when it comes to light, and whenever something of it changes from then on. */
export type ShowProp = (prop: ShownProp) => void;

export interface PropWorld {
  readonly things: ReadonlyMap<string, Thing>;
  /** True for what is neither in something shut nor kept out of sight. */
  inTheLight(id: string): boolean;
  /** Things in someone's hands, those kept out of sight included. */
  heldBy(holder: ParticipantId): Thing[];
  /** Puts a thing into someone's hands, for all to see. */
  hand(id: string, to: ParticipantId): void;
  /** Lays a thing down on a tile. */
  layDown(id: string, at: Point): void;
  /** A thing kept out of sight is seen from now on. */
  bringToLight(id: string): void;
  /** Opens or shuts a thing; what lay in it lies beside it from then on, or is held by who holds it. */
  setOpen(id: string, open: boolean): void;
  /** Things are as a record says: for a scene that goes on from where it was left. */
  resume(things: readonly ThingRecord[]): void;
  /** Runs changes that become true together; where `run` gives false or throws, none of them did. */
  together(run: () => boolean): boolean;
}

/** The things of a scene where its author put them. `show` is called once for each that can be seen. */
export function createPropWorld(
  props: readonly Prop[],
  ground: Ground,
  spotOf: (place: string) => Point | null,
  show: ShowProp,
): PropWorld {
  const things = new Map<string, Thing>();
  const changed = new Set<string>();
  let depth = 0;

  const holders = new Map(props.flatMap(({ id, holds }) => holds.map((held) => [held, id])));
  for (const prop of props) {
    const area = prop.place === undefined ? undefined : ground.places.get(prop.place);
    const at = prop.tile ?? (area ? areaMiddle(area) : null) ?? spotOf(prop.place ?? "");
    things.set(prop.id, {
      prop,
      at: at ?? { x: ground.width >> 1, y: ground.height >> 1 },
      holder: prop.holder ?? null,
      inside: holders.get(prop.id) ?? null,
      concealed: prop.concealed,
      open: false,
    });
    changed.add(prop.id);
  }

  function change(id: string, to: Partial<Omit<Thing, "prop">>): void {
    const thing = things.get(id);
    if (thing === undefined) return;
    things.set(id, { ...thing, ...to });
    changed.add(id);
    if (depth === 0) settle();
  }

  function settle(): void {
    for (const id of changed) {
      const thing = things.get(id);
      if (thing === undefined) continue;
      if (world.inTheLight(id)) show(shownOf(thing));
    }
    changed.clear();
  }

  const world: PropWorld = {
    things,
    inTheLight(id) {
      const thing = things.get(id);
      return thing !== undefined && thing.inside === null && !thing.concealed;
    },
    heldBy: (holder) => [...things.values()].filter((thing) => thing.holder === holder),
    hand: (id, to) => change(id, { holder: to, inside: null, concealed: false }),
    layDown: (id, at) => change(id, { holder: null, at, inside: null, concealed: false }),
    bringToLight: (id) => change(id, { concealed: false }),
    setOpen(id, open) {
      const container = things.get(id);
      if (container === undefined) return;
      world.together(() => {
        change(id, { open });
        if (!open) return true;
        for (const thing of things.values()) {
          if (thing.inside !== id) continue;
          change(thing.prop.id, { inside: null, at: container.at, holder: container.holder });
        }
        return true;
      });
    },
    resume(records) {
      world.together(() => {
        for (const { id, x, y, ...rest } of records) change(id, { ...rest, at: { x, y } });
        return true;
      });
    },
    together(run) {
      const [before, touched] = [new Map(things), new Set(changed)];
      let done = false;
      depth += 1;
      try {
        done = run();
      } finally {
        depth -= 1;
        if (!done) {
          for (const [id, thing] of before) things.set(id, thing);
          changed.clear();
          for (const id of touched) changed.add(id);
        } else if (depth === 0) settle();
      }
      return done;
    },
  };
  settle();
  return world;
}

function shownOf({ prop, at, holder, open }: Thing): ShownProp {
  return { id: prop.id, x: at.x, y: at.y, holder: holder ?? "", open };
}
