import { FEMALE_KIN, MALE_KIN, type Someone } from "./cast.ts";
import { escaped } from "./history-reading.ts";
import { firstPersonVerb, isAdverb, isBareVerb } from "./verbs.ts";

/** Turns what a sheet says of a character into what the character says. English. */

export interface Telling {
  readonly me: Someone;
  readonly others: readonly Someone[];
  /** The sentence is about the character itself, so a bare pronoun of its gender means it. */
  readonly aboutMe: boolean;
  /** The sheet says "you" to the character. */
  readonly secondPerson: boolean;
  /** Convert even where a pronoun could mean somebody else. */
  readonly force?: boolean;
}

const CLAUSE_START =
  /^(?:and|but|or|that|when|because|if|while|as|so|then|since|though|although|until|before|after|where|what|how|why|who|which|than|yet|for|once|unless|whether|whenever)$/i;
const AFTER_OBJECTIVE_HER =
  /^(?:to|in|on|at|with|from|for|by|and|or|but|when|while|as|if|because|that|into|over|about|after|before|until|since|away|back|up|down|out|off|the|a|an|not|too|again|alone|once|then|so|who|what|how|why|more|than|of|through|home|is|was|were|are|has|had|will|would|could|can|may|might|must|did|does|never|always|without|this|these|those|every|some|any|no|nothing|against|under|there|here|ever|even|last|well|instead|through|toward|towards|like)$/i;

interface Word {
  text: string;
  /** What stands before the word: blanks and marks. */
  readonly gap: string;
}

