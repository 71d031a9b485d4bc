import { useState } from "preact/hooks";
import type { PlayWish, RehearsalPlaces, TakeAgain } from "../../../shared/studio/rehearsal.ts";
import { PlayFields, readPlay, type PlayText } from "./play-fields.tsx";
import { words } from "./words.ts";

/** What is to be otherwise when a turn is taken again. */
export function TakeForm({
  speaker,
  places,
  done,
}: {
  readonly speaker: string;
  readonly places: RehearsalPlaces | null;
  readonly done: (take: TakeAgain | null) => void;
}) {
  const [play, setPlay] = useState<PlayText>({});
  const [sheet, setSheet] = useState("");
  const [yaml, setYaml] = useState("");
  const kept = places?.worlds.flatMap(({ personas }) => personas).find(({ id }) => id === speaker);
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        done({ play: readPlay(play) satisfies PlayWish, ...sheetOf(sheet, yaml) });
      }}
    >
      <label>
        {words.sheetOf(kept?.name ?? speaker)}
        <select value={sheet} onChange={(event) => setSheet(event.currentTarget.value)}>
          <option value="">{words.asBefore}</option>
          <option value="plays">{words.plays}</option>
          {kept?.hasDraft === true ? <option value="draft">{words.draft}</option> : null}
          {kept?.versions.map((version) => (
            <option key={version} value={version}>
              {version}
            </option>
          ))}
          <option value="pasted">{words.pasted}</option>
        </select>
      </label>
      {sheet === "pasted" ? (
        <label class="wide">
          {words.paste}
          <textarea
            rows={8}
            value={yaml}
            onInput={(event) => setYaml(event.currentTarget.value)}
            required
          />
        </label>
      ) : null}
      <PlayFields play={play} change={setPlay} places={places} same={words.asBefore} />
      <div class="form-end">
        <button type="submit" class="main">
          {words.run}
        </button>
        <button type="button" onClick={() => done(null)}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

function sheetOf(sheet: string, yaml: string): Pick<TakeAgain, "sheet"> {
  if (sheet === "") return {};
  if (sheet === "pasted") return { sheet: { version: null, yaml } };
  if (sheet === "draft") return { sheet: { version: "draft", unfinished: true } };
  return { sheet: { version: sheet === "plays" ? null : sheet } };
}
