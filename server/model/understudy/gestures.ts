import type { Language } from "../../../shared/protocol.ts";

/** What a body does while it speaks. No end mark, no word for oneself: such is HER's way of writing actions. */

export type Mood =
  | "greet"
  | "think"
  | "guard"
  | "nod"
  | "no"
  | "kind"
  | "startled"
  | "farewell"
  | "laugh"
  | "listen"
  | "point"
  | "stern"
  | "admit";

const ENGLISH: Record<Mood, readonly string[]> = {
  greet: [
    "nods a greeting",
    "looks up",
    "raises a hand",
    "turns toward the voice",
    "gives a small wave",
    "straightens up",
    "nods once",
    "makes room with a step aside",
    "lifts a hand in greeting",
  ],
  think: [
    "considers for a moment",
    "looks away, weighing the words",
    "rubs a thumb along the edge of the table",
    "tilts an ear to the weather",
    "draws a slow breath",
    "taps two fingers on the wood",
    "frowns at nothing in particular",
    "looks at the floorboards a while",
    "turns the question over in silence",
    "counts something off on the fingers",
    "looks up at the beams",
    "leans a shoulder on the wall",
    "sets both hands flat",
    "takes a moment to answer",
    "looks into the middle distance",
  ],
  guard: [
    "looks away",
    "folds both arms",
    "takes half a step back",
    "goes very still",
    "busies both hands with nothing",
    "glances at the door",
    "turns a shoulder to the question",
    "shakes a head, barely",
    "presses the lips together",
    "looks hard at the floor",
    "brushes at a sleeve that is clean",
    "listens for something outside",
    "lowers the voice",
    "sets the jaw",
    "looks anywhere but at the asker",
  ],
  nod: [
    "nods",
    "nods slowly",
    "inclines the head",
    "gives a short nod",
    "nods, not unkindly",
    "nods as if counting",
    "dips the chin",
  ],
  no: [
    "shakes the head",
    "shrugs",
    "spreads both hands",
    "lifts one shoulder and lets it fall",
    "shakes the head slowly",
    "turns up two empty palms",
    "shrugs and looks to the others",
    "gives a small shrug",
    "purses the lips and shrugs",
  ],
  kind: [
    "smiles a little",
    "softens",
    "leans closer",
    "pats the seat of the nearest chair",
    "offers a steadying hand",
    "gives a brief warm smile",
    "pushes a stool nearer with one foot",
  ],
  startled: [
    "starts",
    "turns sharply",
    "looks up at once",
    "goes still and listens",
    "flinches and covers it",
    "lifts the head",
    "looks toward the sound",
    "breaks off and listens",
    "half rises",
  ],
  farewell: [
    "lifts a hand in parting",
    "nods toward the way out",
    "waves once",
    "bows slightly",
    "steps aside to clear the way",
    "watches until the last moment",
  ],
  laugh: [
    "laughs under the breath",
    "laughs once, short",
    "grins",
    "snorts softly",
    "lets out a dry laugh",
    "raises one eyebrow",
    "smiles crookedly",
  ],
  listen: [
    "listens",
    "tilts the head",
    "leans in a little",
    "waits for more",
    "looks over, attentive",
    "cups one hand around the other",
    "stops to hear it",
    "studies the speaker's face",
    "draws closer by a step",
    "watches over folded hands",
    "lets the silence stand a moment",
    "glances around the room and back",
  ],
  point: [
    "points with the chin",
    "points across the room",
    "gestures with an open hand",
    "tips the head that way",
    "nods in that direction",
  ],
  stern: [
    "narrows both eyes",
    "stands up straighter",
    "squares the shoulders",
    "looks long and level",
    "does not blink",
    "puts down whatever was at hand",
    "stands quite still",
  ],
  admit: [
    "sighs",
    "sits down slowly",
    "closes both eyes a moment",
    "lets out a long breath",
    "looks at the floor, then up",
    "sighs and leans on the nearest thing that holds",
    "wipes both palms dry",
    "looks round to see who is listening",
  ],
};

