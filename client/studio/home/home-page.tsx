import { useEffect, useState } from "preact/hooks";
import type { StudioHome } from "../../../shared/studio/home.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./words.ts";

/** What runs just now, and with what. */
export default function HomePage() {
  const [home, setHome] = useState<Asked<StudioHome> | null>(null);
  useEffect(() => {
    void ask<StudioHome>("/home").then(setHome);
  }, []);
  if (home === null) return <p>{words.loading}</p>;
  if (!home.ok) return <Notice problem={home.problem} />;
  const { title, synthetic, version, scenes } = home.value;
  const clock = new Intl.DateTimeFormat(language(), { timeStyle: "short" });
  return (
    <>
      <h1>{title}</h1>
      <p>{synthetic ? words.synthetic : words.model}</p>
      <h2>{words.scenes}</h2>
      {scenes.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <ul>
          {scenes.map((scene) => (
            <li key={scene.episodeId}>
              <bdi>{scene.title}</bdi> · {clock.format(scene.since)}
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">Dramatis {version}</p>
    </>
  );
}
