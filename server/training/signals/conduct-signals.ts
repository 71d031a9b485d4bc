import { languageTokens, runsOf } from "../language-tokens.ts";
import { signal, type Signal, type Turn } from "./signal.ts";

/** What a turn shows of itself: whether it kept its word, its form, and to something new. */

/** Turns of its persona that a turn is compared with. */
const TURNS_BACK = 20;
const RUN = 4;
const ANOMALY = 0.25;

/** Say-do consistency of one turn; nothing where it promised nothing. */
export function sayDoSignals(turn: Turn): Signal[] {
  const kept = (turn.sayDo ?? []).flatMap(({ promised, declined, outcome }): number[] => {
    if (promised) return [outcome === "done" ? 1 : outcome === "not-tried" ? -1 : 0];
    if (declined === true) return [outcome === "not-tried" ? 1 : outcome === "done" ? -1 : 0];
    return [];
  });
  if (kept.length === 0) return [];
  return [signal("say-do", turn, kept.reduce((sum, one) => sum + one, 0) / kept.length)];
}

/** How well a turn kept HER's form; nothing for one that was called off. */
export function protocolSignals(turn: Turn): Signal[] {
  const { outcome } = turn;
  if (outcome === "cancelled") return [];
  if (outcome === "failed" || outcome === "fallback") return [signal("protocol", turn, -1)];
  const anomalies = Object.values(turn.anomalies).reduce((sum, one) => sum + one, 0) * ANOMALY;
  return [signal("protocol", turn, -(outcome === "cut" ? Math.max(0.5, anomalies) : anomalies))];
}

/** How much of each turn its persona said before; `turns` in order. A retake is not held against what it replaces. */
export function repetitionSignals(turns: readonly Turn[]): Signal[] {
  const said = new Map<string, { readonly turn: Turn; readonly runs: ReadonlySet<string> }[]>();
  return turns.flatMap((turn) => {
    // Words that an author wrote for such a case are said again and again by right.
    if (turn.outcome !== "complete" && turn.outcome !== "cut") return [];
    const words = turn.segments.filter(({ kind }) => kind === "speech" || kind === "action");
    const runs = runsOf(languageTokens(words.map(({ text }) => text).join("\n")), RUN);
    const earlier = said.get(turn.speaker) ?? [];
    said.set(turn.speaker, [...earlier, { turn, runs: new Set(runs) }].slice(-TURNS_BACK));
    if (runs.length === 0) return [];
    const others = earlier.filter((one) => !sameTurn(one.turn, turn));
    const again = runs.filter((run) => others.some((one) => one.runs.has(run))).length;
    return [signal("repetition", turn, -again / runs.length)];
  });
}

/** Versions of one turn name the first of them. */
function sameTurn(a: Turn, b: Turn): boolean {
  return (a.instead ?? a.turnId) === (b.instead ?? b.turnId);
}