const CHINESE: Record<Mood, readonly string[]> = {
  greet: [
    "点头致意",
    "抬起头来",
    "转过身来",
    "招了招手",
    "欠了欠身",
    "往旁边让了一步",
    "拱了拱手",
    "笑着点头",
  ],
  think: [
    "想了一想",
    "望着别处，斟酌着字句",
    "用指节轻轻敲着桌面",
    "侧耳听了听外头",
    "缓缓吸了一口气",
    "皱了皱眉",
    "低头看着地面",
    "沉吟片刻",
    "抬眼看了看屋梁",
    "把两手拢进袖里",
    "停了停手上的活",
    "慢慢搓着手指",
  ],
  guard: [
    "移开了目光",
    "抱起了双臂",
    "往后退了半步",
    "一下子不动了",
    "手里忙起了别的",
    "瞥了一眼门口",
    "抿紧了嘴唇",
    "微微摇头",
    "低下了头",
    "掸了掸并没有灰的袖子",
    "压低了声音",
    "像是在听外头的动静",
  ],
  nod: ["点了点头", "慢慢地点头", "微微颔首", "轻轻嗯了一声", "点头应着"],
  no: [
    "摇了摇头",
    "耸了耸肩",
    "摊开双手",
    "缓缓摇头",
    "苦笑着摇头",
    "摆了摆手",
    "看了看旁人，又摇头",
  ],
  kind: [
    "笑了笑",
    "神色缓和下来",
    "凑近了些",
    "拍了拍身边的凳子",
    "把凳子往前推了推",
    "轻轻拍了拍桌沿",
  ],
  startled: [
    "怔了一下",
    "猛地转过头",
    "立刻抬起头",
    "屏住气听着",
    "朝声音来处望去",
    "话说到一半停住了",
    "半站起身",
  ],
  farewell: ["抬手作别", "朝门口点点头", "挥了挥手", "微微欠身", "侧身让出路来", "目送着"],
  laugh: ["轻轻笑了一声", "短短地笑了一下", "咧嘴一笑", "扬了扬眉", "似笑非笑", "笑着叹了口气"],
  listen: [
    "静静听着",
    "侧过头来",
    "往前倾了倾身",
    "等着下文",
    "看了过来",
    "停下手来听",
    "端详着来人的神色",
    "走近了一步",
    "沉默了片刻",
    "环顾了一圈，又看回来",
  ],
  point: ["朝那边扬了扬下巴", "抬手指了指", "往那边努了努嘴", "伸手示意"],
  stern: ["眯起了眼睛", "挺直了身子", "定定地看着对方", "放下了手里的东西", "站着没有动"],
  admit: [
    "叹了口气",
    "慢慢坐了下来",
    "闭了闭眼",
    "长长地吐了一口气",
    "看了看地面，又抬起头",
    "叹息着扶住桌沿",
    "看了看四周有谁在听",
  ],
};

/** Gestures that a place offers: what stands about in the sheet's scenario may be handled. */
const PROPS: readonly (readonly [place: RegExp, en: readonly string[], zh: readonly string[]])[] = [
  [
    /\binn\b|\btavern\b|\bbar\b|\balehouse\b|客栈|酒馆/i,
    [
      "wipes a ring from the wood",
      "moves a cup an inch to the left",
      "turns an empty cup round by its rim",
    ],
    ["抹去桌上的一圈水印", "把杯子往旁边挪了一寸", "慢慢转着手里的空杯"],
  ],
  [
    /\bfire\b|\bhearth\b|炉/i,
    ["holds both hands to the fire", "looks into the fire", "nudges a log back with one foot"],
    ["把手凑到炉边烤了烤", "望着炉火", "拨了拨炉里的炭"],
  ],
  [
    /\bwindow\b|窗/i,
    ["glances at the window", "looks past everyone to the window"],
    ["朝窗外看了一眼", "望着窗子出神"],
  ],
  [
    /\b(?:storm|gale|rain|wind)\b|雨|风/i,
    ["listens to the weather", "waits for a gust to pass"],
    ["等一阵风雨过去", "听着外头的雨声"],
  ],
  [
    /\btea\b|茶/i,
    ["warms both hands on a cup", "takes a slow sip"],
    ["捧着茶碗暖手", "呷了一口茶", "添了一点热水"],
  ],
  [
    /\bbooks?\b|\bletters?\b|\bstudy\b|\blibrary\b|书/i,
    ["straightens a stack of papers", "closes a book on one finger"],
    ["理了理手边的书页", "合上手里的书"],
  ],
];

export function gesturesFor(mood: Mood, language: Language, scenario: string): string[] {
  const chinese = language === "zh";
  const own = (chinese ? CHINESE : ENGLISH)[mood];
  const props =
    mood === "think" || mood === "listen" || mood === "guard"
      ? PROPS.filter(([place]) => place.test(scenario))
      : [];
  return [...own, ...props.flatMap(([, en, zh]) => (chinese ? zh : en))];
}
