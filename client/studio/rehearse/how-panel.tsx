import { useEffect, useState } from "preact/hooks";
import type { CallDetail, TurnDetail } from "../../../shared/studio/rehearsal.ts";
import { ask, type Asked } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./words.ts";

/** How one turn came to be: times, prompt, memory, what was cut, and the calls to the letter. */
export function HowPanel({
  rehearsal,
  turn,
}: {
  readonly rehearsal: string;
  readonly turn: string;
}) {
  const [detail, setDetail] = useState<Asked<TurnDetail> | null>(null);
  useEffect(() => {
    setDetail(null);
    const gone = new AbortController();
    void ask<TurnDetail>(`/rehearsals/${rehearsal}/turns/${encodeURIComponent(turn)}`, {
      signal: gone.signal,
    }).then((answer) => {
      if (!gone.signal.aborted) setDetail(answer);
    });
    return () => gone.abort();
  }, [rehearsal, turn]);
  if (detail === null) return <p class="quiet">{words.loading}</p>;
  if (!detail.ok) return <Notice problem={detail.problem} />;
  const { prompt, recalled, cut, calls, anomalies } = detail.value;
  return (
    <>
      <h2>{words.times}</h2>
      <Times detail={detail.value} />
      {anomalies.length === 0 ? null : (
        <p class="turn-odd">
          {words.anomalies}: {anomalies.map(({ kind, times }) => `${kind} ×${times}`).join(", ")}
        </p>
      )}
      <h2>{words.promptTitle}</h2>
      {prompt === null ? (
        <p class="quiet">{words.none}</p>
      ) : (
        <>
          <p class="quiet">
            {prompt.counted === null
              ? `${words.about} ${words.tokens(prompt.tokens)}`
              : words.counted(prompt.counted)}
          </p>
          <ol class="prompt">
            {prompt.parts.map(({ section, role, tokens, text }, at) => (
              <li key={at}>
                <details>
                  <summary>
                    <span>{words.sections[section] ?? section}</span>
                    <span class="quiet">
                      {role} · {words.about} {words.tokens(tokens)}
                    </span>
                    <Share of={tokens} whole={prompt.tokens} />
                  </summary>
                  <pre tabIndex={0}>
                    <bdi>{text.trim()}</bdi>
                  </pre>
                </details>
              </li>
            ))}
          </ol>
        </>
      )}
      <h2>{words.recalledTitle}</h2>
      {recalled.length === 0 ? (
        <p class="quiet">{words.recalledNone}</p>
      ) : (
        <ul class="recalled">
          {recalled.map(({ text, items }, at) => (
            <li key={at}>
              <bdi>{text}</bdi>
              <ul class="quiet">
                {items.map(({ id, why }) => (
                  <li key={id}>
                    <code>{id}</code>: {why.map(whyWords).join("; ")}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <h2>{words.cutTitle}</h2>
      <p class="quiet">
        {cut === null
          ? words.cutNone
          : words.cut(cut.observations, cut.tokensBefore, cut.tokensAfter, cut.budget)}
      </p>
      <h2>{words.callsTitle}</h2>
      {calls.map((call) => (
        <Call key={call.callId} call={call} />
      ))}
    </>
  );
}

function whyWords(why: Readonly<Record<string, unknown>>): string {
  const kind = String(why["kind"] ?? "");
  const amount = why["share"] ?? why["cosine"];
  const said = words.why[kind] ?? kind;
  return typeof amount === "number" ? `${said} (${amount})` : said;
}

/** A bar that says the same as the number beside it. */
function Share({ of, whole }: { readonly of: number; readonly whole: number }) {
  const width = `${Math.max(1, Math.round((100 * of) / Math.max(1, whole)))}%`;
  return (
    <span class="share" aria-hidden="true">
      <span style={{ width }} />
    </span>
  );
}

function Times({ detail: { timing } }: { readonly detail: TurnDetail }) {
  const ms = (value: number | null) =>
    value === null
      ? words.none
      : value < 1_000
        ? `${Math.round(value)} ms`
        : `${(value / 1_000).toFixed(2)} s`;
  const about = timing.estimated ? `${words.about} ` : "";
  const rows: readonly [string, string][] = [
    [words.timing.queued, ms(timing.queued)],
    [words.timing.firstToken, ms(timing.firstToken)],
    [words.timing.firstVisible, ms(timing.firstVisible)],
    [words.timing.end, ms(timing.end)],
    [
      words.timing.speed,
      timing.tokensPerSecond === null ? words.none : timing.tokensPerSecond.toFixed(0),
    ],
    [words.timing.thought, `${about}${timing.thought}`],
    [words.timing.spoken, `${about}${timing.spoken}`],
  ];
  return (
    <dl class="facts times">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Call({ call }: { readonly call: CallDetail }) {
  const sampling = [
    ["T", call.temperature],
    ["top_p", call.topP],
    ["max", call.maxTokens],
    ["seed", call.seed],
  ].flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]));
  return (
    <section class="call">
      <p>
        <strong>{call.phase}</strong> · <bdi>{call.model}</bdi> ·{" "}
        {words.endpoints[call.endpoint] ?? call.endpoint} · {call.dialect}
        <br />
        <span class="quiet">
          {sampling.join(" · ")} · {call.status}
          {call.why === null ? "" : ` (${call.why})`} · {Math.round(call.ms)} ms ·{" "}
          {call.promptTokens ?? "?"} → {call.completionTokens ?? "?"}
        </span>
      </p>
      <details>
        <summary>{words.written}</summary>
        <pre tabIndex={0}>
          <bdi>{call.written}</bdi>
        </pre>
      </details>
      {call.sent === null ? null : (
        <details>
          <summary>{words.sent}</summary>
          <pre tabIndex={0}>
            <bdi>{call.sent}</bdi>
          </pre>
        </details>
      )}
      <details>
        <summary>{words.body}</summary>
        <pre tabIndex={0}>{call.body}</pre>
      </details>
    </section>
  );
}
