import type { LiveBudget, LiveFigures, LiveLoad, LiveNote } from "../../../shared/studio/live.ts";
import { language } from "../language.ts";
import { milliseconds, words } from "./words.ts";

/** How the scene goes: its latency, its troubles, the queue, the caps, and what was done to it. */
export function SceneFigures(props: {
  readonly figures: LiveFigures;
  readonly load: LiveLoad | null;
  readonly notes: readonly LiveNote[];
}) {
  const { figures, load, notes } = props;
  const { firstVisible, outcomes, anomalies, calls, tokens, turns } = figures;
  const ends = Object.entries(outcomes).map(([kind, times]) => ({
    kind: words.outcome[kind] ?? kind,
    times,
  }));
  const troubles = [
    ...ends,
    ...Object.entries(anomalies).map(([kind, times]) => ({ kind, times })),
  ];
  return (
    <section aria-labelledby="live-figures">
      <h2 id="live-figures">{words.figures}</h2>
      <dl class="live-figures">
        <Fact name={words.firstVisible}>
          {firstVisible === null
            ? words.nothingYet
            : `${milliseconds(firstVisible.p50)} · p95 ${milliseconds(firstVisible.p95)}`}
        </Fact>
        <Fact name={words.turnsTaken}>{number.format(turns)}</Fact>
        <Fact name={words.callsMade}>
          {`${number.format(calls)} · ${compact.format(tokens.prompt)} + ${compact.format(tokens.completion)} ${words.tokens}`}
        </Fact>
        {load === null ? null : (
          <Fact name={words.queue}>
            {words.queueIs(load.waiting, load.running, load.limit)}
            {load.pausedFor > 0 ? ` · ${words.pausedFor(Math.ceil(load.pausedFor / 1_000))}` : ""}
          </Fact>
        )}
      </dl>
      {load === null ? null : (
        <>
          <Budget name={words.budgetOfScene} budget={load.scene} />
          <Budget name={words.budgetOfServer} budget={load.server} />
        </>
      )}
      <h3>{words.troubles}</h3>
      {troubles.length === 0 ? (
        <p class="quiet">{words.noTroubles}</p>
      ) : (
        <ul class="live-troubles">
          {troubles.map(({ kind, times }) => (
            <li key={kind}>
              <code>{kind}</code> × {number.format(times)}
            </li>
          ))}
        </ul>
      )}
      {notes.length === 0 ? null : (
        <>
          <h3>{words.done}</h3>
          <ul class="live-notes">
            {notes.toReversed().map(({ n, at, what, whom, by }) => (
              <li key={n}>
                <time class="quiet" dateTime={new Date(at).toISOString()}>
                  {clock.format(at)}
                </time>{" "}
                {words.noted[what]} <bdi>{whom ?? words.everyone}</bdi>{" "}
                <span class="quiet">
                  · <bdi>{by}</bdi>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const number = new Intl.NumberFormat(language());
const compact = new Intl.NumberFormat(language(), { notation: "compact" });
const clock = new Intl.DateTimeFormat(language(), { timeStyle: "medium" });

function Fact({ name, children }: { readonly name: string; readonly children: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children as string}</dd>
    </div>
  );
}

/** What is used of a cap, and what is left. */
function Budget({ name, budget }: { readonly name: string; readonly budget: LiveBudget }) {
  const { tokens, calls } = budget;
  const part = Math.max(tokens.used / tokens.cap, calls.used / calls.cap);
  const left = compact.format(Math.max(0, tokens.cap - tokens.used));
  return (
    <p class="live-budget">
      <label>
        {name}
        <meter
          min={0}
          max={1}
          high={0.8}
          value={Math.min(1, part)}
          title={words.used(
            compact.format(tokens.used),
            compact.format(tokens.cap),
            number.format(calls.used),
            number.format(calls.cap),
          )}
        />
      </label>
      <span class="quiet">
        {words.usedShort(compact.format(tokens.used), left, number.format(calls.used))}
      </span>
    </p>
  );
}
