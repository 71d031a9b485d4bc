/**
 * Where a text stops being JSON: line and column from 1, and the offset. JavaScript's own message tells no place
 * for most faults and quotes the text around them. Undefined when the text is JSON.
 */
export function jsonFault(
  text: string,
): { readonly line: number; readonly column: number; readonly offset: number } | undefined {
  const offset = faultOffset(text);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1, offset };
}

const SPACE = /[ \t\r\n]*/y;
const ATOM =
  /[{}[\],:]|(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

type Awaited = "value" | "first-value" | "key" | "first-key" | "colon" | "comma";

function faultOffset(text: string): number | undefined {
  const open: ("{" | "[")[] = [];
  let awaits: Awaited | "end" = "value";
  let at = 0;
  const valueDone = () => (open.length === 0 ? "end" : "comma");
  for (;;) {
    const start = at + matchAt(SPACE, text, at)!.length;
    const string = text[start] === '"';
    const end = string ? stringEnd(text, start) : start + (matchAt(ATOM, text, start)?.length ?? 0);
    if (start === text.length) return awaits === "end" ? undefined : start;
    if (end === null || end === start) return start;
    const sign = text.slice(start, Math.min(end, start + 1));
    const takesValue = awaits === "value" || awaits === "first-value";
    if (sign === "{" || sign === "[") {
      if (!takesValue) return start;
      open.push(sign);
      awaits = sign === "{" ? "first-key" : "first-value";
    } else if (sign === "}" || sign === "]") {
      const fits = sign === "}" ? "{" : "[";
      const empty = sign === "}" ? "first-key" : "first-value";
      if (open.at(-1) !== fits || (awaits !== "comma" && awaits !== empty)) return start;
      open.pop();
      awaits = valueDone();
    } else if (sign === ",") {
      if (awaits !== "comma") return start;
      awaits = open.at(-1) === "{" ? "key" : "value";
    } else if (sign === ":") {
      if (awaits !== "colon") return start;
      awaits = "value";
    } else if (string && (awaits === "key" || awaits === "first-key")) {
      awaits = "colon";
    } else {
      if (!takesValue) return start;
      awaits = valueDone();
    }
    at = end;
  }
}

/** The offset behind a string that begins at `start`; null where it breaks JSON's rules or never ends. */
function stringEnd(text: string, start: number): number | null {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return null;
    const escape = code === 0x5c ? matchAt(ESCAPE, text, at) : text[at];
    if (escape === undefined) return null;
    at += escape.length;
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
