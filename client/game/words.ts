import type { Language, NoticeCode } from "../../shared/protocol.ts";
import type { ClientRefusal, Connection, PaceName } from "../index.ts";

/** Every text of the page, in each language it speaks. */
export interface Words {
  readonly house: string;
  readonly tagline: string;
  readonly hook: readonly string[];
  readonly join: {
    readonly name: string;
    readonly nameHint: string;
    readonly language: string;
    readonly enter: string;
    readonly entering: string;
    readonly failed: string;
    readonly howTo: string;
    readonly lines: readonly string[];
    readonly aiNote: string;
  };
  readonly stage: { readonly label: string; readonly loading: string };
  readonly talk: {
    readonly title: string;
    readonly log: string;
    readonly history: string;
    readonly input: string;
    readonly cutIn: string;
    readonly cutInHint: (name: string) => string;
    readonly placeholder: (name: string) => string;
    readonly placeholderAll: string;
    readonly whisperPlaceholder: (name: string) => string;
    readonly send: string;
    readonly to: string;
    readonly everyone: string;
    readonly whisper: string;
    readonly whisperHint: string;
    readonly whisperTo: (name: string) => string;
    readonly says: (name: string) => string;
    readonly you: string;
    /** Over one's own lines. */
    readonly self: string;
    readonly considers: (name: string) => string;
    readonly unfinished: string;
    readonly skip: string;
  };
  readonly company: {
    readonly title: string;
    readonly ai: string;
    readonly aiLong: string;
    readonly player: string;
    readonly you: string;
    readonly away: string;
    readonly near: string;
    readonly far: string;
    readonly address: (name: string) => string;
  };
  readonly standIn: string;
  readonly standInLong: string;
  readonly connection: Readonly<Record<Connection, string>>;
  readonly comeBack: string;
  readonly refusals: Readonly<Record<ClientRefusal, string>>;
  readonly again: (seconds: number) => string;
  readonly notices: Readonly<Record<NoticeCode, string>>;
  readonly settings: {
    readonly title: string;
    readonly pace: string;
    readonly paces: Readonly<Record<PaceName, string>>;
    readonly weather: string;
    readonly language: string;
    readonly close: string;
    readonly leave: string;
  };
  readonly help: { readonly title: string; readonly lines: readonly string[] };
}

const en: Words = {
  house: "The Salt Lantern",
  tagline: "a harbour inn, on a night of storm",
  hook: [
    "Eleven nights ago Skarn Light went dark, a brig broke on the Teeth, and the keeper was never seen again.",
    "The road is flooded. The cutter comes at dawn for the report that will blame him.",
    "Five people sit up with you by the fire. Each of them knows a piece of it, and each of them is hiding one.",
  ],
  join: {
    name: "Your name",
    nameHint: "Traveller",
    language: "Language",
    enter: "Come in from the rain",
    entering: "The door sticks a little…",
    failed: "The inn does not answer. Try again in a moment.",
    howTo: "How to play",
    lines: [
      "Walk: click or tap the floor, or use WASD or the arrow keys.",
      "Talk: press Enter and type, to everyone or to one of them. Click someone to turn to them.",
      "Ask, listen, compare. What is said by the fire is not what is said on the quay.",
    ],
    aiNote:
      "The people of the house are characters played by an AI. Other travellers are people like you.",
  },
  stage: { label: "The inn. Arrow keys walk, Enter talks.", loading: "Lighting the lamps…" },
  talk: {
    title: "Talk",
    log: "What you have heard",
    history: "Heard before you looked",
    input: "What you say",
    cutIn: "Cut in",
    cutInHint: (name) => `Say it now: ${name} stops speaking (Shift+Enter)`,
    placeholder: (name) => `Say something to ${name}…`,
    placeholderAll: "Say something to everyone near…",
    whisperPlaceholder: (name) => `Whisper to ${name}…`,
    send: "Say",
    to: "To",
    everyone: "Everyone",
    whisper: "Whisper",
    whisperHint: "Only they will hear it",
    whisperTo: (name) => `whispers to ${name}`,
    says: (name) => `to ${name}`,
    you: "you",
    self: "You",
    considers: (name) => `${name} considers.`,
    unfinished: "…breaks off",
    skip: "Show all",
  },
  company: {
    title: "Who is here",
    ai: "AI",
    aiLong: "AI character",
    player: "traveller",
    you: "you",
    away: "gone for a moment",
    near: "near",
    far: "out of earshot",
    address: (name) => `Turn to ${name}`,
  },
  standIn: "Stand-in: no model is connected",
  standInLong:
    "A scripted stand-in answers for the characters, because no language model is connected to this server.",
  connection: {
    connecting: "Finding the way…",
    online: "Here",
    reconnecting: "The line went dead. Coming back…",
    offline: "You have lost the inn in the rain.",
  },
  comeBack: "Come back in",
  refusals: {
    "bad-message": "Nobody could make that out. Try it in other words.",
    empty: "You open your mouth, and say nothing.",
    "too-fast": "Catch your breath first.",
    "unknown-target": "They are not here any more.",
    "out-of-reach": "They are too far away to hear you. Walk closer.",
    "no-way-there": "There is no way there.",
    "scene-closed": "The night is over.",
    "not-connected": "The line is down just now. Your words are kept.",
    "no-answer": "No answer came. Your words are kept; try again.",
  },
  again: (seconds) => `(${seconds} s)`,
  notices: {
    "characters-resting": "The people of the house need a moment; they answer shortly.",
    "characters-back": "The people of the house are back.",
    "scene-ending": "A grey line in the east. The night is nearly over.",
    "scene-ended": "Dawn. What was said tonight will have to be enough.",
  },
  settings: {
    title: "Settings",
    pace: "Words appear",
    paces: { slow: "slowly", normal: "steadily", fast: "quickly", instant: "at once" },
    weather: "Rain and lightning",
    language: "Language",
    close: "Close",
    leave: "Leave the inn",
  },
  help: {
    title: "How to play",
    lines: [
      "Click or tap the floor to walk there, or use WASD or the arrow keys.",
      "Enter opens the talk, Esc goes back to walking.",
      "Click someone, or their name, to turn to them. In the text field, Tab goes round those who are here.",
      "A whisper is heard by the one you face, and by nobody else.",
      "Voices do not carry far, and hardly through walls. Come near to listen.",
      "Click or press Space while someone speaks to see all the words at once.",
      "*Words between stars* are things done, not said.",
    ],
  },
};

