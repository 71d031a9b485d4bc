import { useEffect, useRef, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { EpisodeFound, EpisodesFound, Searched } from "../../../shared/studio/episodes.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { words } from "./words.ts";

type Wanted = Partial<Record<Searched, string>>;

/** Kept while the page is open, so that coming back from an episode finds the list as it was. */
let last: { wanted: Wanted; found: EpisodesFound | null } = { wanted: {}, found: null };

/** Answers without a find that are gone on from by themselves. */
const ROUNDS = 40;

/** Looks for episodes. */
export function EpisodeList() {
  const [wanted, setWanted] = useState<Wanted>(last.wanted);
  const [found, setFound] = useState<EpisodesFound | null>(last.found);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);

  async function look(had: EpisodesFound | null, left = ROUNDS): Promise<void> {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setBusy(true);
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ""));
    if (had?.before != null) query.set("before", String(had.before));
    const asked = await ask<EpisodesFound>(`/episodes?${query}`, { signal: own.signal });
    if (own.signal.aborted) return;
    setProblem(asked.ok ? null : asked.problem);
    if (!asked.ok) return setBusy(false);
    const next =
      had === null
        ? asked.value
        : {
            ...asked.value,
            episodes: [...had.episodes, ...asked.value.episodes],
            lookedAt: had.lookedAt + asked.value.lookedAt,
          };
    last = { wanted, found: next };
    setFound(next);
    // An answer is bounded in time: while nothing was found, the next one goes on.
    if (asked.value.episodes.length === 0 && next.before !== null && left > 0)
      return look(next, left - 1);
    setBusy(false);
  }
  useEffect(() => {
    void look(null);
    return () => running.current?.abort();
  }, []);

  const field = (name: Searched) => ({
    name,
    value: wanted[name] ?? "",
    onInput: (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) =>
      setWanted({ ...wanted, [name]: event.currentTarget.value.trim() }),
  });
  const choice = (name: Searched, label: string, of: Readonly<Record<string, string>>) => (
    <label>
      {label}
      <select {...field(name)}>
        <option value="">{words.any}</option>
        {Object.entries(of).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <h1>{words.title}</h1>
      <p class="quiet">{words.about}</p>
      <form
        class="episode-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void look(null);
        }}
      >
        <label>
          {words.persona}
          <input {...field("persona")} />
        </label>
        <label>
          {words.player}
          <input {...field("player")} />
        </label>
        {choice("origin", words.origin, words.origins)}
        {choice("outcome", words.outcome, words.outcomes)}
        {choice("feedback", words.feedback, { up: words.up, down: words.down })}
        <label>
          {words.anomaly}
          <input placeholder={words.anomalyHint} {...field("anomaly")} />
        </label>
        <label>
          {words.since}
          <input type="date" {...field("since")} />
        </label>
        <label>
          {words.until}
          <input type="date" {...field("until")} />
        </label>
        <label>
          {words.version}
          <input {...field("version")} />
        </label>
        <button type="submit" class="main">
          {words.look}
        </button>
      </form>
      {problem === null ? null : <Notice problem={problem} />}
      <div aria-live="polite">
        {busy ? (
          <p>{words.looking}</p>
        ) : found === null ? null : (
          <p class="quiet">
            {found.episodes.length === 0 && found.before === null ? words.none : null}{" "}
            {found.backTo === null ? null : words.lookedAt(found.lookedAt, dayOf(found.backTo))}
          </p>
        )}
      </div>
      {found === null || found.episodes.length === 0 ? null : <Found episodes={found.episodes} />}
      {found === null || found.before === null ? null : (
        <button type="button" disabled={busy} onClick={() => void look(found)}>
          {words.further}
        </button>
      )}
    </>
  );
}

function Found({ episodes }: { readonly episodes: readonly EpisodeFound[] }) {
  const clock = new Intl.DateTimeFormat(language(), { dateStyle: "medium", timeStyle: "short" });
  return (
    <table class="episodes">
      <caption>{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.when}</th>
          <th scope="col">{words.scene}</th>
          <th scope="col">{words.people}</th>
          <th scope="col">{words.size}</th>
          <th scope="col">{words.noted}</th>
        </tr>
      </thead>
      <tbody>
        {episodes.map((one) => (
          <tr key={one.id}>
            <td>
              <a href={`#/episodes/${encodeURIComponent(one.id)}`}>
                <time dateTime={new Date(one.startedAt).toISOString()}>
                  {clock.format(one.startedAt)}
                </time>
              </a>
            </td>
            <td>
              <bdi>{one.title ?? words.untitled}</bdi>
              {one.origin === "play" ? null : (
                <span class="episode-mark">{words.origins[one.origin]}</span>
              )}
              {one.synthetic ? <span class="quiet"> · {words.synthetic}</span> : null}
            </td>
            <td>
              {[...one.personas.map(({ name }) => name), ...one.players].map((name, index) => (
                <span key={index}>
                  {index === 0 ? null : ", "}
                  <bdi>{name}</bdi>
                </span>
              ))}
            </td>
            <td>{one.turns}</td>
            <td>
              <Notes one={one} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is not as it should be, and what players thought. */
function Notes({ one }: { readonly one: EpisodeFound }) {
  const notes = [
    ...Object.entries(one.outcomes)
      .filter(([outcome]) => outcome !== "complete")
      .map(([outcome, n]) => `${words.outcomes[outcome] ?? outcome} ${n}`),
    ...Object.entries(one.anomalies).map(([kind, n]) => `${kind} ${n}`),
    ...(one.feedback.up > 0 ? [`${words.up} ${one.feedback.up}`] : []),
    ...(one.feedback.down > 0 ? [`${words.down} ${one.feedback.down}`] : []),
    ...(one.endedAt === null ? [words.running] : []),
  ];
  return <>{notes.join(" · ")}</>;
}

function dayOf(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(at);
}
