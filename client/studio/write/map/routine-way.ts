import type { Tile } from "../../parts/map-areas.ts";
import type { SheetValue } from "../sheet-desk.ts";
import { listOf, textOf, type MapLayout } from "./map-values.ts";
import { middleOfPlace } from "./standing.ts";

/** A persona's routine as a way over the map. */

export interface RoutineStop extends Tile {
  /** Of the step it comes from. */
  readonly index: number;
  /** Where the step leads; null for the persona's own place. */
  readonly place: string | null;
}

/** The stops of a routine's steps, in order. A step that leads nowhere is done at home; one to an unknown place has no stop. */
export function stopsOf(map: MapLayout, routine: SheetValue, home: Tile): RoutineStop[] {
  return listOf(routine, "steps").flatMap((step, index) => {
    const place = textOf(step, "go") || null;
    const at = place === null ? home : middleOfPlace(map, place);
    return at === null ? [] : [{ index, place, x: at.x, y: at.y }];
  });
}

/** The way from home over all stops and back to the first, each tile once in a row. */
export function wayOf(home: Tile, stops: readonly Tile[]): Tile[] {
  const [first] = stops;
  if (first === undefined) return [];
  const all = [home, ...stops, first].map(({ x, y }) => ({ x, y }));
  return all.filter((tile, at) => {
    const before = all[at - 1];
    return before === undefined || before.x !== tile.x || before.y !== tile.y;
  });
}

/** The routine with a step that leads somewhere else. */
export function withStopAt(routine: SheetValue, index: number, place: string): SheetValue {
  const steps = listOf(routine, "steps").map((step, at) => {
    if (at !== index) return step;
    const { go: _before, ...rest } = step;
    return { go: place, ...rest };
  });
  return { ...routine, steps };
}
