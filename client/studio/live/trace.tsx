import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveTrace, TracedObservation } from "../../../shared/studio/live.ts";
import { ask, type Asked } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { milliseconds, words } from "./words.ts";

/** How one line came to be, from what was observed to the times of its calls. Every opening of it is audited. */
export function Trace(props: {
  readonly episodeId: string;
  readonly turnId: string;
  readonly players: boolean;
  readonly close: () => void;
}) {
  const { episodeId, turnId, players, close } = props;
  const [trace, setTrace] = useState<Asked<LiveTrace> | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const scene = `/live/scenes/${encodeURIComponent(episodeId)}${players ? "/words" : ""}`;
    let gone = false;
    void ask<LiveTrace>(`${scene}/turns/${encodeURIComponent(turnId)}`).then((answer) => {
      if (!gone) setTrace(answer);
    });
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
      {trace?.ok === false ? <Notice problem={trace.problem} /> : null}
      {trace?.ok === true ? <Steps trace={trace.value} /> : null}
    </dialog>
  );
}

function Steps({ trace }: { readonly trace: LiveTrace }) {
  const { line, observed, segments, promised, deeds, detail, withheld } = trace;
  const turn = line.turn;
  const thought = segments.filter(({ kind }) => kind !== "speech" && kind !== "action");
  const shown = segments.filter(({ kind }) => kind === "speech" || kind === "action");
  return (
    <>
      {withheld ? <p class="live-warning">{words.withheldHere}</p> : null}
      <ol class="live-steps">
        <Step name={words.step.observed}>
          {observed.length === 0 ? <p class="quiet">{words.nothingObserved}</p> : null}
          <ul>
            {observed.map((one, index) => (
              <Observed key={index} one={one} />
            ))}
          </ul>
        </Step>
        <Step name={words.step.chosen}>
          <p>
            {words.rule[detail.chosenBy] ?? detail.chosenBy} <code>{detail.chosenBy}</code>
          </p>
          {detail.thinking === null ? null : (
            <p class="quiet">
              {words.thinkingMode} <code>{detail.thinking.mode}</code> ({detail.thinking.why})
            </p>
          )}
          {line.turn?.version == null ? null : (
            <p class="quiet">
              {words.version} <code>{line.turn.version}</code>
            </p>
          )}
        </Step>
        <Step name={words.step.prompt}>
          <Prompt detail={detail} />
        </Step>
        <Step name={words.step.thought}>
          {thought.length === 0 ? <p class="quiet">{words.noThought}</p> : null}
          {thought.map(({ kind, text }, index) => (
            <div key={index} class="live-thought">
              <span class="live-tag">{words.channel[kind]}</span>
              <p>
                <bdi>{text}</bdi>
              </p>
            </div>
          ))}
        </Step>
        <Step name={words.step.shown}>
          {shown.length === 0 ? <p class="quiet">{words.nothingShown}</p> : null}
          {shown.map(({ kind, text }, index) => (
            <p key={index} class={kind}>
              <bdi>{text}</bdi>
            </p>
          ))}
        </Step>
        <Step name={words.step.deeds}>
          {deeds.length + promised.length === 0 ? <p class="quiet">{words.noDeeds}</p> : null}
          <ul>
            {deeds.map((deed, index) => (
              <li key={index}>
                <code>{deed.verb}</code> <bdi>{things(deed)}</bdi> — {words.deed[deed.outcome]}
                {deed.refusal === null ? "" : ` (${deed.refusal})`}
              </li>
            ))}
            {promised.map((deed, index) => (
              <li key={`p${index}`} class="quiet">
                {words.promised} <code>{deed.verb}</code> <bdi>{things(deed)}</bdi> — {deed.outcome}
              </li>
            ))}
          </ul>
        </Step>
        <Step name={words.step.end}>
          {turn === null ? null : (
            <p>
              {words.outcome[turn.outcome]}
              {turn.cause === null ? "" : ` (${turn.cause})`}
            </p>
          )}
          {detail.anomalies.length === 0 ? null : (
            <p>
              {detail.anomalies.map(({ kind, times }) => (
                <code key={kind}>{` ${kind} × ${times}`}</code>
              ))}
            </p>
          )}
          <Calls detail={detail} />
        </Step>
      </ol>
    </>
  );
}

