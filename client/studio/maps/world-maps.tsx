import { useState } from "preact/hooks";
import type { KeptMap, MapList } from "../../../shared/studio/maps.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { UseMapButtons } from "./use-map.tsx";
import { words } from "./words.ts";

/** A world with the maps it has and those of the game, and which of them it plays on. */
export function WorldMaps({
  world,
  game,
  open,
  done,
}: {
  readonly world: MapList["worlds"][number];
  readonly game: MapList["game"];
  readonly open: boolean;
  readonly done: () => void;
}) {
  const plays = world.draft ?? world.map;
  const [chosen, setChosen] = useState<string | null>(null);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const [said, say] = useState("");
  const nameOf = (map: string | null) =>
    world.maps.find((one) => one.map === map)?.name ?? map ?? words.none;
  const takeOut = async ({ map, name }: KeptMap) => {
    if (!confirm(words.takeOutSure(name))) return;
    const path = `/maps/${encodeURIComponent(world.world)}/${encodeURIComponent(map)}`;
    const answer = await ask(`${path}?language=${language()}`, { method: "DELETE" });
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) say(words.takenOut(name));
    done();
  };
  const other = chosen ?? plays ?? game[0] ?? "";
  return (
    <details class="world-maps" open={open}>
      <summary>
        <bdi>{world.title}</bdi>{" "}
        <span class="quiet">
          <bdi>{nameOf(plays)}</bdi>
        </span>
      </summary>
      {world.readOnly ? <p class="notice">{words.readOnly}</p> : null}
      {problem === null ? null : <Notice problem={problem} />}
      <p class="said" aria-live="polite">
        <bdi>{said}</bdi>
      </p>
      {world.maps.length === 0 ? <p class="quiet">{words.noMaps}</p> : null}
      <ul class="kept-maps">
        {world.maps.map((one) => (
          <li key={one.map}>
            <strong>
              <bdi>{one.name}</bdi>
            </strong>{" "}
            <span class="quiet">
              {words.size(one.width, one.height, one.tile)}
              {one.by === null ? null : (
                <>
                  {words.comma}
                  <bdi>{words.by(one.by)}</bdi>
                </>
              )}
              {words.comma}
              {stateOf(world, one.map)}
            </span>{" "}
            <button
              type="button"
              class="small"
              disabled={one.used || world.readOnly}
              aria-label={`${words.takeOut}: ${one.name}`}
              onClick={() => void takeOut(one)}
            >
              {words.takeOut}
            </button>
          </li>
        ))}
      </ul>
      {world.readOnly ? null : (
        <>
          <label class="other-map">
            {words.otherMap}
            <select value={other} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
              {world.maps.map(({ map, name }) => (
                <option key={map} value={map}>
                  {name}
                </option>
              ))}
              {game.map((map) => (
                <option key={map} value={map}>
                  {`${map} (${words.ofGame})`}
                </option>
              ))}
            </select>
          </label>
          <UseMapButtons
            key={other}
            world={world.world}
            map={other}
            name={nameOf(other)}
            done={done}
          />
        </>
      )}
    </details>
  );
}

function stateOf({ map, draft }: MapList["worlds"][number], one: string): string {
  if (draft === one) return words.draft;
  return map === one ? words.now : words.unused;
}
