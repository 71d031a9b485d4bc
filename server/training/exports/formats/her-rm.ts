import { type Format, type RowOut } from "../format.ts";
import { dialogueText } from "../her-text.ts";
import type { Pair } from "../sample.ts";
import { shareOf } from "../splits.ts";
import { steadyOrigin } from "./steady-columns.ts";

/**
 * Data for a judge. A judge picks by place or by length where its data lets it, so both are balanced in each split:
 *
 * - Place: of each two rows that follow each other one has the better answer first and the other has it second; which,
 *   a seeded coin decides.
 * - Length: a pair whose better answer is clearly longer waits for one whose better answer is clearly shorter, and the
 *   two go out together; pairs of about equal length go out at once. What finds no partner is left out and counted.
 */
export const herRm: Format = {
  name: "her-rm",
  about: "HER's judge: candidate_1, candidate_2 and better_response, place and length balanced",
  files: { "": {} },
  template: true,
  holdsOver: true,
  masks:
    "Candidates hold no system thinking. There is nothing to mask: a judge learns its own verdict.",
  open({ seed, keepUnbalanced }) {
    const waiting = new Map<string, Pair[]>();
    const written = new Map<string, number>();

    function write(pair: Pair, out: RowOut): void {
      const { chosen, rejected } = pair;
      const nth = written.get(chosen.split) ?? 0;
      written.set(chosen.split, nth + 1);
      const coin = shareOf(seed, `place ${chosen.split} ${nth >> 1}`) < 0.5;
      const first = (nth & 1) === 0 ? coin : !coin;
      out.row("", chosen, () => ({
        id: pair.id,
        messages: chosen.messages,
        context: dialogueText(chosen.messages),
        candidate_1: first ? chosen.played : rejected.played,
        candidate_2: first ? rejected.played : chosen.played,
        better_response: first ? "cand_1" : "cand_2",
        shown_first: (pair.shownFirst === "chosen") === first ? "cand_1" : "cand_2",
        ...steadyOrigin(chosen),
      }));
    }

    return {
      pair(pair, out) {
        const { chosen, rejected } = pair;
        if (chosen.played === rejected.played) return out.leaveOut("pairs", "pair-equal");
        const side = lengthSide(pair);
        if (keepUnbalanced || side === "equal") return write(pair, out);
        const other = waiting.get(`${chosen.split} ${side === "longer" ? "shorter" : "longer"}`);
        const partner = other?.shift();
        if (partner !== undefined) {
          write(partner, out);
          return write(pair, out);
        }
        const key = `${chosen.split} ${side}`;
        const queue = waiting.get(key) ?? [];
        waiting.set(key, queue);
        queue.push(pair);
        if (queue.length <= WAITING) return;
        queue.shift();
        out.leaveOut("pairs", "length-unbalanced");
      },
      end(out) {
        for (const queue of waiting.values()) {
          for (const _ of queue) out.leaveOut("pairs", "length-unbalanced");
        }
        waiting.clear();
      },
    };
  },
};

/** Pairs that wait for a partner, in each split: what is beyond them is left out, so that memory stays flat. */
const WAITING = 500;
/** A difference below this share of the longer one is none. */
const CLEARLY = 0.1;

function lengthSide({ chosen, rejected }: Pair): "longer" | "shorter" | "equal" {
  const [a, b] = [chosen.played.length, rejected.played.length];
  if (Math.abs(a - b) <= CLEARLY * Math.max(a, b)) return "equal";
  return a > b ? "longer" : "shorter";
}
