import { stemsOf } from "./stems.ts";

/**
 * What a text states as so. Questions, guesses, conditions, what others are said to say, and quotations are no
 * statements of the speaker's; what is denied is kept apart. In doubt a clause counts as not stated.
 */
export interface Statement {
  /** Stems of its words in Latin script, each with whether its clause is denied. */
  readonly words: readonly { readonly stem: string; readonly denied: boolean }[];
  /** Its clauses as they stand, for scripts without word borders. */
  readonly clauses: readonly { readonly text: string; readonly denied: boolean }[];
}

/** Whose words they are: the `owner` of a secret speaks of itself, anyone else `retells`. */
export type Telling = "owner" | "retells";

/** Openings that deny nothing: they are taken out before anything is read. */
const EMPTY_WORDS =
  /,?\s*\b(?:if you must know|if you (?:want|wish|care|like) (?:to know|the truth|it plain(?:ly)?)|if truth be told|if you(?:'ll| will) believe (?:it|me)|if i(?:'m| am) honest|i (?:can ?not|can't|won't|will not|do ?n[o']t) deny (?:it|that)?|there(?:'s| is) no (?:use|point|sense) (?:in )?(?:denying|hiding) (?:it|that)?|no use denying|i(?:'ll| will) not lie(?: to you)?|i won't lie(?: to you)?|not only|no doubt|no wonder|mind you|you know|you see|believe me|as i recall|as it happens|truth be told|as anyone here will tell you|i'd have you know|i grant you|if you please)\b,?/giu;
const EMPTY_WORDS_ZH =
  /不瞒[您你]说|实不相瞒|不[怕敢]?瞒[您你]?|说实话|说句实话|老实讲|要我说|说起来|[你您]晓得|没(?:有)?(?:敢)?(?:告诉|跟|对|和)(?:任何人|谁|别人|旁人)[^，。；]*/gu;
/** Denials that hide a thing from others and not the thing itself. */
const KEPT_QUIET =
  /\b(?:(?:have |has |had )?(?:never|not) (?:told|shown|shewn|breathed)|told no(?:body| one)|(?:nobody|no one|not a soul) (?:knows|knew|else knows|has known)|(?:nobody|no one) but me|don't tell|do not tell)\b/giu;

const HYPOTHETICAL =
  /^\W*(?:(?:and|but|so|well|even|then|now|oh|ah|what)\b,?\s+)*(?:if|suppose|supposing|imagine|unless|had i|had he|had she|were i|should i|whether)\b/iu;
const WOULD = /\b(?:would|should|could|might)\b|'d\b/iu;
const IF = /\bif\b/iu;
/** From here on, to the end of the clause, nothing is stated. */
const DOUBT =
  /\b(?:perhaps|maybe|might|possibly|could be|i suppose|i dare ?say|i wonder|whether|i guess|probably|as if|as though|somebody|someone|whoever|if|(?:would|should|could|may)(?: not|n't)? have|'d have|let us say|let's say|pretend)\b/iu;
const DENIAL =
  /\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|hardly|scarcely|deny|denies|denied|cannot|false that|untrue that|lie that|nonsense)\b|n't\b/iu;
/** From here on, to the end of the sentence, somebody else speaks. */
const HEARSAY =
  /\b(?:(?:they|people|folks?|some|every(?:one|body)|men|sailors|fishermen|the harbour|the town|the village|half the \w+|neighbours)(?: do| will| may| all| always|'ll)? (?:say|says|said|tell|told|whisper|claim|think|believe|reckon|swear)|you(?:'d| would|'ll| will|'ve| have| may| can)? (?:say|said|tell|told|think|thought|believe|mean|claim|suggest|accuse|have it|suppose|imagine)|it(?:'s| is| was| has been) said|so (?:they|people|you) say|according to|rumou?r(?:s)?|the (?:story|song|tale|rhyme|book) (?:goes|says|has it|tells)|in the (?:story|tale|rhyme)|i(?:'ve| have| had| was|'d)? (?:been told|told that|hear(?:d)? (?:it said|tell|say|that))|the (?:report|inquest|board) (?:says|said|speaks|found|holds)|by (?:my|his|her|their|your)(?: own)? account|i (?:swore|said at the inquest|told the inquest|testified)|ask (?:him|her|them|anyone|\p{Lu}\p{L}+)|who (?:told|says|said))\b/u;
const OTHERS_SAY =
  /\b(?:he|she|mr \p{L}+|mrs \p{L}+|miss \p{L}+|\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?) (?:says|claims|swears|swore|reckons|thinks|believes|said|tells (?:me|us)|told (?:me|us|the \p{L}+)(?! (?:to|what|how)\b))\b/u;
const TAG_QUESTION =
  /,\s*(?:do|did|was|were|is|are|have|had|has|could|would|can|will)n't (?:i|we|it|he|she|they)\?$/iu;

const QUESTION_ZH = /[?？]\s*["”’」』]?$|吗[。！…]*$/u;
const HYPOTHETICAL_ZH =
  /如果|要是|假如|假使|倘若|倘使|若是|若非|万一|也许|或许|可能|说不定|莫非|难道|就算|即使|即便|大概|怕是|恐怕/u;
const HEARSAY_ZH =
  /听说|据说|有人说|人家说|人们说|都说|他们说|[你您]说|客官说|传说|书里|书中|故事里|戏里|话本|谣言|在[他她]们?嘴里/u;
const DENIAL_ZH =
  /没有|没(?!脸|想到|人)|不是|并非|从未|从不|未曾|不曾|未必|绝不|绝无|哪有|哪来|哪里|谁说|才不|不会|并不|不知|不晓得|不清楚|不记得|不认得|何曾|无从|休要|别/u;

/** What a text states; `telling` decides whether what others are said to say counts. Linear in the text. */
export function statementsOf(text: string, telling: Telling, ended = true): Statement[] {
  const sentences = withoutQuotations(text).match(/[^.!?。！？\n]+[.!?。！？"”’」』]*/gu) ?? [];
  // A sentence that was broken off may have become a question or a denial.
  const whole = ended
    ? sentences
    : sentences.filter((one) => /[.!?。！？]["”’」』]*\s*$/u.test(one));
  return whole.flatMap((sentence) => statement(sentence.trim(), telling) ?? []);
}

/** True where a sign is itself a denial, such as `not my father`: it may stand in a denied clause. */
export function denies(sign: string): boolean {
  return /\p{Script=Han}/u.test(sign) ? /[没不无未别非]/u.test(sign) : DENIAL.test(sign);
}

function withoutQuotations(text: string): string {
  const plain = text
    .replaceAll("’", "'")
    // Titles are no ends of sentences, and a voice that falters goes on.
    .replace(/\b(Mrs?|Miss|Dr|St)\./gu, "$1")
    .replace(/(?:…|\.{3,})\s*(?:(?:well|let me see|you see)\s*(?:…|\.{3,}))?/giu, " ")
    .trim();
  const inner = /^["“「『]([^"“”「」『』]*)["”」』]$/u.exec(plain)?.[1];
  return (inner ?? plain).replace(/"[^"]*"|“[^”]*”|「[^」]*」/gu, " ");
}

function statement(given: string, telling: Telling): Statement | null {
  const tag = TAG_QUESTION.exec(given);
  const sentence = (tag === null ? given : given.slice(0, tag.index))
    .replace(EMPTY_WORDS, " ")
    .replace(EMPTY_WORDS_ZH, "")
    .replace(KEPT_QUIET, "kept");
  if (tag === null && /[?？]\s*["”’」』]?$/u.test(sentence)) return null;
  if (QUESTION_ZH.test(sentence) || HYPOTHETICAL_ZH.test(sentence)) return null;
  if (HYPOTHETICAL.test(sentence) || (IF.test(sentence) && WOULD.test(sentence))) return null;
  if (telling === "owner" && HEARSAY_ZH.test(sentence)) return null;
  const own = telling === "owner" ? beforeHearsay(sentence) : sentence;
  let denied = false;
  let first = true;
  const words: { stem: string; denied: boolean }[] = [];
  const clauses: { text: string; denied: boolean }[] = [];
  for (const clause of clausesOf(own)) {
    const stated = beforeDoubt(clause, telling);
    const goesOn: boolean = !first && denied && continues(clause);
    denied = goesOn || DENIAL.test(stated) || DENIAL_ZH.test(stated);
    first = false;
    for (const stem of stemsOf(stated)) words.push({ stem, denied });
    if (stated.trim() !== "") clauses.push({ text: stated, denied });
  }
  return { words, clauses };
}

function beforeHearsay(sentence: string): string {
  const found = [HEARSAY, OTHERS_SAY].flatMap((pattern) => {
    const at = sentence.search(pattern);
    return at === -1 ? [] : [at];
  });
  const lower = sentence.toLowerCase().search(HEARSAY);
  const at = Math.min(...found, lower === -1 ? Number.POSITIVE_INFINITY : lower);
  return Number.isFinite(at) ? sentence.slice(0, at) : sentence;
}

/** For somebody who retells, `someone` is no doubt: it may keep a name to itself. */
function beforeDoubt(clause: string, telling: Telling): string {
  const at = clause.search(DOUBT);
  if (at === -1) return clause;
  const word = clause.slice(at);
  if (telling === "retells" && /^(?:somebody|someone|whoever)\b/iu.test(word)) return clause;
  // `Somebody` and its like make the whole clause vague; the others only what follows.
  return /^(?:somebody|someone|whoever|perhaps|maybe)\b/iu.test(word) ? "" : clause.slice(0, at);
}

function clausesOf(sentence: string): string[] {
  return sentence
    .split(
      /[,;:，；：、()（）—–]+|\s(?=(?:and|but|or|nor|because|since|so|yet|though|although|while|when|until|for|before|after)\s)/u,
    )
    .filter((clause) => clause.trim() !== "");
}

/** True for a clause that has no subject of its own: a denial before it reaches into it. */
function continues(clause: string): boolean {
  const words = clause.trim().toLowerCase().split(/\s+/u);
  const [lead = "", next = ""] = words;
  if (/^(?:or|nor|that)$/u.test(lead)) return true;
  if (lead === "and")
    return !/^(?:i|i'd|i've|i'll|i'm|he|he's|she|she's|it|it's|they|we|you|the|my|his|her|our|there|there's|this|that|then)$/u.test(
      next,
    );
  return words.length <= 2 && /^\p{Script=Latin}/u.test(lead);
}
