import { schema, t, type SchemaType } from "@colyseus/schema";

/** What Colyseus syncs to everyone: bodies on a map. No word that anyone said is in here. */

/** One body in the scene. `x`, `y` in tiles; `status` of a persona tells that it considers, never what. */
export const CastMember = schema(
  {
    id: t.string(),
    name: t.string(),
    kind: t.string(),
    sprite: t.string(),
    appearance: t.string(),
    x: t.float32(),
    y: t.float32(),
    facing: t.string(),
    status: t.string(),
    /** `standing`, or `sitting` on something. */
    posture: t.string(),
    connected: t.boolean(),
  },
  "CastMember",
);
export type CastMember = SchemaType<typeof CastMember>;

/** One thing in the scene. `x`, `y` in tiles; `holder` is a participant's id, or empty while it lies about. */
export const PropState = schema(
  {
    id: t.string(),
    x: t.float32(),
    y: t.float32(),
    holder: t.string(),
    open: t.boolean(),
  },
  "PropState",
);
export type PropState = SchemaType<typeof PropState>;

/** Spread these into a host room's own state: `schema({ ...npcFields, mine: t.number() }, "Mine")`. */
export const npcFields = {
  scene: t.string(),
  title: t.string(),
  topic: t.string(),
  map: t.string(),
  language: t.string(),
  /** True while a stand-in answers instead of a model: the page must say so. */
  synthetic: t.boolean(),
  cast: t.map(CastMember),
  props: t.map(PropState),
};

/** A room state that holds a scene and nothing else. */
export const SceneState = schema({ ...npcFields }, "SceneState");
export type SceneState = SchemaType<typeof SceneState>;

export const FACINGS = ["down", "up", "left", "right"] as const;
export type Facing = (typeof FACINGS)[number];

/** `considering`: a turn has begun and nothing is visible yet. `speaking`: visible text is arriving. */
export const STATUSES = ["idle", "walking", "considering", "speaking"] as const;
export type Status = (typeof STATUSES)[number];

export const POSTURES = ["standing", "sitting"] as const;
export type Posture = (typeof POSTURES)[number];
