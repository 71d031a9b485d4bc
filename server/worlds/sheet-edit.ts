import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { renderEntry, renderItem, renderSheet, renderScalar } from "./sheet-render.ts";

/**
 * A sheet's text with another value in it: what did not change stays to the letter, with its comments, order, quotes and
 * line breaks; what did is written as a person would. A text that is no YAML is written anew.
 */
export function editSheet(text: string, value: unknown): string {
  const source = text.replaceAll("\r\n", "\n");
  const document = parseDocument(source, { prettyErrors: false });
  const { contents } = document;
  if (document.errors.length > 0 || !isMap(contents) || contents.flow === true)
    return renderSheet(value, contents === null ? source : "");
  if (hasAnchors(document.contents)) return renderSheet(value, source);
  if (same(contents.toJSON(), value)) return source;
  const edit = new Edit(source);
  const end = edit.endOf(contents);
  const whole =
    source.slice(0, contents.range?.[0] ?? 0) +
    edit.map(contents, value as Record<string, unknown>, 0) +
    source.slice(end);
  const again = parseDocument(whole, { prettyErrors: false });
  // A style that cannot be kept, such as one that counts blank lines, gives way to the value.
  return again.errors.length === 0 && same(again.toJSON(), value)
    ? whole
    : renderSheet(value, source);
}

/** One item of a block collection: what stands before it since the last one, and itself. */
interface Part {
  readonly lead: string;
  readonly body: string;
}

class Edit {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** A block map with other values; from where it begins to where its last line ends. */
  map(map: YAMLMap, value: Record<string, unknown>, indent: number): string {
    const pairs = map.items.map((pair) => ({ pair, key: keyOf(pair) }));
    const parts = this.#parts(
      pairs.map(({ pair }) => [offset(pair.key), this.endOf(pair.value ?? pair.key)]),
    );
    const given = Object.entries(value).filter(([, one]) => one !== undefined);
    const kept = pairs.filter(({ key }) => given.some(([name]) => name === key));
    const order = kept.map(({ key }) => key);
    for (const [index, [name]] of given.entries()) {
      if (order.includes(name)) continue;
      const before = given.slice(0, index).findLast(([other]) => order.includes(other))?.[0];
      order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, name);
    }
    const items = order.map((name) => {
      const at = pairs.findIndex(({ key }) => key === name);
      const wanted = value[name];
      if (at === -1) return { at, body: renderEntry(name, wanted, indent) };
      const { pair } = pairs[at]!;
      const node = isNode(pair.value) ? pair.value : null;
      if (same(node?.toJSON() ?? null, wanted)) return { at, body: parts[at]!.body };
      const body = node === null ? null : this.#value(node, wanted, indent, parts[at]!, pair);
      return { at, body: body ?? renderEntry(name, wanted, indent) };
    });
    return this.#joined(items, parts, indent);
  }

  /** A block list with other items: what is the same goes along with its comments, wherever it moves. */
  #list(list: YAMLSeq, value: readonly unknown[], indent: number): string {
    const nodes = list.items.filter(isNode);
    const dashes = nodes.map((node) => this.#source.lastIndexOf("-", offset(node) - 1));
    const parts = this.#parts(nodes.map((node, at) => [dashes[at]!, this.endOf(node)]));
    const free = new Set(nodes.keys());
    const matched: (number | null)[] = value.map((wanted) => {
      const at = [...free].find((one) => same(nodes[one]?.toJSON(), wanted));
      if (at === undefined) return null;
      free.delete(at);
      return at;
    });
    const items = value.map((wanted, index) => {
      const found = matched[index] ?? null;
      if (found !== null) return { at: found, body: parts[found]!.body };
      const near = [...free].find((one) => alike(nodes[one]?.toJSON(), wanted));
      const at = near ?? (free.has(index) && matched.length === nodes.length ? index : undefined);
      if (at === undefined) return { at: -1, body: renderItem(wanted, indent) };
      free.delete(at);
      const body = this.#value(nodes[at]!, wanted, indent, parts[at]!, null);
      return { at, body: body ?? renderItem(wanted, indent) };
    });
    return this.#joined(items, parts, indent);
  }

  /** An item with another value in its place; null where its kind changes and it is better written anew. */
  #value(
    node: Node,
    wanted: unknown,
    indent: number,
    part: Part,
    pair: Pair | null,
  ): string | null {
    const start = offset(node);
    const end = this.endOf(node);
    const from = pair === null ? this.#source.lastIndexOf("-", start - 1) : offset(pair.key);
    const before = this.#source.slice(from, start);
    if (isCollection(node) && node.flow === true) {
      const flow = this.#flow(node, wanted);
      return flow === null ? null : before + flow + this.#source.slice(node.range?.[1], end);
    }
    if (isMap(node) && isRecord(wanted) && Object.keys(wanted).length > 0)
      return before + this.map(node, wanted, this.#column(start));
    if (isSeq(node) && Array.isArray(wanted) && wanted.length > 0)
      return before + this.#list(node, wanted, this.#column(start));
    if (!isScalar(node) || (typeof wanted === "object" && wanted !== null)) return null;
    if (before.includes("\n")) return null;
    const comment = /[ \t]+#[^\n]*$/u.exec(part.body.slice(before.length));
    const block = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
    const header = block ? /^[|>][^\n#]*([ \t]#[^\n]*)?/u.exec(this.#source.slice(start)) : null;
    const note = block ? (header?.[1] ?? "") : (comment?.[0] ?? "");
    const rendered = renderScalar(wanted, node.type ?? null, indent);
    const [first = "", ...rest] = rendered.split("\n");
    return [`${before}${first}${note}`, ...rest].join("\n");
  }

  /** A flow collection of the same shape, its scalars in place; null where something came or went. */
  #flow(node: Node, wanted: unknown): string | null {
    const [start = 0, end = 0] = node.range ?? [];
    if (same(node.toJSON(), wanted)) return this.#source.slice(start, end);
    if (isScalar(node)) {
      if (typeof wanted === "object" && wanted !== null) return null;
      return renderScalar(wanted, "FLOW", 0);
    }
    const children: [Node, unknown][] = [];
    if (isMap(node) && isRecord(wanted)) {
      const keys = Object.keys(wanted).filter((key) => wanted[key] !== undefined);
      if (keys.length !== node.items.length) return null;
      for (const pair of node.items) {
        const key = keyOf(pair);
        if (!Object.hasOwn(wanted, key) || !isNode(pair.value)) return null;
        children.push([pair.value, wanted[key]]);
      }
    } else if (isSeq(node) && Array.isArray(wanted)) {
      if (wanted.length !== node.items.length) return null;
      for (const [index, item] of node.items.entries()) {
        if (!isNode(item)) return null;
        children.push([item, wanted[index]]);
      }
    } else return null;
    let text = "";
    let at = start;
    for (const [child, value] of children) {
      const inner = this.#flow(child, value);
      if (inner === null) return null;
      text += this.#source.slice(at, offset(child)) + inner;
      at = child.range?.[1] ?? at;
    }
    return text + this.#source.slice(at, end);
  }

  /** Where the last line of a node ends, with a comment behind it and without the line break. */
  endOf(value: unknown): number {
    if (!isNode(value)) return 0;
    if (isCollection(value) && value.flow !== true && value.items.length > 0) {
      const last: unknown = value.items.at(-1);
      if (isNode(last)) return this.endOf(last);
      const { key, value: inner } = last as Pair;
      return this.endOf(isNode(inner) && (inner.range?.[1] ?? 0) > 0 ? inner : key);
    }
    const end = value.range?.[1] ?? 0;
    const trimmed = offset(value) + this.#source.slice(offset(value), end).trimEnd().length;
    const rest = /^(?:[ \t]*:)?(?:[ \t]+#[^\n]*)?/u.exec(this.#source.slice(trimmed))?.[0] ?? "";
    return trimmed + rest.trimEnd().length;
  }

  #parts(spans: readonly (readonly [start: number, end: number])[]): Part[] {
    return spans.map(([start, end], at) => ({
      lead: at === 0 ? "" : this.#source.slice(spans[at - 1]![1], start),
      body: this.#source.slice(start, end),
    }));
  }

  #joined(
    items: readonly { readonly at: number; readonly body: string }[],
    parts: readonly Part[],
    indent: number,
  ): string {
    const plain = parts.slice(1).map(({ lead }) => lead.split("\n").length - 1 - comments(lead));
    const lines = Math.max(1, Math.min(2, ...(plain.length === 0 ? [1] : plain)));
    const fresh = "\n".repeat(lines) + " ".repeat(indent);
    const gone = parts.flatMap(({ lead }, at) =>
      items.some((item) => item.at === at) ? [] : [setApart(lead)],
    );
    let text = "";
    for (const [index, { at, body }] of items.entries()) {
      const lead = parts[at]?.lead ?? "";
      if (index === 0) text += lead.trimStart() + body;
      else text += (lead === "" ? fresh : lead) + body;
    }
    return text + gone.join("");
  }

  #column(at: number): number {
    return at - (this.#source.lastIndexOf("\n", at - 1) + 1);
  }
}

