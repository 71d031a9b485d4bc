import { useEffect, useRef, useState } from "preact/hooks";
import { MapView } from "../../parts/map-view.tsx";
import { Notice } from "../../parts/notice.tsx";
import { ConflictView } from "../conflict-view.tsx";
import { goTo } from "../form/form-context.ts";
import { useOutsideChanges } from "../outside-changes.ts";
import { useSchema } from "../schemas.ts";
import { words as common } from "../words.ts";
import "./map.css";
import { useMapDesks } from "./map-desks.ts";
import { itemId } from "./map-list.tsx";
import type { PartProps } from "./map-part.ts";
import { placeNames, textOf, type MapLayout } from "./map-values.ts";
import { PeopleList, peopleOnMap } from "./people-part.tsx";
import { firstWithRoutine, RoutinesList, routinesOnMap } from "./routines-part.tsx";
import { TriggersList, triggersOnMap } from "./triggers-part.tsx";
import { words } from "./words.ts";

const PARTS = ["people", "routines", "triggers"] as const;

/** A scene's map: who and what stands where, where routines lead, and what happens at its places. */
export function MapPage({ world, part: named }: { readonly world: string; readonly part: string }) {
  const part = PARTS.find((one) => one === named) ?? "people";
  const desks = useMapDesks(world);
  const { scene, things, life } = desks.of;
  const [map, setMap] = useState<MapLayout | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  /** Undefined until somebody is chosen; null once that is closed. */
  const [persona, setWhose] = useState<string | null>();
  const [said, say] = useState("");
  const [wanted, setWanted] = useState<{ done: (place: string) => void; back: Element | null }>();
  const [focus, setFocus] = useState<string | null>(null);
  const board = useRef<HTMLDivElement>(null);
  useOutsideChanges(world, desks.of, say);
  useEffect(() => setChosen(null), [part]);
  useEffect(() => {
    if (focus === null) return;
    document.getElementById(itemId(focus))?.focus();
    setFocus(null);
  }, [focus]);
  useEffect(() => {
    if (wanted === undefined) return;
    board.current?.querySelector<HTMLElement>("button.map-place")?.focus();
    board.current?.scrollIntoView({ block: "nearest" });
  }, [wanted]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (desks.keeping === "unsaved" || desks.keeping === "lost") event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [desks.keeping]);
  const schemas = {
    scene: useSchema("scene"),
    things: useSchema("things"),
    life: useSchema("life"),
  };
  const { open } = scene;
  if (open === null || schemas.scene === null || schemas.things === null || schemas.life === null)
    return scene.problem === null ? <p>{common.loading}</p> : <Notice problem={scene.problem} />;

  const places = placeNames(scene.value);
  const pickPlace = (done: (place: string) => void) =>
    setWanted({ done, back: document.activeElement });
  const pickedPlace = (place: string | null) => {
    if (place !== null) {
      wanted?.done(place);
      say(words.picked(places[place] ?? place));
    }
    setWanted(undefined);
    if (wanted?.back instanceof HTMLElement) wanted.back.focus();
  };
  const props: PartProps = {
    desks,
    map,
    choices: open.choices,
    schemas: { scene: schemas.scene, things: schemas.things, life: schemas.life },
    places,
    chosen,
    choose: setChosen,
    focusItem: setFocus,
    say,
    pickPlace,
  };
  const whose = persona === undefined ? firstWithRoutine(desks.of) : persona;
  const routines = { ...props, whose };
  const shown = {
    people: () => peopleOnMap(props),
    routines: () => routinesOnMap(routines),
    triggers: () => triggersOnMap(props),
  }[part]();
  const back = `#/write/${encodeURIComponent(world)}`;
  const areas = new Set(map?.places.map(({ id }) => id));
  const unknown = Object.keys(places).filter((id) => map !== null && !areas.has(id));
  const problem = scene.problem ?? things.problem ?? life.problem;
  return (
    <div
      onKeyDown={(event) => {
        if (event.key === "Escape" && wanted !== undefined) return pickedPlace(null);
        if (!(event.ctrlKey || event.metaKey)) return;
        const key = event.key.toLowerCase();
        if (key === "z" && !event.shiftKey) desks.undo();
        else if (key === "y" || (key === "z" && event.shiftKey)) desks.redo();
        else return;
        event.preventDefault();
      }}
    >
      <p class="path">
        <a href={back}>{common.back}</a>
      </p>
      <div class="sheet-head">
        <h1>{common.map}</h1>
        <p class={`keeping ${desks.keeping}`} role="status">
          {common.states[desks.keeping]}
        </p>
      </div>
      <div class="actions">
        <nav class="views" aria-label={common.map}>
          {PARTS.map((one) => (
            <a
              key={one}
              class="button"
              href={`${back}/map/${one}`}
              {...(one === part ? { "aria-current": "page" as const } : {})}
            >
              {words.parts[one]}
            </a>
          ))}
        </nav>
        <button type="button" disabled={!desks.canUndo} onClick={() => desks.undo()}>
          {common.undo}
        </button>
        <button type="button" disabled={!desks.canRedo} onClick={() => desks.redo()}>
          {common.redo}
        </button>
        <a class="button" href={`#/maps/${encodeURIComponent(world)}`}>
          {words.otherMap}
        </a>
      </div>
      {open.readOnly ? <p class="notice">{common.readOnly}</p> : null}
      {problem === null ? null : <Notice problem={problem} />}
      {[scene, things, life].map((desk) => (
        <ConflictView key={desk.open?.key ?? ""} desk={desk} />
      ))}
      <p class="quiet">{wanted === undefined ? words.how[part] : words.picking}</p>
      <p class="said" aria-live="polite">
        <bdi>{said}</bdi>
      </p>
      <div class="map-columns">
        <div ref={board}>
          {wanted === undefined ? null : (
            <p class="actions">
              <button type="button" onClick={() => pickedPlace(null)}>
                {words.leave}
              </button>
            </p>
          )}
          <MapView
            map={textOf(scene.value, "map") || open.map}
            label={common.map}
            marks={shown.marks}
            ways={shown.ways ?? []}
            places={places}
            chosen={chosen ?? (part === "routines" && whose !== null ? `persona ${whose}` : null)}
            onChoose={(id) => {
              if (part === "routines" && id.startsWith("persona ")) {
                setWhose(id.slice("persona ".length));
                setChosen(null);
              } else if (chosen === id) goTo(shown.fieldOf(id));
              else setChosen(id);
            }}
            onMap={setMap}
            onMove={(id, x, y, place) => {
              setChosen(id);
              shown.onMove(id, x, y, place);
            }}
            onPlace={wanted === undefined ? undefined : pickedPlace}
          />
          {unknown.length === 0 ? null : (
            <p class="quiet">{words.withoutArea(unknown.join(words.comma))}</p>
          )}
        </div>
        <aside aria-label={words.parts[part]}>
          {part === "people" ? <PeopleList {...props} /> : null}
          {part === "routines" ? (
            <RoutinesList
              {...routines}
              show={(one) => {
                setWhose(one);
                setChosen(null);
              }}
            />
          ) : null}
          {part === "triggers" ? <TriggersList {...props} /> : null}
        </aside>
      </div>
    </div>
  );
}
