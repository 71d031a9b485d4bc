import type { LiveBody } from "../../../shared/studio/live.ts";
import { MapView } from "../parts/map-view.tsx";
import { words } from "./words.ts";

/** Marks with names that a map bears; of more bodies the players are counted, and the rest is in the list. */
const MARKS = 60;
/** Of more marks than this the names show when they are looked at. */
const NAMED = 24;

/** Who is where. Of a crowd the personas come first. */
export function SceneMap(props: {
  readonly map: string;
  readonly bodies: readonly LiveBody[];
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
}) {
  const { map, bodies, chosen, onChoose } = props;
  const personas = bodies.filter(({ kind }) => kind === "persona");
  const players = bodies.filter(({ kind }) => kind === "player");
  const shown = [...personas, ...players].slice(0, MARKS);
  const held = bodies.find(({ id }) => id === chosen);
  if (held !== undefined && !shown.includes(held)) shown.push(held);
  const left = bodies.length - shown.length;
  return (
    <figure class={`live-map${shown.length > NAMED ? " crowded" : ""}`}>
      <MapView
        map={map}
        label={words.map}
        marks={shown.map(({ id, name, kind, x, y, state }) => ({
          id,
          name,
          kind,
          x,
          y,
          ...(state === "free" ? {} : { state: words.state[state] }),
        }))}
        chosen={chosen}
        onChoose={(id) => onChoose(id === chosen ? null : id)}
      />
      {left > 0 ? <figcaption class="quiet">{words.notOnMap(left)}</figcaption> : null}
    </figure>
  );
}
