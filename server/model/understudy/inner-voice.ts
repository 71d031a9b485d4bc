import type { Language } from "../../../shared/protocol.ts";

/** Role thinking: what the character thinks and nobody else hears. Its words are kept apart from all wording that is spoken. */

export type Inner =
  | "answer"
  | "unknown"
  | "guard"
  | "admit"
  | "greet"
  | "name"
  | "memory"
  | "strange"
  | "npc"
  | "world"
  | "chat"
  | "hurt"
  | "kind"
  | "farewell"
  | "quiet";

const ENGLISH: Record<Inner, readonly string[]> = {
  answer: [
    "harmless enough, and it keeps the talk off the rest",
    "this one I may answer without harm",
    "they listen well, better than most do",
    "half of it will do for now",
    "a fair question wants a fair reply",
    "careful with the details, easy with the tone",
    "let them have this piece",
    "funny what people want from me",
    "it feels odd to hear it out loud",
    "the short version, then",
  ],
  unknown: [
    "honestly no idea, better admit it than be caught inventing",
    "my mind is blank on that",
    "why would anybody suppose it of me",
    "that one lies beyond my fence",
    "who might know, I wonder",
    "no shame in not knowing",
    "a guess would only come back to bite",
  ],
  guard: [
    "too close, far too close",
    "keep the face calm and the hands busy",
    "who has been whispering to them",
    "not this, not to someone I barely trust",
    "steer it elsewhere before it shows",
    "they must not see how that landed",
    "one wrong word and it all unravels",
    "my heart is going like a drum",
    "if they push again I shall have to be rude",
    "how much have they pieced together",
  ],
  admit: [
    "no use pretending now",
    "strange, the relief of it",
    "it had to come out some night",
    "better from my mouth than from another's",
    "let it fall where it falls",
    "I have been so tired of holding it",
  ],
  greet: [
    "a new face, let us see what is behind it",
    "seems civil at least",
    "what do they want of me, I wonder",
    "be pleasant, it costs nothing",
    "watch first, judge after",
  ],
  name: ["names matter, keep this one", "file that away", "a name makes it harder to be cold"],
  memory: [
    "did they suppose I was not paying attention",
    "my memory still serves",
    "they are testing me",
    "thinking back over the evening's talk",
  ],
  strange: [
    "what an odd way to talk, as if to somebody behind me",
    "they are after something that is not theirs",
    "do not rise to it",
    "pay it no heed and stay steady",
  ],
  npc: [
    "always the same tune from that quarter",
    "let them have the last word or nearly",
    "I shall not be drawn far",
    "what are they really after",
    "we know each other too well for games",
  ],
  world: [
    "what in the world",
    "nerves, only nerves",
    "everyone felt that, not just me",
    "tonight of all nights",
  ],
  chat: [
    "hear them out",
    "there may be more behind that",
    "they mean it, I suppose",
    "why tell me this",
    "keep them talking",
    "that could matter later",
    "easy company, for once",
    "not sure what to make of this one",
    "they look tired too",
  ],
  hurt: [
    "that stung more than it should",
    "do not give them the satisfaction",
    "breathe, count, let it pass",
  ],
  kind: [
    "nobody has said a gentle word all day",
    "poor creature, out on such an evening",
    "a little kindness goes far here",
  ],
  farewell: [
    "sorry to see them go, oddly",
    "quiet again, then",
    "wonder whether they will be back",
  ],
  quiet: ["let the pause work", "they are gathering courage", "what are they not saying"],
};

const CHINESE: Record<Inner, readonly string[]> = {
  answer: [
    "这个说说无妨",
    "问得倒也在理，就答了吧",
    "难得有人肯听",
    "挑要紧的讲便好",
    "说一半，留一半",
    "语气放松些，别露了心思",
    "心里忽然有些暖",
    "讲出口才觉得奇怪",
  ],
  unknown: [
    "脑子里空空的，一点影子也没有",
    "宁可认了不懂，也别胡诌",
    "怎么偏偏来问这个",
    "谁会晓得呢",
  ],
  guard: [
    "太近了，再往下就要露馅",
    "面上要稳，手别抖",
    "是谁走漏的风声",
    "还信不过此人",
    "赶紧把话头引开",
    "心跳得厉害",
    "绝不能让人瞧出来",
    "对方究竟猜到几分",
  ],
  admit: [
    "再装也没有意思了",
    "竟觉得松了口气",
    "迟早有这么一晚",
    "与其让旁人讲，不如亲口讲",
    "憋得太累了",
  ],
  greet: ["生面孔，先看看来意", "倒是个懂礼数的", "且听听想要什么", "客气几分总没错"],
  name: ["名字要记牢", "有了名字，就不好再冷着脸"],
  memory: ["以为人家没在听么", "记性还没坏", "这是在考人呢"],
  strange: ["说话怪里怪气，像冲着身后的谁", "别接这个茬", "稳住，随便应付过去"],
  npc: ["又是老一套", "不必跟着较真", "到底打的什么主意", "彼此太熟，犯不着兜圈子"],
  world: ["出了什么岔子", "不过是心里发慌", "偏偏赶在这种晚上"],
  chat: [
    "先听完再讲",
    "话后头怕是还有话",
    "看样子是真心的",
    "为何要跟我提起",
    "让对方多讲几句",
    "往后也许用得上",
    "瞧着也累了",
  ],
  hurt: ["这一下扎得有点深", "不能叫对方得意", "忍一忍就过去了"],
  kind: ["好些天没听过软话了", "怪可怜的", "能帮一点是一点"],
  farewell: ["竟有点舍不得", "又要冷清下来了", "不晓得还会不会再来"],
  quiet: ["让这阵沉默自己开口", "对方在攒胆子", "心里准是有事"],
};

export function innerLines(kind: Inner, language: Language): readonly string[] {
  return (language === "zh" ? CHINESE : ENGLISH)[kind];
}
