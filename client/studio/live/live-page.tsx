import { useEffect, useState } from "preact/hooks";
import type { LiveScenes } from "../../../shared/studio/live.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import type { PageProps } from "../pages.ts";
import { Notice } from "../parts/notice.tsx";
import { LiveScene } from "./live-scene.tsx";
import "./live.css";
import { milliseconds, words } from "./words.ts";

/** How often the list is asked for anew, in ms. */
const EVERY = 3_000;

/** Running scenes, and one of them: `#/live/EPISODE`. */
export default function LivePage({ rest }: PageProps) {
  const [chosen] = rest;
  const [list, setList] = useState<Asked<LiveScenes> | null>(null);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const answer = await ask<LiveScenes>("/live");
      if (gone) return;
      setList(answer);
      timer = setTimeout(() => void look(), EVERY);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  if (list === null) return <p class="quiet">{words.looking}</p>;
  if (!list.ok) return <Notice problem={list.problem} />;
  if (chosen !== undefined)
    return <LiveScene key={chosen} episodeId={chosen} mayReadPlayers={list.value.mayReadPlayers} />;
  return <SceneList scenes={list.value.scenes} />;
}

function SceneList({ scenes }: Pick<LiveScenes, "scenes">) {
  const clock = new Intl.DateTimeFormat(language(), { timeStyle: "short" });
  return (
    <div class="live">
      <h1>{words.title}</h1>
      {scenes.length === 0 ? <p>{words.none}</p> : null}
      <ul class="live-scenes">
        {scenes.map(({ episodeId, title, world, since, figures, held }) => (
          <li key={episodeId}>
            <a href={`#/live/${encodeURIComponent(episodeId)}`}>
              <strong>
                <bdi>{title}</bdi>
              </strong>
              <span class="quiet">
                <bdi>{world}</bdi> · {words.since(clock.format(since))}
              </span>
              <span class="live-facts">
                <span>{words.players(figures.players)}</span>
                <span>{words.personas(figures.personas)}</span>
                <span>{words.turns(figures.turns)}</span>
                {figures.firstVisible === null ? null : (
                  <span>
                    {words.firstWords} {milliseconds(figures.firstVisible.p50)}
                  </span>
                )}
                {held > 0 ? <span class="live-held">{words.held(held)}</span> : null}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
