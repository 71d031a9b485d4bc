import type { ParticipantId } from "../../shared/protocol.ts";
import { allVoices, episodeOfTurn, type Voices } from "../roleplay/memory/voices.ts";

/** Whose words each persona of a scene has had by now: heard, had of personas it heard, or remembered. */
export interface HeldVoices {
  /** Whose words a line of a turn holds: a player's own, or all that the persona who speaks has had before it. */
  of(speaker: ParticipantId, turnId: string): Voices;
  add(persona: ParticipantId, voices: Voices): void;
}

/** `subjectOf`: who a player is beyond its visit, or else the participant itself. */
export function createHeldVoices(
  isPersona: (id: ParticipantId) => boolean,
  subjectOf: (id: ParticipantId) => string,
): HeldVoices {
  const held = new Map<ParticipantId, Voices>();
  const heldBy = (id: ParticipantId): Voices => held.get(id) ?? (held.has(id) ? null : []);
  return {
    of(speaker, turnId) {
      if (isPersona(speaker)) return heldBy(speaker);
      const episode = episodeOfTurn(turnId);
      return episode === null ? null : [{ who: subjectOf(speaker), in: episode }];
    },
    // Once nobody knows, nobody will.
    add: (persona, voices) => void held.set(persona, allVoices([heldBy(persona), voices])),
  };
}
