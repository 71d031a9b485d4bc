import { useState } from "preact/hooks";
import type { FoundMap, MapPlan } from "../../../shared/studio/maps.ts";
import "../parts/map-view.css";
import { usePicture } from "../parts/use-picture.ts";
import { words } from "./words.ts";

/** A map that was found, as players will see it, with its floor, places and spots drawn over it. */
export function MapPreview({ map }: { readonly map: FoundMap }) {
  const [floor, setFloor] = useState(true);
  const [names, setNames] = useState(true);
  const picture = usePicture(map.picture);
  const { plan } = map;
  const share = (tiles: number, of: number) => `${(tiles / of) * 100}%`;
  return (
    <figure class="map-preview">
      <div class="map-scroll" tabIndex={0} role="region" aria-label={words.picture(map.name)}>
        <div
          class="map-board"
          style={{
            minWidth: `${Math.min(plan.width * 8, 960)}px`,
            aspectRatio: `${plan.width} / ${plan.height}`,
          }}
        >
          {picture === null ? null : <img src={picture} alt={words.picture(map.name)} />}
          {floor ? (
            <svg
              class="map-floor"
              viewBox={`0 0 ${plan.width} ${plan.height}`}
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <path class="bars" d={runsOf(plan, "~")} />
              <path class="walls" d={runsOf(plan, "#")} />
            </svg>
          ) : null}
          {names
            ? plan.places.map(({ id, x, y, width, height }) => (
                <div
                  key={id}
                  class="map-place"
                  aria-hidden="true"
                  style={{
                    left: share(x, plan.width),
                    top: share(y, plan.height),
                    width: share(width, plan.width),
                    height: share(height, plan.height),
                  }}
                >
                  <bdi>{id}</bdi>
                </div>
              ))
            : null}
          {names
            ? plan.spots.map(({ id, x, y }) => (
                <span
                  key={id}
                  class={id === "entrance" ? "map-spot entrance" : "map-spot"}
                  aria-hidden="true"
                  style={{ left: share(x + 0.5, plan.width), top: share(y + 0.5, plan.height) }}
                />
              ))
            : null}
        </div>
      </div>
      <figcaption class="map-shows" role="group" aria-label={words.show}>
        <label class="tick">
          <input
            type="checkbox"
            checked={floor}
            onChange={({ currentTarget }) => setFloor(currentTarget.checked)}
          />
          {words.showFloor}
        </label>
        <label class="tick">
          <input
            type="checkbox"
            checked={names}
            onChange={({ currentTarget }) => setNames(currentTarget.checked)}
          />
          {words.showNames}
        </label>
      </figcaption>
    </figure>
  );
}

/** All tiles of one sign as rectangles of a path, those beside each other as one. */
function runsOf({ rows }: MapPlan, sign: string): string {
  const runs: string[] = [];
  for (const [y, row] of rows.entries())
    for (let x = row.indexOf(sign); x !== -1; x = row.indexOf(sign, x)) {
      const from = x;
      while (row[x] === sign) x++;
      runs.push(`M${from} ${y}h${x - from}v1h${from - x}z`);
    }
  return runs.join("");
}
