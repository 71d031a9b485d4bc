import { Document, isCollection, isMap, isScalar, isSeq, Pair, Scalar, visit } from "yaml";

/** Values as a person would write them in YAML: prose as folded blocks, short lists on one line. */

const WIDTH = 100;
/** From how many characters on a text stands below its key. */
const PROSE = 80;

/** A whole sheet, below the comments of another text. */
export function renderSheet(value: unknown, head: string): string {
  const comments = /^(?:[ \t]*(?:#[^\n]*)?\n)*/u.exec(head)?.[0].trim() ?? "";
  const body = rendered(value, 0);
  return `${comments === "" ? "" : `${comments}\n`}${body}\n`;
}

/** `key: value`, whose further lines are indented below `indent`. */
export function renderEntry(key: string, value: unknown, indent: number): string {
  return shifted(rendered({ [key]: value }, indent), indent);
}

/** `- value`, as an item of a list at `indent`. */
export function renderItem(value: unknown, indent: number): string {
  return shifted(rendered([value], indent, false), indent);
}

/** A scalar behind its key or dash at `indent`, in the style that it had where this still fits. `FLOW`: inside brackets. */
export function renderScalar(
  value: unknown,
  style: Scalar.Type | "FLOW" | null,
  indent: number,
): string {
  if (style === "FLOW") {
    // Inside brackets a line break would have to be said by an empty line; escaped it stays on its line.
    if (typeof value === "string" && value.includes("\n")) return JSON.stringify(value);
    const inside = new Document([value]).toString({
      collectionStyle: "flow",
      flowCollectionPadding: false,
      lineWidth: 0,
    });
    return inside.trim().slice(1, -1);
  }
  const scalar = new Scalar(value);
  const quoted = style === "QUOTE_SINGLE" || style === "QUOTE_DOUBLE";
  if (typeof value === "string") {
    const type = styleOf(value);
    const block = style === "BLOCK_FOLDED" || style === "BLOCK_LITERAL";
    if (type === null && quoted) scalar.type = style;
    else if (type === null && block && value.length > PROSE / 2 && !/\s$/mu.test(value))
      scalar.type = style;
    else if (type !== null)
      scalar.type = block && type !== "QUOTE_DOUBLE" && !long(value) ? style : type;
  }
  const text = written({ k: scalar }, indent).replace(/^k: ?/u, "");
  return shifted(text, indent);
}

function rendered(value: unknown, indent: number, top = true): string {
  return written(value, indent, top);
}

function written(value: unknown, indent: number, top = true): string {
  const document = new Document(value);
  visit(document, {
    Scalar(key, node) {
      if (key === "key" || typeof node.value !== "string" || node.type !== undefined) return;
      const type = styleOf(node.value);
      if (type !== null) node.type = type;
    },
  });
  visit(document, {
    Collection(_key, node, path) {
      const outermost = path.length <= 1;
      const inList = isSeq(path.at(-1)) && isMap(node);
      if ((outermost && top) || (outermost && isSeq(node)) || inList || node.items.length === 0)
        return;
      if (fitsOneLine(node)) node.flow = true;
    },
  });
  return document
    .toString({ lineWidth: Math.max(40, WIDTH - indent), flowCollectionPadding: true })
    .trimEnd();
}

/** Short, plain and flat: `[a, b]`, `{ en: a, zh: b }`. */
function fitsOneLine(node: unknown): boolean {
  if (!isCollection(node)) return false;
  let length = 4;
  for (const item of node.items) {
    const value: unknown = item instanceof Pair ? item.value : item;
    if (!isScalar(value) || String(value.value).includes("\n")) return false;
    length += String(value.value).length + 4 + (item instanceof Pair ? String(item.key).length : 0);
  }
  return length <= 72 && node.items.length <= 8;
}

/** How a text stands below its key; null where it stands behind it. */
function styleOf(text: string): "BLOCK_FOLDED" | "BLOCK_LITERAL" | "QUOTE_DOUBLE" | null {
  // Blank lines at its ends are easily lost in a block.
  if (text.includes("\n") && (text.trim() !== text || /[ \t]$/mu.test(text))) return "QUOTE_DOUBLE";
  if (/[ \t]$/mu.test(text) || text.trim() === "") return null;
  if (!text.includes("\n") && text.length <= PROSE) return null;
  // Text without spaces, as Chinese is, cannot be folded: it keeps its lines.
  return long(text) ? "BLOCK_FOLDED" : "BLOCK_LITERAL";
}

/** A line is longer than a page is wide, and can be broken at spaces. */
function long(text: string): boolean {
  return text.split("\n").some((line) => {
    if (line.length <= PROSE) return false;
    return line.split(" ").every((word) => word.length < WIDTH / 2);
  });
}

function shifted(text: string, indent: number): string {
  const [first = "", ...rest] = text.split("\n");
  return [first, ...rest.map((line) => (line === "" ? "" : " ".repeat(indent) + line))].join("\n");
}
