import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveTrace } from "../../../shared/studio/live.ts";
import { ask, type Asked } from "../api.ts";
import { TraceView } from "../episodes/trace-view.tsx";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { TraceSteps } from "./trace-steps.tsx";
import { words } from "./words.ts";

/** How one line came to be, from what was observed to the times of its calls. Every opening of it is audited. */
export function Trace(props: {
  readonly episodeId: string;
  readonly turnId: string;
  readonly players: boolean;
  /** Of somebody in the scene. */
  readonly nameOf: (id: string) => string;
  readonly close: () => void;
}) {
  const { episodeId, turnId, players, nameOf, close } = props;
  const [trace, setTrace] = useState<Asked<LiveTrace> | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const scene = `/live/scenes/${encodeURIComponent(episodeId)}${players ? "/words" : ""}`;
    let gone = false;
    void ask<LiveTrace>(`${scene}/turns/${encodeURIComponent(turnId)}?language=${language()}`).then(
      (answer) => {
        if (!gone) setTrace(answer);
      },
    );
    dialog.current?.showModal();
    return () => {
      gone = true;
    };
  }, []);
  return (
    <dialog ref={dialog} class="live-trace" aria-labelledby="live-trace-title" onClose={close}>
      <div class="live-trace-head">
        <h2 id="live-trace-title">
          {trace?.ok === true ? (
            <>
              {words.traceTitle} <bdi>{trace.value.line.name}</bdi>
            </>
          ) : (
            words.trace
          )}
        </h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          {words.closeTrace}
        </button>
      </div>
      {trace === null ? <p class="quiet">{words.looking}</p> : null}
      {trace?.ok !== false ? null : trace.problem.code === "not-found" ? (
        <>
          <p class="quiet">{words.fromTheLog}</p>
          <TraceView episode={episodeId} turnId={turnId} nameOf={nameOf} />
        </>
      ) : (
        <Notice problem={trace.problem} />
      )}
      {trace?.ok === true ? <TraceSteps trace={trace.value} /> : null}
    </dialog>
  );
}
