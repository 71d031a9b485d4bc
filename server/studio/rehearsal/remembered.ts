import type { RememberedWish } from "../../../shared/studio/rehearsal.ts";
import { stranger } from "../../roleplay/memory/memory.ts";
import { createPassingMemory, type MemoryStore } from "../../stage/memory.ts";
import type { Staging } from "../../stage/staging.ts";
import type { Clock } from "../../stage/ports.ts";

/** How long ago it was that they met, in ms. */
const AGO = 2 * 24 * 60 * 60_000;

/** What personas remember in a rehearsal: what the designer says they do, and nothing of any player's. */
export function rememberedBy(
  { personas, scene }: Staging,
  wishes: readonly RememberedWish[],
  subjectOf: (name: string) => string,
  clock: Clock,
): MemoryStore {
  const store = createPassingMemory();
  const at = clock.now() - AGO;
  for (const { persona: id, name, facts } of wishes) {
    if (!personas.some((one) => one.id === id)) continue;
    const persona = `${id}@${scene.world}`.slice(0, 300);
    const other = personas.find((one) => one.name === name);
    const subject = other?.id ?? subjectOf(name);
    const kind = other === undefined ? ("player" as const) : ("persona" as const);
    const known = store.load(persona, subject) ?? stranger({ persona, subject, name, kind }, at);
    const told = facts.map((text, index) => ({
      id: `${subject}/d${known.made + index + 1}`,
      at,
      text: text.slice(0, 400),
      company: "open" as const,
      weight: 6,
      turnId: null,
      // A designer wrote it: no player's word is in it.
      whose: [],
    }));
    store.save(
      { ...known, made: known.made + told.length, facts: [...known.facts, ...told] },
      false,
    );
  }
  return store;
}
