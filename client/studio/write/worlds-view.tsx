import { useEffect, useRef, useState } from "preact/hooks";
import type { WrittenWorld } from "../../../shared/studio/writing.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { AskFirst } from "./ask-first.tsx";
import { AwayList } from "./away-worlds.tsx";
import { words as peopleWords } from "./people-words.ts";
import { words } from "./words.ts";

/** Every world that can be written, and the beginning of a new one. */
export function WorldsView() {
  const [worlds, setWorlds] = useState<Asked<readonly WrittenWorld[]> | null>(null);
  const [title, setTitle] = useState("");
  const [persona, setPersona] = useState("");
  const [refused, setRefused] = useState<Asked<never> | null>(null);
  const [changes, setChanges] = useState(0);
  const [leaving, setLeaving] = useState<WrittenWorld | null>(null);
  const [said, setSaid] = useState("");
  const back = useRef<HTMLElement | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const changed = () => setChanges((count) => count + 1);
  useEffect(() => {
    void ask<readonly WrittenWorld[]>("/writing/worlds").then(setWorlds);
  }, [changes]);
  if (worlds === null) return <p>{words.loading}</p>;
  if (!worlds.ok) return <Notice problem={worlds.problem} />;
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {words.worlds}
      </h1>
      <ul class="cards">
        {worlds.value.map((world) => (
          <li key={world.name}>
            <a href={`#/write/${encodeURIComponent(world.name)}`}>
              <bdi>{world.title}</bdi>
            </a>
            <span class="quiet">{world.played ? words.played : ""}</span>
            {world.played || world.readOnly ? null : (
              <button
                type="button"
                class="small"
                aria-label={peopleWords.putAwayOf(world.title)}
                onClick={({ currentTarget }) => {
                  back.current = currentTarget;
                  setLeaving(world);
                }}
              >
                {peopleWords.putAway}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p class="said" aria-live="polite">
        {said}
      </p>
      <AwayList changes={changes} changed={changed} />
      {leaving === null ? null : (
        <AskFirst
          title={peopleWords.putAwaySure(leaving.title)}
          yes={peopleWords.putAway}
          may
          cancel={() => setLeaving(null)}
          back={back}
          done={() =>
            void ask<never>(
              `/writing/worlds/${encodeURIComponent(leaving.name)}/away?language=${language()}`,
              { method: "POST" },
            ).then((answer) => {
              setRefused(answer);
              if (answer.ok) setSaid(peopleWords.wasPutAway(leaving.title));
              back.current = heading.current;
              setLeaving(null);
              changed();
            })
          }
        >
          <p>{peopleWords.putAwayLoses}</p>
        </AskFirst>
      )}
      <h2>{words.newWorld}</h2>
      <p class="quiet">{words.newWorldHow}</p>
      <form
        class="begin"
        onSubmit={(event) => {
          event.preventDefault();
          const body = { title, persona, language: language() };
          void ask<{ world: string; sheet: string }>("/writing/worlds", {
            method: "POST",
            body,
          }).then((answer) => {
            if (answer.ok)
              location.hash = `#/write/${encodeURIComponent(answer.value.world)}/${answer.value.sheet}`;
            else setRefused(answer);
          });
        }}
      >
        <label>
          {words.worldTitle}
          <input
            type="text"
            required
            maxLength={200}
            value={title}
            onInput={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        </label>
        <label>
          {words.firstPersona}
          <input
            type="text"
            required
            maxLength={64}
            value={persona}
            onInput={({ currentTarget }) => setPersona(currentTarget.value)}
          />
        </label>
        <button type="submit" class="main">
          {words.begin}
        </button>
      </form>
      {refused?.ok === false ? <Notice problem={refused.problem} /> : null}
    </>
  );
}
