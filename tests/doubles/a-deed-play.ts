import type { Language, SceneEvent } from "../../shared/protocol.ts";
import { createDirector, type DirectorOptions } from "../../server/stage/director.ts";
import type { ShownProp } from "../../server/stage/deeds/prop-world.ts";
import { AS_TRAINED, aGround, aPersona, aStaging, seeded } from "./a-scene.ts";
import { fakeClock } from "./fake-clock.ts";
import { memoryLog } from "./memory-log.ts";
import { scriptedModel } from "./scripted-model.ts";

/** A scene with a few things in it, played with a scripted model. */

export const gideon = aPersona({ id: "gideon", name: "Gideon Strake", aliases: ["Gideon"] });
export const lin = aPersona({ id: "lin", name: "Lin Shouhai", aliases: ["Lin"] });

/** A case that is locked, its key, a page in it; a tin; a ledger nobody sees; a cup, a lantern and a chair. */
export const SOME_THINGS = {
  props: [
    {
      id: "case",
      name: { en: "the leather case", zh: "皮箱" },
      aliases: ["case"],
      description: "A case.",
      place: "table",
      opens: true,
      key: "small-key",
      holds: ["page"],
      owner: "gideon",
    },
    {
      id: "small-key",
      name: { en: "the small key", zh: "小钥匙" },
      aliases: ["key"],
      description: "A key.",
      holder: "gideon",
    },
    {
      id: "page",
      name: { en: "the last page", zh: "最后一页" },
      aliases: ["page"],
      description: "The last page says CANARY-PAGE.",
      owner: "gideon",
    },
    {
      id: "ledger",
      name: { en: "the ledger", zh: "账本" },
      aliases: ["ledger"],
      description: "A ledger with CANARY-LEDGER in it.",
      holder: "lin",
      concealed: true,
    },
    {
      id: "cup",
      name: { en: "the cup", zh: "杯子" },
      aliases: ["cup"],
      description: "A cup.",
      place: "table",
      tile: { x: 6, y: 2 },
    },
    {
      id: "lantern",
      name: { en: "the great lantern", zh: "大灯" },
      aliases: ["lantern"],
      description: "A lantern.",
      place: "table",
      portable: false,
    },
    {
      id: "chair",
      name: { en: "the chair", zh: "椅子" },
      aliases: ["chair"],
      description: "A chair.",
      place: "table",
      tile: { x: 4, y: 2 },
      portable: false,
      seat: true,
    },
    {
      id: "storm-glass",
      name: { en: "the storm glass", zh: "风暴瓶" },
      aliases: ["glass"],
      description: "A glass.",
      place: "table",
      tile: { x: 5, y: 4 },
      mind_read: 90,
    },
  ],
};

export interface Told {
  readonly to: string[];
  readonly event: SceneEvent;
}

type DeedPlay = ReturnType<typeof aDeedPlay>;
export type { DeedPlay };

/** Gideon at 5,2 and Lin at 8,2 in a hall with a table about 5,3; `join` brings a player in beside them. */
export function aDeedPlay(more: Partial<DirectorOptions> = {}) {
  const clock = fakeClock();
  const model = scriptedModel(clock);
  const log = memoryLog();
  const told: Told[] = [];
  const shown = new Map<string, ShownProp>();
  const shows: string[] = [];
  const faults: unknown[] = [];
  const grew: string[] = [];
  const scene = more.scene ?? aHallWithThings();
  const director = createDirector({
    model,
    episodeLog: log,
    clock,
    random: seeded(1),
    tell: (batch) => {
      for (const { listeners, event } of batch) told.push({ to: [...listeners], event });
    },
    showProp: (prop) => {
      shows.push(prop.id);
      shown.set(prop.id, prop);
    },
    fault: (error) => faults.push(error),
    guideGrew: (id) => grew.push(id),
    ...more,
    play: { ...AS_TRAINED, ...more.play },
    scene,
  });
  const stand = (id: string, x: number, y: number) => {
    const body = director.cast.bodies.get(id);
    if (body) Object.assign(body, { x, y, way: [] });
  };
  const join = (id: string, name: string, x = 6, y = 3) => {
    const called = director.join({ id, name, language: "en" });
    stand(id, x, y);
    return called;
  };
  stand("gideon", 5, 2);
  stand("lin", 8, 2);
  const events = (id: string) => told.filter(({ to }) => to.includes(id)).map(({ event }) => event);
  const deeds = () => log.events.flatMap((e) => (e.type === "deed" ? [e] : []));
  /** Lets time pass for the clock and for those who walk. */
  const walk = async (ms: number) => {
    for (let at = 0; at < ms; at += 100) {
      director.step(100);
      await clock.pass(100);
    }
  };
  const act = (id: string, verb: string, target?: string, item?: string) =>
    director.act(id, { verb, target, item });
  const attempt = (
    actor: string,
    verb: string,
    target: string | null,
    item: string | null = null,
  ) => director.deeds.attempt({ actor, verb, target, item }, { origin: "host" });
  /** Everything that a deed could change. */
  const world = () =>
    JSON.stringify({
      props: [...shown.values()].toSorted((a, b) => a.id.localeCompare(b.id)),
      bodies: [...director.cast.bodies.values()].map((body) => ({ ...body, status: "idle" })),
    });
  return {
    clock,
    model,
    log,
    told,
    shown,
    shows,
    faults,
    grew,
    director,
    join,
    stand,
    events,
    deeds,
    walk,
    act,
    attempt,
    world,
  };
}

export function aHallWithThings(
  things: Record<string, unknown> = SOME_THINGS,
  language: Language = "en",
) {
  return aStaging([gideon, lin], {
    things,
    scene: {
      language,
      places: [
        { id: "table", name: "the table" },
        { id: "door", name: "the door" },
      ],
    },
    ground: aHallWithPlaces(),
  });
}

/** A hall with a table in it, and a door at the far end behind a wall. */
function aHallWithPlaces() {
  const walled = `${".".repeat(18)}#${".".repeat(5)}`;
  return aGround(
    [
      ...Array.from({ length: 5 }, () => walled),
      ".".repeat(24),
      ...Array.from({ length: 6 }, () => walled),
    ],
    { table: [4, 2, 4, 3], door: [20, 8, 2, 2] },
  );
}
