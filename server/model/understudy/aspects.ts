import { isChinese } from "./language.ts";

/** What kind of answer a question wants, beyond the words it shares with it: a price, an age, a reason. */
export interface Aspect {
  readonly name: string;
  /** The words of the question that ask for it; they need not be in the answer. */
  readonly asks: string;
  /** What a sentence that gives such an answer looks like. */
  readonly answer: RegExp;
  /** The sentence must look so; a shared word is not enough. */
  readonly strict: boolean;
  /** The question is about the one addressed, even where it names nothing else. */
  readonly personal: boolean;
}

const NUMBER =
  "(?:\\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|no)";
const numbers = new RegExp(`\\b${NUMBER}\\b`, "i");

const ENGLISH: readonly (readonly [
  question: RegExp,
  name: string,
  answer: RegExp,
  strict: boolean,
  personal: boolean,
])[] = [
  [
    /\bhow old|what age|your age\b/i,
    "age",
    new RegExp(
      `\\b${NUMBER}(?:-\\w+)? years old|\\b(?:is|was|am) (?:\\w+ty-\\w+|\\w+teen|\\w+ty|\\d+)\\b|\\baged \\w+|\\b(?:of|nearly|almost|about) (?:\\w+ty(?:-\\w+)?|\\w+teen|\\d\\d)\\b`,
      "i",
    ),
    true,
    true,
  ],
  [
    /\bhow much|what (?:does|do|did|is|are) .*\b(?:cost|price|charge|pay)|\bprice\b|\bcosts?\b|\bcharge\b|\bfee\b/i,
    "price",
    /\b(?:shillings?|pence|penny|\w+pence|pounds?|coins?|silver|gold|copper|crowns?|dollars?|costs?|charges?|paid|pays?|free|wage)\b/i,
    false,
    false,
  ],
  [/\bhow many\b/i, "count", numbers, false, false],
  [
    /\bhow long\b/i,
    "duration",
    /\b(?:years?|months?|weeks?|days?|hours?|nights?|winters?|since|all (?:his|her|my) life)\b/i,
    false,
    false,
  ],
  [
    /\bwhen\b|\bwhat (?:time|year|day)\b/i,
    "time",
    /\b(?:ago|dawn|dusk|noon|midnight|morning|evening|tonight|night|since|until|years?|o'clock|january|february|march|april|may|june|july|august|september|october|november|december|michaelmas|spring|summer|autumn|winter|at \w+teen|at (?:\w+ )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b/i,
    false,
    false,
  ],
  [
    /\bwhy\b|\bhow come\b|\bwhat for\b|\bfor what reason\b/i,
    "reason",
    /\b(?:because|since|so that|in order|for (?:the|an?|that|fear)|to keep|is for|owed?|must|never forg\w+|wants? to|hopes? to)\b/i,
    false,
    false,
  ],
  [
    /\b(?:where (?:are|were|do|did|d'you) (?:you|ye) (?:from|come|born|grow|hail)|come from|you from|hail from|hometown|grow up|grew up|born)\b/i,
    "origin",
    /\b(?:born|from|came|comes|grew up|raised|native|hails?|cottage|ashore)\b/i,
    true,
    true,
  ],
  [
    /\bwhere\b.*\b(?:live|sleep|stay|reside|lodge)\b/i,
    "dwelling",
    /\b(?:lives?|lived|sleeps?|slept|stays?|resid\w+|lodg\w+|room|house|cottage|alone above)\b/i,
    true,
    true,
  ],
  [
    /\bwhat (?:do|does|did|would|can) (?:you|\w+) (?:do|work)(?: for (?:a living|work|money))?\b(?! (?:about|with|if|when|now|that|on|in|for fun))|\byour (?:job|work|trade|business|profession|occupation|craft)\b|\bfor a living\b/i,
    "work",
    /\b(?:is|was|am) (?:the|an?)\b|\bworks? as\b|\bkeeps? the\b|\bhas kept\b|\bserves? as\b|\b\w+s for a living\b/i,
    true,
    true,
  ],
  [
    /\bwhat (?:.* )?(?:do|does) (?:you|\w+) (?:\w+ )?(?:like|love|enjoy)|\byour fav|\bfond of\b|\bdo you (?:really |even )?(?:like|love|enjoy)\b/i,
    "liking",
    /\b(?:likes|loves|enjoys|fond|favou?rite|delights|prefers|[Yy]ou (?:like|love|enjoy|prefer))\b/,
    false,
    true,
  ],
  [
    /\bhate|dislike|detest|can't (?:stand|bear)|annoy/i,
    "hating",
    /\b(?:hates?|dislikes?|distrusts?|resents?|detests?|despises?|cannot (?:bear|stand)|loathes?)\b/i,
    true,
    true,
  ],
  [
    /\b(?:what|who) (?:are|do) you (?:most )?(?:afraid|fear|scared)|\bafraid\b|\bfears?\b|\bscare/i,
    "fear",
    /\b(?:fears?|afraid|dreads?|scared|frighten\w*|terrif\w*)\b/i,
    false,
    true,
  ],
  [
    /\bmarried|husband|wife|marry|spouse|widow/i,
    "marriage",
    /\b(?:marri\w*|husband|wife|widow\w*|wed|engaged)\b/i,
    true,
    true,
  ],
  [
    /\bfamily\b|\brelatives\b|\bkin\b/i,
    "family",
    /\b(?:mother|father|sister|brother|son|daughter|husband|wife|aunt|uncle|children|family|orphan\w*|parents?)\b/i,
    true,
    true,
  ],
  [
    /\bchildren|\bkids?\b|\bsons?\b|\bdaughters?\b/i,
    "children",
    /\b(?:child\w*|sons?|daughters?)\b/i,
    true,
    true,
  ],
  [
    /\b(?:called|name of|named|call (?:it|the|him|her|your))\b/i,
    "naming",
    /\b(?:calls?|called|named?|names)\b/i,
    false,
    false,
  ],
  [
    /\bbefore\b|\bused to\b/i,
    "before",
    /\b(?:before|once|used to|was an?|formerly|until)\b/i,
    false,
    false,
  ],
  [
    /\bwhat happened|what became|what befell|how did .* (?:die|drown)/i,
    "fate",
    /\b(?:died|drowned|lost|killed|left|gone|went|did not come back|vanished|burn\w*|fell|disappear\w*|stole|stolen|took|struck|wreck\w*|found)\b/i,
    false,
    false,
  ],
  [
    /\byou (?:own|possess|carry|have with you)\b|\byour (?:belongings|pockets?)\b/i,
    "owning",
    /\b(?:owns?|has|carr(?:y|ies)|keeps?|possess\w*)\b/i,
    false,
    true,
  ],
  [
    /\bdream|\bwish\b|\bhope\b|\bwant (?:most|to be|from life)/i,
    "wish",
    /\b(?:dreams?|wishes|hopes?|wants?|longs?|would like)\b/i,
    false,
    true,
  ],
  [
    /\bwhat (?:was|is|were) \w+(?: \w+)? like\b|\bdescribe\b/i,
    "likeness",
    /\b(?:is|was|best|worst|looks?|man|woman|never|always|whistles?)\b/i,
    false,
    false,
  ],
  [
    /\bwhere (?:were|was) you\b|\bwhere did you (?:spend|pass)\b/i,
    "whereabouts",
    /\b(?:[Hh]e|[Ss]he|[Tt]hey|[Yy]ou|[A-Z]\w+) (?:was|stood|sat|slept|stayed|were) (?:\w+ )?(?:in|at|behind|on|by|asleep|awake)\b/,
    true,
    true,
  ],
  [
    /\bspeak\b|\blanguages?\b/i,
    "tongue",
    /\b(?:speaks?|languages?|chinese|english|french|tongue)\b/i,
    false,
    true,
  ],
];

const CHINESE: readonly (readonly [RegExp, string, RegExp, boolean, boolean])[] = [
  [/(?:多大|几岁)(?:的?年纪|岁数)?|年纪|岁数|贵庚|高寿|年龄/, "age", /岁|年纪/, true, true],
  [
    /多少钱|几文|什么价|价钱|贵不贵|几两|收费/,
    "price",
    /[一二两三四五六七八九十百千半]+(?:文|两|钱|贯|块|元)|钱|银/,
    true,
    false,
  ],
  [/多少|几[个条回次位艘只间口人]/, "count", /[一二两三四五六七八九十百千万\d]+/, false, false],
  [
    /多久|几年|多少年/,
    "duration",
    /[一二两三四五六七八九十百千\d]+(?:年|个?月|天|日)|一辈子|自从/,
    false,
    false,
  ],
  [
    /什么时候|何时|几时|几点|哪年|哪天/,
    "time",
    /年|月|天亮|今晚|明早|明天|昨|夜|早|晚|时|更|岁|那年|以前|之后|黎明/,
    false,
    false,
  ],
  [
    /为什么|为何|怎么会|何故|干嘛|缘故/,
    "reason",
    /因为|为了|所以|是因|怕|因此|欠|说/,
    false,
    false,
  ],
  [
    /哪里人|哪儿人|哪里来|哪儿来|从哪|老家|家乡|出生|何方/,
    "origin",
    /人氏|出生|生在|来自|老家|家乡|是.{2,8}人(?:[，。]|$)|挑来|来的|离开/,
    true,
    true,
  ],
  [/住在?(?:哪|什么)|住哪|睡在?哪/, "dwelling", /住|睡|家/, true, true],
  [
    /做什么(?:的|工作|营生)|干什么的|以什么为生|什么(?:职业|营生|行当)/,
    "work",
    /是.{0,10}(?:的|掌柜|先生|厨子|老板|师傅|大夫|船长|官|工|匠|人)|靠|掌勺|做/,
    true,
    true,
  ],
  [/讨厌|恨|不喜欢/, "hating", /讨厌|恨|不喜欢|厌/, true, true],
  [/喜欢|爱(?:吃|喝|听|看|好)|最爱/, "liking", /喜欢|爱|只要/, false, true],
  [/怕什么|害怕|最怕|恐惧/, "fear", /怕|恐|惧/, false, true],
  [/结婚|成亲|嫁|娶|丈夫|妻子|老婆|老公/, "marriage", /嫁|娶|成亲|结婚|丈夫|妻|寡/, true, true],
  [
    /家人|亲人|家里|父母|兄弟姐妹/,
    "family",
    /(?<!师)父|母|兄|弟|姐|妹|女儿|儿子|亲人|家/,
    true,
    true,
  ],
  [/孩子|儿女|子女/, "children", /孩|儿|女/, true, true],
  [/叫什么|本名|叫做|名字/, "naming", /名|叫/, false, false],
  [
    /怎么死|怎么了|出了什么事|后来怎么样|下落/,
    "fate",
    /死|淹|去世|过世|病|走|失踪|沉|灭|触礁/,
    false,
    false,
  ],
  [/觉得.*怎么样|怎么看|如何/, "likeness", /觉得|最|好|是/, false, false],
  [/(?:讲|说|写)的?是?(?:什么|啥)/, "subject", /讲(?:的是)?一个|讲的|说的是|写的是/, false, false],
  [/交情|关系|认识/, "tie", /朋友|认识|是|兄弟|一起/, false, false],
];

/** What a question asks for; empty for a question of no known kind. */
export function aspectsOf(question: string): Aspect[] {
  const table = isChinese(question) ? CHINESE : ENGLISH;
  return table.flatMap(([asks, name, answer, strict, personal]) => {
    const match = asks.exec(question);
    return match
      ? [{ name, asks: match[0], answer: counted(name, question) ?? answer, strict, personal }]
      : [];
  });
}

/** "How many steps" wants a number before the steps. */
function counted(name: string, question: string): RegExp | null {
  const noun =
    name === "count"
      ? /\bhow many (?:\w+ (?=\w+ (?:of|are|is|do|does|did|were|was)\b))?([a-z]{3,})/i.exec(
          question,
        )?.[1]
      : undefined;
  if (noun === undefined) return null;
  const root = noun.toLowerCase().replace(/(?:ies|es|s)$/, "");
  return new RegExp(
    `\\b${NUMBER}(?: and [\\w-]+)?[ -](?:\\w+ ){0,2}${root}|\\b${root}\\w* (?:of|were|are|is) ${NUMBER}\\b`,
    "i",
  );
}

/** The same kinds of answer as they look in the other language, for a sheet that is not in the question's. */
export function answerLooks(aspect: Aspect, chinese: boolean): RegExp {
  if (chinese === /[\u3400-\u9fff]/.test(aspect.answer.source)) return aspect.answer;
  const row = (chinese ? CHINESE : ENGLISH).find(([, name]) => name === aspect.name);
  return row ? row[2] : aspect.answer;
}
