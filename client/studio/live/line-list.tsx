import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { LiveLine } from "../../../shared/studio/live.ts";
import { language } from "../language.ts";
import { milliseconds, words } from "./words.ts";

/** What was said and done, the newest at the end. It stays at the end unless somebody reads further up. */
export function LineList(props: {
  readonly lines: readonly LiveLine[];
  readonly missed: number;
  /** Lines of this one alone; null for all. */
  readonly chosen: string | null;
  readonly mayRead: boolean;
  readonly open: string | null;
  readonly onOpen: (turnId: string) => void;
}) {
  const { lines, missed, chosen, mayRead, open, onOpen } = props;
  const shown = chosen === null ? lines : lines.filter(({ speaker }) => speaker === chosen);
  const list = useRef<HTMLOListElement>(null);
  const [follows, setFollows] = useState(true);
  const newest = shown.at(-1)?.n ?? 0;
  useLayoutEffect(() => {
    if (follows && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [newest, follows]);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const scrolled = () => {
      const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
      setFollows(rest < 40);
    };
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => element.removeEventListener("scroll", scrolled);
  }, []);
  return (
    <section class="live-talk" aria-labelledby="live-talk">
      <h2 id="live-talk">{words.talk}</h2>
      {mayRead ? null : <p class="quiet">{words.operatorReadsNothing}</p>}
      {missed > 0 ? <p class="quiet">{words.missed(missed)}</p> : null}
      <ol ref={list} tabIndex={0} aria-label={words.talk}>
        {shown.map((line) => (
          <Line key={line.n} line={line} isOpen={line.turnId === open} onOpen={onOpen} />
        ))}
      </ol>
      {follows ? null : (
        <button type="button" class="live-follow" onClick={() => setFollows(true)}>
          {words.toTheEnd}
        </button>
      )}
    </section>
  );
}

const clock = new Intl.DateTimeFormat(language(), { timeStyle: "medium" });

function Line(props: {
  readonly line: LiveLine;
  readonly isOpen: boolean;
  readonly onOpen: (turnId: string) => void;
}) {
  const { line, isOpen, onOpen } = props;
  const { kind, name, to, whisper, said, turn, turnId, at } = line;
  return (
    <li class={`live-line ${kind}`} data-turn={turnId}>
      <span class="live-who">
        {kind === "environment" ? (
          <span class="quiet">{words.world}</span>
        ) : (
          <strong>
            <bdi>{name}</bdi>
          </strong>
        )}
        {to === null ? null : (
          <span class="quiet">
            {" → "}
            <bdi>{to}</bdi>
          </span>
        )}
        {whisper ? <span class="live-tag">{words.whisper}</span> : null}
        <time class="quiet" dateTime={new Date(at).toISOString()}>
          {clock.format(at)}
        </time>
      </span>
      <p>
        {"letters" in said ? (
          <span class="live-withheld">{words.withheld(said.letters)}</span>
        ) : (
          said.map((part, index) => (
            <bdi key={index} class={part.kind}>
              {part.text}{" "}
            </bdi>
          ))
        )}
      </p>
      {turn === null ? null : (
        <span class="live-turn">
          {turn.outcome === "complete" ? null : (
            <span class="live-tag alarm">
              {words.outcome[turn.outcome]}
              {turn.cause === null ? "" : ` (${turn.cause})`}
            </span>
          )}
          {turn.anomalies > 0 ? (
            <span class="live-tag alarm">{words.anomalies(turn.anomalies)}</span>
          ) : null}
          <span class="quiet">
            {turn.firstVisible === null
              ? ""
              : `${words.firstWords} ${milliseconds(turn.firstVisible)}`}
          </span>
          {turn.trace ? (
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={words.traceOf(name)}
              onClick={() => onOpen(turnId)}
            >
              {words.trace}
            </button>
          ) : null}
        </span>
      )}
    </li>
  );
}
