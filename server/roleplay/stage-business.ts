import { GESTURES, type Gesture } from "../../shared/protocol.ts";

/** What a finished action looks like on the map: a simple gesture, or a walk to a place or a person. */

export interface StageBusiness {
  readonly gesture: Gesture | null;
  /** The id of a place or a person that the action walks to. */
  readonly goTo: string | null;
  /** Someone the action is directed at, by name. */
  readonly towards: string | null;
}

export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

const PATTERNS: Record<Gesture, RegExp> = {
  nod: /\b(?:nod(?:s|ded|ding)?|inclines? (?:her|his|their) head)\b|点(?:了点|点|了)?头/iu,
  "shake-head": /\bshak(?:es|ing|e) (?:her|his|their) head\b|摇(?:了摇|摇|了)?头/iu,
  shrug: /\bshrug(?:s|ged|ging)?\b|耸(?:了耸|耸|了)?肩/iu,
  bow: /\b(?:bows|bowing|curtsies|curtseys)\b|鞠躬|作揖|拱手/iu,
  wave: /\b(?:waves|waving|beckons|beckoning)\b|挥(?:了挥|挥|了)?手|招手/iu,
  point:
    /\b(?:points|pointing|gestures towards?|jerks (?:a|her|his|their) thumb)\b|指(?:着|了指|向)/iu,
  give: /\b(?:hands|gives|offers|passes|slides|pushes|sets down|pours)\b|递(?:给|过|上)|倒(?:上|了)/iu,
  take: /\b(?:takes|picks up|grabs|lifts|pockets|snatches)\b|拿(?:起|过)|接过|端起/iu,
  drink: /\b(?:drinks|sips|drains|swallows)\b|喝(?:了|着|一)|抿/iu,
  sit: /\b(?:sits|sinks (?:down|into)|takes a seat)\b|坐下|落座/iu,
  stand: /\b(?:stands|rises|gets up)\b|站起|起身/iu,
  laugh: /\b(?:laughs|laughing|chuckles|snorts|grins)\b|笑/iu,
  sigh: /\b(?:sighs|sighing|exhales)\b|叹(?:了|口|息)/iu,
  "look-away":
    /\b(?:looks away|glances away|avoids (?:your|her|his|their) (?:eyes?|gaze)|stares? (?:into|at|out))\b|移开(?:目光|视线)|别过/iu,
};

const WALKS =
  /\b(?:walks?|walking|goes|crosses|crossing|steps?|stepping|strides?|moves?|hurries|limps|shuffles|comes|approaches|heads?|leads?|returns?)\b|走|来到|迈/iu;
const STAYS = /\b(?:steps? back|moves? (?:her|his|their|a|the) |comes? to (?:mind|a stop))/iu;

/** Reads one action (third person prose, English or Chinese). Unclear prose gives nothing: a wrong deed is worse than none. */
export function readStageBusiness(
  action: string,
  places: readonly Named[],
  people: readonly Named[],
): StageBusiness {
  const gesture = GESTURES.find((name) => PATTERNS[name].test(action)) ?? null;
  const towards = firstNamed(action, people);
  if (!WALKS.test(action) || STAYS.test(action)) return { gesture, goTo: null, towards };
  return { gesture, goTo: firstNamed(action, places) ?? towards, towards };
}

/** The id whose name stands earliest in the text; of two at one place the longer name. */
function firstNamed(text: string, named: readonly Named[]): string | null {
  const lower = text.toLowerCase();
  let best: { id: string; at: number; length: number } | null = null;
  for (const { id, names } of named) {
    for (const name of names) {
      const wanted = name.toLowerCase().replace(/^the /u, "");
      const at = wanted === "" ? -1 : lower.indexOf(wanted);
      if (at === -1 || cutsAWord(lower, at, wanted.length)) continue;
      if (best === null || at < best.at || (at === best.at && wanted.length > best.length)) {
        best = { id, at, length: wanted.length };
      }
    }
  }
  return best?.id ?? null;
}

function cutsAWord(text: string, at: number, length: number): boolean {
  const letter = /[\p{Script=Latin}\p{N}]/u;
  const before = text[at - 1] ?? " ";
  const after = text[at + length] ?? " ";
  return (
    (letter.test(before) && letter.test(text[at] ?? "")) ||
    (letter.test(after) && letter.test(text[at + length - 1] ?? ""))
  );
}
