import { isPattern } from "../../roleplay/lore/lore-pattern.ts";
import { LoreEntry } from "../../roleplay/lore/lore.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { bookIn, cardHolder } from "./card-fields.ts";
import { decorated } from "./card-lore.ts";
import { changeItems, edited, insertMembers, setMember, type TextEdit } from "./json-edit.ts";
import { memberOf, nodeAt, readJsonText, stringOf, type JsonObject } from "./json-text.ts";

/** Lore that was changed, added or taken out here, in the card's lorebook; entries that were not stay as they are. */
export function withLore(json: string, persona: Persona, before: Persona): string {
  // Lore that was never taken, or is written nowhere, says nothing against the card's own.
  if (persona.lore === undefined) return json;
  const { lore } = persona;
  const old = new Map((before.lore ?? []).map((entry) => [entry.id, entry]));
  const changed = lore.some((entry) => !sameEntry(entry, old.get(entry.id)));
  if (!changed && lore.length === old.size) return json;
  const read = readJsonText(json);
  const holder = read.ok ? cardHolder(read) : null;
  if (!read.ok || holder === null) return json;
  const { text } = read;
  const book = bookIn(holder);
  const entries = book === undefined ? undefined : nodeAt(book, "entries");
  const added = lore
    .filter(({ id }) => !old.has(id))
    .map((entry) => JSON.stringify(newEntry(entry)));
  if (book?.kind !== "object" || entries?.kind !== "array") {
    if (added.length === 0) return json;
    const made = `{"extensions":{},"entries":[${added.join(",")}]}`;
    return edited(text, setMember(text, holder, "character_book", made));
  }
  const now = new Map(lore.map((entry) => [entry.id, entry]));
  const indexOf = (id: string | undefined) => Number(/^card-(\d+)$/u.exec(id ?? "")?.[1] ?? -1);
  const gone = new Set([...old.keys()].filter((id) => !now.has(id)).map(indexOf));
  const edits = [...changeItems(text, entries, gone, added)];
  for (const [id, entry] of now) {
    const was = old.get(id);
    const node = entries.items[indexOf(id)];
    if (was === undefined || node?.kind !== "object" || sameEntry(entry, was)) continue;
    edits.push(...entryEdits(text, node, entry, was));
  }
  return edited(text, edits);
}

function entryEdits(text: string, node: JsonObject, entry: LoreEntry, was: LoreEntry): TextEdit[] {
  const said: [string, string][] = [];
  if (entry.text !== was.text) {
    const content = stringOf(text, memberOf(node, "content")?.value) ?? "";
    const { decorators } = decorated(content);
    said.push(["content", JSON.stringify([...decorators, entry.text].join("\n"))]);
  }
  if (!same(entry.keys, was.keys)) said.push(["keys", JSON.stringify(entry.keys)]);
  if (!same(entry.also, was.also)) said.push(["secondary_keys", JSON.stringify(entry.also)]);
  if (entry.always !== was.always) said.push(["constant", String(entry.always)]);
  if (entry.exact_case !== was.exact_case) said.push(["case_sensitive", String(entry.exact_case)]);
  if (entry.order !== was.order) said.push(["insertion_order", String(entry.order)]);
  const there = said.filter(([key]) => memberOf(node, key) !== undefined);
  const missing = said.filter(([key]) => memberOf(node, key) === undefined);
  return [
    ...there.flatMap(([key, json]) => setMember(text, node, key, json)),
    ...(missing.length === 0 ? [] : [insertMembers(text, node, missing)]),
  ];
}

/** Lore that no card brought, as an entry of a lorebook. */
export function newEntry(entry: LoreEntry) {
  return {
    keys: entry.keys,
    content: [
      ...(entry.unless.length === 0 ? [] : [`@@exclude_keys ${entry.unless.join(",")}`]),
      ...(entry.lines === 4 ? [] : [`@@scan_depth ${entry.lines}`]),
      entry.text,
    ].join("\n"),
    extensions: {},
    enabled: true,
    insertion_order: entry.order,
    case_sensitive: entry.exact_case,
    constant: entry.always,
    selective: entry.also.length > 0,
    secondary_keys: entry.also,
    use_regex: entry.keys.some(isPattern),
  };
}

function sameEntry(one: LoreEntry, other: LoreEntry | undefined): boolean {
  return other !== undefined && same(LoreEntry.parse(one), LoreEntry.parse(other));
}

/** Whether two values say the same. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
