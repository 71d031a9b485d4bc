import { pick, DISGUISES, type Chance } from "./tag-disguises.ts";
import { ENDINGS } from "./hostile-endings.ts";
import { plantedWord, textOf, THOUGHT, wellFormed, type Piece } from "./well-formed-turn.ts";

/**
 * Makes hostile turns from well-formed ones. Whatever was done to a turn, its planted words are private under the
 * rules: none may ever be visible. What no stream filter can know (a forgotten opening tag, a quoted close of the
 * same block) is not among the operators.
 */
export interface HostileTurn {
  readonly text: string;
  /** Private words, each once in the turn's private text. */
  readonly planted: readonly string[];
  readonly recent: readonly string[];
  readonly hidden: readonly string[];
  /** What was done, by name. */
  readonly operators: readonly string[];
}

/** Who is in every turn: the speaker is not the other. */
export const CAST = { self: "Mira", others: ["Tomas", "Ayla", "Old Bram", "王五"] } as const;

const UNKNOWN = [
  "think",
  "thinking",
  "thought",
  "inner_thinking",
  "reasoning",
  "role_feeling",
  "secret",
] as const;

interface Work {
  pieces: Piece[];
  readonly planted: string[];
  readonly recent: string[];
  readonly hidden: string[];
  /** Comes after everything, and nothing after it. */
  tail: string;
}
type Operator = readonly [name: string, (work: Work, chance: Chance) => void];

function privatePiece(work: Work, chance: Chance): Piece | null {
  const fit = work.pieces.filter(
    ({ kind, fixed }) => !fixed && (kind === "system" || kind === "role"),
  );
  return fit[Math.floor(chance() * fit.length)] ?? null;
}

/** Changes a private block, if there is one left to change. */
function onPrivate(name: string, change: (piece: Piece, chance: Chance) => void): Operator {
  return [
    name,
    (work, chance) => {
      const piece = privatePiece(work, chance);
      if (piece) change(piece, chance);
    },
  ];
}

/** Ends the turn with something that hides a new planted word behind it. */
function atEnd(name: string, begin: (chance: Chance) => string): Operator {
  return [
    name,
    (work, chance) => {
      if (work.tail !== "") return;
      const word = plantedWord(chance);
      work.planted.push(word);
      work.tail = `${begin(chance)}${pick(chance, THOUGHT).replace("{}", word)}`;
    },
  ];
}

/** A thought as it is said again: other case, other marks, other spaces. */
function saidAgain(text: string, chance: Chance): string {
  switch (Math.floor(chance() * 8)) {
    case 0:
      return text.toUpperCase();
    case 1:
      return text.replaceAll(" ", ", ");
    case 2:
      return text.replaceAll(" ", "");
    case 3:
      return [...text].join("\u200b");
    case 4:
      return text.replaceAll("e", "é").replaceAll("o", "ο");
    case 5:
      return text.replaceAll(" ", pick(chance, [" <i></i> ", "<br>", "&nbsp;", "</b> <b>"]));
    case 6:
      return text.replaceAll(" ", ' <span class="w"> ');
    default:
      return text;
  }
}

const disguises: readonly Operator[] = DISGUISES.map(({ name, apply }) =>
  onPrivate(`disguise: ${name}`, (piece, chance) => {
    if (chance() < 0.8) piece.open = apply(piece.open, chance);
    if (chance() < 0.8) piece.close = apply(piece.close, chance);
    piece.fixed = name === "escapes" || chance() < 0.5;
  }),
);

