import { language } from "../../language.ts";
import { areaAt } from "../../parts/map-areas.ts";
import { Field } from "../form/field.tsx";
import type { SheetValue } from "../sheet-desk.ts";
import { MapList, type MapItem } from "./map-list.tsx";
import { NOT_DRAWN, type PartOnMap, type PartProps } from "./map-part.ts";
import { listOf, textOf, withEntry, wordsIn } from "./map-values.ts";
import { isWrong, SheetFields } from "./sheet-fields.tsx";
import { entranceOn, peopleOn, thingsOn } from "./standing.ts";
import { words } from "./words.ts";

/** Who and what stands where when the scene opens, and where players come in. */

const DOOR = "door";

export function peopleOnMap(props: PartProps): PartOnMap {
  const { desks, map, places, say } = props;
  const { scene, things } = desks.of;
  if (map === null) return NOT_DRAWN;
  const names = namesOf(props);
  const entrance = textOf(scene.value, "entrance");
  return {
    marks: [
      ...thingsOn(map, things.value).map(({ id, x, y }) => ({
        id: `thing ${id}`,
        name: names(`thing ${id}`),
        kind: "thing" as const,
        x,
        y,
      })),
      ...peopleOn(map, scene.value).map(({ id, x, y }) => ({
        id: `persona ${id}`,
        name: names(`persona ${id}`),
        kind: "persona" as const,
        x,
        y,
      })),
      {
        id: DOOR,
        name: words.entrance,
        kind: "door",
        moves: "place",
        ...entranceOn(map, scene.value),
        ...(entrance === "" ? {} : { place: entrance }),
      },
    ],
    onMove(id, x, y, place) {
      const [kind = "", name = ""] = id.split(" ");
      const tile = { x, y };
      if (kind === DOOR && place === null) return;
      if (kind === DOOR) desks.edit("scene", "entrance", place, id);
      else {
        const [sheet, list, key] = LISTS[kind] ?? LISTS["persona"]!;
        const next = listOf(desks.of[sheet].value, list).map((entry) =>
          // Outside of every place it keeps the one that it had: a thing lies somewhere by its sheet.
          entry[key] === name ? { ...entry, ...(place === null ? {} : { place }), tile } : entry,
        );
        desks.edit(sheet, list, next, id);
      }
      say(words.stands(names(id), place === null ? words.nowhere : (places[place] ?? place), x, y));
    },
    fieldOf(id) {
      const [kind = "", name = ""] = id.split(" ");
      if (kind === DOOR) return ["entrance"];
      const [sheet, list, key] = LISTS[kind] ?? LISTS["persona"]!;
      const index = listOf(desks.of[sheet].value, list).findIndex((entry) => entry[key] === name);
      return [list, index, "place"];
    },
  };
}

/** Where somebody or something is written: sheet, list, and the field of its id. */
const LISTS: Readonly<Record<string, readonly ["scene" | "things", string, string]>> = {
  persona: ["scene", "cast", "persona"],
  thing: ["things", "props", "id"],
};

/** What everything that stands on the map is called. */
function namesOf({ desks, choices }: PartProps): (id: string) => string {
  const people = new Map((choices["persona"] ?? []).map(({ id, name }) => [id, name]));
  const things = new Map(
    listOf(desks.of.things.value, "props").map((entry) => [
      textOf(entry, "id"),
      wordsIn(entry["name"], language()),
    ]),
  );
  return (id) => {
    const [kind, name = ""] = id.split(" ");
    if (kind === DOOR) return words.entrance;
    return (kind === "persona" ? people : things).get(name) || name;
  };
}

