import { useEffect, useState } from "preact/hooks";
import type { Released, WorldOverview } from "../../../shared/studio/writing.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { FindingList, ProblemList, ProblemLists } from "./finding-list.tsx";
import { PeopleList } from "./people-list.tsx";
import { SheetList } from "./sheet-list.tsx";
import { words } from "./words.ts";

/** A world: its sheets, what keeps it from playing, and what an editor would say. */
export function WorldView({ world }: { readonly world: string }) {
  const address = `/writing/worlds/${encodeURIComponent(world)}`;
  const [overview, setOverview] = useState<Asked<WorldOverview> | null>(null);
  const [name, setName] = useState("");
  const [done, setDone] = useState<Asked<Released> | null>(null);
  const load = () => void ask<WorldOverview>(`${address}?language=${language()}`).then(setOverview);
  useEffect(load, [world]);
  if (overview === null) return <p>{words.loading}</p>;
  if (!overview.ok) return <Notice problem={overview.problem} />;
  const { title, sheets, gone, problems, findings, readOnly } = overview.value;
  const errors = problems.filter(({ severity }) => severity === "error");
  const people = sheets.filter(({ key }) => key.startsWith("persona."));
  const parts = sheets.filter(({ key }) => !key.startsWith("persona."));
  const drafts = sheets.filter(({ hasDraft }) => hasDraft);
  return (
    <>
      <p class="path">
        <a href="#/write">{words.worlds}</a>
      </p>
      <h1>
        <bdi>{title}</bdi>
      </h1>
      {readOnly ? <p class="notice">{words.readOnly}</p> : null}
      <p role="status">{errors.length === 0 ? words.sound : words.unsound(errors.length)}</p>
      {drafts.length === 0 ? null : (
        <p class="actions">
          <button
            type="button"
            class="main"
            disabled={readOnly}
            onClick={() =>
              void ask<Released>(`${address}/release?language=${language()}`, {
                method: "POST",
              }).then((answer) => {
                setDone(answer);
                load();
              })
            }
          >
            {words.releaseAll} ({drafts.length})
          </button>
        </p>
      )}
      <div aria-live="polite">
        {done?.ok === true && done.value.ok ? <p>{words.released}.</p> : null}
        {done?.ok === true && !done.value.ok ? (
          <>
            <p class="notice">{done.value.problem}</p>
            <ProblemList problems={done.value.problems} world={world} here={null} />
          </>
        ) : null}
        {done?.ok === false ? <Notice problem={done.problem} /> : null}
      </div>
      <div class="sheet-columns">
        <div>
          <h2>{words.people}</h2>
          <PeopleList
            world={world}
            people={people}
            gone={gone}
            readOnly={readOnly}
            changed={load}
          />
          <form
            class="begin"
            onSubmit={(event) => {
              event.preventDefault();
              void ask<{ sheet: string }>(`${address}/personas`, {
                method: "POST",
                body: { name },
              }).then((answer) => {
                if (answer.ok)
                  location.hash = `#/write/${encodeURIComponent(world)}/${answer.value.sheet}`;
                else setDone(answer);
              });
            }}
          >
            <label>
              {words.newPersona}
              <input
                type="text"
                required
                maxLength={64}
                placeholder={words.personaName}
                value={name}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
            </label>
            <button type="submit" disabled={readOnly}>
              {words.begin}
            </button>
          </form>
          <h2>{words.stage}</h2>
          <SheetList world={world} sheets={parts} />
          <ul class="cards">
            <li>
              <a href={`#/write/${encodeURIComponent(world)}/map`}>{words.map}</a>
              <span class="quiet">{words.mapHow}</span>
            </li>
          </ul>
        </div>
        <aside>
          <ProblemLists problems={problems} world={world} here={null} />
          <h2>{words.findings}</h2>
          <FindingList findings={findings} world={world} here={null} />
        </aside>
      </div>
    </>
  );
}
