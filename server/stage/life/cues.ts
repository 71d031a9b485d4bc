import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Mind } from "../mind.ts";
import type { SceneContext } from "../scene-context.ts";
import type { Turns } from "../turns.ts";
import type { CueKind, StaysSilent, TalkBudget } from "./talk-budget.ts";

/** Reasons to speak, for personas whom nobody has asked. */
export interface Cues {
  /**
   * Gives a persona reason to speak, to somebody in its hearing or to nobody in particular. `cue` is what it alone
   * notices; empty where it has seen the reason itself. Tells why it stays silent, or `null` when it takes its turn or
   * waits until others have finished theirs.
   */
  give(
    persona: ParticipantId,
    cue: string,
    to: ParticipantId | null,
    kind?: CueKind,
  ): StaysSilent | null;
  stop(): void;
}

/** What happened is noticed whether or not there is something to say about it. */
const NOTICED_ANYWAY: readonly CueKind[] = ["trigger", "cue", "reaction"];
/** What somebody said or did is first answered by whoever was meant; in ms, and how long there is something to add. */
const PAUSE = 900;
const TOO_LATE = 14_000;

export function createCues(
  { cast, clock, minds, chronicle }: SceneContext,
  turns: Turns,
  budget: TalkBudget,
  isOpen: () => boolean,
): Cues {
  let count = 0;
  const waiting = new Set<() => void>();

  function begin(mind: Mind, to: ParticipantId | null, kind: CueKind): StaysSilent | null {
    const silence = budget.silences(mind, kind, to);
    if (silence !== null) return silence;
    budget.spend(mind, true);
    turns.offer(mind, { from: to, whisper: false, rule: kind, own: true });
    return null;
  }

  /** Who meanwhile says something anyway has the cue in mind then, and does not come back to it. */
  function beginAfterOthers(mind: Mind, to: ParticipantId | null, kind: CueKind): void {
    const since = clock.elapsed();
    const spoke = mind.turnsTaken;
    const look = (): void => {
      if (!isOpen() || mind.turnsTaken !== spoke || mind.running !== null) return;
      const silence = begin(mind, to, kind);
      const passes = silence === "busy" || silence === "someone-speaks";
      if (passes && clock.elapsed() - since < TOO_LATE) wait(look);
    };
    wait(look);
  }

  function wait(run: () => void): void {
    const cancel = clock.after(PAUSE, () => {
      waiting.delete(cancel);
      run();
    });
    waiting.add(cancel);
  }

  return {
    give(persona, cue, to, kind = "cue") {
      const mind = minds.get(persona);
      if (mind === undefined || !isOpen()) return "not-there";
      const heard = to !== null && to !== persona && cast.earshot(persona).has(to) ? to : null;
      const later = kind === "trigger" || kind === "reaction";
      const silence = later ? null : budget.silences(mind, kind, heard);
      if (cue.trim() !== "" && (silence === null || NOTICED_ANYWAY.includes(kind))) {
        count += 1;
        const turnId = `${chronicle.episodeId}.cue-${count}`;
        mind.observe({ kind: "environment", turnId, text: cue.trim() });
      }
      if (silence !== null) return silence;
      if (!later) return begin(mind, heard, kind);
      beginAfterOthers(mind, heard, kind);
      return null;
    },
    stop() {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}
