import { useEffect, useState } from "preact/hooks";
import type { TurnTrace } from "../../../shared/studio/episodes.ts";
import { ask, type Asked } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { traceWords } from "../live/trace-words.ts";
import { words } from "./words.ts";
import { Segments, Text } from "./words-shown.tsx";

/** One turn from what was perceived to what came of it. */
export function TraceView({
  episode,
  turnId,
  nameOf,
}: {
  readonly episode: string;
  readonly turnId: string;
  readonly nameOf: (id: string) => string;
}) {
  const [trace, setTrace] = useState<Asked<TurnTrace> | null>(null);
  useEffect(() => {
    const path = `/episodes/${encodeURIComponent(episode)}/turns/${encodeURIComponent(turnId)}`;
    void ask<TurnTrace>(path).then(setTrace);
  }, [episode, turnId]);
  if (trace === null) return <p class="quiet">{words.looking}</p>;
  if (!trace.ok) return <Notice problem={trace.problem} />;
  const of = trace.value;
  return (
    <ol class="trace">
      <li>
        <h3>{words.observed}</h3>
        {of.observed.length === 0 ? <p class="quiet">{words.nothing}</p> : null}
        <ul>
          {of.observed.map(({ kind, from, text }, index) => (
            <li key={index} class={`observed ${kind}`}>
              {from === null ? null : (
                <>
                  <bdi>{nameOf(from)}</bdi>:{" "}
                </>
              )}
              <Text of={text} />
            </li>
          ))}
        </ul>
      </li>
      <li>
        <h3>{words.chosen}</h3>
        <p>
          {traceWords.rule[of.chosenBy] ?? words.rule} <code>{of.chosenBy}</code>
        </p>
      </li>
      {of.thinking === null ? null : (
        <li>
          <h3>{words.thinking}</h3>
          <p>
            {of.thinking.mode} · {of.thinking.why}
            {of.thinking.renewed > 0 ? ` · ${words.renewed(of.thinking.renewed)}` : null}
          </p>
          {of.recalled.length === 0 ? null : (
            <p>
              {words.recalled}: {of.recalled.map((why) => why.join(" + ")).join("; ")}
            </p>
          )}
          {of.cut === null ? null : (
            <p>{words.cut(of.cut.observations, of.cut.tokensBefore, of.cut.tokensAfter)}</p>
          )}
        </li>
      )}
      <li>
        <h3>{words.prompt}</h3>
        {of.calls.map((call) => (
          <details key={call.callId}>
            <summary>
              <bdi>{call.model}</bdi> · {call.phase} · {call.status} ·{" "}
              {words.tokens(call.promptTokens, call.completionTokens)} · {Math.round(call.end)} ms
            </summary>
            <p class="quiet">
              {Object.entries(call.sampling)
                .map(([name, value]) => `${name} ${value}`)
                .join(" · ")}
            </p>
            <pre tabIndex={0}>
              <Text of={call.prompt} />
            </pre>
            <pre tabIndex={0} class="completion">
              <Text of={call.completion} />
            </pre>
          </details>
        ))}
      </li>
      <li>
        <h3>{words.said}</h3>
        <Segments of={of.segments} />
      </li>
      {of.sayDo.length + of.deeds.length === 0 ? null : (
        <li>
          <h3>{words.verbs}</h3>
          <ul>
            {of.sayDo.map(({ verb, target, item, outcome }, index) => (
              <li key={`said ${index}`}>
                <bdi>{[verb, target, item].filter((part) => part !== null).join(" ")}</bdi>:{" "}
                {outcome}
              </li>
            ))}
            {of.deeds.map(({ verb, target, done, refusal }, index) => (
              <li key={`done ${index}`}>
                <bdi>{[verb, target].filter((part) => part !== null).join(" ")}</bdi>
                {done ? null : `: ${words.refused} (${refusal ?? "?"})`}
              </li>
            ))}
          </ul>
        </li>
      )}
      <li>
        <h3>{words.outcomeOf}</h3>
        <p>
          {[
            words.outcomes[of.outcome] ?? of.outcome,
            ...(of.cause === null ? [] : [of.cause]),
            ...(of.timing.firstVisible === null
              ? []
              : [words.visibleAfter(Math.round(of.timing.firstVisible))]),
            words.wholeAfter(Math.round(of.timing.end)),
            ...Object.entries(of.anomalies).map(([kind, n]) => `${kind} ${n}`),
            ...(of.trainable ? [] : [words.notTrainable]),
            ...(of.version === null ? [] : [`${words.version} ${of.version}`]),
          ].join(" · ")}
        </p>
        {of.feedback.map(({ who, up, reasons }) => (
          <p key={who}>
            <bdi>{nameOf(who)}</bdi>: {up ? words.up : words.down} {reasons.join(", ")}
          </p>
        ))}
      </li>
    </ol>
  );
}
