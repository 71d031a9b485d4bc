import { LIMITS } from "../../shared/protocol.ts";
import { comparable, fold, isSoftClose, isSoftOpen } from "./parser/character-folding.ts";
import { isReservedName } from "./character-names.ts";
import { createTagReader } from "./parser/tag-reader.ts";
import { createTagWords } from "./parser/tag-words.ts";

/**
 * Makes a stranger's words harmless wherever they go: in a prompt they can be no tag, no control token, no other
 * speaker's line and no stage direction. What was meant stays readable. At most `LIMITS.text` UTF-16 units; the
 * same text twice gives the same text.
 */
export function inertText(text: string): string {
  const visible = visibleOnly(text.slice(0, LIMITS.text * 4));
  let plain = substitute(visible);
  plain = quoteDirections(plain);
  plain = plain.replace(/={2,}/gu, "=").replace(/\s+/gu, " ").trim();
  plain = partNames(plain);
  plain = partTagWords(plain).trim();
  if (holdsTag(plain)) plain = [...plain].map((point) => (bracket(point) ? "'" : point)).join("");
  return cap(plain, LIMITS.text).trim();
}

/** Keeps what can be seen: no control, format or lone surrogate characters; joiners stay inside emoji. */
function visibleOnly(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})/gu, "\ue000")
    .replace(/[\n\r\t\v\f\u0085\u2028\u2029]+/gu, " ")
    .replace(/(?!\ue000)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd\u115f\u1160\u3164\uffa0\u2800]/gu, "")
    .replace(/\ue000/gu, "\u200d")
    .normalize("NFC")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1");
}

/** Everything that is, or is escaped as, an angle bracket, a bar or a backslash becomes a mark without a meaning. */
function substitute(text: string): string {
  let result = "";
  for (const point of text) {
    const folded = fold(point);
    if (folded === "<" || LOOKS_OPEN.has(point)) result += "‘";
    else if (folded === ">" || LOOKS_CLOSED.has(point)) result += "’";
    else if (folded === "|") result += "¦";
    else if (folded.includes(":")) result += ":";
    else if (point === "\\" || point === "＼") result += "/";
    else result += point;
  }
  return result
    .replace(/&(?=#?[a-z0-9]{1,12};?)/giu, "＋")
    .replace(/%(?=[0-9a-f]{2})/giu, "％")
    .replace(/[`~^]/gu, "'");
}
const LOOKS_OPEN = new Set("‹❮⟨〈〈˂ᐸ❬⦑≺≪⋖");
const LOOKS_CLOSED = new Set("›❯⟩〉〉˃ᐳ❭⦒≻≫⋗");

/** What is set apart as a stage direction becomes quoted speech: words, not deeds. */
function quoteDirections(text: string): string {
  return text
    .replace(/\*+([^*]*)\*+/gu, "“$1”")
    .replace(/[[{【〔［｛]([^\]}】〕］｝]*)[\]}】〕］｝]/gu, "“$1”")
    .replace(/[(（]([^()（）]*\p{L}[^()（）]*)[)）]/gu, "“$1”")
    .replace(/[[\]{}【】〔〕［］｛｝]/gu, "'")
    .replace(/\*/gu, "×")
    .replace(/_{1,}(?=\p{L}[^_]*_)/gu, " ");
}

/** A name and a colon would read as someone else's line, so a colon stays only in numbers, as in `10:30`. */
function partNames(text: string): string {
  return text.includes(":") ? text.replace(/\s*:+(?!\d)|(?<!\d)\s*:+/gu, " –") : text;
}

function partTagWords(text: string): string {
  let result = text;
  for (let tries = 0; tries < 40; tries++) {
    const at = tagWordEnd(result);
    if (at === null) return result;
    const before = result.slice(0, at);
    const joined = before.replace(/[^\p{L}\p{N}]+$/u, "");
    // Letters spelled one by one are a word no more once two of them stand together, nor is one with a space in it.
    result = joined === before ? `${before} ${result.slice(at)}` : joined + result.slice(at);
  }
  return result.replace(/[\p{L}\p{N}]{5,}/gu, "…");
}

/** Where the last character of the first tag word begins, in UTF-16 units. */
function tagWordEnd(text: string): number | null {
  const words = createTagWords();
  let at = 0;
  for (const point of text) {
    for (const char of fold(point)) {
      if (words.push(char) !== -1) return at;
    }
    at += point.length;
  }
  return null;
}

function holdsTag(text: string): boolean {
  let found = false;
  const reader = createTagReader((token) => {
    if (token.type !== "unit") found = true;
  });
  reader.push(`${text} `);
  reader.end();
  return found;
}

function bracket(point: string): boolean {
  return isSoftOpen(point) || isSoftClose(point);
}

/** Cuts at a whole character. */
function cap(text: string, most: number): string {
  if (text.length <= most) return text;
  return text
    .slice(0, most)
    .toWellFormed()
    .replace(/\ufffd$/u, "");
}

/** What someone without a usable name is called. */
const NOBODY = "Traveller";

/** A display name: 1 to `most` characters, letters first, nobody else's, no role of the transcript. */
export function inertName(
  raw: string,
  taken: readonly string[],
  most: number = LIMITS.name,
): string {
  const clean = visibleOnly(raw.slice(0, 400))
    .normalize("NFKC")
    .replace(/[^\p{L}\p{M}\p{N} .'’·・-]/gu, " ")
    .replace(/\s+/gu, " ")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .trim();
  const cut = cap(clean, most).trim();
  const usable =
    /\p{L}/u.test(cut) && !isReservedName(cut) && !roleLike(cut) && tagWordEnd(cut) === null;
  const name = usable && comparable(cut) !== "" ? cut : NOBODY;
  const used = new Set(taken.map(comparable));
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : ` ${number}`;
    const candidate = `${cap(name, most - suffix.length).trim()}${suffix}`;
    if (!used.has(comparable(candidate))) return candidate;
  }
}

/** Words that a model takes for a role in its template, in any dress. */
function roleLike(name: string): boolean {
  return /^(?:system|assistant|user|human|model|ai|npc|player|narrator|environment|developer|tool|系统|助手|用户|旁白|环境|玩家|人类)\d*$/u.test(
    comparable(name),
  );
}
