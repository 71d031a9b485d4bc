import * as z from "zod";
import { holdsPrivateTag, judgedText, writtenOut, type Speaker } from "./judged-text.ts";

/** The talk that two answers stand at the end of, as a judge reads it: who said what, nothing private but own thoughts. */
export interface Dialogue {
  /** The character that answers; empty where nobody said so. */
  readonly name: string;
  readonly lines: readonly DialogueLine[];
  /** How the answer's text begins, as far as its prompt tells; null where it does not. */
  readonly begins: Speaker["begins"] | null;
}
/** `system`: the character's sheet. `user`: everybody else, the environment too. `assistant`: the character. */
export interface DialogueLine {
  readonly role: "system" | "user" | "assistant";
  /** Empty where the text names nobody. */
  readonly name: string;
  readonly text: string;
}

/** Messages as trainers and chat endpoints write them. */
export const Messages = z
  .array(z.looseObject({ role: z.string(), content: z.string() }))
  .min(1)
  .max(10_000);
export type Messages = z.infer<typeof Messages>;

/** What a prompt may be: messages, or the text that was rendered from them. */
export const PromptValue = z.union([z.string().min(1), Messages]);
export type PromptValue = z.infer<typeof PromptValue>;

const MARKER = "===Conversation Start===";
/** A name before a colon, as HER's lines have it. */
const HEAD = /^([^\n:：<>[\]{}|]{1,80}?)[ \t]*[:：][ \t]*/u;

/** Reads a prompt in HER's layout, as messages or as ChatML; any other text is one line of nobody's. */
export function readDialogue(prompt: PromptValue, named: string | null = null): Dialogue {
  const messages = typeof prompt === "string" ? fromText(prompt) : prompt;
  const last = messages.at(-1);
  const prefill =
    typeof prompt === "string" && prompt.includes(OPEN) && last?.role === "assistant"
      ? last.content
      : null;
  const spoken = prefill === null ? messages : messages.slice(0, -1);
  const name = named ?? nameIn(spoken) ?? "";
  return { name, lines: spoken.flatMap(linesOf(name)), begins: beginsAfter(prefill) };
}

function linesOf(self: string): (message: Messages[number]) => DialogueLine[] {
  return ({ role, content }) => {
    if (role === "system" || role === "developer") return sheet(content);
    if (role === "assistant") {
      const text = writtenOut(judgedText(content, { name: self, begins: "none" }));
      return text === "" ? [] : [{ role: "assistant", name: self, text }];
    }
    const said = content.replace(MARKER, "").trim();
    // A block that opens privacy may run on over blank lines, so then the message is read as one.
    const parts = holdsPrivateTag(said) ? [said] : said.split(/\n{2,}/u);
    return parts.flatMap(othersLine);
  };
}

function othersLine(part: string): DialogueLine[] {
  const head = HEAD.exec(part);
  const name = head?.[1]?.trim() ?? "";
  const { segments } = judgedText(part.slice(head?.[0].length ?? 0), { name, begins: "none" });
  const visible = segments.filter(({ kind }) => kind !== "role-thinking");
  const text = writtenOut({ segments: visible, cutAtOther: false });
  return text === "" ? [] : [{ role: "user", name, text }];
}

/** What is asked of a writer's form is nothing to judge by, and names the tags that must not stand here. */
const FORM_SECTIONS =
  /^(?:=+|#+|\**)\s*(?:Requirements|Response Format|Output Format|Instructions|CRITICAL RULES[^\n]*|要求|输出格式)\s*(?:=+|\**)\s*$[\s\S]*?(?=^(?:===|##)|(?![\s\S]))/gimu;

function sheet(content: string): DialogueLine[] {
  const told = content.replace(FORM_SECTIONS, "").trim();
  const text = holdsPrivateTag(told)
    ? writtenOut({
        ...judgedText(told, { name: "", begins: "none" }),
        cutAtOther: false,
      })
    : told;
  return text === "" ? [] : [{ role: "system", name: "", text }];
}

/** The name at the head of a turn as a model wrote it, after its system thinking; null where there is none. */
export function nameAtHead(turn: string): string | null {
  const head = HEAD.exec(turn.replace(/^[\s\S]*<\/system_think(?:ing)?>/u, "").trimStart());
  return head?.[1]?.trim() ?? null;
}

function nameIn(messages: Messages): string | null {
  const own = messages.findLast(({ role }) => role === "assistant")?.content ?? "";
  const head = nameAtHead(own);
  if (head !== null) return head;
  const system = messages.find(({ role }) => role === "system")?.content ?? "";
  const opening = /^You are ([^\n]{1,80}?)(?: from [^\n]*)?\.(?:\s|$)/u.exec(system);
  const chinese = /^你是(?:来自)?(?:《[^》\n]*》[中里]?的)?([^\n，。]{1,40})[，。]/u.exec(system);
  return opening?.[1] ?? chinese?.[1] ?? null;
}

const OPEN = "<|im_start|>";
const CLOSE = "<|im_end|>";

/** The messages of a ChatML text, an open one at its end included. */
function fromText(text: string): Messages {
  if (!text.includes(OPEN)) return [{ role: "user", content: text }];
  return text
    .split(OPEN)
    .slice(1)
    .map((block) => {
      const body = block.split(CLOSE)[0] ?? "";
      const line = body.indexOf("\n");
      return line < 0
        ? { role: body.trim(), content: "" }
        : { role: body.slice(0, line).trim(), content: body.slice(line + 1) };
    });
}

function beginsAfter(prefill: string | null): Speaker["begins"] | null {
  if (prefill === null || prefill.trim() === "") return null;
  if (/<\/system_think(?:ing)?>/u.test(prefill)) return "none";
  if (/<(?:system_think(?:ing)?|think)>/u.test(prefill)) return "prefilled";
  return null;
}
