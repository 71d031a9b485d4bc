/**
 * A third set, for a figure that nothing was tuned with. It shares no name, no form, no sentence and no chance with the
 * other two: forms are listed as countries, banks and services print them, names as players type them, and all of it
 * stands inside of what a character says, does or thinks. Written with the patterns known, and run once before any of
 * them was changed for it; see README.md for both figures.
 */

export interface FreshItem {
  readonly kind: string;
  readonly text: string;
  readonly secret: string;
  readonly around: readonly string[];
}

/** Chance of its own: splitmix32. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Names by which players join: full names, handles, single words, two scripts. */
export const FRESH_NAMES: readonly string[] = [
  "Gwendolyn Achterberg",
  "Mohammed al-Rashidi",
  "Nguyễn Thị Hoa",
  "Xiomara",
  "Þórdís Einarsdóttir",
  "Kowalczyk",
  "Esperanza de la Cruz",
  "Thaddeus Whitlock",
  "Siobhan Gallagher",
  "DragonSlayer99",
  "xX_Kirara_Xx",
  "Ignatius",
  "Bartholomew Quill",
  "Anastasia Vorontsova",
  "诸葛明月",
  "张伟杰",
  "吴小莉",
  "慕容雪",
  "小鱼儿",
  "阿强",
  "何晓彤",
  "钱多多",
];

const KEYS: Readonly<Record<string, string>> = {
  a: "s",
  b: "v",
  c: "x",
  d: "f",
  e: "r",
  g: "h",
  h: "j",
  i: "o",
  k: "l",
  l: "k",
  m: "n",
  n: "m",
  o: "p",
  q: "w",
  r: "t",
  s: "a",
  t: "y",
  w: "e",
};

/**
 * A blueprint: `#` is a digit, `^` a digit from 1, `~` a small letter, `¤` a number sign. What identifies stands between
 * two bars, or is the whole; words around it may stay.
 */
function filled(form: string, random: () => number): string {
  return form.replace(/[#^~¤]/gu, (sign) => {
    if (sign === "~") return String.fromCodePoint(97 + Math.floor(random() * 26));
    if (sign === "¤") return "#";
    return String(sign === "^" ? 1 + Math.floor(random() * 9) : Math.floor(random() * 10));
  });
}

