import type { SheetPath } from "../../../../shared/studio/writing.ts";
import { isRecord } from "../form/group-value.ts";
import type { SheetValue } from "../sheet-desk.ts";
import { listOf, textOf, withAt } from "./map-values.ts";

/** Where a trigger belongs on the map: at a place, by somebody or something, or nowhere. */
export type TriggerPlace =
  | { readonly at: "place"; readonly id: string; readonly path: SheetPath }
  | { readonly at: "body"; readonly id: string }
  | { readonly at: "nowhere" };

/** By what sets it off, else by the first thing it does that has a place. `places`: ids that the scene knows. */
export function triggerPlace(trigger: SheetValue, places: readonly string[]): TriggerPlace {
  const when = isRecord(trigger["when"]) ? trigger["when"] : {};
  if (when["on"] === "entered")
    return { at: "place", id: textOf(when, "place"), path: ["when", "place"] };
  if (when["on"] === "done") {
    const [key, id] =
      textOf(when, "target") === ""
        ? ["item", textOf(when, "item")]
        : ["target", textOf(when, "target")];
    if (places.includes(id)) return { at: "place", id, path: ["when", key] };
    if (id !== "") return { at: "body", id };
  }
  for (const [index, one] of listOf(trigger, "do").entries()) {
    const place = textOf(one, "place");
    if (place !== "") return { at: "place", id: place, path: ["do", index, "place"] };
    const persona = textOf(one, "persona");
    if (persona !== "") return { at: "body", id: persona };
  }
  return { at: "nowhere" };
}

/** The trigger at another place; null where none of its fields says where it is. */
export function withTriggerAt(
  trigger: SheetValue,
  places: readonly string[],
  place: string,
): SheetValue | null {
  const found = triggerPlace(trigger, places);
  return found.at === "place" ? (withAt(trigger, found.path, place) as SheetValue) : null;
}

/** A trigger that begins with somebody walking into a place, under an id that none of the others has. */
export function newTrigger(others: readonly SheetValue[], place: string): SheetValue {
  const taken = new Set(others.map((one) => one["id"]));
  let id = `at-${place}`;
  for (let next = 2; taken.has(id); next++) id = `at-${place}-${next}`;
  return { id, when: { on: "entered", place }, do: [{ environment: "", place }] };
}
