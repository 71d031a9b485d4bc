import { termsInChinese } from "./glossary.ts";

/** What a text is about, as a list of search terms: stems of English content words, bigrams of Chinese, and shared words of both. */

const STOP = new Set(
  `a an the this that these those and or but nor so if then than as of to in on at by for from with without into onto over under
  about up down out off again once here there when where why how what who whom whose which is are was were be been being am do does did done doing
  have has had having will would shall should can could may might must i me my mine myself you your yours yourself we us our ours ourselves he him his
  himself she her hers herself it its itself they them their theirs not no yes too very just also only even still ever never more most much many some any
  all each every few both other another such own same well please tell told know knew known think thought say said ask asked want wanted like really
  mean let get got go going gone come came make made one two thing things something anything nothing everything someone anyone nobody everyone
  im ive ill id dont doesnt didnt isnt arent wasnt cant couldnt wont wouldnt youre youve youll thats whats whos hes shes theres lets now today
  ah oh hey hi hello okay ok bit lot kind sort way maybe perhaps because since while until though although them ll ve re s t d m
  happen happened become became happens account lately sir madam ma'am mister mr mrs miss ms love dear friend lad lass heard hear seen see saw look bring around always usually often sometimes actually quite rather yet already away back before after during first last next new`.split(
    /\s+/,
  ),
);

const IRREGULAR: Record<string, string> = {
  // A player's word such as `constructor` must not find what every object has.
  __proto__: null as never,
  kept: "keep",
  left: "leave",
  saw: "see",
  seen: "see",
  heard: "hear",
  found: "find",
  lost: "lose",
  sold: "sell",
  bought: "buy",
  brought: "bring",
  taught: "teach",
  fought: "fight",
  caught: "catch",
  wrote: "write",
  written: "write",
  drew: "draw",
  drawn: "draw",
  grew: "grow",
  grown: "grow",
  flew: "fly",
  rode: "ride",
  ran: "run",
  sang: "sing",
  sank: "sink",
  sunk: "sink",
  swam: "swim",
  spoke: "speak",
  broke: "break",
  broken: "break",
  stole: "steal",
  stolen: "steal",
  hid: "hide",
  hidden: "hide",
  gave: "give",
  given: "give",
  took: "take",
  taken: "take",
  held: "hold",
  lit: "light",
  lied: "lie",
  lying: "lie",
  lies: "lie",
  died: "die",
  dying: "die",
  dies: "die",
  slept: "sleep",
  met: "meet",
  paid: "pay",
  sent: "send",
  spent: "spend",
  built: "build",
  burnt: "burn",
  felt: "feel",
  children: "child",
  men: "man",
  women: "woman",
  people: "folk",
  wives: "wife",
  knives: "knife",
  lives: "live",
  living: "live",
  lived: "live",
  born: "birth",
  dead: "die",
  death: "die",
  dies_: "die",
  married: "marry",
  marriage: "marry",
  drowned: "drown",
  drunk: "drink",
  drank: "drink",
  forgotten: "forget",
  forgot: "forget",
  swore: "swear",
  sworn: "swear",
  shone: "shine",
  struck: "strike",
  tore: "tear",
  woke: "wake",
  wore: "wear",
  worn: "wear",
  years: "year",
  used: "use",
  using: "use",
  stories: "story",
};

/** Words that mean the same here; the first of each row is the term. */
const SAME =
  `boat ship vessel craft schooner|inn tavern pub alehouse taproom|child kid kids bairn|fear afraid scared frightened terrified dread|work job trade profession occupation employment
kill murder murdered slay|hate loathe detest despise dislike|love adore fond|storm gale tempest squall wind weather|ashore shore surf|end stop drop finish|cook cooking chef|marry wed husband wife widow|sea ocean|doctor physician surgeon healer|talk speak chat|home house hometown
harbour harbor port quay dock wharf|money coin coins cash silver gold|mother mum mom mama|father dad papa|begin start|enemy foe rival|friend companion comrade|guard protect|lighthouse beacon
age old aged|ill sick sickness illness|angry anger furious|sad sorrow grief grieve mourn|hide conceal|trust believe|strange odd|town village|book ledger|teacher tutor schoolmaster|violin fiddle|dark dim unlit
customs excise revenue|look watch stare|stranger newcomer outsider|owe debt|lie lying liar|food meal supper dinner|bell bells|smuggle smuggler smuggling contraband|drown drowning|extinguish douse snuff`
    .split(/[|\n]/)
    .map((row) => row.trim().split(/\s+/));
