import { byText } from "./by-text.ts";
import { conceptsIn } from "./memory-concepts.ts";

/** What a text is about, as search terms: stems of English words, pairs of Han characters, and the concepts of both. */

const STOP = new Set(
  `a an the this that these those and or but nor so if then than as of to in on at by for from with without into onto over
  under about up down out off again once here there when where why how what who whom whose which is are was were be been
  being am do does did done doing have has had having will would shall should can could may might must i me my mine myself
  you your yours we us our ours he him his she her hers it its they them their not no yes too very just also only even
  still ever never more most much many some any all each every few both other another such own same well please tell told
  know knew say said ask asked remember recall think thing things something anything let get got go going come came now
  today ah oh hey ok im ive ill id dont didnt isnt cant wont thats whats lot mention mentioned earlier before once`.split(
    /\s+/,
  ),
);

const HAN_STOP =
  /(?:还记得|记得|我说过|说过|告诉过|对你说|什么|怎么|哪里|哪儿|多少|是不是|有没有|知道|这个|那个|自己|时候|我们|你们|他们|的|了|着|过|是|在|有|和|与|也|都|就|还|又|很|吗|呢|吧|啊|呀|我|你|您|他|她|它|这|那|不|没|会|要|去|来|把|被|从|到|给|对|让)/gu;

/** The same few hundred sentences are looked through before every turn: so many are kept with their terms. */
const KEPT = 20_000;

/** The search terms of a text, each once. Concepts begin with `~`. */
export const memoryTerms: (text: string) => ReadonlySet<string> = byText(termsIn, KEPT);

function termsIn(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [word] of text
    .toLowerCase()
    .matchAll(/[\p{Script=Latin}\p{N}]+(?:['’]\p{Script=Latin}+)*/gu)) {
    const plain = word.replace(/['’]s$/u, "").replace(/['’]/gu, "");
    if (STOP.has(plain) || (plain.length < 2 && !/\p{N}/u.test(plain))) continue;
    terms.add(stem(plain));
  }
  for (const [run] of text.matchAll(/\p{Script=Han}+/gu)) {
    for (const part of run.replace(HAN_STOP, " ").split(" ")) {
      if (part.length === 1) terms.add(part);
      for (let at = 0; at + 2 <= part.length; at++) terms.add(part.slice(at, at + 2));
    }
  }
  for (const concept of conceptsIn(text, terms)) terms.add(`~${concept}`);
  return terms;
}

const IRREGULAR: ReadonlyMap<string, string> = new Map(
  `bought buy;brought bring;caught catch;fought fight;taught teach;thought think;kept keep;slept sleep;left leave;lost lose
  found find;sold sell;paid pay;sent send;spent spend;built build;broke break;broken break;stole steal;stolen steal;hid hide
  hidden hide;wrote write;written write;drank drink;drunk drink;ran run;rode ride;sang sing;swam swim;saw see;seen see
  heard hear;gave give;given give;took take;taken take;held hold;met meet;died die;dead die;dying die;death die;wore wear
  worn wear;fell fall;fallen fall;grew grow;grown grow;flew fly;swore swear;sworn swear;men man;women woman;children child
  wives wife;feet foot;teeth tooth;knives knife;married marry;marriage marry;fed feed;led lead;born birth`
    .split(/[;\n]/)
    .map((pair) => pair.trim().split(" ") as [string, string]),
);

/** The bare form of an English word, good enough for finding. */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length <= 3) return word;
  let bare = word
    .replace(/(?:ies|ied)$/u, "y")
    .replace(/(ss|sh|ch|x|zz)es$/u, "$1")
    .replace(/([^su])s$/u, "$1");
  if (/(?:ing|ed|er|ers|ly)$/u.test(bare) && bare.length > 5) {
    bare = bare.replace(/(?:ing|ed|ers?|ly)$/u, "").replace(/([bdgmnprt])\1$/u, "$1");
  }
  return bare.length > 3 ? bare.replace(/e$/u, "") : bare;
}