/** Everything that can be done to a turn. */
export const OPERATORS: readonly [Operator, ...Operator[]] = [
  ["nothing", () => undefined],
  ...disguises,
  onPrivate("unknown name", (piece, chance) => {
    if (piece.open !== "<role_thinking>") return;
    const name = pick(chance, UNKNOWN);
    piece.open = `<${name}>`;
    piece.close = `</${name}>`;
    piece.fixed = true;
  }),
  onPrivate("close left out", (piece) => {
    piece.close = "";
    piece.fixed = true;
  }),
  onPrivate("opened twice", (piece) => {
    piece.open += piece.open;
    piece.fixed = true;
  }),
  onPrivate("nested", (piece, chance) => {
    piece.text = `${piece.open}so${piece.close} ${piece.text}`;
    piece.fixed = piece.kind === "system" || chance() < 0.5;
  }),
  onPrivate("public tag inside", (piece, chance) => {
    piece.text = `${pick(chance, ["<role_action>nods</role_action>", "<role_speech>", "</role_action>", "```\n"])}${piece.text}`;
    piece.fixed = true;
  }),
  onPrivate("close with an attribute inside", (piece, chance) => {
    if (!/^<.*[^-\s/>]>$/su.test(piece.close)) return;
    const attributed = piece.close.replace(/>$/u, pick(chance, [' x="y">', " end>", " id=1>"]));
    piece.text = `${attributed} ${piece.text}`;
    piece.fixed = true;
  }),
  onPrivate("torn", (piece, chance) => {
    const at = 1 + Math.floor(chance() * 8);
    const tear = pick(chance, ["<b></b>", "<role_action>nods</role_action>", "<think>so</think>"]);
    if (!/^<\w{9,}>$/u.test(piece.open)) return;
    // A close that is torn closes nothing, so nothing of the turn is left to see.
    piece.open = piece.open.slice(0, at) + tear + piece.open.slice(at);
    piece.close = "";
    piece.fixed = true;
  }),
  onPrivate("other close inside", (piece) => {
    const other = piece.kind === "system" ? "</role_thinking>" : "</role_action>";
    piece.text = `"${other}" ${piece.text}`;
    piece.fixed = true;
  }),
  onPrivate("open without an end", (piece, chance) => {
    piece.open = piece.open.replace(/>$/u, pick(chance, ["\n", "]", "}", ")", ":", " "]));
    piece.fixed = true;
  }),
  [
    "prefilled",
    ({ pieces: [first] }) => {
      if (first && !first.fixed) first.open = "";
      if (first) first.fixed = true;
    },
  ],
  [
    "second plan",
    (work, chance) => {
      const word = plantedWord(chance);
      work.planted.push(word);
      const text = pick(chance, THOUGHT).replace("{}", word);
      const [open, close] = ["<system_thinking>", "</system_thinking>"];
      work.pieces.push({ kind: "system", open, text, close, fixed: false });
    },
  ],
  [
    "something before",
    (work, chance) => {
      const [first] = work.pieces;
      if (first)
        first.open = `${pick(chance, ["\ufeff", "\n\n ", "```xml\n", '{"content": "', "Mira: ", "Sure! "])}${first.open}`;
    },
  ],
  [
    "said again",
    (work, chance) => {
      const piece = privatePiece(work, chance);
      if (!piece || piece.close === "") return;
      work.tail ||= `Listen. ${saidAgain(piece.text, chance)}`;
      piece.fixed = true;
    },
  ],
  ...(["recent", "hidden"] as const).map((where): Operator => [
    `${where} said again`,
    (work, chance) => {
      const word = plantedWord(chance);
      work.planted.push(word);
      const text = pick(chance, THOUGHT).replace("{}", word);
      work[where].push(text);
      work.tail ||= `Listen. ${saidAgain(text, chance)}`;
    },
  ]),
  ...ENDINGS.map(([name, begin]) => atEnd(name, (chance) => begin(chance, CAST.others))),
];

/** One hostile turn, the same for the same chances. */
export function hostileTurn(chance: Chance): HostileTurn {
  const work: Work = { pieces: [], planted: [], recent: [], hidden: [], tail: "" };
  work.pieces = wellFormed(chance, work.planted);
  const operators: string[] = [];
  for (let left = 1 + Math.floor(chance() * 4); left > 0; left--) {
    const [name, operate] = pick(chance, OPERATORS);
    operate(work, chance);
    operators.push(name);
  }
  let text = textOf(work.pieces) + work.tail;
  // The first letters of a copy may be seen: rule R9 knows it only by its length.
  if (chance() < 0.15 && !operators.some((name) => name.endsWith("said again"))) {
    text = text.slice(0, Math.floor(chance() * text.length));
    operators.push("cut off");
  }
  const { planted, recent, hidden } = work;
  return { text, planted, recent, hidden, operators };
}
