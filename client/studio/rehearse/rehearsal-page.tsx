import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type {
  LineView,
  RehearsalPlaces,
  RehearsalView,
  TakeAgain,
  TurnView,
} from "../../../shared/studio/rehearsal.ts";
import { Notice } from "../parts/notice.tsx";
import { Compare } from "./compare.tsx";
import { Composer } from "./composer.tsx";
import { HowPanel } from "./how-panel.tsx";
import { TurnCard, type TurnForm } from "./turn-card.tsx";
import { useRehearsal } from "./use-rehearsal.ts";
import { UnfinishedNote } from "./unfinished-note.tsx";
import { words } from "./words.ts";

/** One rehearsal: the talk in a column, and beside it how a turn came to be. */
export function RehearsalPage({
  id,
  places,
}: {
  readonly id: string;
  readonly places: RehearsalPlaces | null;
}) {
  const { view, problem, closed, spoken, tell } = useRehearsal(id);
  const [shown, setShown] = useState<string | null>(null);
  const [compared, setCompared] = useState<string | null>(null);
  const [form, setForm] = useState<{ turnId: string; form: TurnForm }>({ turnId: "", form: null });
  const line = useRef<HTMLTextAreaElement>(null);
  const names = useMemo(() => namesIn(view), [view]);

  const again = (turn: TurnView, take: TakeAgain): void => {
    const original = turn.instead ?? turn.turnId;
    void tell(`/turns/${encodeURIComponent(turn.turnId)}/again`, take).then((ok) => {
      if (ok) setCompared(original);
    });
  };

  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (view === null || event.isComposing) return;
      const last = view.talk.findLast((one): one is TurnView => one.kind === "turn");
      if (event.key === "Escape") {
        if (form.form !== null) return setForm({ turnId: "", form: null });
        if (view.state.running > 0 || view.state.playing > 0) return void tell("/stop");
        return setCompared(null);
      }
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      switch (event.code) {
        case "KeyA":
          if (last?.outcome != null) again(last, { play: {} });
          break;
        case "KeyC":
          if (last !== undefined && (view.takes[last.turnId]?.length ?? 0) > 0)
            setCompared(last.turnId);
          break;
        case "KeyE":
          if (last?.outcome != null) setForm({ turnId: last.turnId, form: "edit" });
          break;
        case "KeyP":
          void tell("/play", { turns: 4 });
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });

  if (view === null) {
    return problem === null ? (
      <p>{words.loading}</p>
    ) : (
      <>
        <Notice problem={problem} />
        <p>
          <a href="#/rehearse">{words.beginNew}</a>
        </p>
      </>
    );
  }
  const original = view.talk.find(
    (one): one is TurnView => one.kind === "turn" && (one.instead ?? one.turnId) === compared,
  );
  // The first of them may be no part of the talk any more: then the one that stands there is compared with the rest.
  const versions = original === undefined ? [] : versionsOf(view, original);
  return (
    <div class="rehearsal">
      <Head view={view} close={() => void tell("")} />
      <UnfinishedNote view={view} />
      {problem === null ? null : <Notice problem={problem} />}
      {closed === null ? null : (
        <p class="notice" role="status">
          {words.stopped} {words.closedBy[closed]} <a href="#/rehearse">{words.beginNew}</a>
        </p>
      )}
      <p class="away" role="status" aria-live="polite">
        {spoken}
      </p>
      {compared !== null && versions.length > 1 ? (
        <Compare
          takes={versions}
          names={names}
          close={() => setCompared(null)}
          prefer={(chosen, rejected) => tell("/prefer", { chosen, rejected })}
        />
      ) : null}
      <div class="rehearsal-sides" hidden={compared !== null && versions.length > 1}>
        <section class={form.form === null ? "talk" : "talk writing"} aria-label={words.talk}>
          <Talk view={view}>
            {(turn) => (
              <TurnCard
                turn={turn}
                takes={versionsOf(view, turn).slice(1)}
                names={names}
                shown={shown === turn.turnId}
                places={places}
                form={form.turnId === turn.turnId ? form.form : null}
                setForm={(next) => setForm({ turnId: turn.turnId, form: next })}
                hands={{
                  again,
                  compare: (one) => setCompared(one.instead ?? one.turnId),
                  edit: (one, edit) => tell(`/turns/${encodeURIComponent(one.turnId)}/edit`, edit),
                  goOn: (one, edited) => {
                    void tell("/go-on", { turn: one.turnId, edited }).then((ok) => {
                      if (ok) line.current?.focus();
                    });
                  },
                  how: (one) => setShown(shown === one.turnId ? null : one.turnId),
                }}
              />
            )}
          </Talk>
          {view.state.open ? <Composer view={view} tell={tell} line={line} /> : null}
        </section>
        <aside class="how" aria-label={words.panel}>
          {shown === null ? (
            <p class="quiet">{words.pickTurn}</p>
          ) : (
            <>
              <button type="button" class="how-close" onClick={() => setShown(null)}>
                {words.backToTalk}
              </button>
              <HowPanel rehearsal={id} turn={shown} />
            </>
          )}
          <details class="keys">
            <summary>{words.keys}</summary>
            <dl class="facts">
              {words.keyList.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </details>
        </aside>
      </div>
    </div>
  );
}

function Head({ view, close }: { readonly view: RehearsalView; readonly close: () => void }) {
  return (
    <header class="rehearsal-head">
      <h1>
        <bdi>{view.title}</bdi>
      </h1>
      <p class="quiet">
        {view.synthetic ? words.synthetic : (words.endpoints[view.endpoint] ?? view.endpoint)}
        {view.from === null ? "" : ` · ${words.fromEpisode}`}
      </p>
      <button type="button" onClick={close} disabled={!view.state.open}>
        {words.close}
      </button>
    </header>
  );
}

function Talk({
  view,
  children,
}: {
  readonly view: RehearsalView;
  readonly children: (turn: TurnView) => ComponentChildren;
}) {
  const end = useRef<HTMLLIElement>(null);
  const count = view.talk.length;
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [count]);
  return (
    <ol class="turns">
      {count === 0 ? <li class="quiet">{words.empty}</li> : null}
      {view.talk.map((one) => (
        <li key={`${one.kind} ${one.turnId}`}>
          {one.kind === "turn" ? children(one) : <Line line={one} />}
        </li>
      ))}
      <li ref={end} aria-hidden="true" class="end" />
    </ol>
  );
}

function Line({ line }: { readonly line: LineView }) {
  return (
    <p class={`line line-${line.by}`}>
      {line.by === "world" || line.by === "deed" ? null : (
        <strong>
          <bdi>{line.name}</bdi>
        </strong>
      )}
      {line.whisper ? <em class="quiet"> {words.whisper} </em> : null}
      {line.segments.map(({ channel, text }, at) => (
        <bdi key={at} class={channel}>
          {text}{" "}
        </bdi>
      ))}
    </p>
  );
}

/** A turn and its other takes, the one that stands in the talk among them, in the order in which they were shown. */
function versionsOf(view: RehearsalView, turn: TurnView): readonly TurnView[] {
  const root = turn.instead ?? turn.turnId;
  const takes = view.takes[root] ?? view.takes[turn.turnId] ?? [];
  return [turn, ...takes.filter(({ turnId }) => turnId !== turn.turnId)];
}

function namesIn(view: RehearsalView | null): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { id, name } of view?.personas ?? []) names.set(id, name);
  for (const one of view?.talk ?? []) names.set(one.speaker, one.name);
  return names;
}
