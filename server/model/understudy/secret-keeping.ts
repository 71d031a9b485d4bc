import type { PastLine } from "./history-reading.ts";
import { isChinese, sentencesOf } from "./language.ts";
import type { Sheet, SheetSecret } from "./sheet-reading.ts";
import { isTold } from "./telling.ts";
import { termsOf } from "./terms.ts";

/** Which secrets stay shut, which have been opened by what was said, and which words give one away. */

export interface SecretState {
  readonly secret: SheetSecret;
  readonly open: boolean;
  /** The line being answered asks for it, and it has not been told: others may have opened it in passing. */
  readonly justOpened: boolean;
  readonly terms: ReadonlySet<string>;
}

/** How rare a term is; the rarer, the more it takes part in the decision. */
export type Weigh = (term: string) => number;

/** Judges every secret against all that others have said. `current`: the line now answered. */
export function judgeSecrets(
  sheet: Sheet,
  history: readonly PastLine[],
  current: PastLine | null,
  weigh: Weigh,
  castTerms: ReadonlySet<string>,
): SecretState[] {
  const told = history.filter((line) => line.kind === "other" && line !== current);
  const spoken = history.flatMap((line) => (line.kind === "own" ? [line.speech] : []));
  const own = new Set(termsOf(sheet.name));
  return sheet.secrets.map((secret) => {
    const meets = (line: PastLine): boolean =>
      secret.condition !== null && conditionMet(secret.condition, line, weigh, own, castTerms);
    const before = told.some(meets);
    const now = current !== null && current.kind === "other" && meets(current);
    return {
      secret,
      open: before || now,
      justOpened: now && (!before || !sentencesOf(secret.text).some((one) => isTold(one, spoken))),
      terms: new Set(termsOf(secret.text).filter((term) => !own.has(term))),
    };
  });
}

const ENGLISH_LEAD =
  /^(?:(?:and|or|if|when|only|once|that|unless)\s+)*(?:someone|somebody|anyone|a player|the player|players|a guest|a traveller|the other|they|he|she|you|another)?\s*(?:ha(?:s|ve)\s+)?(?:can\s+)?((?:asks?|tells?|says?|speaks?|mentions?|names?|admits?|shows?|offers?|promises?|swears?|gives?|brings?|hands?|proves?|knows?|learn(?:s|ed)?|guess(?:es)?|confess(?:es)?|point(?:s)? out|accuses?|apologi[sz]es?|told|asked|said|shown|promised)\b)\s*/i;
const CHINESE_LEAD =
  /^(?:或者|并且|如果|当|若)?(?:有人|对方|谁|玩家|客人)?(?:用中文)?(?:已经)?((?:问|告诉|说|提|劝|答应|承诺|拿出|给|猜|承认|知道)(?:起|到|出|了|给|及)?)(?:他|她|你)?(?:自己)?/;

/** A condition as its writers put it: alternatives between semicolons, each of parts that must all hold. */
function conditionMet(
  condition: string,
  line: PastLine,
  weigh: Weigh,
  own: ReadonlySet<string>,
  cast: ReadonlySet<string>,
): boolean {
  return condition
    .split(/[;；]\s*|\.\s+(?=Or\b)|，或者?(?=有人)/i)
    .map((part) =>
      part
        .trim()
        .replace(/^(?:or|或者|或)[\s，,]*/i, "")
        .replace(/[.。]$/, ""),
    )
    .filter((part) => part !== "")
    .some((alternative) =>
      alternative
        .split(
          /\s+and\s+(?=(?:asks?|says?|tells?|promises?|shows?|offers?|gives?|brings?|speaks?|swears?|admits?|mentions?)\b)|并且(?=有人|问|答应|说)/i,
        )
        .every((part) => partMet(part.trim(), line, weigh, own, cast)),
    );
}

type Mode = "asked" | "told" | "named" | "promised" | "offered" | "given";

function modeOf(verb: string): Mode {
  if (/^(?:ask|问)/i.test(verb)) return "asked";
  if (/^(?:promis|swear|答应|承诺)/i.test(verb)) return "promised";
  if (/^offer/i.test(verb)) return "offered";
  if (/^(?:show|give|bring|hand|拿出|给)/i.test(verb)) return "given";
  if (/^(?:tell|told|say|said|prove|know|learn|admit|confess|告诉|说|劝|承认|知道)/i.test(verb))
    return "told";
  return "named";
}

