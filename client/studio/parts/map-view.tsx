import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../language.ts";
import { areaAt, areaTowards, middleOf, type MapArea, type Tile } from "./map-areas.ts";
import "./map-view.css";
import { loadMap, type DrawnMap } from "./tiled-map.ts";

/** Somebody or something that stands on a map. */
export interface MapMark {
  readonly id: string;
  readonly name: string;
  readonly kind: "persona" | "player" | "thing" | "door" | "stop" | "trigger";
  /** The tile it stands on; between two tiles while it walks. */
  readonly x: number;
  readonly y: number;
  /** Said of it beside its name, such as `thinking`. */
  readonly state?: string;
  /** Stands in its dot, such as its number. */
  readonly sign?: string;
  /** The place it belongs to, where that is not the one around its tile. */
  readonly place?: string;
  /** Goes from tile to tile, from place to place, or stays where it is. */
  readonly moves?: "tile" | "place" | "none";
}

export interface MapViewProps {
  /** Of the game's own maps, without ending. */
  readonly map: string;
  /** What the map is to who cannot see it. */
  readonly label: string;
  readonly marks: readonly MapMark[];
  /** Outlines places, by these names; no other counts. */
  readonly places?: Readonly<Record<string, string>>;
  readonly chosen?: string | null;
  readonly onChoose?: (id: string) => void;
  /** A mark was put on a tile, by pointer or by arrow keys. Absent: marks stand where they are. */
  readonly onMove?: (id: string, x: number, y: number, place: string | null) => void;
  /** A place is wanted: places are buttons, and marks are out of the way. */
  readonly onPlace?: ((place: string) => void) | undefined;
  /** Ways between tiles, drawn as one line each. */
  readonly ways?: readonly (readonly Tile[])[];
  /** Once it is drawn. */
  readonly onMap?: (map: DrawnMap) => void;
  /** What stands above the marks, such as a bubble; placed by the caller in tiles through `--x` and `--y`. */
  readonly children?: ComponentChildren;
}

