import { GESTURES, type Gesture } from "../../../shared/protocol.ts";

/** What a finished action looks like on a body: a simple gesture that changes nothing. */

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

/** The gesture that an action shows, in third person prose, English or Chinese; null where it shows none. */
export function readGesture(action: string): Gesture | null {
  return GESTURES.find((name) => PATTERNS[name].test(action)) ?? null;
}