const CANON = new Map(
  SAME.flatMap(([term, ...rest]) =>
    rest.map((word) => [stem(word), stem(term as string)] as const),
  ),
);

/** The bare form of an English word, good enough for finding: `keeps`, `keeping` and `kept` are one. */
export function stem(word: string): string {
  const w = word.toLowerCase().replace(/['’]s$|['’]/g, "");
  const irregular = IRREGULAR[w];
  if (irregular !== undefined) return irregular;
  if (w.length <= 3) return w;
  if (w.endsWith("ies") && w.length > 4) return `${w.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz)es$/.test(w)) return w.slice(0, -2);
  let s = w;
  if (/[^su]s$/.test(s)) s = s.slice(0, -1);
  if (s.endsWith("ing") && s.length > 5) s = undouble(s.slice(0, -3));
  else if (s.endsWith("ied") && s.length > 4) s = `${s.slice(0, -3)}y`;
  else if (s.endsWith("ed") && s.length > 4) s = undouble(s.slice(0, -2));
  else if (s.endsWith("ly") && s.length > 5) s = s.slice(0, -2);
  if (s.endsWith("e") && s.length > 3) s = s.slice(0, -1);
  return s;
}

function undouble(s: string): string {
  return /([bdgmnprt])\1$/.test(s) ? s.slice(0, -1) : s;
}

function canon(word: string): string {
  const s = stem(word);
  return CANON.get(s) ?? s;
}

const CJK_RUN = /[\u3400-\u9fff]+/g;
const ZH_STOP =
  /(?:为什么|怎么样|怎么|什么|多少|哪里|哪儿|哪个|是不是|有没有|知不知道|知道|告诉|请问|觉得|认为|可以|能不能|能否|关于|事情|这个|那个|这里|那里|这儿|那儿|我们|你们|他们|她们|咱们|大家|没有|不是|就是|还是|如果|因为|所以|但是|可是|一下|一个|一些|一点|现在|时候|自己|真的|到底|究竟|曾经|已经|一直|总是|听说|想要|想|说|问|叫|谁|哪|几|吗|呢|吧|啊|呀|哦|嘛|的|了|着|过|是|在|有|和|与|跟|也|都|就|还|又|很|太|最|更|把|被|从|到|给|对|让|向|于|以|及|其|之|而|并|却|但|你|我|他|她|它|您|这|那|不|没|会|能|要|去|来|上|下|里|中)/g;

/** Search terms of a text in either language, repeated words once, in order of appearance. */
export function termsOf(text: string): string[] {
  const found = new Set<string>();
  for (const word of text.match(/[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)*|\d+/g) ?? []) {
    const plain = word
      .toLowerCase()
      .replace(/['’]s$/, "")
      .replace(/['’]/g, "");
    if (STOP.has(plain) || (plain.length < 2 && !/\d/.test(plain))) continue;
    found.add(canon(plain));
  }
  for (const run of text.match(CJK_RUN) ?? []) {
    for (const term of termsInChinese(run)) found.add(canon(term));
    for (const part of run.replace(ZH_STOP, " ").split(" ")) {
      if (part.length === 1) found.add(part);
      for (let i = 0; i + 2 <= part.length; i++) found.add(part.slice(i, i + 2));
    }
  }
  return [...found];
}

/** The English content words of a text as they were written, with their terms. */
export function contentWords(text: string): { readonly word: string; readonly term: string }[] {
  return (text.match(/[A-Za-zÀ-ɏ]+(?:['’-][A-Za-z]+)*/g) ?? [])
    .filter(
      (word) =>
        !STOP.has(
          word
            .toLowerCase()
            .replace(/['’]s$/, "")
            .replace(/['’]/g, ""),
        ),
    )
    .map((word) => ({ word, term: canon(word.replace(/['’]s$/, "")) }));
}
