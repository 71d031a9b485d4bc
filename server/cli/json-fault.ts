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

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-]))/y;

type Awaited = "value" | "first-value" | "key" | "first-key" | "colon" | "comma";

function faultOffset(text: string): number | undefined {
  const open: ("{" | "[")[] = [];
  let awaits: Awaited | "end" = "value";
  let at = 0;
  const valueDone = () => (open.length === 0 ? "end" : "comma");
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const start = at + /^[ \t\r\n]*/.exec(text.slice(at, at + 4_096))![0].length;
    if (match === null) return awaits === "end" && text.slice(at).trim() === "" ? undefined : start;
    const [, sign, string] = match;
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
    } else if (string !== undefined && (awaits === "key" || awaits === "first-key")) {
      awaits = "colon";
    } else {
      if (!takesValue) return start;
      awaits = valueDone();
    }
    at = TOKEN.lastIndex;
  }
}
