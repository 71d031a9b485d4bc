import { useState } from "preact/hooks";
import type { BringInMap, BroughtInMap, FoundMap, MapList } from "../../../shared/studio/maps.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { MapPreview } from "./map-preview.tsx";
import { words } from "./words.ts";

/** What was found in a map's files, what it is to be called, and for which world. */
export function FoundMapForm({
  map,
  worlds,
  first,
  done,
}: {
  readonly map: FoundMap;
  readonly worlds: MapList["worlds"];
  /** The world that is chosen at first. */
  readonly first: string | undefined;
  readonly done: (brought: BroughtInMap) => void;
}) {
  const [name, setName] = useState(map.name);
  const [world, setWorld] = useState(
    () =>
      (worlds.find((one) => one.world === first) ?? worlds.find(({ readOnly }) => !readOnly))
        ?.world ?? "",
  );
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Asked<BroughtInMap> | null>(null);
  const readOnly = worlds.find((one) => one.world === world)?.readOnly ?? true;
  const bringIn = async () => {
    setBusy(true);
    const body: BringInMap = { held: map.held, name };
    const path = `/maps/${encodeURIComponent(world)}?language=${language()}`;
    const asked = await ask<BroughtInMap>(path, { method: "POST", body });
    setBusy(false);
    setAnswer(asked);
    if (asked.ok) done(asked.value);
  };
  return (
    <form
      class="found-map"
      onSubmit={(event) => {
        event.preventDefault();
        void bringIn();
      }}
    >
      <h2>
        <bdi>{map.name}</bdi>
      </h2>
      <p class="quiet">
        {words.size(map.width, map.height, map.tile)}.{" "}
        {words.bytes(Math.max(1, Math.round(map.bytes / 1024)))}
      </p>
      <MapPreview map={map} />
      {map.warnings.length === 0 ? null : (
        <section class="map-notes">
          <h3>{words.warnings}</h3>
          <ul>
            {map.warnings.map(({ code, count, about }) => (
              <li key={code}>
                <bdi>{words.warning[code](count, about.join(words.comma))}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="map-bring">
        <label>
          {words.name}
          <input
            type="text"
            required
            maxLength={80}
            dir="auto"
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label>
          {words.world}
          <select value={world} onChange={({ currentTarget }) => setWorld(currentTarget.value)}>
            {worlds.map((one) => (
              <option key={one.world} value={one.world}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="main" disabled={busy || readOnly}>
          {words.bringIn}
        </button>
      </div>
      {readOnly ? <p class="notice">{words.readOnly}</p> : null}
      {answer?.ok === false ? <Notice problem={answer.problem} /> : null}
      <details>
        <summary>
          {words.places} ({map.plan.places.length}), {words.spots} ({map.plan.spots.length})
        </summary>
        <ul>
          {map.plan.places.map(({ id, x, y, width, height }) => (
            <li key={`place ${id}`}>
              <bdi>{id}</bdi>: {words.at(x, y)}, {words.wide(width, height)}
            </li>
          ))}
          {map.plan.spots.map(({ id, x, y }) => (
            <li key={`spot ${id}`}>
              <bdi>{id}</bdi>: {words.at(x, y)}
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary>
          {words.layers} ({map.layers.length})
        </summary>
        <table class="map-layers">
          <thead>
            <tr>
              <th scope="col">{words.layer}</th>
              <th scope="col">{words.becomesWhat}</th>
              <th scope="col">{words.sizeOf}</th>
            </tr>
          </thead>
          <tbody>
            {map.layers.map(({ name: layer, becomes, size }, index) => (
              <tr key={index}>
                <th scope="row">
                  <bdi>{layer}</bdi>
                </th>
                <td>{words.becomes[becomes]}</td>
                <td>{size}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </form>
  );
}
