import { useEffect } from "preact/hooks";
import { language } from "../../language.ts";
import { besideEachOther } from "../../parts/map-areas.ts";
import type { MapMark } from "../../parts/map-view.tsx";
import { Field } from "../form/field.tsx";
import { fieldId } from "../form/form-context.ts";
import { emptyOf, type JsonSchema } from "../form/json-schema.ts";
import type { SheetValue } from "../sheet-desk.ts";
import { isRecord } from "../form/group-value.ts";
import { MapList } from "./map-list.tsx";
import { NOT_DRAWN, type PartOnMap, type PartProps } from "./map-part.ts";
import { listOf, textOf, withEntry, wordsIn } from "./map-values.ts";
import { stopsOf, wayOf, withStopAt } from "./routine-way.ts";
import { isWrong, SheetFields } from "./sheet-fields.tsx";
import { showInPanel } from "./show-in-panel.ts";
import { peopleOn } from "./standing.ts";
import { words } from "./words.ts";

/** What personas do when nobody wants them: of one at a time the stops and the way between them. */

/** In tiles, so that numbers at one place can be read. */
const APART = 1.5;

export interface RoutinesProps extends PartProps {
  /** Whose routine is shown, by the persona's id. */
  readonly whose: string | null;
}

/** Stops are chosen as `stop N`, personas as `persona ID`. */
export function routinesOnMap(props: RoutinesProps): PartOnMap {
  const { desks, map, places, choices, whose, say } = props;
  if (map === null) return NOT_DRAWN;
  const names = new Map((choices["persona"] ?? []).map(({ id, name }) => [id, name]));
  const people = peopleOn(map, desks.of.scene.value);
  const home = people.find(({ id }) => id === whose);
  const { routines, index, routine } = routineOf(desks.of.life.value, whose);
  const stops = home === undefined || routine === undefined ? [] : stopsOf(map, routine, home);
  const free = besideEachOther(map.width, APART);
  for (const { x, y } of people) free({ x, y });
  return {
    marks: [
      ...people.map(({ id, x, y }): MapMark => ({
        id: `persona ${id}`,
        name: names.get(id) ?? id,
        kind: "persona",
        moves: "none",
        x,
        y,
      })),
      ...stops.map((stop): MapMark => {
        const step = listOf(routine ?? null, "steps")[stop.index];
        return {
          id: `stop ${stop.index}`,
          name: words.step(stop.index + 1),
          sign: String(stop.index + 1),
          kind: "stop",
          moves: "place",
          ...(stop.place === null ? { state: words.stays } : { place: stop.place }),
          ...(stop.place === null ? {} : stateOf(step)),
          ...free({ x: stop.x, y: stop.place === null ? stop.y - 1 : stop.y }),
        };
      }),
    ],
    ways: home === undefined || stops.length === 0 ? [] : [wayOf(home, stops)],
    onMove(id, _x, _y, place) {
      const step = Number(id.split(" ")[1]);
      if (!id.startsWith("stop ") || routine === undefined || place === null) return;
      const next = withEntry(routines, index, withStopAt(routine, step, place));
      desks.edit("life", "routines", next, id);
      say(words.goesTo(step + 1, places[place] ?? place));
    },
    fieldOf: (id) => ["routines", index, "steps", Number(id.split(" ")[1])],
  };
}

function stateOf(step: SheetValue | undefined): { readonly state?: string } {
  const action = wordsIn(step?.["action"], language());
  return action === "" ? {} : { state: action };
}

/** Whose routine is shown before anybody is chosen. */
export function firstWithRoutine({ scene, life }: PartProps["desks"]["of"]): string | null {
  const cast = listOf(scene.value, "cast").map((entry) => textOf(entry, "persona"));
  return cast.find((id) => routineOf(life.value, id).routine !== undefined) ?? cast[0] ?? null;
}

function routineOf(life: SheetValue | null, whose: string | null) {
  const routines = listOf(life, "routines");
  const index = routines.findIndex((one) => one["persona"] === whose);
  return { routines, index, routine: routines[index] };
}

/** Everybody of the cast with their routine's fields. */
export function RoutinesList(
  props: RoutinesProps & { readonly show: (whose: string | null) => void },
) {
  const { desks, choices, whose, show } = props;
  const { scene, life } = desks.of;
  const names = new Map((choices["persona"] ?? []).map(({ id, name }) => [id, name]));
  const items = listOf(scene.value, "cast").map((entry) => {
    const id = textOf(entry, "persona");
    const { index, routine } = routineOf(life.value, id);
    const wrong = index !== -1 && isWrong(life, "life", ["routines", index]);
    return {
      id,
      name: names.get(id) ?? id,
      about: words.steps(listOf(routine ?? null, "steps").length),
      wrong: wrong ? words.wrong : undefined,
    };
  });
  return (
    <MapList
      label={words.parts.routines}
      items={items}
      chosen={whose}
      onChoose={show}
      fields={(id) => <Fields {...props} whose={id} name={names.get(id) ?? id} />}
    />
  );
}

function Fields(props: RoutinesProps & { readonly name: string }) {
  const { desks, schemas, whose, name, chosen, choices, pickPlace, choose, focusItem, say } = props;
  const schema = schemas.life.properties?.["routines"]?.items;
  const { life } = desks.of;
  const { routines, index, routine } = routineOf(life.value, whose);
  const put = (next: SheetValue | undefined, where: string) =>
    desks.edit("life", "routines", withEntry(routines, index, next), where);
  useEffect(() => {
    if (chosen?.startsWith("stop ") !== true) return;
    const step = document.getElementById(
      fieldId(["routines", index, "steps", Number(chosen.split(" ")[1])]),
    );
    if (!(step instanceof HTMLDetailsElement)) return;
    step.open = true;
    showInPanel(step);
  }, [chosen]);
  if (!schema) return null;
  if (routine === undefined)
    return (
      <>
        <p class="quiet">{words.noRoutine(name)}</p>
        <button
          type="button"
          onClick={() =>
            pickPlace((place) => {
              const fresh = {
                ...asRecord(emptyOf(schema)),
                persona: whose,
                steps: [{ go: place }],
              };
              desks.edit("life", "routines", [...routines, fresh], "begin");
              choose("stop 0");
            })
          }
        >
          {words.beginRoutine}
        </button>
      </>
    );
  const steps = listOf(routine, "steps");
  return (
    <SheetFields desk={life} sheet="life" choices={choices} pickPlace={pickPlace} say={say}>
      <Field
        schema={withoutPersona(schema)}
        label={words.parts.routines}
        value={routine}
        path={["routines", index]}
        required
        onChange={(given) => put({ ...routine, ...asRecord(given) }, "fields")}
      />
      <div class="actions">
        <button
          type="button"
          onClick={() =>
            pickPlace((place) => {
              put({ ...routine, steps: [...steps, { go: place }] }, "add");
              choose(`stop ${steps.length}`);
              say(words.added);
            })
          }
        >
          {words.addStop}
        </button>
        <button
          type="button"
          onClick={() => {
            put(undefined, "drop");
            choose(null);
            focusItem(whose ?? "");
            say(words.removed);
          }}
        >
          {words.dropRoutine}
        </button>
      </div>
    </SheetFields>
  );
}

/** Whose it is stands above the fields already. */
function withoutPersona(schema: JsonSchema): JsonSchema {
  const { persona: _persona, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

function asRecord(value: unknown): SheetValue {
  return isRecord(value) ? value : {};
}
