/** English words cut down to what their forms have in common, so that `bought`, `buys` and `buying` are one. */

const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
  `am is are was were been being: be; has had having: have; did does done: do; went gone goes: go; came: come;
  bought: buy; sold: sell; took taken: take; gave given: give; kept: keep; left: leave; made: make; met: meet;
  found: find; fell fallen: fall; fed: feed; felt: feel; held: hold; hid hidden: hide; heard: hear; hung: hang;
  knew known: know; laid: lay; led: lead; lent: lend; let: let; lit: light; lost: lose; meant: mean; paid: pay;
  ran: run; rang rung: ring; rose risen: rise; rowed: row; said: say; sang sung: sing; sank sunk: sink; sat: sit;
  saw seen: see; sent: send; sewed sewn: sew; showed shown: show; slept: sleep; spoke spoken: speak; spent: spend;
  stole stolen: steal; stood: stand; struck: strike; swore sworn: swear; swam swum: swim; told: tell; thought: think;
  threw thrown: throw; told: tell; woke woken: wake; wore worn: wear; wept: weep; won: win; wrote written: write;
  broke broken: break; brought: bring; built: build; burnt: burn; caught: catch; chose chosen: choose; cost: cost;
  crept: creep; cut: cut; dealt: deal; drank drunk: drink; drew drawn: draw; drove driven: drive; ate eaten: eat;
  fought: fight; flew flown: fly; forgot forgotten: forget; froze frozen: freeze; got gotten: get; grew grown: grow;
  lied lying: lie; died dying: die; men: man; women: woman; children: child; wives: wife; lives: life; knives: knife;
  himself: him; herself: her; themselves: them`
    .split(";")
    .flatMap((entry) => {
      const [forms = "", base = ""] = entry.split(":").map((part) => part.trim());
      return forms.split(/\s+/u).map((form) => [form, base]);
    }),
);

const SHORT: Readonly<Record<string, string>> = {
  "n't": "not",
  "'d": "had",
  "'m": "be",
  "'re": "be",
  "'ve": "have",
  "'ll": "will",
};

/** The stem of one word in lower case. Two forms of a word have one stem; some strangers may share one too. */
export function stemOf(word: string): string {
  const base = IRREGULAR[word];
  if (base !== undefined) return base.length > 3 ? trimmed(base) : base;
  return word.length <= 3 ? word : trimmed(word);
}

function trimmed(word: string): string {
  const plain = word
    .replace(/(?:ies|ied)$/u, "y")
    .replace(/(?<=..)(?:ingly|edly|ings|ing|ed|es|s|ly)$/u, "")
    .replace(/([bdfglmnprt])\1$/u, "$1")
    .replace(/(?<=..)e$/u, "");
  return plain.length < 2 ? word : plain;
}

/** The stems of a text's words in Latin script and its numbers, in order; `can't` is `can not`. */
export function stemsOf(text: string): string[] {
  const words = text
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/\bcan't\b/gu, "can not")
    .replace(/\bwon't\b/gu, "will not")
    .matchAll(/[\p{Script=Latin}\p{N}]+(?:'[\p{Script=Latin}]+)*/gu);
  return [...words].flatMap(([word]) => {
    const short = /^(.+?)(n't|'d|'m|'re|'ve|'ll|'s)$/u.exec(word);
    if (short === null) return [stemOf(word.replaceAll("'", ""))];
    const [, stem = "", ending = ""] = short;
    const rest = SHORT[ending];
    return rest === undefined ? [stemOf(stem)] : [stemOf(stem), stemOf(rest)];
  });
}
