import type { ParticipantId } from "../../shared/protocol.ts";
import type { Cast } from "./cast.ts";
import type { BodyRecord } from "./standing-event.ts";

/** Where everyone is, as the log keeps it: a body is written down once, and again only when something of it is other. */
export interface PlacesWatch {
  /** The bodies of which the records so far do not say how they are now. */
  take(): BodyRecord[];
  /** Records may have been lost: everyone is written down anew. */
  anew(): void;
}

/** A watch that has seen nobody yet. */
export function createPlacesWatch(cast: Pick<Cast, "bodies" | "following">): PlacesWatch {
  const written = new Map<ParticipantId, BodyRecord>();
  return {
    take() {
      const other: BodyRecord[] = [];
      for (const id of cast.bodies.keys()) {
        const now = bodyRecord(cast, id);
        if (now === null || isSame(written.get(id), now)) continue;
        written.set(id, now);
        other.push(now);
      }
      if (written.size > cast.bodies.size)
        for (const id of written.keys()) if (!cast.bodies.has(id)) written.delete(id);
      return other;
    },
    anew: () => written.clear(),
  };
}

/** A body as it stands in a record; null for nobody. */
export function bodyRecord(
  { bodies, following }: Pick<Cast, "bodies" | "following">,
  id: ParticipantId,
): BodyRecord | null {
  const body = bodies.get(id);
  if (body === undefined) return null;
  const { x, y, facing, posture, way } = body;
  const to = way.at(-1);
  const leader = following(id);
  return {
    id,
    x,
    y,
    facing,
    ...(to === undefined ? {} : { to: { x: to.x, y: to.y } }),
    ...(posture === "sitting" ? { sits: true as const } : {}),
    ...(leader === null ? {} : { follows: leader }),
  };
}

/** True where two records say the same of a body. */
export function isSame(a: BodyRecord | undefined, b: BodyRecord): boolean {
  return (
    a !== undefined &&
    a.x === b.x &&
    a.y === b.y &&
    a.facing === b.facing &&
    a.to?.x === b.to?.x &&
    a.to?.y === b.to?.y &&
    a.sits === b.sits &&
    a.follows === b.follows
  );
}
