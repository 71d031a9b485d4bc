import { useEffect, useState } from "preact/hooks";
import type { StudioHome } from "../../../shared/studio/home.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { PAGES, pagesOf } from "../pages.ts";
import { Notice } from "../parts/notice.tsx";
import { session } from "../session.ts";
import "./home.css";
import { words } from "./words.ts";

/** What runs just now and with what, and where one can go from here. */
export default function HomePage() {
  const [home, setHome] = useState<Asked<StudioHome> | null>(null);
  useEffect(() => {
    void ask<StudioHome>("/home").then(setHome);
  }, []);
  if (home === null) return <p>{words.loading}</p>;
  if (!home.ok) return <Notice problem={home.problem} />;
  const { title, synthetic, version, scenes } = home.value;
  return (
    <>
      <h1>{title}</h1>
      <p>{synthetic ? words.synthetic : words.model}</p>
      <ul class="home-ways">
        {pagesOf(session()?.roles ?? []).map(({ path, title: called, about }) =>
          about === null ? null : (
            <li key={path}>
              <a href={`#/${path}`}>{called[language()]}</a>
              <p class="quiet">{about[language()]}</p>
            </li>
          ),
        )}
      </ul>
      <h2>{words.scenes}</h2>
      {scenes.length === 0 ? <p>{words.none}</p> : <OpenScenes scenes={scenes} />}
      <p class="quiet">Dramatis {version}</p>
    </>
  );
}

function OpenScenes({ scenes }: Pick<StudioHome, "scenes">) {
  const clock = new Intl.DateTimeFormat(language(), { timeStyle: "short" });
  const live = PAGES.find(({ path }) => path === "live");
  const watched = session()?.roles.some((role) => live?.roles.includes(role)) ?? false;
  return (
    <ul>
      {scenes.map(({ episodeId, title, since }) => (
        <li key={episodeId}>
          {watched ? (
            <a href={`#/live/${encodeURIComponent(episodeId)}`}>
              <bdi>{title}</bdi>
            </a>
          ) : (
            <bdi>{title}</bdi>
          )}{" "}
          · {clock.format(since)}
        </li>
      ))}
    </ul>
  );
}