/** Comments that a blank line parts from the item that follows them: they are about more than that item. */
function setApart(lead: string): string {
  const kept = /^([\s\S]*#[^\n]*)\n[ \t]*\n/u.exec(lead)?.[1] ?? "";
  return kept.trimEnd();
}

function comments(lead: string): number {
  return lead.match(/^[ \t]*#/gmu)?.length ?? 0;
}

function offset(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function hasAnchors(contents: Node | null): boolean {
  let found = false;
  visit(contents, {
    Node(_key, node) {
      if (isAlias(node) || node.anchor !== undefined || (node.tag?.startsWith("!") ?? false))
        found = true;
    },
    Pair(_key, pair) {
      if (keyOf(pair) === "<<") found = true;
    },
  });
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Two items that are one item, changed. */
function alike(one: unknown, other: unknown): boolean {
  if (typeof one === "string" && typeof other === "string") {
    const enough = Math.max(2, Math.min(one.length, other.length) / 3);
    return one.slice(0, enough) === other.slice(0, enough);
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const key = ["id", "persona", "speaker"].find((name) => name in one && name in other);
  return key !== undefined && one[key] === other[key];
}

/** Equal as data; what is undefined is not there. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => same(item, other[at]));
  if (!isRecord(one) || !isRecord(other)) return false;
  const keys = (of: Record<string, unknown>) =>
    Object.keys(of).filter((key) => of[key] !== undefined);
  const names = keys(one);
  return (
    names.length === keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
  );
}
