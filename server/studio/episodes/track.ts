import type { EpisodeTrack } from "../../../shared/studio/episodes.ts";
import type { LoggedEvent } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { WALKING_SPEED } from "../../stage/body.ts";
import { areaMiddle, type Ground, type Point } from "../../stage/ground.ts";
import { findWay } from "../../stage/way.ts";
import type { EpisodeDigest } from "./episode-digest.ts";
import type { EpisodeSight } from "./episode-sight.ts";

/** The events that say where somebody is. */
export const TRACKED = [
  "episode-start",
  "participant-joined",
  "participant-left",
  "moved",
  "deed",
  "episode-end",
] as const satisfies readonly EpisodeEvent["type"][];
export type TrackedEvent = Extract<EpisodeEvent, { type: (typeof TRACKED)[number] }>;

/** How long a body takes from one tile to the next, in ms. */
const STEP = 1_000 / WALKING_SPEED;

interface Body {
  readonly kind: "persona" | "player";
  readonly name: string;
  readonly from: number;
  to: number | null;
  readonly steps: { at: number; x: number; y: number }[];
}

/**
 * Where everybody stood, as far as the log knows: personas at home until a deed of theirs leads somewhere, players at the
 * entrance and where they walked. Ways are found anew over the ground; `start` and `until` are wall time in ms.
 */
export function trackOf(
  events: Iterable<LoggedEvent & { readonly event: TrackedEvent }>,
  { start, until }: { start: number; until: number },
  ground: Ground | null,
  digest: EpisodeDigest,
  sight: EpisodeSight,
): EpisodeTrack {
  const bodies = new Map<string, Body>();
  const things = new Map<string, Point>();
  let entrance = pointNamed(ground, "entrance") ?? middleOf(ground);

  function stand(id: string, kind: Body["kind"], name: string, at: number, point: Point): void {
    bodies.set(id, { kind, name, from: at, to: null, steps: [{ at, x: point.x, y: point.y }] });
  }
  /** Where a body is at a time, and its steps from then on forgotten: it turns round on its way. */
  function halt(body: Body, at: number): Point {
    while (body.steps.length > 1 && (body.steps.at(-1)?.at ?? 0) > at) body.steps.pop();
    return body.steps.at(-1) ?? entrance;
  }
  function walk(id: string, to: Point, at: number): void {
    const body = bodies.get(id);
    if (body === undefined) return;
    const from = halt(body, at);
    const way = ground === null ? null : findWay(ground, from, to);
    let when = at;
    if (body.steps.at(-1)?.at !== at) body.steps.push({ at, x: from.x, y: from.y });
    for (const point of way ?? (ground === null ? [] : [to])) {
      when += STEP;
      body.steps.push({ at: when, x: point.x, y: point.y });
    }
  }
  function whereabouts(target: string, at: number): Point | null {
    const body = bodies.get(target);
    if (body !== undefined) return body.steps.findLast((step) => step.at <= at) ?? null;
    return things.get(target) ?? areaOf(ground, target) ?? pointNamed(ground, target);
  }

  for (const { event } of events) {
    const at = event.at - start;
    switch (event.type) {
      case "episode-start": {
        const scene = fieldsOf(event.scene);
        const { entrance: named } = scene;
        if (typeof named === "string")
          entrance = pointNamed(ground, named) ?? areaOf(ground, named) ?? entrance;
        const cast = Array.isArray(scene["cast"]) ? scene["cast"].map(fieldsOf) : [];
        for (const [index, [id, { name }]] of [...digest.personas].entries()) {
          const place = cast.find((one) => one["persona"] === id)?.["place"];
          const home =
            pointNamed(ground, id) ??
            (typeof place === "string" ? areaOf(ground, place) : null) ??
            pointNamed(ground, `cast-${index + 1}`) ??
            entrance;
          stand(id, "persona", name, 0, home);
        }
        placeThings(event.beside, ground, things);
        break;
      }
      case "participant-joined":
        if (event.kind === "player")
          stand(event.participant, "player", sight.id(event.participant), at, entrance);
        break;
      case "participant-left": {
        const body = bodies.get(event.participant);
        if (body !== undefined) body.to = at;
        break;
      }
      case "moved":
        walk(event.participant, { x: Math.round(event.x), y: Math.round(event.y) }, at);
        break;
      case "deed": {
        if (event.outcome !== "done" || event.target === null || event.target === event.actor)
          break;
        const to = whereabouts(event.target, at);
        if (to !== null) walk(event.actor, to, at);
        break;
      }
      case "episode-end":
        break;
    }
  }
  return {
    map: digest.map,
    width: ground?.width ?? 0,
    height: ground?.height ?? 0,
    until: until - start,
    bodies: [...bodies].map(([id, { kind, name, from, to, steps }]) => ({
      id: sight.id(id),
      name,
      kind,
      from,
      to,
      steps,
    })),
  };
}

function placeThings(
  beside: Record<string, unknown> | undefined,
  ground: Ground | null,
  things: Map<string, Point>,
): void {
  const { props } = fieldsOf(fieldsOf(beside)["things"]);
  for (const one of Array.isArray(props) ? props.map(fieldsOf) : []) {
    const { id, place } = one;
    const tile = fieldsOf(one["tile"]);
    const { x, y } = tile;
    if (typeof id !== "string") continue;
    if (typeof x === "number" && typeof y === "number") things.set(id, { x, y });
    else {
      const area = typeof place === "string" ? areaOf(ground, place) : null;
      if (area !== null) things.set(id, area);
    }
  }
}

function pointNamed(ground: Ground | null, name: string): Point | null {
  return ground?.spots.get(name) ?? null;
}

function areaOf(ground: Ground | null, name: string): Point | null {
  const area = ground?.places.get(name);
  return area === undefined ? null : areaMiddle(area);
}

function middleOf(ground: Ground | null): Point {
  return ground === null ? { x: 0, y: 0 } : { x: ground.width >> 1, y: ground.height >> 1 };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
