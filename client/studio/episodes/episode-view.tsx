import { useEffect, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { EpisodeTrack } from "../../../shared/studio/episodes.ts";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { EntryView } from "./entry-view.tsx";
import { entryAt } from "./playback.ts";
import { PlayerView } from "./player-view.tsx";
import { useTranscript } from "./use-transcript.ts";
import { words } from "./words.ts";

/** One episode: its playback and its transcript, which follow each other. */
export function EpisodeView({
  id,
  turnId,
}: {
  readonly id: string;
  readonly turnId: string | null;
}) {
  const [track, setTrack] = useState<EpisodeTrack | null>(null);
  const [unmapped, setUnmapped] = useState<StudioProblem | null>(null);
  const [at, setAt] = useState(0);
  const { opened, problem: unread, further } = useTranscript(id, turnId, at, setAt);
  const problem = unread ?? unmapped;

  useEffect(() => {
    void ask<EpisodeTrack>(`/episodes/${encodeURIComponent(id)}/track`).then((asked) => {
      if (asked.ok) setTrack(asked.value);
      else setUnmapped(asked.problem);
    });
  }, [id]);
  const entries = opened?.entries ?? [];
  const here = entryAt(entries, at);

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
          {opened.earlier === null ? null : (
            <button type="button" onClick={() => further("earlier")}>
              {words.before}
            </button>
          )}
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
            <button type="button" onClick={() => further("later")}>
              {words.more}
            </button>
          )}
        </>
      )}
    </>
  );
}
