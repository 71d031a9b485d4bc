import { useState } from "preact/hooks";
import type { UsedMap, UseMap } from "../../../shared/studio/maps.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./words.ts";

/** Lets a world's scene play on a map: at once, or as a draft; who would stand in a wall is asked about when it comes up. */
export function UseMapButtons({
  world,
  map,
  name,
  done,
}: {
  readonly world: string;
  readonly map: string;
  readonly name: string;
  readonly done: () => void;
}) {
  const [clear, setClear] = useState(false);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Asked<UsedMap> | null>(null);
  const use = async (how: UseMap["how"]) => {
    setBusy(true);
    const body: UseMap = { map, how, clear };
    const path = `/maps/${encodeURIComponent(world)}/map?language=${language()}`;
    setAnswer(await ask<UsedMap>(path, { method: "PUT", body }));
    setBusy(false);
    done();
  };
  const misplaced = answer?.ok === false ? (answer.problem.details ?? []) : [];
  return (
    <div class="use-map">
      <p class="actions">
        <button type="button" disabled={busy} onClick={() => void use("play")}>
          {words.play}
        </button>
        <button type="button" disabled={busy} onClick={() => void use("draft")}>
          {words.asDraft}
        </button>
      </p>
      {answer?.ok === false ? <Notice problem={answer.problem} /> : null}
      {misplaced.length === 0 ? null : (
        <>
          <ul>
            {misplaced.map(({ message }) => (
              <li key={message}>
                <bdi>{message}</bdi>
              </li>
            ))}
          </ul>
          <label class="tick">
            <input
              type="checkbox"
              checked={clear}
              onChange={({ currentTarget }) => setClear(currentTarget.checked)}
            />
            {words.clear}
          </label>
        </>
      )}
      <div aria-live="polite">
        {answer?.ok === true ? (
          <p class="map-done">
            <bdi>{answer.value.how === "play" ? words.playsNow(name) : words.drafted(name)}</bdi>{" "}
            {answer.value.cleared.length === 0 ? null : (
              <bdi>{words.cleared(answer.value.cleared.join(words.comma))}</bdi>
            )}{" "}
            <a href={`#/write/${encodeURIComponent(world)}/map`}>{words.goToMap}</a>
          </p>
        ) : null}
      </div>
    </div>
  );
}
