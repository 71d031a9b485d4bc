import type { Language } from "../shared/protocol.ts";
import type { ClauseListeners, SpokenClause } from "./speaking.ts";

/** What is used of a browser's speech synthesis. `speechSynthesis` is one. */
export interface Speech<U> {
  speak(utterance: U): void;
  cancel(): void;
}

/** What is used of an utterance. `SpeechSynthesisUtterance` is one. */
export interface Utterance {
  lang: string;
  onend: ((event: never) => unknown) | null;
  onerror: ((event: never) => unknown) | null;
}

/** Voices are asked for in BCP 47. */
const TAGS: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };

/**
 * Speaks clauses one after another with the browser's own voices: `this.dramatis.join(room, webSpeech(speechSynthesis,
 * ({ text }) => new SpeechSynthesisUtterance(text)))`. `utter` may choose a voice for each speaker.
 */
export function webSpeech<U extends Utterance>(
  speech: Speech<U>,
  utter: (clause: SpokenClause) => U,
): Required<Pick<ClauseListeners, "onClause" | "onCancel">> {
  let waiting: SpokenClause[] = [];
  let spoken: SpokenClause | null = null;
  const next = () => {
    const clause = waiting.shift() ?? null;
    spoken = clause;
    if (clause === null) return;
    const over = () => spoken === clause && next();
    speech.speak(
      Object.assign(utter(clause), { lang: TAGS[clause.language], onend: over, onerror: over }),
    );
  };
  return {
    onClause(clause) {
      waiting.push(clause);
      if (spoken === null) next();
    },
    onCancel({ turnId, clauses }) {
      const gone = (one: SpokenClause) => one.turnId === turnId && clauses.includes(one.clause);
      waiting = waiting.filter((one) => !gone(one));
      if (spoken === null || !gone(spoken)) return;
      spoken = null;
      speech.cancel();
      next();
    },
  };
}
