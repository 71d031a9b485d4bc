import { useEffect, useState } from "preact/hooks";
import type { Audited, AuditLine, AuditPage as Page } from "../../../shared/studio/audit.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import "./audit.css";
import { words } from "./words.ts";

/** What is looked for; empty for everything. */
interface Wanted {
  readonly did: Audited | "";
  readonly who: string;
}

/** Who read and changed what, newest first. */
export default function AuditPage() {
  const [wanted, setWanted] = useState<Wanted>({ did: "", who: "" });
  const [lines, setLines] = useState<readonly AuditLine[] | null>(null);
  const [before, setBefore] = useState<number | null>(null);
  const [problem, setProblem] = useState<StudioProblem | null>(null);

  function look(from: number | null, had: readonly AuditLine[]): void {
    const query = new URLSearchParams();
    if (wanted.did !== "") query.set("did", wanted.did);
    if (wanted.who !== "") query.set("who", wanted.who);
    if (from !== null) query.set("before", String(from));
    void ask<Page>(`/audit?${query}`).then((asked) => {
      setProblem(asked.ok ? null : asked.problem);
      if (!asked.ok) return;
      setLines([...had, ...asked.value.lines]);
      setBefore(asked.value.before);
    });
  }
  useEffect(() => look(null, []), []);

  return (
    <>
      <h1>{words.title}</h1>
      <p class="quiet">{words.about}</p>
      <form
        class="audit-look"
        onSubmit={(event) => {
          event.preventDefault();
          look(null, []);
        }}
      >
        <label>
          {words.did}
          <select
            value={wanted.did}
            onChange={(event) =>
              setWanted({ ...wanted, did: event.currentTarget.value as Wanted["did"] })
            }
          >
            <option value="">{words.all}</option>
            {Object.entries(words.kinds).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.who}
          <input
            value={wanted.who}
            onInput={(event) => setWanted({ ...wanted, who: event.currentTarget.value })}
          />
        </label>
        <button type="submit">{words.look}</button>
      </form>
      {problem === null ? null : <Notice problem={problem} />}
      {lines === null ? (
        problem === null ? (
          <p>{words.loading}</p>
        ) : null
      ) : lines.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <Lines lines={lines} />
      )}
      {before === null ? null : (
        <button type="button" onClick={() => look(before, lines ?? [])}>
          {words.older}
        </button>
      )}
    </>
  );
}

function Lines({ lines }: { readonly lines: readonly AuditLine[] }) {
  const clock = new Intl.DateTimeFormat(language(), { dateStyle: "short", timeStyle: "medium" });
  return (
    <table class="audit">
      <caption>{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.who}</th>
          <th scope="col">{words.did}</th>
          <th scope="col">{words.what}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ n, at, who, did, method, path, privateText }) => (
          <tr key={n}>
            <td>
              <time dateTime={at}>{clock.format(Date.parse(at))}</time>
            </td>
            <td>{who === null ? words.nobody : <bdi>{who}</bdi>}</td>
            <td>{words.kinds[did]}</td>
            <td>
              {method} <bdi>{path}</bdi>
              {privateText === undefined ? null : <span class="quiet"> · {privateText}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
