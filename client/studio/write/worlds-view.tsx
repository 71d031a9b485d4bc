import { useEffect, useState } from "preact/hooks";
import type { WrittenWorld } from "../../../shared/studio/writing.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./words.ts";

/** Every world that can be written, and the beginning of a new one. */
export function WorldsView() {
  const [worlds, setWorlds] = useState<Asked<readonly WrittenWorld[]> | null>(null);
  const [title, setTitle] = useState("");
  const [persona, setPersona] = useState("");
  const [refused, setRefused] = useState<Asked<never> | null>(null);
  useEffect(() => {
    void ask<readonly WrittenWorld[]>("/writing/worlds").then(setWorlds);
  }, []);
  if (worlds === null) return <p>{words.loading}</p>;
  if (!worlds.ok) return <Notice problem={worlds.problem} />;
  return (
    <>
      <h1>{words.worlds}</h1>
      <ul class="cards">
        {worlds.value.map(({ name, title: called, played }) => (
          <li key={name}>
            <a href={`#/write/${encodeURIComponent(name)}`}>
              <bdi>{called}</bdi>
            </a>
            <span class="quiet">{played ? words.played : ""}</span>
          </li>
        ))}
      </ul>
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