const CUES: Partial<Record<Mode, RegExp>> = {
  promised:
    /\b(?:promise|swear|vow|my word|word of honou?r|won't tell|will not tell|on my (?:life|honou?r))\b|答应|保证|发誓|承诺|绝不会?说/i,
  offered:
    /\b(?:help|let (?:us|me)|i'll|i will|we'll|we will|we can|i can|offer)\b|帮|我来|我们来/i,
  given:
    /\b(?:here(?:'s| is| are)?|show|give|gave|brought|bring|found|find|have|take this|look at)\b|给你|拿来|带来|找到|看看/i,
};

function partMet(
  part: string,
  line: PastLine,
  weigh: Weigh,
  own: ReadonlySet<string>,
  cast: ReadonlySet<string>,
): boolean {
  const chinese = isChinese(part);
  const lead = (chinese ? CHINESE_LEAD : ENGLISH_LEAD).exec(part);
  const mode = modeOf(lead?.[1] ?? "");
  const core = lead
    ? part
        .slice(lead[0].length)
        .replace(/^(?:to\s+)?(?:her|him|them)?\s*(?:of|about|for|that)?\s*/i, "")
    : part;
  const heard = [
    ...sentencesOf(line.speech),
    ...(mode === "given" || mode === "offered" ? line.actions : []),
  ];
  const kept = heard.map(plainSentence).filter((sentence) => counts(sentence, mode, core));
  const said = kept.join(" ");
  if (said === "" || (CUES[mode] && !CUES[mode].test(`${line.speech} ${line.actions.join(" ")}`)))
    return false;

  const wanted = termsOf(core).filter(
    (term) => !own.has(term) && !(mode === "promised" && term === "promis"),
  );
  const present = new Set(termsOf(said));
  const weightOf = (term: string): number => weigh(term) * (cast.has(term) ? 0.5 : 1);
  const matched = wanted.filter((term) => present.has(term));
  const total = wanted.reduce((sum, term) => sum + weightOf(term), 0);
  // "Bad, thin or fish oil" asks for one of the three: each choice is one word less to be said.
  const choices =
    (core.match(/\bor\b|、|, (?=\w+ or\b)|, (?=\w+ \w+ or\b)/g)?.length ?? 0) *
    (total / Math.max(1, wanted.length));
  const covered =
    matched.reduce((sum, term) => sum + weightOf(term), 0) / Math.max(0.001, total - choices);
  if (matched.length >= Math.min(2, wanted.length) && wanted.length >= 2)
    return covered >= (mode === "promised" ? 0.5 : 0.6);
  // Too few telling words in the condition: then it must be said almost as it is written.
  return wanted.length > 0 && matched.length > 0 && likeness(core, said) >= 0.6;
}

/** Without a tag at the end: "did he not?", "right?", "你知道吗？" */
function plainSentence(sentence: string): string {
  return sentence
    .replace(
      /,\s*(?:(?:is|was|did|does|do|has|have|had|are|were|would|will|could|can)(?:n't)?\s+(?:it|he|she|they|you|there|i|we)(?:\s+not)?|right|no|yes|eh)(?:,\s*[\w' ]{2,24})?\s*\?/gi,
      ".",
    )
    .replace(/，?(?:你|您)?(?:知道吗|对不对|对吧|是吧|是不是)？/g, "。");
}

/** Asking is not telling; "if", "maybe" and a denial are not saying so. */
function counts(sentence: string, mode: Mode, core: string): boolean {
  if (mode !== "told") return true;
  const question = /[?？]\s*$/.test(sentence);
  if (
    question &&
    /^(?:\W*\w+,)?\s*(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|who|what|where|when|why|how|which)\b/i.test(
      sentence,
    )
  )
    return false;
  if (question && /吗|谁|什么|哪|怎么|为何/.test(sentence) && !/吗/.test(core)) return false;
  if (
    /^(?:\W*\w+,)?\s*(?:and )?(?:if|what if|suppose|maybe|perhaps|imagine|pretend|say that|i wonder)\b|^(?:如果|假如|要是|也许|假设|万一)/i.test(
      sentence,
    )
  )
    return false;
  const denial = /\b(?:not|never|no|nobody|nothing)\b|n't\b|没|不(?!是吗)|未/i;
  return !denial.test(sentence) || denial.test(core);
}

/** The share of the neighbouring word or character pairs of one text that another holds, pronouns taken as one. */
function likeness(wanted: string, said: string): number {
  const pairs = (text: string): string[] => {
    const plain = text
      .toLowerCase()
      .replace(/\b(?:your|her|his|my|their)\b/g, "x")
      .replace(/\b(?:you|she|he|him|i|me|they|them)\b/g, "y")
      .replace(/[你您他她]/g, "我");
    const units = plain.match(/[a-z]+|[\u3400-\u9fff]/g) ?? [];
    return units.slice(1).map((unit, i) => `${units[i]} ${unit}`);
  };
  const want = pairs(wanted);
  const have = new Set(pairs(said));
  return want.length === 0 ? 0 : want.filter((pair) => have.has(pair)).length / want.length;
}

/** True when a sentence of the sheet would give a closed secret away, whatever section it stands in. */
export function givesAway(
  sentence: string,
  closed: readonly SecretState[],
  common: ReadonlySet<string>,
): boolean {
  const terms = termsOf(sentence).filter((term) => !common.has(term));
  return closed.some(({ secret, terms: hidden }) => {
    if (secret.text.includes(sentence)) return true;
    const shared = terms.filter((term) => hidden.has(term)).length;
    return shared >= 4 && shared / terms.length >= 0.6;
  });
}
