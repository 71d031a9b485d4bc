import { besideEachOther } from "../../parts/map-areas.ts";
import type { MapMark } from "../../parts/map-view.tsx";
import { Field } from "../form/field.tsx";
import { isRecord } from "../form/group-value.ts";
import type { SheetValue } from "../sheet-desk.ts";
import { MapList } from "./map-list.tsx";
import { NOT_DRAWN, type PartOnMap, type PartProps } from "./map-part.ts";
import { listOf, textOf, withEntry } from "./map-values.ts";
import { isWrong, SheetFields } from "./sheet-fields.tsx";
import { middleOfPlace, peopleOn, thingsOn } from "./standing.ts";
import { newTrigger, triggerPlace, withTriggerAt } from "./trigger-place.ts";
import { words } from "./words.ts";

/** What happens by itself in a scene, at its places. */

/** In tiles, and so many in a row. */
const APART = 1.5;
const ACROSS = 3;

/** Triggers are chosen as `trigger N`. Those that belong nowhere stand in the list alone. */
export function triggersOnMap(props: PartProps): PartOnMap {
  const { desks, map, places, say } = props;
  if (map === null) return NOT_DRAWN;
  const triggers = listOf(desks.of.life.value, "triggers");
  const known = Object.keys(places);
  const bodies = [...peopleOn(map, desks.of.scene.value), ...thingsOn(map, desks.of.things.value)];
  const free = besideEachOther(map.width, APART, ACROSS);
  return {
    marks: triggers.flatMap((trigger, index): MapMark[] => {
      const belongs = triggerPlace(trigger, known);
      if (belongs.at === "nowhere") return [];
      const at =
        belongs.at === "place"
          ? middleOfPlace(map, belongs.id)
          : (bodies.find(({ id }) => id === belongs.id) ?? null);
      if (at === null) return [];
      return [
        {
          id: `trigger ${index}`,
          name: textOf(trigger, "id"),
          state: whenOf(trigger, props),
          kind: "trigger",
          moves: "place",
          ...(belongs.at === "place" ? { place: belongs.id } : {}),
          ...free({ x: at.x, y: at.y }),
        },
      ];
    }),
    onMove(id, _x, _y, place) {
      const index = Number(id.split(" ")[1]);
      const trigger = triggers[index];
      if (trigger === undefined || place === null) return;
      const belongs = triggerPlace(trigger, known);
      const next = withTriggerAt(trigger, known, place);
      const name = textOf(trigger, "id");
      if (next === null) {
        if (belongs.at === "body") say(words.happensBy(name, nameIn(props, belongs.id)));
        return;
      }
      desks.edit("life", "triggers", withEntry(triggers, index, next), id);
      say(words.happensAt(name, places[place] ?? place));
    },
    fieldOf: (id) => ["triggers", Number(id.split(" ")[1])],
  };
}

/** What the choices call a persona, thing or place. */
function nameIn({ choices }: PartProps, id: string): string {
  return (choices["anything"] ?? []).find((one) => one.id === id)?.name ?? id;
}

/** When it fires, in words. */
function whenOf(trigger: SheetValue, props: PartProps): string {
  const when = isRecord(trigger["when"]) ? trigger["when"] : {};
  const on = textOf(when, "on");
  const what = ["place", "words", "verb", "target", "item", "finding", "minutes", "seconds"]
    .flatMap((key) => {
      const value = when[key];
      if (Array.isArray(value)) return [value.slice(0, 3).join(", ")];
      if (typeof value === "number") return [String(value)];
      if (typeof value !== "string" || value === "") return [];
      return [key === "verb" ? verbIn(props, value) : nameIn(props, value)];
    })
    .join(" · ");
  return words.when[on]?.(what) ?? words.unwritten;
}

function verbIn({ choices }: PartProps, id: string): string {
  return (choices["verb"] ?? []).find((one) => one.id === id)?.name ?? id;
}

/** All triggers, each with its fields. */
export function TriggersList(props: PartProps) {
  const { desks, places, chosen, choose, focusItem, pickPlace, say } = props;
  const { life } = desks.of;
  const triggers = listOf(life.value, "triggers");
  const items = triggers.map((trigger, index) => {
    const belongs = triggerPlace(trigger, Object.keys(places));
    const entered = belongs.at === "place" && belongs.path[0] === "when";
    const where = belongs.at === "nowhere" ? words.anywhere : nameIn(props, belongs.id);
    return {
      id: `trigger ${index}`,
      name: textOf(trigger, "id"),
      about: [whenOf(trigger, props), ...(entered ? [] : [where])].join(" · "),
      wrong: isWrong(life, "life", ["triggers", index]) ? words.wrong : undefined,
    };
  });
  return (
    <>
      {items.length === 0 ? <p class="quiet">{words.noTriggers}</p> : null}
      <MapList
        label={words.parts.triggers}
        items={items}
        chosen={chosen}
        onChoose={choose}
        fields={(id) => <Fields {...props} index={Number(id.split(" ")[1])} />}
      />
      <p>
        <button
          type="button"
          onClick={() =>
            pickPlace((place) => {
              desks.edit("life", "triggers", [...triggers, newTrigger(triggers, place)], "add");
              choose(`trigger ${triggers.length}`);
              focusItem(`trigger ${triggers.length}`);
              say(words.added);
            })
          }
        >
          {words.addTrigger}
        </button>
      </p>
    </>
  );
}

function Fields(props: PartProps & { readonly index: number }) {
  const { desks, schemas, index, choices, pickPlace, choose, focusItem, say } = props;
  const schema = schemas.life.properties?.["triggers"]?.items;
  const { life } = desks.of;
  const triggers = listOf(life.value, "triggers");
  const trigger = triggers[index];
  if (!schema || trigger === undefined) return null;
  return (
    <SheetFields desk={life} sheet="life" choices={choices} pickPlace={pickPlace} say={say}>
      <Field
        schema={schema}
        label={textOf(trigger, "id")}
        value={trigger}
        path={["triggers", index]}
        required
        onChange={(given) =>
          desks.edit(
            "life",
            "triggers",
            withEntry(triggers, index, isRecord(given) ? given : {}),
            `trigger ${index}`,
          )
        }
      />
      <button
        type="button"
        onClick={() => {
          desks.edit("life", "triggers", withEntry(triggers, index, undefined), "drop");
          choose(null);
          focusItem(`trigger ${Math.min(index, triggers.length - 2)}`);
          say(words.removed);
        }}
      >
        {words.dropTrigger}
      </button>
    </SheetFields>
  );
}
