import type { Message } from "./chatml.ts";
import type { Sheet } from "./sheet-reading.ts";

/** The talk so far, as lines in order. */
export interface PastLine {
  readonly kind: "own" | "other" | "environment";
  /** Empty where a stranger's prompt gives no names. */
  readonly speaker: string;
  readonly speech: string;
  readonly actions: readonly string[];
  /** Own role thinking, which the prompt keeps. */
  readonly thoughts: readonly string[];
  /** The order of parts of an own turn: T thought, A action, S speech. */
  readonly pattern: string;
}

const MARKER = /^\s*={2,}[^=\n]{1,40}={2,}\s*/;
const ENVIRONMENT = /^(?:environment|narrator|环境|旁白)$/i;
const PREFIX = /^([^\n:：<>[\]|]{1,64}?)\s*[:：]\s*([\s\S]*)$/;

/** Reads the messages after the system prompt. */
export function readHistory(messages: readonly Message[], sheet: Sheet): PastLine[] {
  const lines: PastLine[] = [];
  const seen = new Set([...sheet.others.map((other) => other.name), "Environment", "环境"]);
  for (const { role, content } of messages) {
    if (role === "assistant") lines.push(ownLine(content, sheet.name));
    else if (role === "user") lines.push(...heardLines(content.replace(MARKER, ""), sheet, seen));
  }
  return lines;
}

function ownLine(content: string, name: string): PastLine {
  const body = content
    .replace(/<system_think(?:ing)?>[\s\S]*?(?:<\/system_think(?:ing)?>|$)/g, "")
    .trim()
    .replace(name === "" ? /^$/ : new RegExp(`^${escaped(name)}\\s*[:：]\\s*`), "");
  return { kind: "own", speaker: name, ...partsOf(body) };
}

function heardLines(content: string, sheet: Sheet, seen: Set<string>): PastLine[] {
  const lines: { speaker: string; text: string }[] = [];
  let fresh = true;
  for (const raw of content.split(/\n/)) {
    if (raw.trim() === "") {
      fresh = true;
      continue;
    }
    const prefix = PREFIX.exec(raw);
    const name = prefix ? (prefix[1] as string).replace(/\s*[(（].*[)）]\s*$/, "").trim() : "";
    const last = lines.at(-1);
    if (prefix && isSpeaker(name, fresh, sheet, seen)) {
      seen.add(name);
      lines.push({ speaker: name, text: prefix[2] as string });
    } else if (last) last.text += `\n${raw}`;
    else lines.push({ speaker: "", text: raw });
    fresh = false;
  }
  return lines.map(({ speaker, text }) => ({
    kind: ENVIRONMENT.test(speaker) ? "environment" : "other",
    speaker,
    ...partsOf(text),
  }));
}

/** Every paragraph of a laid-out prompt begins with a name; elsewhere a colon may be just a colon. */
function isSpeaker(name: string, fresh: boolean, sheet: Sheet, seen: ReadonlySet<string>): boolean {
  if (name === "" || name === sheet.name) return false;
  if (seen.has(name)) return true;
  if (!fresh) return false;
  return sheet.laidOut ? name.length <= 64 : /^[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2}$/.test(name);
}

function partsOf(body: string): Pick<PastLine, "speech" | "actions" | "thoughts" | "pattern"> {
  const speech: string[] = [];
  const actions: string[] = [];
  const thoughts: string[] = [];
  let pattern = "";
  for (const part of body.matchAll(
    /<role_(thinking|action)>([\s\S]*?)(?:<\/role_\1>|$)|([^<]+|<)/g,
  )) {
    const [, tag, inside, plain] = part;
    if (tag === "thinking") thoughts.push((inside ?? "").trim());
    else if (tag === "action") actions.push((inside ?? "").trim());
    else if ((plain ?? "").trim() !== "") speech.push((plain as string).trim());
    else continue;
    const letter = tag === "thinking" ? "T" : tag === "action" ? "A" : "S";
    if (!pattern.endsWith(letter)) pattern += letter;
  }
  return { speech: speech.join(" ").replace(/\s+/g, " "), actions, thoughts, pattern };
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
