import type { Conversation } from "./chatml.ts";
import type { Performance } from "./performance.ts";
import { hashOf } from "./seeded.ts";

/**
 * Where a prompt asks for a judgement, one in the form that it asks for. It is drawn from the texts and means nothing;
 * the same two texts give the same one in either order, so that everything after a judgement can be tried.
 */
export function judged({ system, messages }: Conversation, seed: number): Performance | null {
  if (!system.includes('"better_response"')) return null;
  const asked = messages.find(({ content }) => content.includes(SECOND))?.content;
  if (asked === undefined) return null;
  const [before = "", after = ""] = asked.split(SECOND);
  const [list = "", first = ""] = before.split(FIRST);
  const one = hashOf(`${seed} ${first.trim()}`);
  const two = hashOf(`${seed} ${(after.split("\n\n")[0] ?? "").trim()}`);
  const draw = (one ^ two) >>> 0;
  const better = draw % 8 === 0 ? "tie" : one > two ? "cand_1" : "cand_2";
  const chosen = principlesIn(list, draw);
  const judgement = {
    cand_1: "",
    cand_2: "",
    principle: Object.fromEntries(
      chosen.map((one, at) => [
        `Principle ${at + 1}`,
        { ...one, reason_for_choosing: "Drawn by lot." },
      ]),
    ),
    analysis: {
      principle_comparisons: chosen.map(({ principle_name, principle_level }) => ({
        principle_name,
        principle_level,
        cand_1_performance: NOTHING,
        cand_2_performance: NOTHING,
        comparison_reason: NOTHING,
        winner: better,
      })),
      overall_analysis: NOTHING,
      principle_summary: NOTHING,
    },
    better_response: better,
  };
  const text = `\`\`\`json\n${JSON.stringify({ result: [judgement] })}\n\`\`\``;
  return { text, visibleFrom: 0 };
}

const FIRST = "===Response Candidate 1===";
const SECOND = "===Response Candidate 2===";
const NOTHING = "A stand-in read this and understood none of it.";

interface Named {
  readonly principle_name: string;
  readonly dimension_name: string;
  readonly principle_level: string;
  readonly main_content: string;
}

/** Three of the listed positive principles, or three of no meaning where none are listed. */
function principlesIn(list: string, draw: number): Named[] {
  const listed = list.split("\n").flatMap((line): Named[] => {
    if (!line.startsWith("{")) return [];
    const { polarity, ...named } = JSON.parse(line) as Named & { polarity: string };
    return polarity === "positive" ? [named] : [];
  });
  if (listed.length >= 3) {
    return [0, 1, 2].map((step) => listed[(draw + step) % listed.length] ?? (listed[0] as Named));
  }
  return [1, 2, 3].map((number) => ({
    principle_name: `Lot ${number}`,
    dimension_name: "Overall Quality",
    principle_level: "sentence",
    main_content: NOTHING,
  }));
}
