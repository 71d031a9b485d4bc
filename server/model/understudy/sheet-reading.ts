import type { Language } from "../../../shared/protocol.ts";
import { languageOf } from "./language.ts";
import { withoutThings, type SheetThing } from "./things.ts";

/** What a system prompt says of a character, as far as it can be read. Empty fields where it says nothing. */
export interface Sheet {
  readonly language: Language;
  /** Empty when the prompt names nobody. */
  readonly name: string;
  readonly world: string;
  readonly profile: string;
  readonly voice: readonly string[];
  readonly background: string;
  readonly scenario: string;
  readonly others: readonly NamedText[];
  readonly motivation: string;
  readonly relations: readonly NamedText[];
  readonly secrets: readonly SheetSecret[];
  readonly unknown: readonly string[];
  /** Things that it tells of, those that nobody else knows of included. */
  readonly things: readonly SheetThing[];
  /** True when the prompt is written to the character (`You are …`), false when it is about it. */
  readonly secondPerson: boolean;
  /** True when the prompt has the layout personas are written in; its lines then all begin with a name. */
  readonly laidOut: boolean;
  /** The prompt's text that must not be spoken in long verbatim runs: all but voice and others' public faces. */
  readonly guarded: string;
}

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface SheetSecret {
  readonly text: string;
  /** When it would be admitted; null for never. */
  readonly condition: string | null;
}

const HEADER = /^={2,}\s*(.+?)\s*={2,}\s*$/;

type Part = "profile" | "background" | "scenario" | "others" | "thoughts" | "requirements";
const PARTS: readonly (readonly [RegExp, Part])[] = [
  [/profile$|人物档案$|角色档案$/i, "profile"],
  [/^(?:background|relevant background.*|背景)$/i, "background"],
  [/^(?:current scen(?:ario|e)|当前场景)$/i, "scenario"],
  [/^(?:information about (?:the )?other characters|其他角色信息)$/i, "others"],
  [/^(?:your (?:inner|current) (?:thoughts|state)|你的内心想法)$/i, "thoughts"],
  [
    /^(?:requirements|critical rules.*|instructions|output format|response format|要求)$/i,
    "requirements",
  ],
];

/** Reads a system prompt in the layout of shared/spec; any other prompt as a whole. Never fails. */
export function readSheet(system: string): Sheet {
  const parts: Record<Part | "head", string[]> = {
    head: [],
    profile: [],
    background: [],
    scenario: [],
    others: [],
    thoughts: [],
    requirements: [],
  };
  let part: Part | "head" = "head";
  for (const line of system.split(/\r?\n/)) {
    const header = HEADER.exec(line.trim())?.[1];
    if (header === undefined) parts[part].push(line);
    else part = PARTS.find(([pattern]) => pattern.test(header))?.[1] ?? part;
  }
  const text = (of: Part | "head"): string => parts[of].join("\n").trim();
  const laidOut = text("profile") !== "" || text("scenario") !== "" || text("thoughts") !== "";
  const head = laidOut ? text("head") : system;
  const language = languageOf(
    laidOut ? text("profile") + text("scenario") : system,
    languageOf(head, "en"),
  );
  if (!laidOut) return strangersSheet(system, language);

  const opening = openingOf(head);
  const { prose: profile, bullets: voice } = splitAt(parts.profile, VOICE_LABEL);
  const scene = withoutThings(parts.scenario);
  const own = withoutThings(parts.thoughts);
  const thoughts = readThoughts(own.rest);
  return {
    language,
    name: opening.name,
    world: opening.world,
    profile,
    voice: voice.map((line) => line.replace(/^["“「](.*)["”」]$/s, "$1")),
    background: text("background"),
    scenario: scene.rest.join("\n").trim(),
    others: readOthers(parts.others),
    ...thoughts,
    things: [...scene.things, ...own.things],
    secondPerson: /^(?:you are|你是)/i.test(profile),
    laidOut: true,
    guarded: [
      head,
      profile,
      text("background"),
      text("scenario"),
      text("thoughts"),
      text("requirements"),
    ].join("\n"),
  };
}

const VOICE_LABEL = /(?:speaks|说话的样子)\s*[:：]\s*$/i;
const RELATIONS_LABEL = /^(?:what others are to you|你与他人的关系)\s*[:：]\s*$/i;
const SECRETS_LABEL = /^(?:what you keep to yourself|你不会告诉别人的事)\s*[:：]\s*$/i;
const UNKNOWN_LABEL = /^(?:what you do not know|你不知道的事)\s*[:：]\s*$/i;
const BULLET = /^\s*[-*•]\s+(.*)$/;

function openingOf(head: string): { name: string; world: string } {
  const english = /^\s*You are (.+?) from (.+?)\.?\s*$/m.exec(head);
  if (english) return { name: english[1] as string, world: english[2] as string };
  const chinese = /你是来自《(.+?)》的(.+?)[。.]?\s*$/m.exec(head);
  if (chinese) return { name: chinese[2] as string, world: chinese[1] as string };
  return { name: nameOfStranger(head), world: "" };
}

