/**
 * Rows of HER's dataset (`ChengyuDu0123/HER-Dataset`, multi-turn and single-turn): one character's prompt and talk, in
 * the layout that this house writes itself. Each becomes a case in the form of CoSER's, for the same importer.
 */

/** A row as a case, with the background that CoSER's cases do not have. */
export interface HerCase {
  readonly book: string;
  readonly background: string;
  readonly scenario: string;
  readonly topic: string;
  readonly key_characters: readonly { name: string; motivation: string; description: string }[];
  readonly character_profiles: Readonly<Record<string, string>>;
  readonly dialogues: readonly { character: string; message: string }[];
}

/** Characters of one system text that are looked at, and lines of one talk. */
const LONGEST = 200_000;
const LINES = 500;

/** A row as a case; null for what is none. Never throws. */
export function herCase(row: unknown): HerCase | null {
  const messages = fieldOf(row, "messages");
  if (!Array.isArray(messages)) return null;
  const [system, ...talk] = messages.slice(0, LINES + 1);
  const sheet = textOf(fieldOf(system, "content")).slice(0, LONGEST);
  if (fieldOf(system, "role") !== "system" || sheet === "") return null;
  const opening = /^\s{0,20}You are ([^\n]{1,200}?) from ([^\n]{1,300}?)\.?\s*(?:\n|$)/u.exec(
    sheet,
  );
  const chinese = /^\s{0,20}你是来自《?([^\n》]{1,200}?)》?的([^\n。]{1,200})。?/u.exec(sheet);
  const name = (textOf(fieldOf(row, "character")) || (opening?.[1] ?? chinese?.[2] ?? "")).trim();
  if (name === "") return null;
  const parts = sections(sheet);
  const found = (pattern: RegExp): string =>
    [...parts].find(([header]) => pattern.test(header))?.[1] ?? "";
  const scenario = found(/current scen|当前场景/iu);
  const topic = /^(?:Topic|话题)\s*[:：]\s*([^\n]+)/mu.exec(scenario)?.[1] ?? "";
  const others = [
    ...found(/other characters|其他角色/iu).matchAll(
      /^\*\*([^*\n]{1,120})\*\*\s*[:：]\s*([^\n]*)/gmu,
    ),
  ];
  return {
    book: (opening?.[2] ?? chinese?.[1] ?? "").trim(),
    background: found(/^background|^背景/iu),
    scenario,
    topic,
    key_characters: [
      { name, motivation: found(/inner (?:thoughts|state)|内心/iu), description: "" },
      ...others.slice(0, 60).map(([, other = "", told = ""]) => ({
        name: other.trim(),
        motivation: "",
        description: told.trim(),
      })),
    ],
    character_profiles: Object.fromEntries([[name, found(/profile|档案/iu)]]),
    dialogues: talk.flatMap((message) => linesOf(message, name)),
  };
}

/** A system text's sections by their headers. */
function sections(sheet: string): Map<string, string> {
  const found = new Map<string, string>();
  let header = "";
  for (const line of sheet.split("\n")) {
    const named = /^={3}\s*([^=\n]{1,200}?)\s*={3}\s*$/u.exec(line)?.[1];
    if (named !== undefined) header = named;
    else if (header !== "") found.set(header, `${found.get(header) ?? ""}${line}\n`);
  }
  return new Map([...found].map(([key, text]) => [key, text.trim()]));
}

/** The lines of one message: others' under their names, the character's own without what nobody reads. */
function linesOf(message: unknown, own: string): { character: string; message: string }[] {
  const text = textOf(fieldOf(message, "content"))
    .slice(0, LONGEST)
    .replace(/<system_thinking>[^]*?(?:<\/system_thinking>|$)/giu, "");
  const said = text
    .split(/\n{2,}/u)
    .filter((part) => part.trim() !== "" && !/^={3}.*={3}$/u.test(part.trim()))
    .map((part) => {
      const [, speaker = "", line = ""] = /^\s*([^:：\n<>]{1,80})[:：]\s*([^]*)$/u.exec(part) ?? [];
      return speaker === ""
        ? { character: "", message: part.trim() }
        : { character: speaker.trim(), message: line };
    });
  const speaker = fieldOf(message, "role") === "assistant" ? own : "Environment";
  return said.map((line) => ({ ...line, character: line.character || speaker }));
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.toWellFormed() : "";
}
