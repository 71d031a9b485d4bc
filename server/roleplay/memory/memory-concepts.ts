/**
 * Words that point at the same matter in a life, so that "What am I scared of?" finds "Thunder frightens me". Each row
 * is a concept; English words are matched by their beginning at a word's edge, Chinese ones anywhere.
 */
const CONCEPTS: Readonly<Record<string, string>> = {
  fear: "afraid scared fear frighten terrif dread dare spook 怕 惧 胆",
  illness:
    "ill sick fever allerg rash swell cough poison plague pain ache hurt wound injur broke broken 病 疹 热 痛 伤 过敏",
  diet: "eat food meal dish allerg shellfish meat bread fish nut swell taste 吃 食 菜 忌口 饭",
  drink: "drink ale beer wine tea milk rum thirst cup mug 喝 茶 酒",
  trade:
    "work trade job craft living earn bread profession occupation mend smith soldier baker sail apprentice 营生 匠 手艺 做什么 干什么 行当 谋生 当差 从前是 过去是",
  origin:
    "born birth from home village town hail grew raised native homeland 家在 哪里人 家乡 老家 出身 籍贯 来自 住在",
  name: "name call called known 名 叫 姓 称呼",
  death: "die kill lost fever war grave bury gone widow late 死 亡 没的 去世 过世 战场 葬",
  wish: "want wish dream hope long desire someday 想去 心愿 愿望 梦想 盼 希望",
  debt: "owe debt loan lend borrow creditor crown coin 欠 债 借",
  journey:
    "travel ride journey leave leaving depart head heading bound road voyage tomorrow set 动身 启程 上路 去哪 打算去 出发 前往",
  horse: "horse mare pony stallion steed 马 坐骑",
  pet: "dog hound cat kitten parrot pup pet 狗 猫 犬 鸟",
  ship: "ship boat sail vessel moor lie crew 船 舟 水手",
  sibling: "sister brother sibling twin 妹 姐 哥 弟 兄",
  child: "son daughter child baby boy girl kid pregnan carrying 儿子 女儿 孩子 娃 怀",
  parent: "father mother dad mum parent papa mama 父 母 爹 娘 爸 妈",
  spouse: "wife husband spouse wed marri married bride betroth 妻 夫 成亲 婚 嫁 娶 媳妇",
  music: "song sing music tune melody fiddle lute flute play harp instrument 歌 曲 琴 笛 唱",
  theft: "rob thief steal stole burgl 抢 偷 贼 盗",
  looks: "wear wore dress coat scarf hat clothes cloak look ring 戴 穿 打扮 模样",
  sleep: "sleep awake night rest insomnia dream lie 睡 失眠 夜",
  hiding: "hid hide hidden put keep kept conceal bury stash sewn where 藏 放在 埋 收在",
  secret: "secret confess admit truth lie forge fake false really 秘密 承认 真 假 偷看 换掉",
  sight: "eye sight blind see glass 眼 瞎 看不见",
  hand: "hand finger arm thumb 手 指 臂",
  letter: "letter seal document paper note write forge 信 书 印 契",
  vow: "promise swear vow oath word 答应 发誓 誓 保证 许诺",
  liking: "favourite favorite like love best prefer enjoy only 最爱 喜欢 爱 只",
  hating: "hate loathe stand detest dislike cannot 讨厌 恨 不喜欢 厌",
  money: "pay paid coin crown money silver gold price sell sold cost 银 钱 付 卖 当了 价",
  weapon: "sword blade knife dagger bow weapon spear 刀 剑 弓 兵器",
  flower: "flower rose lily lilies bloom blossom petal 花",
  weather: "thunder rain storm snow wind weather fog 雷 雨 雪 风 天气",
  learning: "learn teach taught read school teacher lesson 学 教 读书",
  seeking: "look search seek find hunt 找 寻",
  speech: "speak tongue language speech accent 话 方言 语",
  inherit: "inherit left heir will legacy bequeath 留给 继承 祖传",
  harvest: "harvest autumn season summer spring winter midsummer when 秋 春 夏 冬 什么时候 几时",
};

/** Beginnings of English words and whole Chinese ones, with their concepts. */
const LATIN = new Map<string, string[]>();
const HAN = new Map<string, string[]>();
for (const [concept, words] of Object.entries(CONCEPTS)) {
  for (const word of words.split(" ")) {
    const table = /\p{Script=Han}/u.test(word) ? HAN : LATIN;
    table.set(word, [...(table.get(word) ?? []), concept]);
  }
}
/** A beginning as short as this must be the whole word. */
const WHOLE = 3;

/** The concepts a text touches. `stems`: its own words, already bare. */
export function conceptsIn(text: string, stems: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const words = [...stems, ...(text.toLowerCase().match(/\p{Script=Latin}+/gu) ?? [])];
  for (const word of words) {
    for (let length = 1; length <= word.length; length++) {
      if (length <= WHOLE && length < word.length) continue;
      for (const concept of LATIN.get(word.slice(0, length)) ?? []) found.add(concept);
    }
  }
  if (!/\p{Script=Han}/u.test(text)) return found;
  for (const [word, concepts] of HAN) {
    if (text.includes(word)) for (const concept of concepts) found.add(concept);
  }
  return found;
}
