import type { Persona } from "../../roleplay/persona.ts";
import type { Forethought } from "../forethought.ts";
import { lookOf } from "../placing.ts";
import type { QuietHours } from "../quiet-hours.ts";
import type { SceneContext } from "../scene-context.ts";
import type { BetweenTurns } from "./between-turns.ts";
import type { CastSheets } from "./cast-sheets.ts";

/** Another sheet for a persona that plays: from its next turn on, with all that it has observed and remembers. */
export interface Recasting {
  /** False where nobody of that id is in the scene. The sheet it has already is no change. */
  recast(persona: Persona, version: string, by: string): boolean;
}

/** What a changed sheet concerns beside the persona itself. */
export interface RecastParts {
  readonly sheets: CastSheets;
  readonly betweenTurns: BetweenTurns;
  readonly forethought: Pick<Forethought, "drop">;
  readonly quiet: Pick<QuietHours, "recast">;
}

export function createRecasting(
  context: SceneContext,
  { sheets, betweenTurns, forethought, quiet }: RecastParts,
): Recasting {
  const { cast, chronicle, memory, minds } = context;

  return {
    recast(persona, version, by) {
      const { id } = persona;
      const mind = minds.get(id);
      if (mind === undefined) return false;
      // Whoever releases twice while it speaks means the last one, be it the sheet that speaks now.
      betweenTurns.run(mind, "recast", () => {
        if (mind.version === version || minds.get(id) !== mind) return;
        const faceOf = ({ name, public: face }: Persona) => JSON.stringify([name, face]);
        const seen = faceOf(mind.persona) !== faceOf(persona);
        mind.recast(persona, version);
        sheets.put(persona, version);
        memory.enroll(persona);
        cast.dress(id, lookOf(persona));
        void chronicle.note("recast", { participant: id, persona, version, by });
        // What stands in others' prompts of it has changed as well, if its public face has.
        for (const other of seen ? minds.values() : [mind]) {
          forethought.drop(other, "recast");
          quiet.recast(other);
        }
      });
      return true;
    },
  };
}
