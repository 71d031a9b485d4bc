import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";

/**
 * JSON as it was written: every value with its place in the text, so that one can be changed and all others stay as they
 * are, to the byte. Numbers are never computed, keys stay in order, and a key that stands twice stays twice.
 */
export interface JsonText {
  readonly ok: true;
  readonly text: string;
  readonly root: JsonNode;
}

/** One value; `start` and `end` are offsets in UTF-16 units of the text. */
export type JsonNode = JsonObject | JsonArray | JsonLeaf;

export interface JsonObject {
  readonly kind: "object";
  readonly start: number;
  readonly end: number;
  readonly members: readonly JsonMember[];
}

export interface JsonArray {
  readonly kind: "array";
  readonly start: number;
  readonly end: number;
  readonly items: readonly JsonNode[];
}

export interface JsonLeaf {
  readonly kind: "string" | "number" | "boolean" | "null";
  readonly start: number;
  readonly end: number;
}

export interface JsonMember {
  readonly key: string;
  /** Where the key's quotation mark stands. */
  readonly start: number;
  readonly value: JsonNode;
}

type Open =
  | {
      readonly kind: "object";
      readonly start: number;
      readonly members: JsonMember[];
      /** The key whose value is being read. */
      key: Omit<JsonMember, "value"> | null;
    }
  | { readonly kind: "array"; readonly start: number; readonly items: JsonNode[] };

const ATOM = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** Reads JSON as RFC 8259 has it, within the limits of depth and count. Any text gives a value or a refusal. */
export function readJsonText(text: string): JsonText | CardRefusal {
  const open: Open[] = [];
  let root: JsonNode | null = null;
  let at = spaceEnd(text, 0);
  let values = 0;

  /** Puts a whole value where it belongs. */
  function place(node: JsonNode): void {
    const around = open.at(-1);
    if (around === undefined) root = node;
    else if (around.kind === "array") around.items.push(node);
    else if (around.key !== null) {
      around.members.push({ ...around.key, value: node });
      around.key = null;
    }
  }

  for (;;) {
    // A value is awaited here, and in an object a key before it.
    const around = open.at(-1);
    if (around?.kind === "object") {
      const end = stringEnd(text, at);
      if (end === null) return broken(text, at);
      around.key = { key: JSON.parse(text.slice(at, end)) as string, start: at };
      at = spaceEnd(text, end);
      if (text[at] !== ":") return broken(text, at);
      at = spaceEnd(text, at + 1);
    }
    values += 1;
    if (values > CARD_LIMITS.values) return refused("too-large", TOO_MANY);
    const sign = text[at];
    if (sign === "{" || sign === "[") {
      if (open.length >= CARD_LIMITS.depth) return refused("too-large", TOO_DEEP);
      open.push(
        sign === "{"
          ? { kind: "object", start: at, members: [], key: null }
          : { kind: "array", start: at, items: [] },
      );
      at = spaceEnd(text, at + 1);
      if (text[at] !== (sign === "{" ? "}" : "]")) continue;
    } else {
      const leaf = leafAt(text, at);
      if (leaf === null) return broken(text, at);
      place(leaf);
      at = leaf.end;
    }
    // Behind a value stands a comma, or the end of what is around it, perhaps several times.
    for (;;) {
      at = spaceEnd(text, at);
      const last = open.at(-1);
      if (last === undefined) {
        return root === null || at < text.length ? broken(text, at) : { ok: true, text, root };
      }
      if (text[at] === ",") {
        at = spaceEnd(text, at + 1);
        break;
      }
      if (text[at] !== (last.kind === "object" ? "}" : "]")) return broken(text, at);
      at += 1;
      open.pop();
      const { start } = last;
      place(
        last.kind === "object"
          ? { kind: "object", start, end: at, members: last.members }
          : { kind: "array", start, end: at, items: last.items },
      );
    }
  }
}

const TOO_MANY = `This JSON holds more than ${CARD_LIMITS.values.toLocaleString("en")} values, which no card needs; take out what is not part of the character, such as a world's whole lorebook, and try again.`;
const TOO_DEEP = `This JSON is nested more than ${CARD_LIMITS.depth} levels deep, which no card needs; it was not read.`;

function leafAt(text: string, start: number): JsonLeaf | null {
  if (text[start] === '"') {
    const end = stringEnd(text, start);
    return end === null ? null : { kind: "string", start, end };
  }
  ATOM.lastIndex = start;
  const atom = ATOM.exec(text)?.[0];
  if (atom === undefined) return null;
  const kind = atom === "null" ? "null" : /^[tf]/u.test(atom) ? "boolean" : "number";
  return { kind, start, end: start + atom.length };
}

function spaceEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text[at] ?? "x")) at += 1;
  return at;
}

/** The offset behind a string that begins at `start`; null where none begins, or it breaks JSON's rules. */
function stringEnd(text: string, start: number): number | null {
  if (text[start] !== '"') return null;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return null;
    if (code !== 0x5c) continue;
    at += 1;
    if (text[at] === "u") {
      if (!/^[\da-fA-F]{4}$/u.test(text.slice(at + 1, at + 5))) return null;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text[at] ?? "x")) return null;
  }
  return null;
}

/** The text around a fault is not quoted: it may be anyone's secret. */
function broken(text: string, offset: number): CardRefusal {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  const column = offset - before.lastIndexOf("\n");
  const end = offset >= text.length;
  return refused(
    "damaged",
    end
      ? "This JSON ends before it is whole; the file may be cut off. Get it once more from where it came from."
      : `This is not JSON: it stops making sense at line ${line}, column ${column}. Mend it there, or export the card again.`,
  );
}

/** The value of a key; the last one where the key stands more than once, as every reader takes it. */
export function memberOf(node: JsonNode | undefined, key: string): JsonMember | undefined {
  return node?.kind === "object"
    ? node.members.findLast((member) => member.key === key)
    : undefined;
}

/** The value under a path of keys; undefined where there is none. */
export function nodeAt(root: JsonNode, ...path: readonly string[]): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>((node, key) => memberOf(node, key)?.value, root);
}

/** A string's characters, without lone surrogates; undefined for anything but a string. */
export function stringOf(text: string, node: JsonNode | undefined): string | undefined {
  if (node?.kind !== "string") return undefined;
  return (JSON.parse(text.slice(node.start, node.end)) as string).toWellFormed();
}

/** The strings of a list, whatever else is in it; a single string counts as a list of one. */
export function stringsOf(text: string, node: JsonNode | undefined): string[] {
  const one = stringOf(text, node);
  if (one !== undefined) return [one];
  if (node?.kind !== "array") return [];
  return node.items.flatMap((item) => stringOf(text, item) ?? []);
}

/** A finite number, or a string that is one; undefined for anything else. */
export function numberOf(text: string, node: JsonNode | undefined): number | undefined {
  if (node?.kind !== "number" && node?.kind !== "string") return undefined;
  const said = node.kind === "number" ? text.slice(node.start, node.end) : stringOf(text, node);
  const value = said === undefined || said.trim() === "" ? Number.NaN : Number(said);
  return Number.isFinite(value) ? value : undefined;
}

/** True for `true`, and for the word in a string; undefined where nothing of the kind is said. */
export function flagOf(text: string, node: JsonNode | undefined): boolean | undefined {
  if (node === undefined) return undefined;
  const said = node.kind === "boolean" ? text.slice(node.start, node.end) : stringOf(text, node);
  return said === "true" ? true : said === "false" ? false : undefined;
}
