import { useEffect, useState } from "preact/hooks";
import type { AwayWorlds } from "../../../shared/studio/writing.ts";
import { ask, type Asked } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./people-words.ts";

/** Worlds that were put away, and their way back. `changes` counts what was put away meanwhile. */
export function AwayList(props: { readonly changes: number; readonly changed: () => void }) {
  const { changes, changed } = props;
  const [away, setAway] = useState<AwayWorlds>([]);
  const [refused, setRefused] = useState<Asked<null> | null>(null);
  useEffect(() => {
    void ask<AwayWorlds>("/writing/away").then((answer) => setAway(answer.ok ? answer.value : []));
  }, [changes]);
  if (away.length === 0) return null;
  return (
    <section aria-label={words.away}>
      <h2>{words.away}</h2>
      <ul class="cards gone">
        {away.map((name) => (
          <li key={name}>
            <bdi>{name}</bdi>
            <button
              type="button"
              class="small"
              aria-label={words.takeBackOf(name)}
              onClick={() =>
                void ask<null>(`/writing/away/${encodeURIComponent(name)}/back`, {
                  method: "POST",
                }).then((answer) => {
                  setRefused(answer);
                  changed();
                })
              }
            >
              {words.takeBack}
            </button>
          </li>
        ))}
      </ul>
      {refused?.ok === false ? <Notice problem={refused.problem} /> : null}
    </section>
  );
}
