/**
 * What players tell a persona early in the recall suite, and what they ask much later. No question repeats the words
 * of its fact. `held`: written after the words that memory searches by were settled, and never used to mend them.
 */

export interface PlantedFact {
  readonly id: string;
  readonly language: "en" | "zh";
  /** Who tells it: an index into the suite's players. */
  readonly player: number;
  readonly said: string;
  readonly asked: string;
  /** Any of these in an answer means that it was known. */
  readonly keys: readonly string[];
  readonly whispered: boolean;
  readonly set: "first" | "held";
}

type Row = readonly [player: number, said: string, asked: string, keys: string, how?: "whispered"];

const FIRST_EN: readonly Row[] = [
  [
    0,
    "My sister Hanne keeps bees up in the valley.",
    "Do you remember what work my sister does?",
    "bees",
  ],
  [
    0,
    "I cannot eat shellfish, it makes my throat swell.",
    "Which food is bad for me?",
    "shellfish|throat",
  ],
  [0, "I was born in Karswick, far to the north.", "Where did I say I come from?", "karswick"],
  [0, "My old horse is called Button.", "What was the name of my mare, do you recall?", "button"],
  [0, "Thunder has frightened me ever since I was a child.", "What am I afraid of?", "thunder"],
  [
    1,
    "I lost my brother to the fever three winters ago.",
    "Do you remember how my brother died?",
    "fever",
  ],
  [1, "I earn my bread mending clocks.", "What is my trade?", "clocks"],
  [
    1,
    "One day I want to see the glass mountains.",
    "What do I dream of doing, do you recall?",
    "glass mountains",
  ],
  [
    1,
    "I owe forty crowns to the harbour master.",
    "Who do I have debts with?",
    "harbour master|forty",
  ],
  [1, "My favourite song is The Grey Heron.", "What music did I tell you I like best?", "heron"],
  [
    2,
    "I hid the church silver under the mill wheel.",
    "Do you remember where I put the silver?",
    "mill wheel",
    "whispered",
  ],
  [2, "My true name is Isolde Varn.", "What am I really called?", "isolde|varn", "whispered"],
  [
    2,
    "I am carrying a child and nobody knows.",
    "Do you remember what I confessed about a baby?",
    "carrying a child",
    "whispered",
  ],
  [
    2,
    "I ride out for Dunmere at first light tomorrow.",
    "Do you recall where I am travelling to?",
    "dunmere",
  ],
  [
    2,
    "My grandmother taught me to read the stars.",
    "What did I learn from my grandmother?",
    "stars",
  ],
  [
    3,
    "I forged the captain's seal on that letter.",
    "What did I tell you of the document and the captain?",
    "forged|seal",
    "whispered",
  ],
  [3, "I only have one eye, the left one is glass.", "What is wrong with my sight?", "eye|glass"],
  [3, "My two sons sail on the Marigold.", "On which ship are my boys?", "marigold"],
  [3, "I drink nothing stronger than milk.", "Do you remember what I like to drink?", "milk"],
  [
    3,
    "I promised my wife to be home by midsummer.",
    "What did I swear to my wife?",
    "midsummer|home",
  ],
  [
    0,
    "The man who robbed me had a red scarf.",
    "What did the thief wear, do you remember?",
    "red scarf",
  ],
  [1, "I sleep badly when the moon is full.", "When do I lie awake at night?", "moon"],
  [
    2,
    "I paid the smuggler with my mother's ring.",
    "How did I pay the smuggler?",
    "ring",
    "whispered",
  ],
  [3, "I left my boat moored at Gull Point.", "Where is my boat lying?", "gull point"],
];

