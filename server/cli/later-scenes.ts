import type { Persona } from "../roleplay/persona.ts";
import type { Staging } from "../stage/staging.ts";
import { versioned } from "../worlds/versioned.ts";

/** What scenes that open later are played from: the world as it was read last, and what was released since. */
export interface LaterScenes {
  /** The same object as long as nothing has changed, so that rooms share what is made of it. */
  staging(): Staging;
  /** The world was read anew. */
  read(staging: Staging): void;
  recast(persona: Persona, version: string): void;
  admit(persona: Persona, version: string, place: string | undefined): void;
  /** Nothing that came of it since the world was read is kept; the world itself is read anew without it. */
  leaves(persona: string): void;
}

/** As many as a scene may cast. */
const CAST = 64;

interface Sheet {
  readonly persona: Persona;
  readonly version: string;
}

export function createLaterScenes(opened: Staging): LaterScenes {
  let base = versioned(opened);
  const recast = new Map<string, Sheet>();
  const admitted = new Map<string, Sheet & { readonly place: string | undefined }>();
  let made: Staging | null = null;

  function make(): Staging {
    const sheets = new Map(base.personas.map((persona) => [persona.id, persona]));
    const versions = { ...base.versions?.personas };
    const cast = [...base.scene.cast];
    for (const [id, { persona, place, version }] of admitted) {
      if (sheets.has(id) || cast.length >= CAST) continue;
      sheets.set(id, persona);
      versions[id] = version;
      cast.push({ persona: id, ...(place === undefined ? {} : { place }) });
    }
    for (const [id, { persona, version }] of recast) {
      if (!sheets.has(id)) continue;
      sheets.set(id, persona);
      versions[id] = version;
    }
    if (recast.size + admitted.size === 0) return base;
    const { scene, versions: read } = base;
    return {
      ...base,
      scene: { ...scene, cast },
      personas: [...sheets.values()],
      ...(read === undefined ? {} : { versions: { ...read, personas: versions } }),
    };
  }

  return {
    staging: () => (made ??= make()),
    read(staging) {
      base = versioned(staging);
      made = null;
    },
    recast(persona, version) {
      recast.set(persona.id, { persona, version });
      made = null;
    },
    admit(persona, version, place) {
      admitted.set(persona.id, { persona, version, place });
      made = null;
    },
    leaves(persona) {
      recast.delete(persona);
      admitted.delete(persona);
      made = null;
    },
  };
}
