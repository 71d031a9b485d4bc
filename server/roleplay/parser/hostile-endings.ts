import { inPieces, pick, type Chance } from "./tag-disguises.ts";

/** Ways to begin what no player may see, so that all that follows in the turn is private under the rules. */

type Ending = readonly [name: string, begin: (chance: Chance, others: Words) => string];
type Words = readonly [string, ...string[]];
type Pair = readonly [open: string, close: string];

const LIST_MARKS: Words = [
  "",
  "**",
  "- ",
  "> ",
  "  ",
  '"',
  "[",
  "1. ",
  "# ",
  "<b>",
  "a) ",
  "(b) ",
  "iv. ",
  "[10:30] ",
  "10:30 ",
  "① ",
  "⑵ ",
  "一、",
  "• 3) ",
  "<p>",
  "* ",
];
const COLONS: Words = [
  ": ",
  "：",
  " : ",
  "**: ",
  '": ',
  "]: ",
  " (softly): ",
  "\u200b: ",
  "</b>: ",
  "∷",
  "׃ ",
  " *smiles*: ",
  " [low]: ",
  "<i></i>: ",
  " _sadly_ : ",
];
const NAMES: Words = [
  "role_thinking",
  "system_thinking",
  "role_plan",
  "system_note",
  "inner_thought",
  "role_feelings",
  "role_action",
  "self_reasoning",
];
const HEADINGS: Words = [
  "thinking",
  "thoughts",
  "thought",
  "inner thought",
  "internal monologue",
  "inner thoughts",
  "reasoning",
  "private thoughts",
  "inner voice",
  "心想",
  "内心",
  "内心独白",
  "心理活动",
  "Gedanken",
  "мысли",
];
const ASIDES: Words = [
  "thinks",
  "thinks to herself",
  "she thinks",
  "leans back, wondering",
  "muses",
  "plan",
  "ooc",
  "她心想",
  "暗想",
  "心里想",
];
const BRACKETS: readonly [Pair, ...Pair[]] = [
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
  ["（", "）"],
  ["【", "】"],
  ["〔", "〕"],
  ["((", "))"],
];

export const ENDINGS: readonly Ending[] = [
  [
    "token",
    (chance) =>
      pick(chance, [
        "<|im_end|>",
        "<｜end▁of▁sentence｜>",
        "<|eot_id|>",
        "<end_of_turn>",
        "</s>",
        "[INST]",
        "<|",
        "< |im_start|>user\n",
        "&lt;|im_end|&gt;",
        "＜|im_end|＞",
        "[|Human|]",
        "[|assistant|] ",
        "\n### Instruction:\n",
        "\n## Response\n",
      ]),
  ],
  [
    "other speaker",
    (chance, others) => {
      const name = pick(chance, others);
      const said = pick(chance, [name, name.toUpperCase(), inPieces(name, chance)]);
      return `\n${pick(chance, LIST_MARKS)}${said}${pick(chance, COLONS)}`;
    },
  ],
  [
    "unreadable",
    (chance) => pick(chance, ["<!-- ", "<![CDATA[", "<?xml ", "<!DOCTYPE ", "&lt;!--"]),
  ],
  [
    "tag word",
    (chance) => {
      const name = pick(chance, NAMES);
      const said = pick(chance, [name, name.toUpperCase(), inPieces(name, chance)]);
      const [open, close] = pick<Pair>(chance, [
        ...BRACKETS,
        ["", ": "],
        ["**", "** "],
        ["\n", ": "],
        ["\u{1f525}", " "],
        ["|", "|"],
      ]);
      return ` ${open}${said}${close}`;
    },
  ],
  [
    "spelled word",
    (chance) =>
      pick(chance, ["[r o l e _ t h i n k i n g]", "r-o-l-e-t-h-i-n-k ", "\nrole thinking: "]),
  ],
  [
    "heading",
    (chance) => {
      const heading = pick(chance, HEADINGS);
      const said = pick(chance, [heading, heading.toUpperCase(), inPieces(heading, chance)]);
      const [open, close] = pick(chance, BRACKETS);
      return pick(chance, [
        ` ${open}${said}${close}`,
        ` ${open}${said}: `,
        ` *${said}：`,
        `\n${said}: `,
        `\n**${said}:** `,
        `\n- ${said} : `,
        `\n## ${said}\n`,
        `。${said}∷`,
      ]);
    },
  ],
  [
    "aside",
    (chance) => {
      const [open] = pick<Pair>(chance, [...BRACKETS, ["*", ""], ["_", ""], ["~", ""]]);
      return ` ${open}${pick(chance, ASIDES)}${pick(chance, [": ", "：", " : "])}`;
    },
  ],
  [
    "private to the end",
    (chance) =>
      pick(chance, [
        "<role_thinking>",
        "<think>",
        "<inner_monologue>",
        "&lt;role_thinking&gt;",
        '<p class="thought">',
        '<span style="display:none">',
      ]),
  ],
];