const FIRST_ZH: readonly Row[] = [
  [4, "我家在青石镇，离这里三十里。", "你还记得我是哪里人吗？", "青石镇"],
  [4, "我妹妹叫阿萝，今年刚满十岁。", "你记得我妹妹的名字吗？", "阿萝"],
  [4, "我吃不得花生，一吃就起疹子。", "我有什么东西不能吃？", "花生"],
  [4, "我最怕打雷。", "我说过我害怕什么？", "打雷"],
  [4, "我是个修钟表的匠人。", "我是做什么营生的？", "钟表"],
  [5, "我的马叫踏雪，跟了我八年。", "我那匹坐骑叫什么？", "踏雪"],
  [5, "我欠码头的老周二十两银子。", "我的债主是谁？", "老周|二十两"],
  [5, "我父亲死在北边的战场上。", "你记得我爹是怎么没的吗？", "战场"],
  [5, "我想去看一次大海。", "我有什么心愿？", "大海"],
  [5, "明天一早我就动身去江陵。", "我打算去哪儿？", "江陵"],
  [6, "我把账本藏在佛像后面。", "我把账本放在什么地方了？", "佛像", "whispered"],
  [6, "我的真名叫柳如是。", "我本来姓甚名谁？", "柳如是", "whispered"],
  [6, "我偷看过掌柜的信。", "我对你说过信的什么事？", "偷看", "whispered"],
  [6, "我只喝龙井。", "我爱喝什么茶？", "龙井"],
  [6, "我答应过师父十年不动剑。", "我对师父发过什么誓？", "十年|不动剑"],
  [7, "我左手少了一根手指。", "我的手怎么了？", "手指"],
  [7, "我两个儿子都在船上当水手。", "我的孩子们在做什么？", "水手"],
  [7, "抢我包袱的人戴着斗笠。", "那个贼是什么打扮？", "斗笠"],
  [7, "我怀里的玉佩是假的。", "我的玉有什么秘密？", "假的", "whispered"],
  [7, "我每逢月圆就睡不着。", "我什么时候失眠？", "月圆"],
];

const SECOND_EN: readonly Row[] = [
  [
    0,
    "I used to be a soldier in the salt war.",
    "What did I do before I came here?",
    "soldier|salt war",
  ],
  [
    0,
    "My daughter plays the fiddle better than anyone.",
    "Which instrument does my girl play?",
    "fiddle",
  ],
  [
    1,
    "I broke my leg falling off a roof last spring.",
    "How did I hurt myself, do you remember?",
    "leg|roof",
  ],
  [1, "I am looking for a woman with a silver comb.", "Who am I searching for?", "silver comb"],
  [
    1,
    "My dog Biscuit ran away at the crossroads.",
    "Do you recall what happened to my hound?",
    "crossroads|ran away|biscuit",
  ],
  [
    2,
    "I poisoned the well at Asher's farm.",
    "What crime did I admit to you?",
    "poisoned|well",
    "whispered",
  ],
  [2, "I hate the smell of lilies.", "Which flower can I not stand?", "lilies"],
  [2, "My uncle left me a vineyard.", "What did I inherit from my uncle?", "vineyard"],
  [3, "I will be married at harvest time.", "When is my wedding?", "harvest"],
  [3, "I sold my sword to pay the healer.", "What became of my weapon?", "sold|sword|healer"],
  [
    3,
    "I can speak with the marsh folk in their own tongue.",
    "Which language did I say I know?",
    "marsh",
  ],
  [
    3,
    "The key to my chest is sewn into my coat.",
    "Where do I keep the key, do you remember?",
    "coat",
    "whispered",
  ],
];

const SECOND_ZH: readonly Row[] = [
  [4, "我从前是个说书的。", "我过去是干什么的？", "说书"],
  [4, "我养了一只黑猫，叫墨墨。", "我家的猫叫什么？", "墨墨"],
  [5, "我去年从墙上摔下来，伤了腰。", "我身上哪里受过伤？", "腰"],
  [5, "我在找一个戴银镯的女人。", "我要找的人是谁？", "银镯"],
  [6, "我最讨厌下雨天。", "我不喜欢什么天气？", "下雨"],
  [6, "县令的官印是我换掉的。", "官印的事我承认过什么？", "换掉", "whispered"],
  [7, "我秋天就要成亲了。", "我的婚期是什么时候？", "秋天"],
  [7, "我把祖传的刀当了。", "我的刀到哪儿去了？", "当了"],
];

