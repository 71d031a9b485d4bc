import { fitChinese, type ChineseFit, type ChineseTold } from "./chinese-frames.ts";
import type { ChinesePhrase } from "./chinese-phrases.ts";
import { readClauses, type ChineseAction, type ChineseIndex } from "./chinese-text.ts";
import {
  ADVERBIAL,
  BEFORE_PERSON,
  BODY_SUBJECT,
  CONDITION,
  DONE_ALL_THE_SAME,
  HAND_ADVERBIAL,
  HANDS_OVER,
  OTHER_SUBJECT,
  STOPPED,
  UNDONE,
  UNDONE_AFTER,
} from "./chinese-words.ts";
import type { Deed, Reading, ActionNames } from "./deed.ts";

const DEEDS = 16;
/** A clause longer than this is read no further, in characters. */
const CLAUSE = 200;

/** Reads an action in Chinese: the deeds that its own clauses certainly tell. */
export function readChinese(
  action: string,
  phrases: readonly ChinesePhrase[],
  index: ChineseIndex,
  names: ActionNames,
): Reading {
  if (!phrases.some(({ before }) => action.includes(before))) return { deeds: [], doubts: [] };
  const read = readClauses(action, index);
  const deeds: (Deed & { underway: boolean })[] = [];
  const doubts: Deed[] = [];
  let owner: Owner = "actor";
  let before = "";
  let conditional = false;
  for (const [at, { text: whole, last: ends }] of read.clauses.entries()) {
    const clause = whole.slice(0, CLAUSE);
    const hangs: boolean = conditional || CONDITION.test(clause);
    conditional = hangs && !ends;
    if (hangs) {
      before += clause;
      continue;
    }
    const told: ChineseTold = { names, deeds, fresh: at > 0 && deeds.length > 0, before };
    const last = deeds.at(-1);
    if (last?.underway === true && STOPPED.test(clause)) deeds.pop();
    const now: Owner = ownerOf(clause, read, owner);
    let from = 0;
    for (const fit of fitsIn(clause, phrases, read, told)) {
      if (fit.start < from) continue;
      const reality = realityOf(
        clause.slice(from, fit.start),
        clause.slice(fit.end),
        read,
        told,
        from > 0,
      );
      if (reality === "no" || now === "other") {
        if (reality === "no" && from === 0) break;
        continue;
      }
      from = fit.end;
      if (reality === "doubt" || fit.doubtful || now === "either" || deeds.length >= DEEDS)
        doubts.push(fit.deed);
      else deeds.push({ ...fit.deed, underway: fit.underway });
    }
    owner = HANDS_OVER.test(clause) && now === "actor" ? "either" : now;
    before += clause;
  }
  const plain = ({ verb, target, item }: Deed): Deed => ({ verb, target, item });
  return { deeds: deeds.map(plain), doubts: doubts.map(plain) };
}

type Owner = "actor" | "other" | "either";

/** Whose a clause is: its subject's, or, without one, whoever acted before. */
function ownerOf(clause: string, read: ChineseAction, before: Owner): Owner {
  const [first = ""] = clause;
  const entities = read.entitiesOf(first);
  if (entities.length > 0 && clause[1] !== "的") {
    if (entities.every(({ kind }) => kind === "self")) return "actor";
    if (entities.some(({ kind }) => kind === "person")) return "other";
  }
  return before;
}

/** The fits of a clause in their order, none over another; of two at one place the longer phrase. */
function fitsIn(
  clause: string,
  phrases: readonly ChinesePhrase[],
  read: ChineseAction,
  told: ChineseTold,
): ChineseFit[] {
  const fits: ChineseFit[] = [];
  for (const phrase of phrases) {
    if (phrase.before === "") continue;
    for (
      let at = clause.indexOf(phrase.before);
      at !== -1;
      at = clause.indexOf(phrase.before, at + 1)
    ) {
      const fit = fitChinese(clause, at, phrase, read, told);
      if (fit !== null) fits.push(fit);
    }
  }
  fits.sort((a, b) => a.start - b.start || b.weight - a.weight);
  let end = 0;
  return fits.filter((fit) => {
    if (fit.start < end) return false;
    end = fit.end;
    return true;
  });
}

/** Whether what stands around a verb lets it be done, and by the actor. */
function realityOf(
  prefix: string,
  suffix: string,
  read: ChineseAction,
  told: ChineseTold,
  following: boolean,
): "yes" | "no" | "doubt" {
  const stripped = prefix.replaceAll(DONE_ALL_THE_SAME, "默默");
  if (UNDONE.test(stripped) || UNDONE_AFTER.test(suffix)) return "no";
  let rest = stripped;
  let doubt = false;
  const [first = ""] = rest;
  if (read.entitiesOf(first).some(({ kind }) => kind === "self")) rest = rest.slice(1);
  else if (/^[她他我](?!们)/u.test(rest)) {
    rest = rest.slice(1);
    if (namesPerson(told.before, read)) doubt = true;
  }
  if (!HAND_ADVERBIAL.test(rest) && BODY_SUBJECT.test(rest)) return "no";
  if (OTHER_SUBJECT.test(rest)) return "no";
  for (const [at, sign] of [...rest].entries())
    if (read.entitiesOf(sign).some(({ kind }) => kind === "person"))
      if (!BEFORE_PERSON.test(rest.slice(0, at))) return "no";
  for (;;) {
    const piece = ADVERBIAL.exec(rest)?.[0] ?? "";
    if (piece === "") break;
    rest = rest.slice(piece.length);
  }
  if (rest !== "" && !following) doubt = true;
  if (rest !== "" && following && !/^.{0,6}$/u.test(rest)) doubt = true;
  return doubt ? "doubt" : "yes";
}

function namesPerson(text: string, read: ChineseAction): boolean {
  return [...text].some((sign) => read.entitiesOf(sign).some(({ kind }) => kind === "person"));
}