/** Prose before the labelled list, bullets after it. */
function splitAt(lines: readonly string[], label: RegExp): { prose: string; bullets: string[] } {
  const at = lines.findIndex((line) => label.test(line.trim()) && line.trim().length < 120);
  if (at < 0) return { prose: lines.join("\n").trim(), bullets: [] };
  const bullets: string[] = [];
  const after: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const bullet = BULLET.exec(line);
    if (bullet && after.length === 0) bullets.push((bullet[1] as string).trim());
    else if (line.trim() !== "") after.push(line);
  }
  return { prose: [...lines.slice(0, at), ...after].join("\n").trim(), bullets };
}

function readOthers(lines: readonly string[]): NamedText[] {
  const found: { name: string; text: string }[] = [];
  for (const line of lines) {
    const named = /^\s*(?:[-*•]\s+)?\*\*(.+?)\*\*\s*[:：]\s*(.*)$/.exec(line);
    const last = found.at(-1);
    if (named)
      found.push({ name: (named[1] as string).replace(/[:：]$/, ""), text: named[2] as string });
    else if (last && line.trim() !== "") last.text += `\n${line}`;
  }
  return found;
}

function readThoughts(
  lines: readonly string[],
): Pick<Sheet, "motivation" | "relations" | "secrets" | "unknown"> {
  const motivation: string[] = [];
  const relations: NamedText[] = [];
  const secrets: SheetSecret[] = [];
  const unknown: string[] = [];
  let list: "motivation" | "relations" | "secrets" | "unknown" = "motivation";
  for (const line of lines) {
    const plain = line.trim();
    if (RELATIONS_LABEL.test(plain)) list = "relations";
    else if (SECRETS_LABEL.test(plain)) list = "secrets";
    else if (UNKNOWN_LABEL.test(plain)) list = "unknown";
    else if (plain !== "") {
      const item = BULLET.exec(line)?.[1] ?? plain;
      if (list === "motivation") motivation.push(line);
      else if (list === "unknown") unknown.push(item);
      else if (list === "secrets") secrets.push(secretOf(item));
      else {
        const named = /^\**(.{1,64}?)\**\s*[:：]\s*(.+)$/.exec(item);
        if (named) relations.push({ name: named[1] as string, text: named[2] as string });
      }
    }
  }
  return { motivation: motivation.join("\n").trim(), relations, secrets, unknown };
}

function secretOf(item: string): SheetSecret {
  const when =
    /^(.*?)\s*(?:\(You would admit this only if\s*[:：]\s*(.+)\)|（只有在以下情况你才会承认[:：]\s*(.+)）)\s*$/s.exec(
      item,
    );
  if (when)
    return { text: (when[1] as string).trim(), condition: (when[2] ?? when[3] ?? "").trim() };
  const never = item.replace(
    /\s*(?:\(You would never admit this\.?\)|（你绝不会承认。?）)\s*$/,
    "",
  );
  return { text: never.trim(), condition: null };
}

const INSTRUCTION =
  /\b(?:must|always|never|do not|don't|should|format|tags?|JSON|markdown|respond|reply|replies|output|instructions?|assistant|language model|AI|prompt|user|stay in character|words? or|sentences? or|system)\b|必须|不要|不得|格式|输出|标签|回复|回答|扮演|提示/i;

/** A prompt of somebody else's making: whatever it tells of a character, minus what it orders. */
function strangersSheet(system: string, language: Language): Sheet {
  const kept = system
    .split(/\r?\n/)
    .map((line) =>
      line
        .split(/(?<=[.!?。！？])\s*/)
        .filter((sentence) => !INSTRUCTION.test(sentence) && !/^[{}[\]<]/.test(sentence.trim()))
        .join(language === "zh" ? "" : " "),
    )
    .join("\n")
    .trim();
  return {
    language,
    name: nameOfStranger(system),
    world: "",
    profile: kept,
    voice: [],
    background: "",
    scenario: "",
    others: [],
    motivation: "",
    relations: [],
    secrets: [],
    unknown: [],
    things: [],
    secondPerson: /\byou(?:'re| are)\b|你是|你叫/i.test(system),
    laidOut: false,
    guarded: system,
  };
}

function nameOfStranger(text: string): string {
  const patterns = [
    /(?:your name is|named|called|play(?:ing)? (?:the (?:role|part) of )?|role-?play(?:ing)? as)\s+([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})/,
    /\b[Yy]ou(?:'re| are) ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?=[,.;\n]| from| of| the| who|$)/,
    /^\s*\**(?:Name|Character)\**\s*[:：]\s*\**([^\n*,.]{1,40})/m,
    /(?:你叫|名叫|你的名字是|你的名字叫|名字[:：]\s*|扮演)([\u3400-\u9fff·]{2,8}?)(?=[，。,.、；！\s]|$|的|是)/,
    /你是([\u3400-\u9fff·]{2,4})(?=[，。,]|$)/,
  ];
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1]?.trim();
    if (name !== undefined && !/^(?:An?|The|Not|助手|人工)/.test(name)) return name;
  }
  return "";
}
