import type { Language } from "../../shared/protocol.ts";
import type { Persona } from "./persona.ts";

/** What a persona does and says when its author gave it no lines of its own. */

interface StockLines {
  /** Actions without end mark. */
  readonly waiting: readonly string[];
  /** Spoken when no answer came; they fit any question and promise nothing. */
  readonly fallback: readonly string[];
  /** Spoken when no more may be said for a while. */
  readonly weary: readonly string[];
}

const STOCK_LINES: Readonly<Record<Language, StockLines>> = {
  en: {
    waiting: [
      "takes a breath before answering",
      "looks up, considering",
      "tilts their head a little",
    ],
    fallback: [
      "Forgive me, my thoughts were elsewhere.",
      "Give me a moment. I must think about that.",
      "Let us come back to that another time.",
    ],
    weary: [
      "I have talked more than enough for one evening. Let me rest my voice a while.",
      "No more questions for now, please. Ask me again later.",
      "My head is full. Come back when I have had some quiet.",
    ],
  },
  zh: {
    waiting: ["沉吟片刻", "抬眼，若有所思", "微微侧过头"],
    fallback: ["抱歉，我方才走神了。", "容我想一想。", "这事改日再说吧。"],
    weary: ["今晚话说得太多了，容我歇歇。", "先别问了，过一阵再来吧。", "我乏了，让我静一静。"],
  },
};

/** The persona's own waiting gestures, or stock ones in its language; never empty. */
export function waitingGestures(
  persona: Pick<Persona, "waiting_gestures" | "language">,
): readonly string[] {
  return persona.waiting_gestures.length > 0
    ? persona.waiting_gestures
    : STOCK_LINES[persona.language].waiting;
}

/** The persona's own fallback lines, or stock ones in its language; never empty. */
export function fallbackLines(
  persona: Pick<Persona, "fallback_lines" | "language">,
): readonly string[] {
  return persona.fallback_lines.length > 0
    ? persona.fallback_lines
    : STOCK_LINES[persona.language].fallback;
}

/** What a persona says that has talked more than it may for now: its own lines, or stock ones; never empty. */
export function wearyLines(persona: Pick<Persona, "weary_lines" | "language">): readonly string[] {
  return persona.weary_lines.length > 0 ? persona.weary_lines : STOCK_LINES[persona.language].weary;
}
