import type { EpisodeEntry } from "../../../shared/studio/episodes.ts";
import { session } from "../session.ts";
import { clockOf, begins } from "./playback.ts";
import { TraceView } from "./trace-view.tsx";
import { words } from "./words.ts";
import { Segments } from "./words-shown.tsx";

export interface EntryViewProps {
  readonly episode: string;
  readonly entry: EpisodeEntry;
  /** It is what the playback shows just now. */
  readonly now: boolean;
  readonly traced: boolean;
  readonly nameOf: (id: string) => string;
  readonly goTo: (at: number) => void;
}

/** One entry of the transcript; a turn with its channels apart, its trace, and the way to rehearsal. */
export function EntryView({ episode, entry, now, traced, nameOf, goTo }: EntryViewProps) {
  const time = clockOf(begins(entry));
  return (
    <li class={`entry ${entry.kind}`} {...(now ? { "aria-current": "step" as const } : {})}>
      <button
        type="button"
        class="entry-time"
        aria-label={words.goTo(time)}
        onClick={() => goTo(begins(entry))}
      >
        {time}
      </button>
      <div>
        <Body {...{ episode, entry, traced, nameOf }} />
      </div>
    </li>
  );
}

function Body({
  episode,
  entry,
  traced,
  nameOf,
}: Pick<EntryViewProps, "episode" | "entry" | "traced" | "nameOf">) {
  switch (entry.kind) {
    case "line":
    case "turn": {
      const here = `#/episodes/${encodeURIComponent(episode)}`;
      const turn = encodeURIComponent(entry.turnId);
      return (
        <>
          <p class="entry-head">
            <strong>
              <bdi>{nameOf(entry.who)}</bdi>
            </strong>
            {entry.to === null ? null : (
              <>
                {" "}
                {entry.whisper ? words.whispers : null} {words.to} <bdi>{nameOf(entry.to)}</bdi>
              </>
            )}
            {entry.kind === "turn" ? <TurnMarks entry={entry} /> : null}
          </p>
          {entry.kind === "turn" ? <Segments of={entry.thoughts} /> : null}
          {entry.kind === "turn" &&
          "withheld" in entry.words &&
          "withheld" in entry.thoughts ? null : (
            <Segments of={entry.words} />
          )}
          {entry.kind === "line" ? null : (
            <p class="entry-deeds">
              <a href={traced ? here : `${here}/${turn}`} aria-expanded={traced}>
                {traced ? words.closeTrace : words.trace}
              </a>
              {session()?.roles.includes("designer") === true ? (
                <a href={`#/rehearse/branch/${encodeURIComponent(episode)}/${turn}`}>
                  {words.branch}
                </a>
              ) : null}
            </p>
          )}
          {traced ? <TraceView episode={episode} turnId={entry.turnId} nameOf={nameOf} /> : null}
        </>
      );
    }
    case "came":
    case "left":
      return (
        <p class="quiet">
          <bdi>{nameOf(entry.who)}</bdi> {words[entry.kind]}
        </p>
      );
    case "deed":
      return (
        <p class="quiet">
          <bdi>{nameOf(entry.who)}</bdi>:{" "}
          <bdi>
            {[entry.verb, entry.target === null ? null : nameOf(entry.target), entry.item]
              .filter((part) => part !== null)
              .join(" ")}
          </bdi>
          {entry.done ? null : ` (${words.tried})`}
        </p>
      );
    case "feedback":
      return (
        <p class="quiet">
          <bdi>{nameOf(entry.who)}</bdi>: {entry.up ? words.up : words.down}
        </p>
      );
    case "trigger":
    case "ending":
      return (
        <p class="quiet">
          {words[entry.kind]}: <bdi>{entry.what}</bdi>
        </p>
      );
    case "redaction":
    case "end":
      return (
        <p class="quiet">
          {words[entry.kind]} (<bdi>{entry.what}</bdi>)
        </p>
      );
  }
}

function TurnMarks({ entry }: { readonly entry: Extract<EpisodeEntry, { kind: "turn" }> }) {
  const marks = [
    ...(entry.outcome === "complete" ? [] : [words.outcomes[entry.outcome] ?? entry.outcome]),
    ...entry.anomalies,
    ...(entry.instead === null ? [] : [words.again]),
    ...(entry.version === null ? [] : [entry.version]),
  ];
  return (
    <>
      {marks.map((mark) => (
        <span key={mark} class="episode-mark">
          {mark}
        </span>
      ))}
    </>
  );
}