/** The same as a list, each with the fields that say where it is. */
export function PeopleList(props: PartProps) {
  const { desks, map, places, chosen, choose } = props;
  const { scene, things } = desks.of;
  const names = namesOf(props);
  const standing = map === null ? [] : peopleOn(map, scene.value);
  const item = (id: string, index: number, about: string): MapItem => {
    const [kind = ""] = id.split(" ");
    const [sheet, list] = LISTS[kind] ?? LISTS["persona"]!;
    const wrong = isWrong(desks.of[sheet], sheet, [list, index]);
    return { id, name: names(id), about, wrong: wrong ? words.wrong : undefined };
  };
  const whereOf = (entry: SheetValue, tile: { x: number; y: number } | undefined) => {
    const around = map === null || tile === undefined ? null : areaAt(map.places, tile);
    const place = textOf(entry, "place") || around?.id || "";
    const said = place === "" ? words.nowhere : (places[place] ?? place);
    return tile === undefined ? said : `${said}${words.comma}${words.tile(tile.x, tile.y)}`;
  };
  const people = listOf(scene.value, "cast").map((entry, index) =>
    item(`persona ${textOf(entry, "persona")}`, index, whereOf(entry, standing[index])),
  );
  const lying = map === null ? [] : thingsOn(map, things.value);
  const owned = listOf(things.value, "props").map((entry, index) => {
    const holder = textOf(entry, "holder");
    const tile = lying.find((one) => one.index === index);
    const about =
      holder !== ""
        ? words.held(names(`persona ${holder}`))
        : tile === undefined
          ? words.inside
          : whereOf(entry, tile);
    return item(`thing ${textOf(entry, "id")}`, index, about);
  });
  const entrance = textOf(scene.value, "entrance");
  const door: MapItem = {
    id: DOOR,
    name: words.entrance,
    about: places[entrance] ?? (entrance || words.nowhere),
    wrong: isWrong(scene, "scene", ["entrance"]) ? words.wrong : undefined,
  };
  return (
    <>
      <MapList
        label={words.everyone}
        items={[...people, door, ...owned]}
        chosen={chosen}
        onChoose={choose}
        fields={(id) => <Fields {...props} id={id} />}
      />
      <UnknownPlaces {...props} />
    </>
  );
}

/** Places that the map has and the scene does not know yet, as after another map was chosen. */
function UnknownPlaces({ desks, map, places, say }: PartProps) {
  const unknown = (map?.places ?? []).filter(({ id }) => !Object.hasOwn(places, id));
  if (unknown.length === 0) return null;
  const add = (ids: readonly string[]) => {
    const fresh = ids.map((id) => ({ id, name: id.replaceAll("-", " ") }));
    const all = [...listOf(desks.of.scene.value, "places"), ...fresh];
    desks.edit("scene", "places", all, `places ${ids.join(" ")}`);
    say(words.placesAdded(ids.join(words.comma)));
  };
  return (
    <section class="unknown-places" tabIndex={-1}>
      <h2>{words.unknownPlaces}</h2>
      <p class="quiet">{words.unknownHow}</p>
      <p class="actions">
        {unknown.map(({ id }) => (
          <button key={id} type="button" class="small" onClick={() => add([id])}>
            + <bdi>{id}</bdi>
          </button>
        ))}
        {unknown.length === 1 ? null : (
          <button type="button" class="small" onClick={() => add(unknown.map(({ id }) => id))}>
            {words.addAll}
          </button>
        )}
      </p>
    </section>
  );
}

/** The fields of an entry that say where it is. */
const WHERE = ["place", "holder", "tile"];

function Fields({
  desks,
  schemas,
  id,
  choices,
  pickPlace,
  say,
}: PartProps & { readonly id: string }) {
  const [kind = "", name = ""] = id.split(" ");
  const [sheet, list, key] = LISTS[kind] ?? LISTS["persona"]!;
  const schema = schemas[sheet];
  const desk = desks.of[sheet];
  const around = { desk, sheet, choices, pickPlace, say };
  if (kind === DOOR)
    return (
      <SheetFields {...around}>
        <Field
          schema={schema.properties?.["entrance"] ?? {}}
          value={desk.value?.["entrance"]}
          path={["entrance"]}
          required={false}
          onChange={(given) => desks.edit("scene", "entrance", given, DOOR)}
        />
      </SheetFields>
    );
  const entries = listOf(desk.value, list);
  const index = entries.findIndex((entry) => entry[key] === name);
  const entry = entries[index];
  const item = schema.properties?.[list]?.items;
  if (entry === undefined || !item) return null;
  return (
    <SheetFields {...around}>
      {WHERE.flatMap((field) => {
        const one = item.properties?.[field];
        return one === undefined ? [] : [[field, one] as const];
      }).map(([field, one]) => (
        <Field
          key={field}
          schema={one}
          value={entry[field]}
          path={[list, index, field]}
          required={false}
          onChange={(given) => {
            const { [field]: _before, ...rest } = entry;
            const next = given === undefined ? rest : { ...entry, [field]: given };
            desks.edit(sheet, list, withEntry(entries, index, next), `${id} ${field}`);
          }}
        />
      ))}
    </SheetFields>
  );
}
