import { isRecord } from "../form/group-value.ts";
import type { SheetValue } from "../sheet-desk.ts";
import type { MapArea, Tile } from "../../parts/map-areas.ts";

/** What a map page reads of sheets that are being written, and so may lack anything. */

/** A drawn map without its picture. */
export interface MapLayout {
  /** In tiles. */
  readonly width: number;
  readonly height: number;
  readonly places: readonly MapArea[];
  readonly spots: readonly (Tile & { readonly id: string })[];
}

/** The entries of a list of a sheet. */
export function listOf(value: SheetValue | null, key: string): SheetValue[] {
  const list = value?.[key];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** A list with another entry in one place; undefined takes it out. */
export function withEntry(
  list: readonly SheetValue[],
  index: number,
  entry: SheetValue | undefined,
): SheetValue[] {
  return entry === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, entry);
}

/** A text in a field, or "". */
export function textOf(value: SheetValue | null | undefined, key: string): string {
  const text = value?.[key];
  return typeof text === "string" ? text : "";
}

/** Words for one language or for each, in the page's own where they are there. */
export function wordsIn(value: unknown, language: string): string {
  if (typeof value === "string") return value;
  if (!isRecord(value)) return "";
  const own = value[language] ?? value["en"] ?? value["zh"];
  return typeof own === "string" ? own : "";
}

/** The places that the scene knows, by id, with what they are called. */
export function placeNames(scene: SheetValue | null): Record<string, string> {
  return Object.fromEntries(
    listOf(scene, "places").map((place) => [
      textOf(place, "id"),
      textOf(place, "name") || textOf(place, "id"),
    ]),
  );
}

/** Something at another place of the value, such as `["do", 0, "place"]`. */
export function withAt(
  value: unknown,
  path: readonly (string | number)[],
  given: unknown,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return given;
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(value) ? value : [];
    return list.map((one, at) => (at === step ? withAt(one, rest, given) : one));
  }
  const record = isRecord(value) ? value : {};
  return { ...record, [step]: withAt(record[step], rest, given) };
}
