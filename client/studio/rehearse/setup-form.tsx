import { useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type {
  BeginRehearsal,
  Begun,
  PlaceToRehearse,
  RehearsalLineView,
  RehearsalPlaces,
} from "../../../shared/studio/rehearsal.ts";
import { ask } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { PlayFields, readPlay, type PlayText } from "./play-fields.tsx";
import { words } from "./words.ts";

/** What is to be rehearsed: with everything as it is, one press begins. */
export function SetupForm({
  places,
  open,
  begun,
}: {
  readonly places: RehearsalPlaces;
  readonly open: readonly RehearsalLineView[];
  readonly begun: (id: string) => void;
}) {
  const [world, setWorld] = useState(places.worlds[0]?.world ?? "");
  const place = places.worlds.find((one) => one.world === world) ?? places.worlds[0];
  const [chosen, setChosen] = useState<readonly string[]>(
    places.worlds[0]?.personas.slice(0, 1).map(({ id }) => id) ?? [],
  );
  const [stage, setStage] = useState<"alone" | "scene">("alone");
  const [sheet, setSheet] = useState("plays");
  const [yaml, setYaml] = useState("");
  const [opening, setOpening] = useState<string | null>(null);
  const [remembered, setRemembered] = useState("");
  const [play, setPlay] = useState<PlayText>({});
  const [life, setLife] = useState(false);
  const [training, setTraining] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  if (place === undefined) return null;
  const first = place.personas.find(({ id }) => id === chosen[0]);
  const onBoards = stage === "alone" && chosen.length > 0;

  async function begin(): Promise<void> {
    if (place === undefined || busy) return;
    setBusy(true);
    setProblem(null);
    const order: Partial<BeginRehearsal> = {
      world: place.world,
      personas: [...chosen],
      stage: onBoards ? "alone" : "scene",
      ...(first === undefined || sheet === "plays"
        ? {}
        : {
            sheets: {
              [first.id]:
                sheet === "pasted"
                  ? { version: null, yaml }
                  : { version: sheet, unfinished: sheet === "draft" },
            },
          }),
      ...(opening === null ? {} : { opening: openingOf(opening, place) }),
      remembered: rememberedOf(
        remembered,
        chosen.length === 0 ? place.personas.map(({ id }) => id) : chosen,
      ),
      life,
      training,
      play: readPlay(play),
    };
    const answer = await ask<Begun>("/rehearsals", { method: "POST", body: order });
    setBusy(false);
    if (answer.ok) begun(answer.value.id);
    else setProblem(answer.problem);
  }

  return (
    <form
      class="setup"
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      {open.length === 0 ? null : (
        <section aria-labelledby="open-rehearsals">
          <h2 id="open-rehearsals">{words.open}</h2>
          <ul>
            {open.map((one) => (
              <li key={one.id}>
                <a href={`#/rehearse/r/${one.id}`}>
                  <bdi>{words.openOne(one.title, one.turns)}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <label>
        {words.world}
        <select
          value={place.world}
          onChange={(event) => {
            const next = places.worlds.find((one) => one.world === event.currentTarget.value);
            setWorld(event.currentTarget.value);
            setChosen(next?.personas.slice(0, 1).map(({ id }) => id) ?? []);
            setOpening(null);
            setSheet("plays");
          }}
        >
          {places.worlds.map((one) => (
            <option key={one.world} value={one.world}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{words.who}</legend>
        {place.personas.map(({ id, name }) => (
          <label key={id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                setChosen(
                  event.currentTarget.checked
                    ? [...chosen, id]
                    : chosen.filter((one) => one !== id),
                )
              }
            />
            <bdi>{name}</bdi>
          </label>
        ))}
        <p class="quiet">{words.nobody}</p>
      </fieldset>
      <fieldset>
        <legend>{words.stage}</legend>
        {(["alone", "scene"] as const).map((one) => (
          <label key={one} class="check">
            <input
              type="radio"
              name="stage"
              checked={(onBoards ? "alone" : "scene") === one}
              disabled={one === "alone" && chosen.length === 0}
              onChange={() => setStage(one)}
            />
            {words[one]}
          </label>
        ))}
      </fieldset>
      <details class="setup-more">
        <summary>{words.more}</summary>
        <div class="form">
          {first === undefined ? null : (
            <label>
              {words.sheetOf(first.name)}
              <select value={sheet} onChange={(event) => setSheet(event.currentTarget.value)}>
                <option value="plays">{words.plays}</option>
                {first.hasDraft ? <option value="draft">{words.draft}</option> : null}
                {first.versions.map((version) => (
                  <option key={version} value={version}>
                    {version}
                  </option>
                ))}
                <option value="pasted">{words.pasted}</option>
              </select>
            </label>
          )}
          {sheet === "pasted" && first !== undefined ? (
            <label class="wide">
              {words.paste}
              <textarea
                rows={8}
                required
                aria-describedby="paste-hint"
                value={yaml}
                onInput={(event) => setYaml(event.currentTarget.value)}
              />
              <span id="paste-hint" class="quiet">
                {words.pasteHint}
              </span>
            </label>
          ) : null}
          <label class="wide">
            {words.opening}
            <textarea
              rows={3}
              aria-describedby="opening-hint"
              value={opening ?? (onBoards ? "" : openingText(place))}
              onInput={(event) => setOpening(event.currentTarget.value)}
            />
            <span id="opening-hint" class="quiet">
              {words.openingHint}
            </span>
          </label>
          <label class="wide">
            {words.remembered}
            <textarea
              rows={2}
              aria-describedby="remembered-hint"
              value={remembered}
              onInput={(event) => setRemembered(event.currentTarget.value)}
            />
            <span id="remembered-hint" class="quiet">
              {words.rememberedHint}
            </span>
          </label>
          <PlayFields play={play} change={setPlay} places={places} same={words.asSheet} />
          <label class="check wide">
            <input
              type="checkbox"
              checked={life}
              disabled={onBoards}
              onChange={(event) => setLife(event.currentTarget.checked)}
            />
            {words.life}
          </label>
        </div>
      </details>
      <label class="check">
        <input
          type="checkbox"
          checked={training}
          onChange={(event) => setTraining(event.currentTarget.checked)}
        />
        {words.training}
      </label>
      {problem === null ? null : <Notice problem={problem} />}
      {problem?.details === undefined ? null : (
        <ul class="notice-list">
          {problem.details.map(({ message }, at) => (
            <li key={at}>{message}</li>
          ))}
        </ul>
      )}
      <button type="submit" class="main begin" disabled={busy}>
        {busy ? words.beginning : words.begin}
      </button>
    </form>
  );
}

const NAMED = /^([^:：]{1,64})[:：]\s*(.+)$/u;

function linesOf(text: string): string[] {
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

function openingOf(text: string, { personas }: PlaceToRehearse): BeginRehearsal["opening"] {
  return linesOf(text)
    .slice(0, 16)
    .map((line) => {
      const [, name = "", said = ""] = NAMED.exec(line) ?? [];
      const speaker = personas.find((one) => one.name === name.trim() || one.id === name.trim());
      return speaker === undefined
        ? { speaker: "Environment", text: line.slice(0, 500) }
        : { speaker: speaker.id, text: said.slice(0, 500) };
    });
}

function openingText({ opening, personas }: PlaceToRehearse): string {
  return opening
    .map(({ speaker, text }) => {
      const name = personas.find(({ id }) => id === speaker)?.name;
      return name === undefined ? text : `${name}: ${text}`;
    })
    .join("\n");
}

function rememberedOf(text: string, personas: readonly string[]): BeginRehearsal["remembered"] {
  const facts = new Map<string, string[]>();
  for (const line of linesOf(text)) {
    const [, name = "", said = ""] = NAMED.exec(line) ?? [];
    if (said === "") continue;
    facts.set(name.trim(), [...(facts.get(name.trim()) ?? []), said.slice(0, 400)].slice(0, 12));
  }
  return personas
    .flatMap((persona) => [...facts].map(([name, theirs]) => ({ persona, name, facts: theirs })))
    .slice(0, 32);
}