/** As they are printed on cards, bills, profiles and forms. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  email: [
    "~~~~~~@~~~~~~~.com",
    "~.~~~~~~##@~~~~~.co.nz",
    "<|~~~~~~@~~~~~~.net|>",
    "~~~~~~ AT ~~~~~~ DOT com",
    "~~~~~~~@~~~~~.~~~~~.de",
    "~~~~_~~~~@proton.me",
    "~~~~~~(@)~~~~~~.org",
    "~~~~'~~~~~@~~~~~.ie",
    "~~~~~~@~~~~~.museum",
    "~~~~~~＠~~~~~．ｃｏｍ",
    "~~~~~~ [@] ~~~~~~ [.] com",
    "~~~~~~艾特qq.com",
  ],
  phone: [
    "+44 (0)20 7### ####",
    "+353 8# ### ####",
    "+81-90-####-####",
    "+852 9### ####",
    "+55 11 9####-####",
    "tel:|+1^##^######|",
    "(+34) 6## ### ###",
    "1-800-^##-####",
    "^##/^##-####",
    "0#.##.##.##.##",
    "+86-1##########",
    "021-5#######",
    "（0571）8#######",
    "13# #### ####",
    "+7 9## ###-##-##",
    "001 ^## ^## ####",
    "0### / ### ## ##",
  ],
  url: [
    "https://~~~~~~.co/~~~~~~",
    "~~~~~~~.com/@~~~~~~",
    "http://~~~~~~.example.co.uk:8080/~~~~/~~~~?~~=##",
    "ftp://~~~~~~.org/~~~~/~~~~.zip",
    "discord.gg/~~~~~~##",
    "bit.ly/~~~~##~",
    "www.~~~~~~~~.info/~~~~~~",
    "~~~~~~.itch.io",
    "youtu.be/~~~~##~~",
    "https://xn--~~~~~#~.cn/",
    "~~~~~~.blog/~~~~~~",
    "~~~~~~~ dot com slash ~~~~~~",
  ],
  ip: [
    "172.16.^#.1##",
    "8.8.^.^",
    "2606:4700:##::##ba:##",
    "::ffff:10.0.^#.^#",
    "1#^.^#.^#.^#/24",
    "[|2001:db8:^###::^#|]:443",
    "fd12:3456:^##a::1",
    "AC:DE:48:0#:1#:2#",
  ],
  digits: [
    "^#############",
    "^### ###### #####",
    "^##-##-####",
    "^## ### ###",
    "^#########-#",
    "^##.###.###-##",
    "3################X",
    "^#######",
    "№ |^########|",
    "^#########-##",
    "^#### #### ####",
  ],
  address: [
    "|^# Rue de la ~~~~~~~, 750##| Paris",
    "|~~~~~~straße ^#, 10###| Berlin",
    "^## H~~~~~~ Street, Apt ^B",
    "P.O. Box ^###",
    "^### W ^#th St",
    "Flat ^, ^# L~~~~~ Mews",
    "|^## O~~~~~~ Ave.|, Springfield",
    "北京市朝阳区建国路^#号",
    "浙江省杭州市西湖区文三路^##号^单元^0#室",
    "广州市天河区体育西路^##号^#楼",
    "^#-^ W~~~~~~ Close",
    "Calle M~~~~~~ ^#, 2º B",
    "小桥村^#组^号",
  ],
  handle: [
    "@~~~~~~~",
    "@~~~~.~~~~.##",
    "u/|~~~~~_~~~|",
    "~~~~~~¤^###",
    "Discord: |~~~~~~.##|",
    "insta |~~~~_~~~#|",
    "wx: |~~~~~~####|",
    "微信号：|~~~~~_####|",
    "QQ:|^########|",
    "@~~~~~~@mastodon.social",
    "Telegram |@~~~~~~_~~|",
    "steam name |~~~~~#~~|",
  ],
  iban: [
    "GB## NWBK #### #### #### ##",
    "FR##############^##########",
    "NL## ABNA #### #### ##",
    "CH## #### #### #### #### #",
    "DE##-####-####-####-####-##",
    "ES## #### #### ## ##########",
    "gb##nwbk##############",
    "IT## X ##### ##### ############",
    "6222 #### #### #### ###",
  ],
  birth: [
    "born on |1# March 19##|",
    "my birthday is |July 2^, 19##|",
    "DOB: |1#/0^/19##|",
    "date of birth |19##-0^-1#|",
    "I was born the |1#th of May 19##|",
    "born |0^.1#.19##|",
    "生日是|19##年^月1#日|",
    "我出生于|19##年1月2^日|",
    "我是|19##年^月1#号|生的",
    "b. |1# Sept 19##|",
    "出生日期：|19##-0^-1#|",
    "birthday: |1#.^.##|",
  ],
};

/** Ways in which others call somebody by the name it joined with. */
const CALLS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => (han(name) ? `|${name}|姑娘` : `Master |${last(name)}|`),
  (name) => (han(name) ? `${name}，${name}` : `${first(name)}, ${first(name)}`),
  (name) => (han(name) ? name : `${(name[0] ?? "").toUpperCase()}-${first(name)}`),
  (name) => (han(name) ? name : `|${first(name)}|-dear`),
  (name) => (han(name) ? [...name].join(" ") : `${first(name)[0] ?? ""}. ${last(name)}`),
  (name) => (han(name) ? `「${name}」` : `*${first(name)}*`),
  (name) => (han(name) ? `${name}的` : `${last(name)}s'`),
  (name) => (han(name) ? name : first(name).normalize("NFD").replaceAll(/\p{M}/gu, "")),
  (name) => (han(name) ? `${name}~` : `${first(name)}~~`),
];

const han = (name: string): boolean => /\p{Script=Han}/u.test(name);
const first = (name: string): string => name.split(" ")[0] ?? name;
const last = (name: string): string => name.split(" ").at(-1) ?? name;