/** The sentence in the first person; null when a pronoun in it could mean somebody else. */
export function inFirstPerson(sentence: string, telling: Telling): string | null {
  const { me } = telling;
  // One word per name keeps the walk below simple: full names become a mark.
  let marked = sentence.replace(/’/g, "'");
  // "Osric Wenn" holds a name of Tamsin Wenn, and means another.
  const kept = telling.others
    .map(({ name }) => name)
    .filter((name) => me.names.some((own) => name.includes(own)));
  for (const [i, name] of kept.entries()) marked = marked.replaceAll(name, `Kin${i}`);
  // Mrs Bennet is not Mr Bennet.
  const title =
    me.gender === "he"
      ? /\b(?:Mrs|Miss|Ms|Lady)\.? [A-Z][\w'-]+/g
      : /\b(?:Mr|Sir|Lord)\.? [A-Z][\w'-]+/g;
  if (me.gender !== "they") {
    marked = marked.replace(title, (name) => {
      if (me.names.includes(name)) return name;
      return `Kin${kept.push(name) - 1}`;
    });
  }
  for (const name of me.names) {
    marked = marked.replace(
      new RegExp(
        `(?<![\\w'-])(?<!\\b[Tt]he )${escaped(name)}(?![\\w-])(?! (?:family|estate|house|household|girls|sisters|clan)\\b)`,
        "g",
      ),
      "ME0",
    );
  }
  marked = marked.replace(/\b(?:Mrs?\.?|Miss|Ms|Mother|Widow|Old|Captain|Dr\.?) ME0/g, "ME0");
  const words = wordsOf(marked);
  if (words.length === 0) return null;
  // "Blind Merrin mends a net": the epithet goes, or the "I" would follow it.
  if (
    words[1]?.text === "ME0" &&
    /^(?:[A-Z][a-z]+)$/.test(words[0]?.text ?? "") &&
    !CLAUSE_START.test(words[0]?.text ?? "") &&
    !/^(?:For|To|With|By|From|At|In|On|Of|Like|Behind|Near|About|Around|Without|Against|Only|Even|Only|Not|Here|There)$/.test(
      words[0]?.text ?? "",
    )
  ) {
    words.shift();
  }
  if (!telling.force && isAmbiguous(words, marked, telling)) return null;
  const mine = pronounsOf(telling, words);
  const out: string[] = [];
  let subject = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    const lower = word.text.toLowerCase();
    const next = words[i + 1];
    const starts = clauseStarts(words, i);
    if (lower === "me0's" || (mine.possessive.has(lower) && !isObjective(lower, words, i))) {
      out.push(word.gap, "my");
      subject = false;
    } else if (lower === "me0" || mine.subject.has(lower) || (mine.you && lower === "you")) {
      const asSubject =
        mine.subject.has(lower) ||
        (starts && !isLast(next)) ||
        (lower === "you" && isSubjectYou(words, i));
      out.push(word.gap, asSubject ? "I" : "me");
      if (asSubject) {
        // An apposition between name and verb says nothing new in one's own mouth: it is passed over.
        const from = i + 1;
        const verbAt = afterApposition(words, i, lower === "me0");
        const passed = verbAt > from;
        i = agree(words, verbAt, out, passed ? " " : undefined);
        subject = true;
      }
    } else if (
      /^(?:she|he|you|they)'(?:s|re|d|ll|ve)$/.test(lower) &&
      (mine.subject.has(lower.split("'")[0] ?? "") || (mine.you && lower.startsWith("you")))
    ) {
      out.push(word.gap, contraction(lower, next));
      subject = true;
    } else if (
      mine.object.has(lower) ||
      (mine.possessive.has(lower) && isObjective(lower, words, i))
    ) {
      out.push(word.gap, "me");
    } else if (mine.owned.has(lower)) {
      out.push(word.gap, "mine");
    } else if (mine.self.has(lower)) {
      out.push(word.gap, "myself");
    } else if (
      subject &&
      isBareVerb(
        word.text,
        restOf(words, i + 1),
        isAdverb(words[i - 1]?.text ?? "") || isNoLonger(words, i - 1),
      ) &&
      followsConjunction(words, i)
    ) {
      out.push(word.gap, firstPersonVerb(word.text));
    } else {
      if (isNewSubject(word, words, i)) subject = false;
      out.push(word.gap, word.text);
    }
  }
  const tail = /[^\w')\]”"]*["”')\]]*$/.exec(marked)?.[0] ?? "";
  return tidy(
    kept.reduce((told, name, i) => told.replaceAll(`Kin${i}`, name), out.join("") + tail),
  );
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let from = 0;
  for (const match of text.matchAll(/[A-Za-zÀ-ɏ0-9]+(?:['-][A-Za-zÀ-ɏ0-9]+)*/g)) {
    words.push({ gap: text.slice(from, match.index), text: match[0] });
    from = match.index + match[0].length;
  }
  return words;
}

interface Pronouns {
  readonly subject: ReadonlySet<string>;
  readonly object: ReadonlySet<string>;
  readonly possessive: ReadonlySet<string>;
  readonly owned: ReadonlySet<string>;
  readonly self: ReadonlySet<string>;
  readonly you: boolean;
}

function pronounsOf(telling: Telling, words: readonly Word[]): Pronouns {
  const named = words.some((w) => w.text.startsWith("ME0"));
  const use = telling.aboutMe || named;
  const sets = {
    he: [["he"], ["him"], ["his"], [], ["himself"]],
    she: [["she"], [], ["her"], ["hers"], ["herself"]],
    they: [["they"], ["them"], ["their"], ["theirs"], ["themselves", "themself"]],
  }[telling.me.gender];
  const lists = use && !telling.secondPerson ? sets : [[], [], [], [], []];
  if (telling.secondPerson) {
    lists[2] = ["your"];
    lists[3] = ["yours"];
    lists[4] = ["yourself"];
  }
  const [subject, object, possessive, owned, self] = lists.map((list) => new Set(list));
  return {
    subject: subject as Set<string>,
    object: object as Set<string>,
    possessive: possessive as Set<string>,
    owned: owned as Set<string>,
    self: self as Set<string>,
    you: telling.secondPerson,
  };
}

/** A pronoun of the character's own gender after somebody else of that gender could mean either. */
function isAmbiguous(words: readonly Word[], text: string, telling: Telling): boolean {
  if (telling.secondPerson || telling.me.gender === "they") return false;
  const kin = telling.me.gender === "she" ? FEMALE_KIN : MALE_KIN;
  const rivals = telling.others
    .filter((o) => o.gender !== (telling.me.gender === "she" ? "he" : "she"))
    .flatMap((o) => o.names);
  const own = new Set(
    telling.me.gender === "she"
      ? ["she", "her", "hers", "herself"]
      : ["he", "him", "his", "himself"],
  );
  if (!telling.aboutMe && !words.some((w) => w.text.startsWith("ME0"))) {
    return false;
  }
  let rivalSeen = false;
  let meSince = telling.aboutMe;
  for (const [i, word] of words.entries()) {
    const lower = word.text.toLowerCase();
    if (lower.startsWith("me0")) {
      meSince = true;
      rivalSeen = false;
    } else if (own.has(lower)) {
      if (rivalSeen || !meSince) return true;
    } else if (
      rivals.includes(word.text.replace(/'s$/, "")) ||
      (kin.test(word.text) && !isSelfDescription(words, i))
    ) {
      rivalSeen = true;
    } else if (
      /^[A-Z]/.test(word.text) &&
      i > 0 &&
      !/[.!?]/.test(word.gap) &&
      rivals.some((name) => text.includes(name) && name.split(" ").includes(word.text))
    ) {
      rivalSeen = true;
    }
  }
  return false;
}

/** "She is a stubborn woman": the woman is the character itself. */
function isSelfDescription(words: readonly Word[], at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - 5); i--) {
    const lower = (words[i] as Word).text.toLowerCase();
    if (/^(?:is|was|am|are|as|be|been|like)$/.test(lower)) return true;
    if (/^(?:her|his|their|my)$/.test(lower)) return false;
  }
  return at <= 3 && /^(?:an?|the)$/i.test(words[0]?.text ?? "");
}

function clauseStarts(words: readonly Word[], i: number): boolean {
  if (i === 0) return true;
  const word = words[i] as Word;
  if (/[,;:.!?—–(]/.test(word.gap)) return true;
  return CLAUSE_START.test((words[i - 1] as Word).text);
}

function isLast(next: Word | undefined): boolean {
  return next === undefined || (/[.,;!?]/.test(next.gap) && CLAUSE_START.test(next.text));
}

function isSubjectYou(words: readonly Word[], i: number): boolean {
  const next = words[i + 1]?.text.toLowerCase() ?? "";
  if (next === "" || AFTER_OBJECTIVE_HER.test(next)) {
    return /^(?:are|were|have|had|do|did|will|would|can|could|must|should|may|might|never|always|is|was)$/.test(
      next,
    );
  }
  const before = words[i - 1]?.text ?? "";
  return (
    clauseStarts(words, i) ||
    !/^(?:to|for|with|of|by|from|at|on|in|around|near|about|behind|before|after|than|made|gave|taught|told|left|raised|loves?|calls?|hates?|knows?|trusts?)$/i.test(
      before,
    )
  );
}

function isObjective(lower: string, words: readonly Word[], i: number): boolean {
  if (lower !== "her") return false;
  const next = words[i + 1];
  if (next === undefined || /[^\s"“]/.test(next.gap) || AFTER_OBJECTIVE_HER.test(next.text))
    return true;
  const before = words[i - 1]?.text ?? "";
  if (GIVING.test(before)) return AMOUNT.test(next.text);
  return PERCEIVING.test(before) && BARE_ACT.test(next.text);
}

const GIVING =
  /^(?:owe|gave|give|pay|paid|lent|lend|left|sent|send|told|tell|cost|brought|bring|show|taught|teach|promise|offer)(?:s|d|ed)?$/i;
const AMOUNT =
  /^(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|hundred|thousand|half|twice|money|everything|letters|stories)$/i;
const PERCEIVING = /^(?:see|hear|let|make|made|watch|help|had|have|saw|heard|want)(?:s|es|ed)?$/i;
const BARE_ACT =
  /^(?:weep|cry|go|leave|come|sleep|die|fall|sing|laugh|smile|run|speak|talk|feel|keep|see|think|look|work|stay|forget|wait|lie|pray|drink|know|understand|stand|sit)$/i;

/** The place of the verb when "Name, the keeper of the inn, runs…" puts an apposition before it. */
function afterApposition(words: readonly Word[], i: number, named: boolean): number {
  if (!named || !/^\s*,/.test(words[i + 1]?.gap ?? "")) return i + 1;
  for (let j = i + 2; j < Math.min(words.length, i + 14); j++) {
    if (/^\s*,/.test((words[j] as Word).gap)) {
      const word = (words[j] as Word).text;
      return /^(?:is|was|has|had|does|did|will|would|can|could)$/i.test(word) ||
        isBareVerb(word, restOf(words, j + 1), false)
        ? j
        : i + 1;
    }
  }
  return i + 1;
}

/** Writes adverbs and the verb after "I"; returns the index of the last word written. */
function agree(words: readonly Word[], from: number, out: string[], gap?: string): number {
  let i = from;
  let before = gap;
  while (
    i < words.length &&
    (isAdverb((words[i] as Word).text) || isNoLonger(words, i)) &&
    !/[.;!?]/.test((words[i] as Word).gap)
  ) {
    out.push(before ?? (words[i] as Word).gap, (words[i] as Word).text);
    before = undefined;
    i++;
  }
  const verb = words[i];
  if (!verb || /[.;!?]/.test(verb.gap) || (/,/.test(verb.gap) && before === undefined))
    return i - 1;
  out.push(before ?? verb.gap, firstPersonVerb(verb.text));
  return i;
}

function isNoLonger(words: readonly Word[], i: number): boolean {
  const pair = (at: number): boolean =>
    /^no$/i.test(words[at]?.text ?? "") && /^longer$/i.test(words[at + 1]?.text ?? "");
  return pair(i) || pair(i - 1);
}

function contraction(lower: string, next: Word | undefined): string {
  const ending = lower.split("'")[1];
  if (ending === "s")
    return /(?:ed|en|been|had|got|kept|done|seen|lost|known|gone)$/.test(
      next?.text.toLowerCase() ?? "",
    )
      ? "I've"
      : "I'm";
  return ending === "re" ? "I'm" : `I'${ending}`;
}

function restOf(words: readonly Word[], from: number): string {
  return words
    .slice(from, from + 2)
    .map((w) => w.gap + w.text)
    .join("")
    .trim();
}

function followsConjunction(words: readonly Word[], i: number): boolean {
  let j = i - 1;
  while (j > 0 && (isAdverb((words[j] as Word).text) || isNoLonger(words, j))) j--;
  return (
    /[,;]/.test((words[j + 1] as Word).gap) ||
    /^(?:and|but|or|then|yet|nor)$/i.test((words[j] as Word).text)
  );
}

/** Another subject has taken over: later bare verbs are not the character's. */
function isNewSubject(word: Word, words: readonly Word[], i: number): boolean {
  const lower = word.text.toLowerCase();
  if (/^(?:he|she|they|who|which|that|we|there)$/.test(lower)) return true;
  if (lower === "it" && clauseStarts(words, i)) return true;
  return i > 0 && clauseStarts(words, i) && /^[A-ZÀ-Þ]/.test(word.text);
}

function tidy(text: string): string {
  const plain = text
    .replace(/\bI am not\b/g, "I'm not")
    .replace(/ME0/g, "me")
    .replace(/\s+/g, " ")
    .trim();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
