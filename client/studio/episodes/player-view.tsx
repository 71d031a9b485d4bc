import { useEffect, useRef, useState } from "preact/hooks";
import type { EpisodeEntry, EpisodeTrack } from "../../../shared/studio/episodes.ts";
import { MapView } from "../parts/map-view.tsx";
import {
  begins,
  clockOf,
  entryAt,
  pastQuiet,
  spokenAt,
  standing,
  type Utterance,
} from "./playback.ts";
import { words } from "./words.ts";
import { Segments } from "./words-shown.tsx";

const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32] as const;
/** Pictures a second: bodies walk four tiles in one, and nothing is drawn for nobody. */
const FRAME = 1_000 / 20;

export interface PlayerViewProps {
  readonly track: EpisodeTrack;
  readonly entries: readonly EpisodeEntry[];
  /** In ms since the episode began. */
  readonly at: number;
  readonly setAt: (at: number) => void;
  readonly nameOf: (id: string) => string;
}

/** Plays an episode back on its map: bodies, words above their speaker, thoughts beneath. */
export function PlayerView({ track, entries, at, setAt, nameOf }: PlayerViewProps) {
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(2);
  const [skips, setSkips] = useState(true);
  const [thinks, setThinks] = useState(true);
  const moment = useRef(at);
  moment.current = at;

  useEffect(() => {
    if (!playing) return;
    let before = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const next = moment.current + (now - before) * speed;
      before = now;
      const shown = skips ? pastQuiet(entries, track.bodies, next) : next;
      if (shown >= track.until) setPlaying(false);
      setAt(Math.min(shown, track.until));
    }, FRAME);
    return () => clearInterval(timer);
  }, [playing, speed, skips, entries, track]);

  function step(by: 1 | -1): void {
    setPlaying(false);
    const here = entryAt(entries, at);
    // Entries of one moment are one step.
    const next =
      by === 1
        ? entries.slice(here + 1).find((entry) => begins(entry) > at)
        : entries.slice(0, here + 1).findLast((entry) => begins(entry) < at);
    if (next !== undefined) setAt(begins(next));
  }
  function toggle(): void {
    if (!playing && at >= track.until) setAt(0);
    setPlaying(!playing);
  }

  const spoken = spokenAt(entries, at);
  const bodies = track.bodies.flatMap((body) => {
    const point = standing(body, at);
    return point === null ? [] : [{ ...body, ...point }];
  });
  const current = entries[entryAt(entries, at)];
  return (
    <section
      class="player"
      aria-label={words.playback}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "k") toggle();
        else if (event.key === "j") step(-1);
        else if (event.key === "l") step(1);
        else return;
        event.preventDefault();
      }}
    >
      {track.map === null || track.width === 0 ? (
        <p class="quiet">{words.noMap}</p>
      ) : (
        <MapView
          map={track.map}
          label={words.map}
          marks={bodies.map(({ id, kind, x, y }) => ({ id, kind, x, y, name: nameOf(id) }))}
        >
          {bodies.map(({ id, x, y }) => {
            const utterance = spoken.get(id);
            return utterance === undefined ? null : (
              <Bubble
                key={id}
                utterance={utterance}
                lift={liftOf(utterance, { x, y }, bodies, spoken)}
                thinks={thinks}
                left={(x + 0.5) / track.width}
                top={(y + 0.5) / track.height}
              />
            );
          })}
        </MapView>
      )}
      <div class="player-bar">
        <button type="button" class="main" onClick={toggle}>
          {playing ? words.pause : words.play}
        </button>
        <button type="button" onClick={() => step(-1)}>
          {words.earlier}
        </button>
        <button type="button" onClick={() => step(1)}>
          {words.later}
        </button>
        <label class="player-time">
          <span>
            {words.time} {clockOf(at)} / {clockOf(track.until)}
          </span>
          <input
            type="range"
            min={0}
            max={Math.max(1, Math.ceil(track.until))}
            step={500}
            value={at}
            aria-valuetext={clockOf(at)}
            onInput={(event) => {
              setPlaying(false);
              setAt(Number(event.currentTarget.value));
            }}
          />
        </label>
        <label>
          {words.speed}{" "}
          <select value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
            {SPEEDS.map((one) => (
              <option key={one} value={one}>
                {one}×
              </option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={skips}
            onChange={(event) => setSkips(event.currentTarget.checked)}
          />{" "}
          {words.quiet}
        </label>
        <label>
          <input
            type="checkbox"
            checked={thinks}
            onChange={(event) => setThinks(event.currentTarget.checked)}
          />{" "}
          {words.thoughts}
        </label>
      </div>
      <p class="quiet">
        {words.keys} {words.known}
      </p>
      {/* Who steps hears where they are; while it plays, nothing talks over it. */}
      <p class="player-now" aria-live={playing ? "off" : "polite"}>
        {current === undefined || !("who" in current)
          ? clockOf(at)
          : `${clockOf(at)} · ${nameOf(current.who)}`}
      </p>
    </section>
  );
}

/** Bubbles of one line each that a bubble is lifted by: of those near who began to speak after it. */
function liftOf(
  utterance: Utterance,
  { x, y }: { readonly x: number; readonly y: number },
  bodies: readonly { readonly id: string; readonly x: number; readonly y: number }[],
  spoken: ReadonlyMap<string, Utterance>,
): number {
  return bodies.filter((other) => {
    const later = spoken.get(other.id);
    if (later === undefined || later === utterance || later.seq < utterance.seq) return false;
    return Math.abs(other.x - x) <= SIDE && Math.abs(other.y - y) <= ABOVE;
  }).length;
}

/** Nearer than so many tiles bubbles would lie on each other. */
const SIDE = 8;
const ABOVE = 4;

function Bubble({
  utterance,
  lift,
  thinks,
  left,
  top,
}: {
  readonly utterance: Utterance;
  readonly lift: number;
  readonly thinks: boolean;
  readonly left: number;
  readonly top: number;
}) {
  // What is near an edge opens towards the middle.
  const place = (aside: string) =>
    `bubble ${aside}${left < 0.25 ? " from-left" : left > 0.75 ? " from-right" : ""}`;
  const thoughts =
    utterance.kind === "turn" && "shown" in utterance.thoughts ? utterance.thoughts.shown : [];
  // What it felt as its role, before how it planned its part.
  const role = thoughts.filter(({ kind }) => kind === "role-thinking");
  const thought = role.length > 0 ? role : thoughts;
  const style = { left: `${left * 100}%`, top: `${top * 100}%` };
  return (
    <>
      <div class={place("said")} style={{ ...style, "--lift": lift }}>
        <Segments of={utterance.words} />
      </div>
      {thinks && thought.length > 0 ? (
        <div class={place("thought")} style={style}>
          <Segments of={{ shown: thought }} />
        </div>
      ) : null}
    </>
  );
}
