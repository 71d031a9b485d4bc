import type { PlayWish, RehearsalPlaces } from "../../../shared/studio/rehearsal.ts";
import { words } from "./words.ts";

/** How something is played, as it stands in fields: empty for what is left as it is. */
export type PlayText = Readonly<Partial<Record<keyof PlayWish, string>>>;

/** Thinking, sampling and endpoint. */
export function PlayFields({
  play,
  change,
  places,
  same,
}: {
  readonly play: PlayText;
  readonly change: (play: PlayText) => void;
  readonly places: RehearsalPlaces | null;
  /** What an empty choice means here. */
  readonly same: string;
}) {
  const number = (
    key: keyof PlayWish,
    label: string,
    least: number,
    most: number,
    step: number,
  ) => (
    <label>
      {label}
      <input
        type="number"
        inputMode="decimal"
        min={least}
        max={most}
        step={step}
        placeholder={same}
        value={play[key] ?? ""}
        onInput={(event) => change({ ...play, [key]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      <label>
        {words.mode}
        <select
          value={play.mode ?? ""}
          onChange={(event) => change({ ...play, mode: event.currentTarget.value })}
        >
          <option value="">{same}</option>
          {(["full", "budget", "reflex"] as const).map((mode) => (
            <option key={mode} value={mode}>
              {words.modes[mode]}
            </option>
          ))}
        </select>
      </label>
      {number("temperature", words.temperature, 0, 2, 0.05)}
      {number("topP", words.topP, 0.01, 1, 0.01)}
      {number("maxTokens", words.maxTokens, 1, 4_096, 1)}
      {number("seed", words.seed, 0, 2 ** 31 - 1, 1)}
      {places === null || places.endpoints.length < 2 ? null : (
        <label>
          {words.endpoint}
          <select
            value={play.endpoint ?? ""}
            onChange={(event) => change({ ...play, endpoint: event.currentTarget.value })}
          >
            <option value="">{same}</option>
            {places.endpoints.map(({ name, model }) => (
              <option key={name} value={name}>
                {words.endpoints[name] ?? name} · {model}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

/** What the fields ask for. */
export function readPlay(play: PlayText): PlayWish {
  const wish: { -readonly [K in keyof PlayWish]: PlayWish[K] } = {};
  const { mode, endpoint } = play;
  if (mode === "full" || mode === "budget" || mode === "reflex") wish.mode = mode;
  if (endpoint !== undefined && endpoint !== "") wish.endpoint = endpoint;
  for (const key of ["temperature", "topP", "maxTokens", "seed"] as const) {
    const text = play[key]?.trim() ?? "";
    if (text !== "" && Number.isFinite(Number(text))) wish[key] = Number(text);
  }
  return wish;
}
