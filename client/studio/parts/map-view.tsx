import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../language.ts";
import "./map-view.css";
import { loadMap, type DrawnMap } from "./tiled-map.ts";

/** Somebody or something that stands on a map. */
export interface MapMark {
  readonly id: string;
  readonly name: string;
  readonly kind: "persona" | "player" | "thing" | "door";
  /** The tile it stands on; between two tiles while it walks. */
  readonly x: number;
  readonly y: number;
  /** Said of it beside its name, such as `thinking`. */
  readonly state?: string;
}

export interface MapViewProps {
  /** Of the game's own maps, without ending. */
  readonly map: string;
  /** What the map is to who cannot see it. */
  readonly label: string;
  readonly marks: readonly MapMark[];
  /** Outlines places, by these names. */
  readonly places?: Readonly<Record<string, string>>;
  readonly chosen?: string | null;
  readonly onChoose?: (id: string) => void;
  /** A mark was put on a tile, by pointer or by arrow keys. Absent: marks stand where they are. */
  readonly onMove?: (id: string, x: number, y: number, place: string | null) => void;
  /** A tile was picked where no mark stands. */
  readonly onTile?: (x: number, y: number, place: string | null) => void;
  /** Once it is drawn. */
  readonly onMap?: (map: DrawnMap) => void;
  /** What stands above the marks, such as a bubble; placed by the caller in tiles through `--x` and `--y`. */
  readonly children?: ComponentChildren;
}

/** A scene's map with who stands on it. Marks are buttons: Tab goes through them, arrow keys move what may be moved. */
export function MapView(props: MapViewProps) {
  const { map: name, label, marks, places, chosen, onMove, onTile, onMap } = props;
  const [map, setMap] = useState<DrawnMap | null | "missing">(null);
  const [dragged, setDragged] = useState<{ id: string; x: number; y: number } | null>(null);
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

  const tileAt = (event: PointerEvent | MouseEvent) => {
    const box = board.current?.getBoundingClientRect() ?? new DOMRect();
    const x = Math.floor(((event.clientX - box.left) / box.width) * map.width);
    const y = Math.floor(((event.clientY - box.top) / box.height) * map.height);
    return { x: clamp(x, map.width), y: clamp(y, map.height) };
  };
  const at = (x: number, y: number) => ({
    left: `${((x + 0.5) / map.width) * 100}%`,
    top: `${((y + 0.5) / map.height) * 100}%`,
  });
  return (
    <div class="map-scroll" tabIndex={0} role="region" aria-label={label}>
      <div
        class="map-board"
        ref={board}
        style={{ minWidth: `${map.width * 12}px`, aspectRatio: `${map.width} / ${map.height}` }}
        onClick={(event) => {
          if (onTile === undefined || !(event.target instanceof HTMLCanvasElement)) return;
          const { x, y } = tileAt(event);
          onTile(x, y, map.placeAt(x, y));
        }}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {places === undefined
          ? null
          : map.places
              .filter(({ id }) => id in places)
              .map((area) => (
                <div
                  key={area.id}
                  class="map-place"
                  aria-hidden="true"
                  style={{
                    left: `${(area.x / map.width) * 100}%`,
                    top: `${(area.y / map.height) * 100}%`,
                    width: `${(area.width / map.width) * 100}%`,
                    height: `${(area.height / map.height) * 100}%`,
                  }}
                >
                  <bdi>{places[area.id]}</bdi>
                </div>
              ))}
        {marks.map((mark) => {
          const shown = dragged?.id === mark.id ? dragged : mark;
          const place = map.placeAt(Math.round(mark.x), Math.round(mark.y));
          const where = place === null ? "" : (places?.[place] ?? place);
          return (
            <button
              key={mark.id}
              type="button"
              class={`map-mark ${mark.kind}`}
              aria-pressed={props.onChoose === undefined ? undefined : chosen === mark.id}
              aria-label={[mark.name, mark.state, where].filter(Boolean).join(", ")}
              style={at(shown.x, shown.y)}
              onClick={() => props.onChoose?.(mark.id)}
              onKeyDown={(event) => {
                const step = STEPS[event.key];
                if (step === undefined || onMove === undefined) return;
                event.preventDefault();
                const x = clamp(Math.round(mark.x) + step[0], map.width);
                const y = clamp(Math.round(mark.y) + step[1], map.height);
                onMove(mark.id, x, y, map.placeAt(x, y));
              }}
              onPointerDown={(event) => {
                if (onMove === undefined) return;
                event.currentTarget.setPointerCapture(event.pointerId);
                setDragged({ id: mark.id, x: mark.x, y: mark.y });
              }}
              onPointerMove={(event) => {
                if (dragged?.id === mark.id) setDragged({ id: mark.id, ...tileAt(event) });
              }}
              onPointerUp={() => {
                if (dragged?.id !== mark.id) return;
                setDragged(null);
                if (dragged.x === mark.x && dragged.y === mark.y) return;
                onMove?.(mark.id, dragged.x, dragged.y, map.placeAt(dragged.x, dragged.y));
              }}
              onPointerCancel={() => setDragged(null)}
            >
              <span class="map-dot" aria-hidden="true" />
              <bdi>{mark.name}</bdi>
            </button>
          );
        })}
        {props.children}
      </div>
    </div>
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
