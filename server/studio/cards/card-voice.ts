import { clipped } from "../../roleplay/coser/coser-text.ts";
import { inertLine } from "../../roleplay/prompt/prompt-text.ts";
import { plainMacros, type MacroNames } from "./card-macros.ts";

/** How many lines are taken from a card's examples, and how long one may be. */
const MOST = 12;
const LONGEST = 400;
/** A line that begins somebody's turn in an example. */
const SPEAKER =
  /^\s{0,8}(?:\{\{\s*(char|user)\s*\}\}|<(bot|char|user)>|([^\n:：]{1,64}))\s{0,3}[:：]/iu;

/** What a character says in a card's example talks, without what it does there: samples of its voice. */
export function voiceOf(examples: string, names: MacroNames): string[] {
  const own = names.self.toLowerCase();
  const said: string[][] = [];
  let speaking = false;
  for (const line of examples.slice(0, 60_000).split(/\r?\n/u)) {
    if (/^\s{0,8}(?:<START>|END_OF_DIALOG|\*\*\*)/iu.test(line)) {
      speaking = false;
      continue;
    }
    const turn = SPEAKER.exec(line);
    if (turn === null) {
      if (speaking) said.at(-1)?.push(line);
      continue;
    }
    const [whole, macro = "", tag = "", name = ""] = turn;
    const written = (macro || tag).toLowerCase();
    speaking = written === "" ? name.trim().toLowerCase() === own : written !== "user";
    if (speaking) said.push([line.slice(whole.length)]);
    else if (written === "" && said.length > 0) {
      // A colon in the middle of a sentence is no speaker; a name nobody has is left alone.
      speaking = false;
    }
  }
  const lines = said
    .map((parts) => spoken(plainMacros(parts.join(" "), { ...names, voice: "said" })))
    .filter((line) => line !== "");
  return [...new Set(lines)].slice(0, MOST);
}

/** What is said aloud in a piece of a card: without what stands between asterisks, and in prose only what is quoted. */
export function spoken(text: string): string {
  const bare = text.replace(/\*{1,3}[^*]{0,2000}\*{1,3}/gu, " ");
  const quoted = [...bare.matchAll(/["“„「『]([^"”“」』]{2,1000})["”」』]/gu)].map(
    ([, said]) => said,
  );
  const line = inertLine(quoted.length > 0 ? quoted.join(" ") : bare);
  return /[\p{L}\p{N}]/u.test(line) ? clipped(line, LONGEST) : "";
}
