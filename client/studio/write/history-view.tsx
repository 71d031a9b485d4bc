import { useEffect, useState } from "preact/hooks";
import type { SheetRelease } from "../../../shared/studio/writing.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import type { SheetDesk } from "./sheet-desk.ts";
import { TextDiff } from "./text-diff.tsx";
import { words as peopleWords } from "./people-words.ts";
import { words } from "./words.ts";

/** What was released of a sheet, what changed since, and the way back. */
export function HistoryView({
  address,
  desk,
  released,
}: {
  readonly address: string;
  readonly desk: SheetDesk;
  readonly released: (version: string) => void;
}) {
  const [list, setList] = useState<readonly SheetRelease[] | null>(null);
  const [shown, setShown] = useState<{ version: string; yaml: string } | null>(null);
  const now = desk.open?.fileVersion ?? null;
  useEffect(() => {
    void ask<readonly SheetRelease[]>(`${address}/history`).then((answer) =>
      setList(answer.ok ? answer.value : []),
    );
  }, [address, now]);
  if (list === null) return <p class="quiet">{words.loading}</p>;
  if (list.length === 0) return <p class="quiet">{words.noHistory}</p>;
  const clock = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" });
  const show = (version: string) =>
    void ask<{ yaml: string }>(`${address}/history/${version}`).then((answer) =>
      setShown(answer.ok ? { version, yaml: answer.value.yaml } : null),
    );
  return (
    <>
      <ol class="history">
        {list.map(({ version, at, by, gone }, index) => (
          <li key={`${version} ${at}`}>
            <code>{version}</code> {clock.format(at)} · <bdi>{by ?? words.byHand}</bdi>
            {gone === true ? ` · ${peopleWords.takenOut}` : null}
            {version === now && list.findIndex((one) => one.version === now) === index ? (
              <strong> {words.current}</strong>
            ) : (
              <>
                {" "}
                <button type="button" class="small" onClick={() => show(version)}>
                  {words.compare}
                </button>
              </>
            )}
          </li>
        ))}
      </ol>
      {shown === null ? null : (
        <section aria-label={words.compare}>
          <h2>
            {words.compare}: <code>{shown.version}</code>
          </h2>
          <TextDiff before={shown.yaml} after={desk.open?.file ?? ""} />
          <button
            type="button"
            onClick={() =>
              void desk.release(shown.yaml).then((done) => {
                if (done?.ok === true && done.version !== null) released(done.version);
                setShown(null);
              })
            }
          >
            {words.rollBack}
          </button>
        </section>
      )}
    </>
  );
}
