import type { CastFields, CastMessage, ParticipantId, PropFields } from "../shared/protocol.ts";
import type { SceneState } from "../shared/scene-state.ts";

/** One body as this client sees it; plain values, copied from what the server says. */
export type CastView = Readonly<CastFields>;

/** What the scene tells of itself. `synthetic`: a stand-in answers instead of a model. */
export type SceneView = Readonly<NonNullable<CastMessage["scene"]>>;

/** Everything that stands in a scene: its own words, its bodies and its things. A view is the same object until it changes. */
export interface Company {
  readonly scene: SceneView;
  readonly cast: ReadonlyMap<ParticipantId, CastView>;
  readonly props: ReadonlyMap<string, PropFields>;
}

/** What one sees before the server has said anything. */
export const NO_COMPANY: Company = {
  scene: { scene: "", title: "", topic: "", map: "", language: "en", synthetic: false },
  cast: new Map(),
  props: new Map(),
};

/** Whether a room's state is one of ours, and not a stranger's with a `cast` of its own. */
export function holdsScene(state: unknown): state is SceneState {
  if (typeof state !== "object" || state === null) return false;
  const { cast, synthetic } = state as Partial<SceneState>;
  return typeof cast?.forEach === "function" && typeof synthetic === "boolean";
}

/** The company that a room's synced state shows. Returns the one held when nothing of it changed. */
export function companyOf(held: Company, state: SceneState): Company {
  const { scene, title, topic, map, language, synthetic } = state;
  const cast = new Map<ParticipantId, CastView>();
  state.cast.forEach((member, key) => cast.set(key, kept(held.cast.get(key), bodyOf(member))));
  const props = new Map<string, PropFields>();
  state.props?.forEach((prop, key) => props.set(key, kept(held.props.get(key), thingOf(prop))));
  const said = kept(held.scene, { scene, title, topic, map, language, synthetic });
  return settled(held, { scene: said, cast, props });
}

/** The company after a message of a room whose state has no place for it. One that tells of the scene tells everything. */
export function withCastMessage(held: Company, message: CastMessage): Company {
  const { scene, members, gone, props } = message;
  const whole = scene !== undefined;
  const cast = new Map(whole ? [] : held.cast);
  for (const id of gone) cast.delete(id);
  for (const member of members) cast.set(member.id, kept(held.cast.get(member.id), bodyOf(member)));
  const things = new Map(whole ? [] : held.props);
  for (const prop of props) things.set(prop.id, kept(held.props.get(prop.id), thingOf(prop)));
  return settled(held, {
    scene: whole ? kept(held.scene, scene) : held.scene,
    cast,
    props: things,
  });
}

function bodyOf(member: CastFields): CastView {
  const { id, name, kind, sprite, appearance, x, y, facing, status, posture, connected } = member;
  return { id, name, kind, sprite, appearance, x, y, facing, status, posture, connected };
}

function thingOf({ id, x, y, holder, open }: PropFields): PropFields {
  return { id, x, y, holder, open };
}

/** The value held, where the new one says the same. */
function kept<T extends object>(held: T | undefined, fresh: T): T {
  if (held === undefined) return fresh;
  const same = (Object.keys(fresh) as (keyof T)[]).every((key) => held[key] === fresh[key]);
  return same ? held : fresh;
}

function settled(held: Company, fresh: Company): Company {
  const same =
    held.scene === fresh.scene &&
    sameEntries(held.cast, fresh.cast) &&
    sameEntries(held.props, fresh.props);
  return same ? held : fresh;
}

function sameEntries<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