/** A scene's map with who stands on it. Marks are buttons: Tab goes through them, arrow keys move what may be moved. */
export function MapView(props: MapViewProps) {
  const { map: name, label, places, onPlace, onMap, ways = [] } = props;
  const [map, setMap] = useState<DrawnMap | null | "missing">(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const board = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    setMap(null);
    void loadMap(name).then((loaded) => {
      if (gone) return;
      setMap(loaded ?? "missing");
      if (loaded !== null) onMap?.(loaded);
    });
    return () => {
      gone = true;
    };
  }, [name]);
  useEffect(() => {
    if (canvas.current === null || map === null || map === "missing") return;
    canvas.current.width = map.picture.width;
    canvas.current.height = map.picture.height;
    canvas.current.getContext("2d")?.drawImage(map.picture, 0, 0);
  }, [map]);
  if (map === "missing") return <p class="notice">{words.missing}</p>;
  if (map === null) return <p class="quiet">{words.loading}</p>;
  const areas =
    places === undefined ? map.places : map.places.filter(({ id }) => Object.hasOwn(places, id));
  const tileAt = (event: PointerEvent) => {
    const box = board.current?.getBoundingClientRect() ?? new DOMRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * map.width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * map.height);
    return { x: clamp(x, map.width), y: clamp(y, map.height) };
  };
  return (
    <div class="map-scroll" tabIndex={0} role="region" aria-label={label}>
      <div
        class="map-board"
        ref={board}
        style={{ minWidth: `${map.width * 12}px`, aspectRatio: `${map.width} / ${map.height}` }}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {places === undefined
          ? null
          : areas.map((area) => (
              <Place key={area.id} map={map} area={area} name={places[area.id]} onPlace={onPlace} />
            ))}
        {ways.length === 0 ? null : (
          <svg
            class="map-ways"
            viewBox={`0 0 ${map.width} ${map.height}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            {ways.map((way, index) => (
              <polyline
                key={index}
                points={way.map(({ x, y }) => `${x + 0.5},${y + 0.5}`).join(" ")}
              />
            ))}
          </svg>
        )}
        {onPlace === undefined ? (
          <Marks {...props} map={map} areas={areas} tileAt={tileAt} />
        ) : null}
        {props.children}
      </div>
    </div>
  );
}

/** A place's outline with its name; a button while a place is wanted. Smaller ones lie above those around them. */
function Place({
  map,
  area,
  name,
  onPlace,
}: {
  readonly map: DrawnMap;
  readonly area: MapArea;
  readonly name: string | undefined;
  readonly onPlace: MapViewProps["onPlace"];
}) {
  const style = {
    left: `${(area.x / map.width) * 100}%`,
    top: `${(area.y / map.height) * 100}%`,
    width: `${(area.width / map.width) * 100}%`,
    height: `${(area.height / map.height) * 100}%`,
    zIndex: onPlace === undefined ? 0 : 10_000 - Math.min(9_999, area.width * area.height),
  };
  if (onPlace === undefined)
    return (
      <div class="map-place" aria-hidden="true" style={style}>
        <bdi>{name}</bdi>
      </div>
    );
  return (
    <button type="button" class="map-place" style={style} onClick={() => onPlace(area.id)}>
      <bdi>{name}</bdi>
    </button>
  );
}

interface MarksProps extends Omit<MapViewProps, "map"> {
  readonly map: DrawnMap;
  readonly areas: readonly MapArea[];
  readonly tileAt: (event: PointerEvent) => Tile;
}

function Marks(props: MarksProps) {
  const { map, marks, areas, places, chosen, onChoose, onMove, tileAt } = props;
  /** A mark under a finger: where it is by now, and the tile it was taken hold of at. */
  const [dragged, setDragged] = useState<(Tile & { id: string; held: Tile }) | null>(null);
  /** Where a mark comes to by an arrow key; null where it cannot go on. */
  const towards = (mark: MapMark, step: readonly [x: number, y: number]) => {
    const from = { x: Math.round(mark.x), y: Math.round(mark.y) };
    if (mark.moves === "place") {
      const own = areas.find(({ id }) => id === mark.place);
      const others = areas.filter((area) => area !== own);
      const next = areaTowards(others, own === undefined ? from : middleOf(own), step);
      return next === null ? null : { ...middleOf(next), place: next.id };
    }
    const to = { x: clamp(from.x + step[0], map.width), y: clamp(from.y + step[1], map.height) };
    return { ...to, place: areaAt(areas, to)?.id ?? null };
  };
  return (
    <>
      {marks.map((mark) => {
        const movable = onMove !== undefined && mark.moves !== "none";
        const shown = dragged?.id === mark.id ? dragged : mark;
        const tile = { x: Math.round(mark.x), y: Math.round(mark.y) };
        const place = mark.place ?? areaAt(areas, tile)?.id;
        const where = place === undefined ? "" : (places?.[place] ?? place);
        return (
          <button
            key={mark.id}
            type="button"
            class={`map-mark ${mark.kind}`}
            aria-pressed={onChoose === undefined ? undefined : chosen === mark.id}
            aria-label={[mark.name, mark.state, where].filter(Boolean).join(", ")}
            style={{
              left: `${((shown.x + 0.5) / map.width) * 100}%`,
              top: `${((shown.y + 0.5) / map.height) * 100}%`,
            }}
            onClick={() => onChoose?.(mark.id)}
            onKeyDown={(event) => {
              const step = STEPS[event.key];
              if (step === undefined || !movable) return;
              event.preventDefault();
              const to = towards(mark, step);
              if (to !== null) onMove?.(mark.id, to.x, to.y, to.place);
            }}
            onPointerDown={(event) => {
              if (!movable) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              setDragged({ id: mark.id, x: mark.x, y: mark.y, held: tileAt(event) });
            }}
            onPointerMove={(event) => {
              if (dragged?.id !== mark.id) return;
              const at = tileAt(event);
              const x = clamp(Math.round(mark.x) + at.x - dragged.held.x, map.width);
              const y = clamp(Math.round(mark.y) + at.y - dragged.held.y, map.height);
              setDragged({ ...dragged, x, y });
            }}
            onPointerUp={() => {
              if (dragged?.id !== mark.id) return;
              setDragged(null);
              if (Math.hypot(dragged.x - mark.x, dragged.y - mark.y) < 1) return;
              onMove?.(mark.id, dragged.x, dragged.y, areaAt(areas, dragged)?.id ?? null);
            }}
            onPointerCancel={() => setDragged(null)}
          >
            <span class="map-dot" aria-hidden="true">
              {mark.sign}
            </span>
            <bdi>{mark.name}</bdi>
          </button>
        );
      })}
    </>
  );
}

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function clamp(tile: number, size: number): number {
  return Math.max(0, Math.min(size - 1, tile));
}

const words = wordsOf({
  en: {
    loading: "Drawing the map…",
    missing: "This map could not be loaded. Look whether it is among the game's maps.",
  },
  zh: {
    loading: "正在绘制地图……",
    missing: "这张地图没能加载。请看看它是否在游戏的地图里。",
  },
});
