import type { ThingRecord } from "../standing-event.ts";
import type { PropWorld, Thing } from "./prop-world.ts";

/** Things as the log keeps them: those of a world that `are` wanted. */
export function thingRecords(
  { things }: Pick<PropWorld, "things">,
  are: (id: string, thing: Thing) => boolean,
): ThingRecord[] {
  return [...things].flatMap(([id, thing]) => (are(id, thing) ? [thingRecord(id, thing)] : []));
}

function thingRecord(id: string, { at, holder, inside, concealed, open }: Thing): ThingRecord {
  return { id, x: at.x, y: at.y, holder, inside, concealed, open };
}
