import type { Deed } from "../happenings.ts";
import type { ParticipantId } from "../../../shared/protocol.ts";
import type { SceneContext } from "../scene-context.ts";
import { lifeWords, type LifeWords } from "./life-words.ts";

/** A persona that sees a deed which concerns it has reason to say something. */
export interface Reactions {
  stop(): void;
}

/** What whoever is meant is told, by the verb that was done; `doneTo` for a game's own. */
const TO_WHOM: Readonly<Record<string, keyof Pick<LifeWords, "given" | "shown">>> = {
  give: "given",
  show: "shown",
};
/** Looking, walking and pointing need no answer. */
const NOTHING_TO_SAY = new Set(["go", "go-to", "face", "follow", "sit", "stand", "point", "look"]);

export function createReactions(context: SceneContext): Reactions {
  const { cast, cues, happenings, minds, staging } = context;
  const words = lifeWords(staging.scene.language);

  function nameOf(id: ParticipantId): string {
    return cast.bodies.get(id)?.name ?? id;
  }

  /** Whom a deed concerns, and what that persona notices. */
  function concerned(deed: Deed): { persona: ParticipantId; cue: string } | null {
    const { actor, verb, target, item, outcome } = deed;
    if (NOTHING_TO_SAY.has(verb)) return null;
    const by = nameOf(actor);
    if (target !== null && minds.has(target)) {
      if (outcome === "refused") return { persona: target, cue: words.refused(by) };
      return { persona: target, cue: words[TO_WHOM[verb] ?? "doneTo"](by) };
    }
    const owner = staging.things.props.find(({ id }) => id === (item ?? target))?.owner;
    if (verb !== "take" || owner === undefined || owner === actor) return null;
    return { persona: owner, cue: outcome === "done" ? words.taken(by) : words.refused(by) };
  }

  const stop = happenings.on("deed", ({ deed }) => {
    // What a persona does in its turn is answered by the rules for its words.
    if (deed.origin === "action" || minds.has(deed.actor)) return;
    const meant = concerned(deed);
    if (meant === null || meant.persona === deed.actor || !deed.witnesses.has(meant.persona))
      return;
    cues.give(meant.persona, meant.cue, deed.actor, "reaction");
  });
  return { stop };
}
