import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Persona } from "../../roleplay/persona.ts";
import type { SheetVersions, Staging } from "../staging.ts";

/** The sheets that one scene is played from just now. What was read stays as it was: each scene has its own. */
export interface CastSheets {
  /** Another object after each change: what is made of the sheets is kept by it. */
  readonly staging: Staging;
  /** How often it has changed. */
  readonly changes: number;
  /** Puts a sheet in the place of its persona's, or at the end. */
  put(persona: Persona, version: string): void;
  remove(persona: ParticipantId): void;
}

const NO_FILES: SheetVersions = {
  scene: null,
  things: null,
  life: null,
  story: null,
  personas: {},
};

/** The sheets that a scene opens with. */
export function createCastSheets(opened: Staging): CastSheets {
  let staging = opened;
  let changes = 0;

  function change(personas: readonly Persona[], versions: Staging["versions"]): void {
    changes += 1;
    staging = {
      ...staging,
      personas: [...personas],
      ...(versions === undefined ? {} : { versions }),
    };
  }

  return {
    get staging() {
      return staging;
    },
    get changes() {
      return changes;
    },
    put(persona, version) {
      const { personas, versions } = staging;
      const known = personas.some(({ id }) => id === persona.id);
      change(
        known
          ? personas.map((one) => (one.id === persona.id ? persona : one))
          : [...personas, persona],
        {
          ...(versions ?? NO_FILES),
          personas: { ...versions?.personas, [persona.id]: version },
        },
      );
    },
    remove(persona) {
      const { personas, versions } = staging;
      const left = personas.filter(({ id }) => id !== persona);
      if (versions === undefined) return change(left, undefined);
      const { [persona]: _, ...others } = versions.personas;
      change(left, { ...versions, personas: others });
    },
  };
}
