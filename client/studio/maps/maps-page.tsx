import { useEffect, useRef, useState } from "preact/hooks";
import type { BroughtInMap, FoundMap, MapList } from "../../../shared/studio/maps.ts";
import { ask, type Asked } from "../api.ts";
import type { PageProps } from "../pages.ts";
import { DropZone } from "../parts/drop-zone.tsx";
import { Notice } from "../parts/notice.tsx";
import { FoundMapForm } from "./found-map.tsx";
import { lookAt } from "./map-upload.ts";
import "./maps.css";
import { UseMapButtons } from "./use-map.tsx";
import { words } from "./words.ts";
import { WorldMaps } from "./world-maps.tsx";

/** Tiled maps come in, are looked at, and are chosen for worlds. */
export default function MapsPage({ rest }: PageProps) {
  const [named] = rest;
  const [list, setList] = useState<Asked<MapList> | null>(null);
  const [found, setFound] = useState<Asked<FoundMap> | null>(null);
  const [brought, setBrought] = useState<BroughtInMap | null>(null);
  const [looking, setLooking] = useState(false);
  const result = useRef<HTMLDivElement>(null);
  const refresh = () => void ask<MapList>("/maps").then(setList);
  useEffect(refresh, []);
  useEffect(() => {
    // Who brought a map by keyboard goes on reading where the answer stands.
    if (found !== null || brought !== null) result.current?.focus();
  }, [found, brought]);
  const look = async (files: readonly File[]) => {
    const before = found?.ok === true ? found.value.held : null;
    setLooking(true);
    setBrought(null);
    setFound(null);
    if (before !== null)
      void ask(`/map-uploads/${encodeURIComponent(before)}`, { method: "DELETE" });
    setFound(await lookAt(files));
    setLooking(false);
  };
  const titleOf = (world: string) =>
    (list?.ok === true ? list.value.worlds : []).find((one) => one.world === world)?.title ?? world;
  return (
    <div class="maps">
      <h1>{words.title}</h1>
      {list?.ok === false ? <Notice problem={list.problem} /> : null}
      <DropZone
        label={looking ? words.looking : found?.ok === true ? words.again : words.drop}
        hint={words.hint}
        accept=".tmj,.json,.tsj,.tsx,.png,.zip"
        several
        busy={looking}
        small={found?.ok === true}
        bring={(files) => void look(files)}
      />
      <div ref={result} tabIndex={-1} class="maps-result" aria-live="polite">
        {found?.ok === false ? <Notice problem={found.problem} /> : null}
        {found?.ok === true && list?.ok === true ? (
          <FoundMapForm
            key={found.value.held}
            map={found.value}
            worlds={list.value.worlds}
            first={named}
            done={(one) => {
              setBrought(one);
              setFound(null);
              refresh();
            }}
          />
        ) : null}
        {brought === null ? null : (
          <section class="map-brought">
            <p class="map-done">
              <bdi>{words.broughtIn(brought.name, titleOf(brought.world))}</bdi>
            </p>
            <UseMapButtons {...brought} done={refresh} />
          </section>
        )}
      </div>
      {list?.ok === true ? (
        <>
          <h2>{words.worlds}</h2>
          {list.value.worlds.map((world) => (
            <WorldMaps
              key={world.world}
              world={world}
              game={list.value.game}
              open={world.world === named}
              done={refresh}
            />
          ))}
        </>
      ) : null}
    </div>
  );
}
