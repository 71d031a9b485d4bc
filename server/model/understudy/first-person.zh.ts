import { FEMALE_KIN, MALE_KIN } from "./cast.ts";
import type { Telling } from "./first-person.ts";

/** Turns what a sheet says of a character into what the character says. Chinese. */

/** The sentence in the first person, with `self` for "I"; null when a pronoun in it could mean somebody else. */
export function inFirstPersonChinese(
  sentence: string,
  telling: Telling,
  self = "我",
): string | null {
  const { me, others } = telling;
  if (telling.secondPerson) return spoken(sentence.replace(/[你您](?!们)/g, self), self);
  const pronoun = me.gender === "she" ? "她" : "他";
  let text = sentence;
  for (const name of me.names) text = text.replaceAll(name, "◎");
  const named = text.includes("◎");
  // "说书人" before a name is part of the name: it cannot stand before "I".
  text = text.replace(/^[^，。；：]{1,4}(?:人|者|掌柜|先生|老板|郎中|师傅|老板娘|守)◎/, "◎");
  if (EPITHET.test(text)) return null;
  if (telling.aboutMe || named) {
    const kin = me.gender === "she" ? FEMALE_KIN : MALE_KIN;
    const rivals = others.filter((o) => o.gender === me.gender).flatMap((o) => o.names);
    const means = new RegExp(`(?<!其)${pronoun}(?![们人乡日])`, "g");
    for (const found of text.matchAll(means)) {
      const before = text.slice(Math.max(0, text.lastIndexOf("◎", found.index)), found.index);
      const doubtful =
        rivals.some((name) => before.includes(name)) ||
        kin.test(before.replace(/(?:是|为|作为)[^，。；]*/g, ""));
      if (!telling.force && (doubtful || (!telling.aboutMe && !before.includes("◎")))) return null;
    }
    text = text.replace(means, "◎");
  }
  return spoken(text.replaceAll("◎", self), self);
}

const EPITHET =
  /(?<=[^，。；：、！？“”《》…和与跟给对向把被让叫是在找问等请的陪为从见到替由比说听知就夜日天年时后前里中上下])◎/;

/** Repeated subjects read stiffly aloud; the second one in a clause chain goes. */
function spoken(text: string, self: string): string {
  const twice = new RegExp(`^(${self}[^，。；]{2,}，)${self}(?!的|自己|们|这)`);
  return text.replace(twice, "$1").trim();
}
