import type { LineSegment } from "./own-dialogue.ts";
import { isSmallMovement } from "./small-movements.ts";

/** Scheme A: a thought and the action beside it change places, only where nothing can be lost. When unsure, no. */

/** Why a turn is left as it is; the first pair that may be swapped is. */
export const SWAP_REFUSALS = [
  "no-pair",
  "not-small",
  "plans",
  "explains",
  "depends",
  "same-tags",
] as const;
export type SwapRefusal = (typeof SWAP_REFUSALS)[number];

export type SwapVerdict =
  | { readonly swap: true; readonly segments: readonly LineSegment[] }
  | { readonly swap: false; readonly why: SwapRefusal };

const PLANS =
  /\b(?:i['’]?ll|i will|i['’]?m (?:going|about) to|i need|i must|i should|i shall|i have to|i['’]?ve got to|i['’]?d better|i ought|i want to|i can|i could|let me|let us|let['’]s|time to|better to|must|should|need to)\b|我(?:要|得|会|想|该|能|打算|必须|应该|应当|需要|不能)|必须|应该|应当|需要|让我|得先|先(?!生)|打算|最好/iu;
const EXPLAINS =
  /\b(?:because|so|since|therefore|thus|that['’]?s why|in order|hence|to show|to hide)\b|因为|所以|因此|为了|于是|免得|好让/iu;
/** What points at something that was just seen or done. */
const DEPENDS =
  /\b(?:this|that|these|those|it|its|it['’]s|there|now|then|finally|at last|done|again|still|better|enough|after|before|while|when|as)\b|这|那|它|终于|现在|然后|果然|原来|又|再|还是|刚才|之后|之前|时/iu;

/** Decides for one turn. Pure; the rules are the paper's, read strictly. */
export function swapVerdict(segments: readonly LineSegment[]): SwapVerdict {
  let first: SwapRefusal | null = null;
  for (let at = 0; at + 1 < segments.length; at++) {
    const [one, other] = [segments[at]!, segments[at + 1]!];
    const thought = [one, other].find(({ kind }) => kind === "role-thinking");
    const action = [one, other].find(({ kind }) => kind === "action");
    if (thought === undefined || action === undefined) continue;
    const swapped = segments.with(at, other).with(at + 1, one);
    const why = refusal(thought.text, action.text, swapped);
    if (why === null) return { swap: true, segments: swapped };
    first ??= why;
  }
  return { swap: false, why: first ?? "no-pair" };
}

function refusal(
  thought: string,
  action: string,
  swapped: readonly LineSegment[],
): SwapRefusal | null {
  if (!isSmallMovement(action)) return "not-small";
  if (PLANS.test(thought)) return "plans";
  if (EXPLAINS.test(thought) || shareWords(thought, action)) return "explains";
  if (DEPENDS.test(thought)) return "depends";
  const twice = swapped.some(
    ({ kind }, index) => kind !== "speech" && kind === swapped[index - 1]?.kind,
  );
  return twice ? "same-tags" : null;
}

const SMALL = new Set("a an the her his their my i to of and in on with".split(" "));

/** A word of the one, or the beginning of one, in the other: then the one may speak of the other. */
function shareWords(thought: string, action: string): boolean {
  const stems = (text: string) =>
    (text.toLowerCase().match(/\p{Script=Latin}+/gu) ?? [])
      .filter((word) => !SMALL.has(word))
      .map((word) => word.slice(0, 3));
  const han = (text: string) => [
    ...[...text.matchAll(/(?=(\p{Script=Han}{2}))/gu)].map(([, pair]) => pair ?? ""),
    ...(text.match(/[头眉眼嘴唇肩气笑]/gu) ?? []),
  ];
  const all = new Set([...stems(thought), ...han(thought)]);
  return [...stems(action), ...han(action)].some((part) => all.has(part));
}
