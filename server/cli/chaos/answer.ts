import type { Random } from "../../stage/ports.ts";
import type { Canaries } from "./canaries.ts";

/** What the endpoint says: HER's writing with a planted word in every private place, and now and then bad tags. */

const ACTIONS = [
  "looks up",
  "wipes the table",
  "turns the lamp down",
  "leans closer",
  "nods slowly",
];
const OPENINGS = ["Well now", "Listen", "So it goes", "Ask another", "Sit down", "Hush", "Truly"];
const MIDDLES = [
  "the tide has carried worse things in than you",
  "there is bread left and the fire is lit",
  "nobody on this coast would tell you otherwise",
  "I have counted every boat since the storm",
  "the roof leaks over the stairs and nowhere else",
  "my mother used to say the same of the north wind",
];
const ENDS = [
  "and that is all.",
  "if you please.",
  "as I live.",
  "for what it is worth.",
  "mind you.",
];

/** Shapes of a thought that a model is known to write; `s` and `r` give planted words. */
const SHAPES: readonly ((s: string, r: string) => string)[] = [
  (s, r) => `${s} first.</system_thinking><role_thinking>${r} again.</role_thinking>`,
  (s, r) => `${s}</system_thinking><role_think>${r}</role_think>`,
  (s, r) =>
    `${s}</SYSTEM THINKING><role_thinking>${r} <role_thinking>${r}</role_thinking></role_thinking>`,
  (s, r) => `${s}</system_thinking>＜role_thinking＞${r}＜/role_thinking＞`,
  (s, r) => `${s}</system_thinking><inner_thought x="${r}">${r}</inner_thought>`,
];

/** Which part of a turn a prompt asks for, by what its open assistant turn begins with. */
type Part = "thought" | "whole" | "words" | "action";

export interface Wanted {
  readonly prompt: string;
  readonly stops: readonly string[];
}

/** An answer to a raw prompt, ended before the first stop text. */
export function answerTo({ prompt, stops }: Wanted, random: Random, canaries: Canaries): string {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const sentence = () => `${pick(OPENINGS)}: ${pick(MIDDLES)}, ${pick(ENDS)}`;
  const words = () => Array.from({ length: 1 + Math.floor(random() * 3) }, sentence).join(" ");
  const [s, r] = [canaries.next(), canaries.next()];
  const action = `<role_action>${pick(ACTIONS)}</role_action>`;
  const tail = random() < 0.1 ? ` <role_thinking>${canaries.next()}` : "";
  const spoken = `${random() < 0.5 ? action : ""}${words()}${tail}`;
  const thinking = `Someone waits for an answer, and ${s} is how to give it. `.repeat(
    1 + Math.floor(random() * 2),
  );
  const text = () => {
    switch (partOf(prompt, stops)) {
      case "thought":
        return `${thinking}It may be short.</system_thinking>`;
      case "whole":
        return `${thinking}${pick(SHAPES)(s, r)}${spoken}`;
      case "words":
        return `<role_thinking>${r}</role_thinking>${spoken}`;
      case "action":
        return `${pick(ACTIONS)}</role_action><role_thinking>${r}</role_thinking>${spoken}`;
    }
  };
  const whole = text();
  const ends = stops.map((stop) => whole.indexOf(stop)).filter((at) => at !== -1);
  return whole.slice(0, Math.min(whole.length, ...ends));
}

function partOf(prompt: string, stops: readonly string[]): Part {
  const begun = prompt.slice(prompt.lastIndexOf("<|im_start|>assistant"));
  if (begun.endsWith("<role_action>")) return "action";
  if (begun.includes("</system_thinking>")) return "words";
  return stops.includes("</system_thinking>") ? "thought" : "whole";
}
