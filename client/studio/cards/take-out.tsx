import { useState } from "preact/hooks";
import type { CardFormat, CardPlaces } from "../../../shared/studio/cards.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { askFile } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { Tick } from "./tick.tsx";
import { words } from "./words.ts";

const FORMATS = ["png", "json", "charx"] as const satisfies readonly CardFormat[];

export interface TakeOutProps {
  readonly places: CardPlaces;
  /** World and persona of the address, if it names them. */
  readonly chosen: readonly string[];
}

/** A persona as a card for other tools. What is private goes along only where it is ticked. */
export function TakeOut({ places, chosen }: TakeOutProps) {
  const { worlds, playing } = places;
  const [world, setWorld] = useState(chosen[0] ?? playing);
  const there = worlds.find((one) => one.world === world) ?? worlds[0];
  const [persona, setPersona] = useState(chosen[1] ?? "");
  const who = there?.personas.find(({ id }) => id === persona) ?? there?.personas[0];
  const [format, setFormat] = useState<CardFormat>("png");
  const [ticks, setTicks] = useState({ secrets: false, motivation: false, direction: false });
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  if (there === undefined || who === undefined) return <p>{words.nobody}</p>;
  const download = async () => {
    const query = new URLSearchParams({ as: format });
    for (const [tick, on] of Object.entries(ticks)) if (on) query.set(tick, "");
    const path = `/worlds/${encodeURIComponent(there.world)}/personas/${encodeURIComponent(who.id)}`;
    const file = await askFile(`${path}/card?${query}`);
    setProblem(file.ok ? null : file.problem);
    if (!file.ok) return;
    const address = URL.createObjectURL(file.value);
    const link = document.createElement("a");
    link.href = address;
    link.download = `${who.id}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <form
      class="take-out"
      onSubmit={(event) => {
        event.preventDefault();
        void download();
      }}
    >
      <label>
        {words.world}
        <select value={there.world} onChange={(event) => setWorld(event.currentTarget.value)}>
          {worlds.map((one) => (
            <option key={one.world} value={one.world}>
              {one.world}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.persona}
        <select value={who.id} onChange={(event) => setPersona(event.currentTarget.value)}>
          {there.personas.map((one) => (
            <option key={one.id} value={one.id}>
              {one.hasCard ? `${one.name} · ${words.cardMark}` : one.name}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{words.format}</legend>
        {FORMATS.map((one) => (
          <label key={one} class="tick">
            <input
              type="radio"
              name="format"
              checked={format === one}
              onChange={() => setFormat(one)}
            />
            <span>{words.formats[one]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{words.along}</legend>
        <p>{words.alongAlways}</p>
        {who.secrets === 0 ? null : (
          <Tick
            label={words.secrets(who.secrets)}
            on={ticks.secrets}
            set={(secrets) => setTicks({ ...ticks, secrets })}
          />
        )}
        <Tick
          label={words.motivation}
          on={ticks.motivation}
          set={(motivation) => setTicks({ ...ticks, motivation })}
        />
        <Tick
          label={words.direction}
          on={ticks.direction}
          set={(direction) => setTicks({ ...ticks, direction })}
        />
        <p class="quiet">{words.alongHint}</p>
      </fieldset>
      {problem === null ? null : <Notice problem={problem} />}
      <button type="submit" class="main">
        {words.download}
      </button>
    </form>
  );
}