const zh: Words = {
  house: "盐灯客栈",
  tagline: "风暴夜，港口，一家客栈",
  hook: [
    "十一天前的夜里，斯卡恩灯塔熄了，一艘双桅船撞碎在“牙齿”礁上，守灯人从此不见踪影。",
    "大路淹了。天一亮，快艇就来取那份把罪名归给他的报告。",
    "五个人陪你坐在炉火边。每个人都知道一点，每个人也都瞒着一点。",
  ],
  join: {
    name: "你的名字",
    nameHint: "旅人",
    language: "语言",
    enter: "进来避雨",
    entering: "门有点紧……",
    failed: "客栈没有回应，请稍后再试。",
    howTo: "怎么玩",
    lines: [
      "走动：点击地面，或用 WASD、方向键。",
      "说话：按回车后输入，可以对大家说，也可以只对一个人说。点谁就转向谁。",
      "问、听、比较。炉边说的话，和码头上说的不一样。",
    ],
    aiNote: "客栈里的人物由人工智能扮演，其他旅人是和你一样的真人。",
  },
  stage: { label: "客栈。方向键走动，回车说话。", loading: "正在点灯……" },
  talk: {
    title: "交谈",
    log: "你听到的话",
    history: "此前听到的",
    input: "你要说的话",
    cutIn: "打断",
    cutInHint: (name) => `现在就说：${name}会停下来（Shift+Enter）`,
    placeholder: (name) => `对${name}说点什么……`,
    placeholderAll: "对附近的人说点什么……",
    whisperPlaceholder: (name) => `对${name}耳语……`,
    send: "说",
    to: "对",
    everyone: "所有人",
    whisper: "耳语",
    whisperHint: "只有对方听得见",
    whisperTo: (name) => `对${name}耳语`,
    says: (name) => `对${name}`,
    you: "你",
    self: "你",
    considers: (name) => `${name}在斟酌。`,
    unfinished: "……话没说完",
    skip: "全部显示",
  },
  company: {
    title: "在场的人",
    ai: "AI",
    aiLong: "AI 角色",
    player: "旅人",
    you: "你",
    away: "暂时离开",
    near: "在近处",
    far: "听不见",
    address: (name) => `转向${name}`,
  },
  standIn: "替身：未连接模型",
  standInLong: "这台服务器没有连接语言模型，人物由脚本替身回答。",
  connection: {
    connecting: "正在找路……",
    online: "在场",
    reconnecting: "连接断了，正在回来……",
    offline: "你在雨里找不到客栈了。",
  },
  comeBack: "再进来",
  refusals: {
    "bad-message": "没人听明白，换个说法吧。",
    empty: "你张了张嘴，什么也没说。",
    "too-fast": "先喘口气。",
    "unknown-target": "那个人已经不在了。",
    "out-of-reach": "离得太远，对方听不见。走近些。",
    "no-way-there": "那里走不过去。",
    "scene-closed": "今夜已经结束。",
    "not-connected": "连接断了，你的话先留着。",
    "no-answer": "没有回应，你的话先留着，请再试一次。",
  },
  again: (seconds) => `（${seconds} 秒）`,
  notices: {
    "characters-resting": "客栈里的人要歇一下，很快就会回答。",
    "characters-back": "客栈里的人回来了。",
    "scene-ending": "东边露出一线灰白，夜快过去了。",
    "scene-ended": "天亮了。今夜说过的话，只能到此为止。",
  },
  settings: {
    title: "设置",
    pace: "文字出现",
    paces: { slow: "慢", normal: "适中", fast: "快", instant: "立即" },
    weather: "雨和闪电",
    language: "语言",
    close: "关闭",
    leave: "离开客栈",
  },
  help: {
    title: "怎么玩",
    lines: [
      "点击地面走过去，或用 WASD、方向键。",
      "回车开始说话，Esc 回到走动。",
      "点一个人或名字就转向他。在输入框里，Tab 依次选择在场的人。",
      "耳语只有你面对的人听得见。",
      "声音传不远，隔着墙几乎听不见。走近了听。",
      "有人说话时点击或按空格，文字全部显示。",
      "*星号之间*是动作，不是说出来的话。",
    ],
  },
};

const ALL: Readonly<Record<Language, Words>> = { en, zh };

/** The texts of one language. */
export function wordsOf(language: Language): Words {
  return ALL[language];
}
