import { useEffect, useRef, useState } from "preact/hooks";
import type { Channel, TurnView } from "../../../shared/studio/rehearsal.ts";
import { ChannelBlock } from "./channel-block.tsx";
import { difference, type Stretch } from "./difference.ts";
import { TurnHead, sheetWord } from "./turn-card.tsx";
import { words } from "./words.ts";

const ORDER: readonly Channel[] = [
  "system-thinking",
  "role-thinking",
  "action",
  "speech",
  "unreleased",
];

/** Two takes of one turn beside each other, with what only one of them has marked; on a narrow page one at a time. */
export function Compare({
  takes,
  names,
  prefer,
  close,
}: {
  /** The turn itself, then its takes, in the order in which they were shown. */
  readonly takes: readonly TurnView[];
  readonly names: ReadonlyMap<string, string>;
  readonly prefer: (chosen: string, over: string) => Promise<boolean>;
  readonly close: () => void;
}) {
  const last = takes.at(-1)?.turnId ?? "";
  const [a, setA] = useState(takes[0]?.turnId ?? "");
  const [b, setB] = useState(last);
  const [narrow, setNarrow] = useState<"a" | "b">("b");
  const [logged, setLogged] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // A new take is what one wants to see.
  useEffect(() => setB(last), [last]);
  const left = takes.find(({ turnId }) => turnId === a);
  const right = takes.find(({ turnId }) => turnId === b);
  if (left === undefined || right === undefined) return null;
  const marked = (own: TurnView, other: TurnView, first: boolean) =>
    ORDER.flatMap((channel) => {
      const mine = textOf(own, channel);
      if (mine === "") return [];
      const theirs = textOf(other, channel);
      const [one, two] = first ? difference(mine, theirs) : difference(theirs, mine);
      return [{ channel, stretches: first ? one : two }];
    });
  const sides = [
    { key: "a" as const, own: left, other: right, set: setA, label: words.first, first: true },
    { key: "b" as const, own: right, other: left, set: setB, label: words.second, first: false },
  ];
  const over = left.outcome !== null && right.outcome !== null && left !== right;
  return (
    <section class="compare" aria-labelledby="compare-title">
      <div class="compare-head">
        <h2 id="compare-title" tabIndex={-1} ref={heading}>
          {words.compare(takes.length - 1)}
        </h2>
        <button type="button" onClick={close}>
          {words.backToTalk}
        </button>
      </div>
      <p class="quiet">{words.bothShown}</p>
      <div class="compare-tabs" role="group" aria-label={words.compare(takes.length - 1)}>
        {sides.map(({ key, own }) => (
          <button
            key={key}
            type="button"
            aria-pressed={narrow === key}
            onClick={() => setNarrow(key)}
          >
            {words.take(takes.indexOf(own))}
          </button>
        ))}
      </div>
      <div class={`compare-sides narrow-${narrow}`}>
        {sides.map(({ key, own, other, set, label, first }) => (
          <article
            key={key}
            class={`compare-side side-${key}${own.preferredTo.includes(other.turnId) ? " kept" : ""}`}
            aria-busy={own.outcome === null}
          >
            <label>
              <span class="quiet">{label}</span>
              <select value={own.turnId} onChange={(event) => set(event.currentTarget.value)}>
                {takes.map(({ turnId }, at) => (
                  <option key={turnId} value={turnId}>
                    {words.take(at)}
                  </option>
                ))}
              </select>
            </label>
            <TurnHead turn={own} names={names} />
            <Wish turn={own} other={other} />
            {marked(own, other, first).map(({ channel, stretches }) => (
              <ChannelBlock key={channel} channel={channel}>
                <Marked stretches={stretches} />
              </ChannelBlock>
            ))}
            {own.outcome === null ? <p class="quiet running">{words.running}</p> : null}
            {own.preferredTo.includes(other.turnId) ? (
              <p class="kept-word">{words.kept}</p>
            ) : (
              <button
                type="button"
                class="main"
                disabled={!over}
                onClick={() =>
                  void prefer(own.turnId, other.turnId).then((ok) => setLogged(logged || ok))
                }
              >
                {words.keep}
              </button>
            )}
          </article>
        ))}
      </div>
      <p class="quiet" role="status">
        {logged ? words.prefersLogged : ""}
        {logged && !(left.pairs && right.pairs) ? ` ${words.notPairs}` : ""}
      </p>
    </section>
  );
}

function textOf({ segments }: TurnView, wanted: Channel): string {
  return segments.flatMap(({ channel, text }) => (channel === wanted ? [text] : [])).join("\n");
}

function Marked({ stretches }: { readonly stretches: readonly Stretch[] }) {
  return <>{stretches.map(({ text, own }, at) => (own ? <mark key={at}>{text}</mark> : text))}</>;
}

/** What was asked to be otherwise, in a line. */
function Wish({ turn, other }: { readonly turn: TurnView; readonly other: TurnView }) {
  const facts = (one: TurnView): [string, string][] => [
    [words.mode, one.mode === null ? "" : (words.modes[one.mode] ?? one.mode)],
    [words.sheetOf(one.name), sheetWord(one.sheet)],
    [words.endpoint, words.endpoints[one.endpoint] ?? one.endpoint],
    [words.temperature, String(one.wish?.play.temperature ?? "")],
    [words.topP, String(one.wish?.play.topP ?? "")],
    [words.maxTokens, String(one.wish?.play.maxTokens ?? "")],
    [words.seed, String(one.wish?.play.seed ?? "")],
  ];
  const theirs = new Map(facts(other));
  const own = facts(turn).filter(([, value]) => value !== "");
  return (
    <dl class="facts">
      {own.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{theirs.get(name) === value ? value : <mark>{value}</mark>}</dd>
        </div>
      ))}
    </dl>
  );
}