/** A slip of the keyboard in a name of at least six letters. */
function misspelt(name: string, random: () => number): string {
  const word = first(name);
  const at = 1 + Math.floor(random() * (word.length - 2));
  const letter = word[at] ?? "";
  switch (Math.floor(random() * 4)) {
    case 0:
      return word.slice(0, at) + letter + word.slice(at);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    case 2:
      return word.slice(0, at) + (word[at + 1] ?? "") + letter + word.slice(at + 2);
    default:
      return word.slice(0, at) + (KEYS[letter.toLowerCase()] ?? "e") + word.slice(at + 1);
  }
}

/** What is said, done and thought, in two languages; `{}` is the gap. */
const SCENES = {
  en: {
    name: [
      "<role_speech>Well met, {}! The usual?</role_speech>",
      "<role_action>slides the key across the bar to {} without a word</role_action>",
      "<role_thinking>If {} finds out, I am finished.</role_thinking>",
      "<system_thinking>Keep it light; {} is still upset about yesterday.</system_thinking>",
      "Somebody saw {} by the well; was it you?",
      "<role_speech>Tell {} that the boat leaves at low water.</role_speech>",
    ],
    data: [
      "<role_speech>You wrote {} on my slate, friend, did you not?</role_speech>",
      "<role_action>reads aloud: {}, then folds the paper</role_action>",
      "<role_thinking>She gave me {}. Why would a stranger do that?</role_thinking>",
      "<system_thinking>They mentioned {} earlier. I should not repeat it.</system_thinking>",
      "ok so it's {} if you need anything",
      "for real, {} is mine, ask whoever you like",
    ],
    birth: [
      "<role_speech>So you said: {}. A hard winter, that.</role_speech>",
      "<role_thinking>He told me this: {}. Older than he looks.</role_thinking>",
      "hi, {}, and you?",
    ],
  },
  zh: {
    name: [
      "<role_speech>{}，里边请，茶刚沏好。</role_speech>",
      "<role_action>把伞递给{}，转身进了后院</role_action>",
      "<role_thinking>{}今晚不太对劲。</role_thinking>",
      "<system_thinking>不要提起{}，气氛会变。</system_thinking>",
      "昨晚敲门的人就是{}吧？",
    ],
    data: [
      "<role_speech>客官留的是{}，小的记下了。</role_speech>",
      "<role_action>在账本上写下{}，合上</role_action>",
      "<role_thinking>他为什么告诉我{}？</role_thinking>",
      "就写{}吧，别写错了",
    ],
    birth: ["<role_speech>您说过，{}，对吧？</role_speech>", "嗯，{}，怎么了"],
  },
} as const;

/** Items by the seed: two in five are names, one of them misspelt, the rest each kind of data by chance. */
export function freshItems(count: number, seed: number): FreshItem[] {
  const random = chance(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const kinds = Object.keys(FORMS);
  const slips = FRESH_NAMES.filter((name) => /^\p{Script=Latin}{6,}$/u.test(first(name)));
  return Array.from({ length: count }, (_, index): FreshItem => {
    const kind = index % 5 === 0 ? "name" : index % 5 === 1 ? "misspelt" : (pick(kinds) ?? "email");
    const form =
      kind === "name"
        ? pick(CALLS)(pick(FRESH_NAMES))
        : kind === "misspelt"
          ? misspelt(pick(slips), random)
          : filled(pick(FORMS[kind] ?? []), random);
    const [before = "", within = null] = form.split("|");
    const said = form.replaceAll("|", "");
    const secret = within ?? before;
    const chinese = han(said) || (!/[a-z] /iu.test(said) && random() < 0.4);
    const { name, data, birth } = SCENES[chinese ? "zh" : "en"];
    const scene = pick<string>(FORMS[kind] === undefined ? name : kind === "birth" ? birth : data);
    // What introduces a secret may go with it.
    const around = scene.replaceAll(/<[^>]*>/gu, " ").split("{}");
    return { kind, text: scene.replaceAll("{}", () => said), secret, around };
  });
}
