import { memberOf, type JsonArray, type JsonObject } from "./json-text.ts";

/** One replacement in a text; `start` equals `end` where something is put in. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes all replacements at once; they do not overlap. What no edit names stays as it is, to the byte. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return result + text.slice(from);
}

/** Gives a key of an object a value, written as JSON: in the place of the old one, or behind the last. */
export function setMember(
  text: string,
  object: JsonObject,
  key: string,
  json: string,
): readonly TextEdit[] {
  const known = memberOf(object, key)?.value;
  if (known !== undefined) return [{ start: known.start, end: known.end, text: json }];
  return [insertMembers(text, object, [[key, json]])];
}

/** Puts new keys behind the last one of an object, spaced as those before them are. */
export function insertMembers(
  text: string,
  object: JsonObject,
  members: readonly (readonly [key: string, json: string])[],
): TextEdit {
  const last = object.members.at(-1);
  if (last === undefined) {
    const inner = members.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",");
    return { start: object.start + 1, end: object.end - 1, text: inner };
  }
  // From a comma or the bracket to the key, and from the key to its value, as the writer of this text does it.
  const lead = spaceBefore(text, last.start);
  const colon = `:${spaceBefore(text, last.value.start)}`;
  const added = members.map(([key, json]) => `,${lead}${JSON.stringify(key)}${colon}${json}`);
  return { start: last.value.end, end: last.value.end, text: added.join("") };
}

/** Takes items out of a list and puts others behind its last one. */
export function changeItems(
  text: string,
  list: JsonArray,
  gone: ReadonlySet<number>,
  added: readonly string[],
): readonly TextEdit[] {
  const { items } = list;
  const kept = items.filter((_, index) => !gone.has(index));
  const last = kept.at(-1);
  if (last === undefined) {
    return items.length === 0 && added.length === 0
      ? []
      : [{ start: list.start + 1, end: list.end - 1, text: added.join(",") }];
  }
  const firstKept = items.findIndex((_, index) => !gone.has(index));
  const edits = items.flatMap((item, index): TextEdit[] => {
    if (!gone.has(index)) return [];
    const [before, after] = [items[index - 1], items[index + 1]];
    if (index > firstKept && before !== undefined)
      return [{ start: before.end, end: item.end, text: "" }];
    return [{ start: item.start, end: after?.start ?? item.end, text: "" }];
  });
  if (added.length === 0) return edits;
  const lead = spaceBefore(text, last.start);
  return [
    ...edits,
    { start: last.end, end: last.end, text: added.map((json) => `,${lead}${json}`).join("") },
  ];
}

/** The space before a place; of a very long run its end alone. */
function spaceBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < 80 && " \t\r\n".includes(text[start - 1] ?? "x")) start -= 1;
  return text.slice(start, end);
}
