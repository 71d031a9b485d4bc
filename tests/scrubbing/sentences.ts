/** Sentences with a gap: `{}` is where something stands that identifies somebody. Players' lines and personas'. */

export interface Sentences {
  readonly name: readonly string[];
  readonly data: readonly string[];
}

export const TUNED: Sentences = {
  name: [
    "{} has been asking about the lamp again.",
    "Have you seen {} tonight?",
    "<role_action>She turns to {} and pours another cup.</role_action><speech>So, {}, what brings you here?</speech>",
    "I told {}, and nobody else.",
    "“{},” she whispers, “the tide waits for no one.”",
    "That coat is {}, isn't it?",
    "我今天在码头看见{}了。",
    "<role_action>她看着{}，放下了杯子。</role_action>{}，你来得正好。",
    "是{}把灯点亮的吗？",
    "Don't trust {}; they talk too much.",
  ],
  data: [
    "You can reach me at {}, any evening.",
    "Write it down: {}",
    "my contact is {} ok?",
    "Did you say {}? Let me see.",
    "我的联系方式是{}，记得找我。",
    "这是他留下的：{}。",
    "<speech>Someone scratched {} into the table.</speech>",
    "Send the papers to {} before dawn, please.",
    "你可以记一下 {} 吗",
  ],
};

export const HELD: Sentences = {
  name: [
    "And then {} just walked out into the rain...",
    "hey {} wait for me",
    'Mara nods at {}. "Sit down, both of you."',
    "<system_thinking>The traveller {} seems nervous; I keep it short.</system_thinking><role_thinking>I like {}.</role_thinking>",
    "Nobody but {} knew where the key was - not even the keeper.",
    "听说{}昨晚没有回来，你知道吗？",
    "（低声）别让{}听见。",
    'She wrote "{}" in the dust with one finger.',
  ],
  data: [
    "if anything happens, {} is how you find me",
    "Hmm, {}... that rings a bell.",
    "He left this behind ({}) and ran.",
    "old one was wrong, it's {} now!",
    "麻烦你联系{}，谢谢！",
    "他说：“{}”，然后就走了。",
    "<role_action>hands over a note that reads {} and leaves</role_action>",
    "It's {}; don't share it.",
  ],
};

/** Nothing in these identifies anybody: what is changed in them is lost for nothing. */
export const INNOCENT: readonly string[] = [
  "The light went out eleven nights ago, at half past ten.",
  "It was 1847, or 1848; my father was 32 then.",
  "Three ships, 240 men, and not one of them came home.",
  "That will be 12.50 for the room and 3.75 for the stew.",
  "He paid 1,250,000 for a boat worth 900.",
  "The 14th of March 1911, 06:45 in the morning.",
  "On 2024-05-06 at 10:30:15 the gate was shut.",
  "Take 2 spoons of salt, 1/2 a cup of oil, and wait 45 minutes.",
  "Will you hope for grace, or may I mark the day?",
  "A rose is a rose; the summer storm will pass by dawn.",
  "The hunter saw a wolf in the shadow of the old oak.",
  "I said no.It was late.",
  "She looked at me.So did he.",
  "Version 2.1 of the map shows rooms 101, 102 and 103.",
  "It is 3.14159265358979, near enough.",
  "We meet at the inn, not at the quay, at seven.",
  "Between 1890 1891 and 1892 nothing happened.",
  "Temperature fell from 21 to -5 within 3 hours 20 minutes.",
  "Page 245, lines 10-25, third column.",
  "Ratio 3:2:1, score 10-9, chapter 4, verse 16.",
  "One, two, three, go!",
  "the captain's table seats 12, the long one 24",
  "and/or, his/her, 24/7, 50/50.",
  "What's up @ the harbour?",
  "<role_action>smiles and shows 10 fingers, then 3</role_action>Thirteen.",
  "昨天晚上十一点，灯就灭了。",
  "一九八四年的冬天，下了三十二天的雨。",
  "他花了12.5元买了3斤鱼。",
  "2024年5月6日10点30分，门关了。",
  "这条路很长，要走四十五分钟。",
  "三个人，五条船，十二把钥匙。",
  "你明白了吗？小心一点，天快亮了。",
  "房间101和102都空着。",
  "第3章第16节，一共240页。",
  "她说的不是真的，我不相信。",
  "走过两条街，再往左，就到了。",
  "We walked 5 miles down the long road and 2 more up the hill.",
  "12 men live on this street; 7 of them fish.",
  "He owes me 100-150 coins.",
  "Bed 4 ft 6 by 6 ft 3, 2nd floor.",
  "You're 1 of 1000 who asked me that.",
  "A to Z, 1 to 9, in that order.",
];
