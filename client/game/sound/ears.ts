import type { ParticipantId, SceneEvent } from "../../../shared/protocol.ts";
import type { CueName } from "./cue.ts";

/** What each event sounds like to one player. Nothing is only heard: whatever sounds is also seen. */
export class Ears {
  readonly #toYou = new Map<string, "spoken" | "whisper">();
  #found = 0;

  /** The sound of an event for `you`; null for silence. */
  hear(event: SceneEvent, you: ParticipantId): CueName | null {
    switch (event.type) {
      case "line":
        if (event.speaker === you || event.addressee !== you) return null;
        return event.whisper ? "whisper" : "spoken";
      case "turn-start":
        if (event.addressee === you) {
          this.#toYou.set(event.turnId, event.whisper ? "whisper" : "spoken");
        }
        return "turn-start";
      case "speech-delta": {
        const cue = this.#toYou.get(event.turnId) ?? null;
        this.#toYou.delete(event.turnId);
        return cue;
      }
      case "turn-end":
        this.#toYou.delete(event.turnId);
        return null;
      case "verb-done":
        if (event.outcome === "done") return "deed";
        return event.actor === you ? "refused" : null;
      case "goal": {
        const found = event.questions.filter(({ state }) => state === "found").length;
        const more = found > this.#found;
        this.#found = found;
        return more ? "board" : null;
      }
      case "mind-grant":
        return event.ms > 0 ? "thought" : null;
      case "mind-read":
        return "thought";
      case "ending":
        return "ending";
      case "notice":
        return event.code === "scene-ending" ? "dawn" : null;
      case "action-delta":
      case "turn-retract":
      case "gesture":
      case "suggestions":
      // A finding sounds when its page comes up, after the words that gave it away.
      case "journal":
        return null;
    }
  }
}
