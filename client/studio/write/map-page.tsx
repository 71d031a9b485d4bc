import { useState } from "preact/hooks";
import { Notice } from "../parts/notice.tsx";
import { MapView, type MapMark } from "../parts/map-view.tsx";
import type { DrawnMap } from "../parts/tiled-map.ts";
import { isRecord } from "./form/group-value.ts";
import { useSheetDesk, type SheetDesk, type SheetValue } from "./sheet-desk.ts";
import { words } from "./words.ts";

/** A scene's map: who and what stands where when it opens, moved by pointer or by arrow keys. */
export function MapPage({ world }: { readonly world: string }) {
  const scene = useSheetDesk(world, "scene");
  const things = useSheetDesk(world, "things");
  const [map, setMap] = useState<DrawnMap | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const { open } = scene;
  if (open === null)
    return scene.problem === null ? <p>{words.loading}</p> : <Notice problem={scene.problem} />;
  const value = scene.value ?? {};
  const places = Object.fromEntries(
    listOf(value, "places").map((place) => [
      String(place["id"]),
      String(place["name"] ?? place["id"]),
    ]),
  );
  const marks = map === null ? [] : marksOf(map, scene, things);
  const back = `#/write/${encodeURIComponent(world)}`;
  return (
    <>
      <p class="path">
        <a href={back}>{words.back}</a>
      </p>
      <div class="sheet-head">
        <h1>{words.map}</h1>
        <p class={`keeping ${scene.keeping}`} role="status">
          {words.states[scene.keeping === "clean" ? things.keeping : scene.keeping]}
        </p>
      </div>
      <p class="quiet" id="map-how">
        {words.mapHow}
      </p>
      <p class="actions">
        <button
          type="button"
          disabled={!scene.canUndo && !things.canUndo}
          onClick={() => (scene.canUndo ? scene.undo() : things.undo())}
        >
          {words.undo}
        </button>
        <a class="button" href={`${back}/scene`}>
          {words.parts["scene"]}
        </a>
        <a class="button" href={`${back}/life`}>
          {words.parts["life"]}
        </a>
      </p>
      <p class="said" aria-live="polite">
        <bdi>{said}</bdi>
      </p>
      {scene.problem === null ? null : <Notice problem={scene.problem} />}
      <MapView
        map={typeof value["map"] === "string" ? value["map"] : open.map}
        label={words.map}
        marks={marks}
        places={places}
        chosen={chosen}
        onChoose={setChosen}
        onMap={setMap}
        onMove={(id, x, y, found) => {
          // What has a name in this scene alone is a place that the scene knows.
          const place = found !== null && found in places ? found : null;
          const [kind = "", name = ""] = id.split(" ");
          if (kind === "persona") put(scene, "cast", "persona", name, place, { x, y });
          else if (kind === "thing") put(things, "props", "id", name, place, { x, y });
          setChosen(id);
          const mark = marks.find((one) => one.id === id);
          setSaid(
            words.stands(
              mark?.name ?? name,
              place === null ? words.nowhere : (places[place] ?? place),
              x,
              y,
            ),
          );
        }}
      />
    </>
  );
}

function put(
  desk: SheetDesk,
  list: string,
  key: string,
  id: string,
  place: string | null,
  tile: { readonly x: number; readonly y: number },
): void {
  const value = desk.value ?? {};
  const next = listOf(value, list).map((entry) => {
    if (entry[key] !== id) return entry;
    // Outside of every place it keeps the one that it had: a thing lies somewhere by its sheet.
    return { ...entry, ...(place === null ? {} : { place }), tile };
  });
  desk.setField(list, next);
}

function marksOf(map: DrawnMap, scene: SheetDesk, things: SheetDesk): MapMark[] {
  const value = scene.value ?? {};
  const names = new Map((scene.open?.choices["persona"] ?? []).map(({ id, name }) => [id, name]));
  const taken = new Set<string>();
  /** Who would stand on somebody else stands beside them, as in the scene. */
  const free = ({ x, y }: { readonly x: number; readonly y: number }) => {
    let at = x;
    while (taken.has(`${at} ${y}`) && at < map.width - 1) at++;
    taken.add(`${at} ${y}`);
    return { x: at, y };
  };
  const people = listOf(value, "cast").map((entry, index): MapMark => {
    const id = String(entry["persona"]);
    const spot = map.spots.find((one) => one.id === id);
    const at = free(tileOf(entry) ?? spot ?? middle(map, entry["place"]) ?? { x: 1 + index, y: 1 });
    return { id: `persona ${id}`, name: names.get(id) ?? id, kind: "persona", x: at.x, y: at.y };
  });
  const lying = listOf(things.value ?? {}, "props").flatMap((entry): MapMark[] => {
    const at = tileOf(entry) ?? middle(map, entry["place"]);
    if (at === null || at === undefined || entry["place"] === undefined) return [];
    return [
      { id: `thing ${String(entry["id"])}`, name: nameOf(entry), kind: "thing", x: at.x, y: at.y },
    ];
  });
  const door =
    map.spots.find((one) => one.id === value["entrance"]) ??
    map.spots.find((one) => one.id === "entrance") ??
    middle(map, value["entrance"]);
  return [
    ...lying,
    ...people,
    ...(door
      ? [{ id: "door", name: words.entrance, kind: "door" as const, x: door.x, y: door.y }]
      : []),
  ];
}

function tileOf(entry: SheetValue): { x: number; y: number } | null {
  const tile = entry["tile"];
  return isRecord(tile) && typeof tile["x"] === "number" && typeof tile["y"] === "number"
    ? { x: tile["x"], y: tile["y"] }
    : null;
}

function middle(map: DrawnMap, place: unknown): { x: number; y: number } | null {
  const area = map.places.find(({ id }) => id === place);
  if (area === undefined) return null;
  return { x: area.x + (area.width >> 1), y: area.y + (area.height >> 1) };
}

function nameOf(entry: SheetValue): string {
  const name = entry["name"];
  if (typeof name === "string") return name;
  const own = isRecord(name) ? (name[document.documentElement.lang] ?? name["en"]) : null;
  return typeof own === "string" ? own : String(entry["id"]);
}

function listOf(value: SheetValue, key: string): SheetValue[] {
  const list = value[key];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}