const HELD_EN: readonly Row[] = [
  [
    0,
    "I keep a cheese cellar behind the abbey.",
    "What is it that I store behind the abbey?",
    "cheese",
  ],
  [0, "My cousin Odo was hanged for a forger.", "What became of my relative Odo?", "hanged|forger"],
  [
    1,
    "I walk with a limp since the siege of Torrin.",
    "Why is my gait so crooked?",
    "siege|torrin|limp",
  ],
  [1, "We buried our mother under the pear tree.", "Where lies the one who bore me?", "pear tree"],
  [1, "I have never once won at dice.", "How lucky am I at gambling?", "dice"],
  [
    2,
    "I am the bastard daughter of the old duke.",
    "Do you recall who my father is?",
    "duke",
    "whispered",
  ],
  [2, "I would give anything for a bowl of cherry soup.", "What dish do I crave?", "cherry"],
  [
    2,
    "I wrote the threatening notes to the miller.",
    "Which misdeed with pen and ink did I own up to?",
    "notes|miller",
    "whispered",
  ],
  [3, "I guard the north gate every second night.", "What is my duty, do you remember?", "gate"],
  [3, "My nephew wants to become a monk.", "What path does my nephew have in mind?", "monk"],
  [
    3,
    "I picked these boots off a dead officer.",
    "How did I come by my footwear?",
    "dead officer|officer",
  ],
  [3, "The colour green brings me bad luck.", "Which hue do I avoid?", "green"],
];

const HELD_ZH: readonly Row[] = [
  [4, "我娘年轻时是绣娘。", "我母亲从前靠什么手艺过活？", "绣"],
  [4, "我最拿手的菜是醋鱼。", "我烧得最好的是哪道菜？", "醋鱼"],
  [5, "我在北关当过三年狱卒。", "我早年当过什么差？", "狱卒"],
  [5, "我表弟下个月要进京赶考。", "我家里谁要去考功名？", "表弟"],
  [6, "昨夜是我放走了那个囚犯。", "那个犯人的事我跟你坦白过什么？", "放走", "whispered"],
  [6, "我左耳听不见。", "跟我说话该站哪一边？", "左耳"],
  [7, "我把祖宅输给了王员外。", "我家的老屋落到谁手里了？", "王员外"],
  [7, "我不识字，信都是别人代写的。", "我为什么找人替我写信？", "不识字"],
];

function planted(
  rows: readonly Row[],
  language: "en" | "zh",
  set: "first" | "held",
): PlantedFact[] {
  return rows.map(([player, said, asked, keys, how], index) => ({
    id: `${language}-${set}-${index + 1}`,
    language,
    player,
    said,
    asked,
    keys: keys.split("|"),
    whispered: how === "whispered",
    set,
  }));
}

export const PLANTED: readonly PlantedFact[] = [
  ...planted([...FIRST_EN, ...SECOND_EN], "en", "first"),
  ...planted([...FIRST_ZH, ...SECOND_ZH], "zh", "first"),
  ...planted(HELD_EN, "en", "held"),
  ...planted(HELD_ZH, "zh", "held"),
];

/** What is talked about in between. */
export const FILLERS: Readonly<Record<"en" | "zh", readonly string[]>> = {
  en: [
    "Good evening to you.",
    "The wind is up again tonight.",
    "How is the soup?",
    "Who else is here?",
    "It has been a slow day on the quay.",
    "Tell me something of this place.",
    "Is there room for one more at the fire?",
    "The candles burn low in here.",
    "What happened on the road last week?",
    "The gulls were loud this morning, louder than I have heard them in a month of mornings.",
    "Thank you for the bread.",
    "I think the tide will turn before midnight.",
    "Have you always lived here?",
    "Somebody ought to mend that window before the frost comes in.",
    "The fishermen say the herring are late this year.",
    "What do you make of the new bridge?",
    "A cart lost its wheel outside, and nobody would stop for the poor fellow.",
  ],
  zh: [
    "晚上好。",
    "今夜风又大了。",
    "汤还热吗？",
    "这里还有谁？",
    "码头上今天冷清得很。",
    "讲讲这个地方吧。",
    "火边还有位置吗？",
    "蜡烛快烧尽了。",
    "上个月路上出了什么事？",
    "早上的鸟叫得真响，比往日都响。",
    "多谢你的馒头。",
    "半夜以前潮水就要退了。",
    "你一直住在这儿吗？",
    "那扇窗户该有人修一修了，霜冻就要来了。",
    "渔家都说今年的鱼来得晚。",
    "你看那座新桥怎么样？",
    "门外一辆车掉了轮子，没有人肯停下来帮忙。",
  ],
};
