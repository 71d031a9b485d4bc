import { useEffect, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { EpisodeOpened, EpisodeTrack } from "../../../shared/studio/episodes.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { EntryView } from "./entry-view.tsx";
import { entryAt } from "./playback.ts";
import { PlayerView } from "./player-view.tsx";
import { words } from "./words.ts";

/** One episode: its playback and its transcript, which follow each other. */
export function EpisodeView({
  id,
  turnId,
}: {
  readonly id: string;
  readonly turnId: string | null;
}) {
  const [opened, setOpened] = useState<EpisodeOpened | null>(null);
  const [track, setTrack] = useState<EpisodeTrack | null>(null);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const [at, setAt] = useState(0);
  const path = `/episodes/${encodeURIComponent(id)}`;

  async function open(from: number, had: EpisodeOpened | null): Promise<void> {
    const asked = await ask<EpisodeOpened>(`${path}?from=${from}`);
    if (!asked.ok) return setProblem(asked.problem);
    setProblem(null);
    setOpened(
      had === null
        ? asked.value
        : { ...asked.value, entries: [...had.entries, ...asked.value.entries] },
    );
  }
  useEffect(() => {
    void open(0, null);
    void ask<EpisodeTrack>(`${path}/track`).then((asked) => {
      if (asked.ok) setTrack(asked.value);
      else setProblem(asked.problem);
    });
  }, [id]);
  const entries = opened?.entries ?? [];
  const here = entryAt(entries, at);
  // What is played next is there before the playback comes to it.
  useEffect(() => {
    if (opened !== null && opened.next !== null && here >= entries.length - 20)
      void open(opened.next, opened);
  }, [here, opened]);

  const people = new Map((opened?.people ?? []).map((one) => [one.id, one.name]));
  const nameOf = (who: string) =>
    people.get(who) ?? (who === "environment" ? words.environment : who);
  const clock = new Intl.DateTimeFormat(language(), { dateStyle: "long", timeStyle: "short" });
  const since = opened?.head.startedAt;
  return (
    <>
      <p>
        <a href="#/episodes">{words.back}</a>
      </p>
      <h1>
        <bdi>{opened?.head.title ?? words.title}</bdi>
      </h1>
      {problem === null ? null : <Notice problem={problem} />}
      {opened === null || since === undefined ? (
        problem === null ? (
          <p>{words.looking}</p>
        ) : null
      ) : (
        <>
          <p class="quiet">
            {clock.format(since)} · {words.origins[opened.head.origin]} ·{" "}
            <bdi>{opened.model ?? "?"}</bdi>
            {opened.branchOf === null ? null : (
              <>
                {" "}
                · {words.goesOn}{" "}
                <a
                  href={`#/episodes/${encodeURIComponent(opened.branchOf.episodeId)}/${encodeURIComponent(opened.branchOf.turnId)}`}
                >
                  <bdi>{opened.branchOf.episodeId}</bdi>
                </a>
              </>
            )}
          </p>
          {track === null ? null : (
            <PlayerView track={track} entries={entries} at={at} setAt={setAt} nameOf={nameOf} />
          )}
          <h2>{words.transcript}</h2>
          <ol class="entries">
            {entries.map((entry, index) => (
              <EntryView
                key={entry.seq}
                episode={id}
                entry={entry}
                now={index === here}
                traced={entry.kind === "turn" && entry.turnId === turnId}
                nameOf={nameOf}
                goTo={setAt}
              />
            ))}
          </ol>
          {opened.next === null ? null : (
            <button type="button" onClick={() => void open(opened.next ?? 0, opened)}>
              {words.more}
            </button>
          )}
        </>
      )}
    </>
  );
}
