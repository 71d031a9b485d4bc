import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { areaMiddle, type Point } from "../ground.ts";
import type { IdleLife } from "../idle-life.ts";
import type { Mind } from "../mind.ts";
import { castPersona, entranceOf } from "../placing.ts";
import { nameable, type SceneContext } from "../scene-context.ts";
import type { Voice } from "../voice.ts";
import { worldWords } from "../world-words.ts";
import type { CastSheets } from "./cast-sheets.ts";
import type { Holds } from "./holds.ts";
import { observeStanding } from "./standing.ts";

/** Why a persona cannot come in. */
export type AdmitRefusal =
  /** Somebody of this id is in the scene. */
  | "already-there"
  /** Somebody is called so already, and what one of them said would be taken for the other's. */
  | "name-taken"
  /** A scene holds so many personas and no more. */
  | "full"
  /** It has not begun, or it is over. */
  | "scene-closed";

export type Admitted =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: AdmitRefusal };

/** Personas come into a running scene and leave it, as players do. */
export interface Entrances {
  /** It comes in at the entrance, and walks to its place: `place` by its id, else nowhere. */
  admit(persona: Persona, version: string, by: string, place?: string): Admitted;
  /** It leaves for good; what it says just now ends. False where nobody of that id is in the scene. */
  dismiss(persona: ParticipantId): boolean;
}

export interface EntranceParts {
  /** The minds of the scene, to be changed. */
  readonly minds: Map<ParticipantId, Mind>;
  /** A mind that has observed nothing, whose observations go where all do. */
  mindOf(persona: Persona, version: string): Mind;
  readonly sheets: CastSheets;
  readonly holds: Holds;
  readonly voice: Voice;
  readonly idleLife: IdleLife;
  /** Nothing of it goes on: its turn, its thoughts, what waits for it. */
  letGo(mind: Mind): void;
}

/** As many as a world's folder may hold. */
const PERSONAS = 256;

export function createEntrances(context: SceneContext, parts: EntranceParts): Entrances {
  const { cast, chronicle, deeds, memory } = context;
  const { minds, sheets, holds, voice, idleLife } = parts;
  const words = worldWords(context.staging.scene.language);
  let count = 0;

  function placeOf(id: string | undefined): Point | null {
    if (id === undefined) return null;
    const { ground } = context.staging;
    const area = ground.places.get(id);
    return area === undefined ? (ground.spots.get(id) ?? null) : areaMiddle(area);
  }

  function refusal({ id, name }: Persona): AdmitRefusal | null {
    if (cast.bodies.has(id)) return "already-there";
    if (minds.size >= PERSONAS) return "full";
    const taken = [...cast.bodies.keys()].flatMap((other) => nameable(context, other).names);
    const same = taken.some((other) => other.toLowerCase() === name.toLowerCase());
    return same ? "name-taken" : null;
  }

  return {
    admit(persona, version, by, place) {
      const refused = refusal(persona);
      if (refused !== null) return { ok: false, refusal: refused };
      const { id, name } = persona;
      const mind = parts.mindOf(persona, version);
      minds.set(id, mind);
      sheets.put(persona, version);
      memory.enroll(persona);
      holds.cameIn(id);
      const at = castPersona(cast, persona, entranceOf(context.staging));
      deeds.looksAbout(persona);
      const known = deeds.knownThings(id).map((thing) => ({ ...thing }));
      const witnesses = cast.perceivers("coming", at);
      witnesses.delete(id);
      voice.environment(words.comesIn(name), witnesses, at);
      // Who comes in does not hear of it: on record it is there only after the line.
      void chronicle.note("admitted", { participant: id, persona, version, known, ...at, by });
      count += 1;
      observeStanding(context, mind, `came-in-${count}`);
      const goal = placeOf(place);
      if (goal !== null) cast.walkTo(id, cast.freeTileNear(goal));
      idleLife.add(mind, goal ?? at);
      return { ok: true };
    },
    dismiss(id) {
      const mind = minds.get(id);
      const body = cast.bodies.get(id);
      if (mind === undefined) return false;
      parts.letGo(mind);
      idleLife.remove(mind);
      const witnesses =
        body === undefined ? new Set<ParticipantId>() : cast.perceivers("going", body);
      witnesses.delete(id);
      deeds.leaves(id);
      minds.delete(id);
      cast.exit(id);
      sheets.remove(id);
      holds.free(id);
      if (body !== undefined)
        voice.environment(words.leaves(body.name), witnesses, { x: body.x, y: body.y });
      return true;
    },
  };
}
