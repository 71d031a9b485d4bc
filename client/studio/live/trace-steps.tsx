import type { ComponentChildren } from "preact";
import type { LiveTrace, TracedObservation } from "../../../shared/studio/live.ts";
import { traceWords } from "./trace-words.ts";
import { milliseconds, words } from "./words.ts";

/** The steps from what was observed to the times of its calls. */
export function TraceSteps({ trace }: { readonly trace: LiveTrace }) {
  const { line, observed, segments, promised, deeds, detail, withheld } = trace;
  const turn = line.turn;
  const thought = segments.filter(({ kind }) => kind !== "speech" && kind !== "action");
  const shown = segments.filter(({ kind }) => kind === "speech" || kind === "action");
  return (
    <>
      {withheld ? <p class="live-warning">{traceWords.withheldHere}</p> : null}
      <ol class="live-steps">
        <Step name={traceWords.step.observed}>
          {observed.length === 0 ? <p class="quiet">{traceWords.nothingObserved}</p> : null}
          <ul>
            {observed.map((one, index) => (
              <Observed key={index} one={one} />
            ))}
          </ul>
        </Step>
        <Step name={traceWords.step.chosen}>
          <p>
            {traceWords.rule[detail.chosenBy] ?? detail.chosenBy} <code>{detail.chosenBy}</code>
          </p>
          {detail.thinking === null ? null : (
            <p class="quiet">
              {traceWords.thinkingMode} <code>{detail.thinking.mode}</code> ({detail.thinking.why})
            </p>
          )}
          {line.turn?.version == null ? null : (
            <p class="quiet">
              {words.version} <code>{line.turn.version}</code>
            </p>
          )}
        </Step>
        <Step name={traceWords.step.prompt}>
          <Prompt detail={detail} />
        </Step>
        <Step name={traceWords.step.thought}>
          {thought.length === 0 ? <p class="quiet">{traceWords.noThought}</p> : null}
          {thought.map(({ kind, text }, index) => (
            <div key={index} class="live-thought">
              <span class="live-tag">{traceWords.channel[kind]}</span>
              <p>
                <bdi>{text}</bdi>
              </p>
            </div>
          ))}
        </Step>
        <Step name={traceWords.step.shown}>
          {shown.length === 0 ? <p class="quiet">{traceWords.nothingShown}</p> : null}
          {shown.map(({ kind, text }, index) => (
            <p key={index} class={kind}>
              <bdi>{text}</bdi>
            </p>
          ))}
        </Step>
        <Step name={traceWords.step.deeds}>
          {deeds.length + promised.length === 0 ? <p class="quiet">{traceWords.noDeeds}</p> : null}
          <ul>
            {deeds.map((deed, index) => (
              <li key={index}>
                <code>{deed.verb}</code> <bdi>{things(deed)}</bdi> — {traceWords.deed[deed.outcome]}
                {deed.refusal === null ? "" : ` (${deed.refusal})`}
              </li>
            ))}
            {promised.map((deed, index) => (
              <li key={`p${index}`} class="quiet">
                {traceWords.promised} <code>{deed.verb}</code> <bdi>{things(deed)}</bdi> —{" "}
                {deed.outcome}
              </li>
            ))}
          </ul>
        </Step>
        <Step name={traceWords.step.end}>
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
      {one.kind === "recalled" ? <span class="live-tag">{traceWords.recalled}</span> : null}
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
  if (prompt === null) return <p class="quiet">{traceWords.noPrompt}</p>;
  const most = Math.max(1, ...prompt.parts.map(({ tokens }) => tokens));
  return (
    <>
      <p class="quiet">
        {traceWords.promptTokens(prompt.tokens, prompt.counted)}
        {cut === null
          ? ""
          : ` · ${traceWords.cut(cut.observations, cut.tokensBefore, cut.tokensAfter)}`}
      </p>
      <ul class="live-parts">
        {prompt.parts.map(({ section, tokens, text }, index) => (
          <li key={index}>
            <details>
              <summary>
                <span>{traceWords.section[section]}</span>
                <span class="live-bar" aria-hidden="true">
                  <span style={{ width: `${(tokens / most) * 100}%` }} />
                </span>
                <span class="quiet">{traceWords.about(tokens)}</span>
              </summary>
              {text === "" ? (
                <p class="live-withheld">{traceWords.withheldPart}</p>
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
          <h4>{traceWords.recalledTitle}</h4>
          <ul>
            {recalled.map(({ text, items }, index) => (
              <li key={index}>
                {text === "" ? (
                  <span class="live-withheld">{traceWords.withheldPart}</span>
                ) : (
                  <bdi>{text}</bdi>
                )}{" "}
                <span class="quiet">
                  {items
                    .flatMap(({ why }) => why.map((one) => String(one["kind"])))
                    .map((kind) => traceWords.why[kind] ?? kind)
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
        {traceWords.timing(
          timing.firstVisible === null ? "–" : milliseconds(timing.firstVisible),
          milliseconds(timing.end),
        )}
      </p>
      <div class="live-scroll" tabIndex={0} role="region" aria-label={traceWords.calls}>
        <table>
          <thead>
            <tr>
              <th scope="col">{traceWords.call.phase}</th>
              <th scope="col">{traceWords.call.model}</th>
              <th scope="col">{traceWords.call.queued}</th>
              <th scope="col">{traceWords.call.first}</th>
              <th scope="col">{traceWords.call.end}</th>
              <th scope="col">{traceWords.call.tokens}</th>
              <th scope="col">{traceWords.call.status}</th>
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