function Step({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <li>
      <h3>{name}</h3>
      {children}
    </li>
  );
}

function Observed({ one }: { readonly one: TracedObservation }) {
  return (
    <li>
      {one.from === null ? null : (
        <strong>
          <bdi>{one.from}</bdi>:{" "}
        </strong>
      )}
      {one.kind === "recalled" ? <span class="live-tag">{words.recalled}</span> : null}
      {one.whisper ? <span class="live-tag">{words.whisper}</span> : null}{" "}
      {typeof one.text === "string" ? (
        <bdi>{one.text}</bdi>
      ) : (
        <span class="live-withheld">{words.withheld(one.text.letters)}</span>
      )}
    </li>
  );
}

function Prompt({ detail }: { readonly detail: LiveTrace["detail"] }) {
  const { prompt, cut, recalled } = detail;
  if (prompt === null) return <p class="quiet">{words.noPrompt}</p>;
  const most = Math.max(1, ...prompt.parts.map(({ tokens }) => tokens));
  return (
    <>
      <p class="quiet">
        {words.promptTokens(prompt.tokens, prompt.counted)}
        {cut === null ? "" : ` · ${words.cut(cut.observations, cut.tokensBefore, cut.tokensAfter)}`}
      </p>
      <ul class="live-parts">
        {prompt.parts.map(({ section, tokens, text }, index) => (
          <li key={index}>
            <details>
              <summary>
                <span>{words.section[section]}</span>
                <span class="live-bar" aria-hidden="true">
                  <span style={{ width: `${(tokens / most) * 100}%` }} />
                </span>
                <span class="quiet">{words.about(tokens)}</span>
              </summary>
              {text === "" ? (
                <p class="live-withheld">{words.withheldPart}</p>
              ) : (
                <pre>
                  <bdi>{text.trim()}</bdi>
                </pre>
              )}
            </details>
          </li>
        ))}
      </ul>
      {recalled.length === 0 ? null : (
        <>
          <h4>{words.recalledTitle}</h4>
          <ul>
            {recalled.map(({ text, items }, index) => (
              <li key={index}>
                {text === "" ? (
                  <span class="live-withheld">{words.withheldPart}</span>
                ) : (
                  <bdi>{text}</bdi>
                )}{" "}
                <span class="quiet">
                  {items
                    .flatMap(({ why }) => why.map((one) => String(one["kind"])))
                    .map((kind) => words.why[kind] ?? kind)
                    .filter((kind, at, all) => all.indexOf(kind) === at)
                    .join(", ")}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Calls({ detail }: { readonly detail: LiveTrace["detail"] }) {
  const { calls, timing } = detail;
  return (
    <>
      <p class="quiet">
        {words.timing(
          timing.firstVisible === null ? "–" : milliseconds(timing.firstVisible),
          milliseconds(timing.end),
        )}
      </p>
      <div class="live-scroll" tabIndex={0} role="region" aria-label={words.calls}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.call.phase}</th>
              <th scope="col">{words.call.model}</th>
              <th scope="col">{words.call.queued}</th>
              <th scope="col">{words.call.first}</th>
              <th scope="col">{words.call.end}</th>
              <th scope="col">{words.call.tokens}</th>
              <th scope="col">{words.call.status}</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr key={call.callId}>
                <td>{call.phase}</td>
                <td>
                  <bdi>{call.model}</bdi>
                </td>
                <td>{call.queued === null ? "–" : milliseconds(call.queued)}</td>
                <td>{call.firstText === null ? "–" : milliseconds(call.firstText)}</td>
                <td>{milliseconds(call.ms)}</td>
                <td>
                  {call.promptTokens ?? "–"} + {call.completionTokens ?? "–"}
                </td>
                <td>
                  {call.status}
                  {call.why === null ? "" : ` (${call.why})`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function things({
  target,
  item,
}: {
  readonly target: string | null;
  readonly item: string | null;
}) {
  return [target, item].filter((one) => one !== null).join(", ");
}
