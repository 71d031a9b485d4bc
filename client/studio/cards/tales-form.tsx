import { useEffect, useState } from "preact/hooks";
import type {
  BroughtIn,
  CardPlaces,
  FoundTales,
  NewWorld,
  TalePeople,
  TalePreview,
} from "../../../shared/studio/cards.ts";
import { ask, type Asked } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { Tick } from "./tick.tsx";
import { words } from "./words.ts";

export interface TalesFormProps {
  readonly found: FoundTales;
  readonly places: CardPlaces;
  readonly done: () => void;
}

/** A file of tales: its list, and one of them before it is written. */
export function TalesForm({ found, places, done }: TalesFormProps) {
  const [chosen, setChosen] = useState<number | null>(
    found.total === 1 ? (found.tales[0]?.index ?? null) : null,
  );
  const [sought, setSought] = useState("");
  if (chosen !== null)
    return (
      <TaleForm
        found={found}
        tale={chosen}
        places={places}
        back={() => setChosen(null)}
        done={done}
      />
    );
  const listed = found.tales.filter((tale) =>
    [tale.title, tale.setting, ...tale.people]
      .join(" ")
      .toLowerCase()
      .includes(sought.toLowerCase()),
  );
  const left = found.total - found.tales.length;
  return (
    <section class="tales">
      <h2>
        <bdi>{found.title}</bdi>
      </h2>
      <p class="quiet">
        {words.sources[found.source]} · {words.tales(found.total)}
      </p>
      <label>
        {words.search}
        <input
          type="search"
          value={sought}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
      </label>
      <ul class="tale-list">
        {listed.slice(0, 100).map((tale) => (
          <li key={tale.index}>
            <button type="button" onClick={() => setChosen(tale.index)}>
              <strong>
                <bdi>{tale.title === "" ? `#${tale.index}` : tale.title}</bdi>
              </strong>
              <span class="quiet">
                <bdi>{tale.people.join(", ")}</bdi> · {words.lines(tale.lines)}
              </span>
              <span class="tale-setting">
                <bdi>{tale.setting.slice(0, 200)}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {left > 0 ? <p class="quiet">{words.more(left)}</p> : null}
    </section>
  );
}

interface TaleFormProps extends TalesFormProps {
  readonly tale: number;
  readonly back: () => void;
}

function TaleForm({ found, tale, places, back, done }: TaleFormProps) {
  const [preview, setPreview] = useState<Asked<TalePreview> | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [folder, setFolder] = useState("");
  const [world, setWorld] = useState(places.playing);
  const [answer, setAnswer] = useState<Asked<BroughtIn | readonly BroughtIn[]> | null>(null);
  useEffect(() => {
    void ask<TalePreview>(`/cards/${found.held}/tales/${tale}`).then((read) => {
      setPreview(read);
      if (read.ok) setFolder(read.value.world);
    });
  }, [found.held, tale]);
  const backButton =
    found.total === 1 ? null : (
      <button type="button" onClick={back}>
        {words.back}
      </button>
    );
  if (preview === null) return <p>{words.looking}</p>;
  if (!preview.ok)
    return (
      <>
        <Notice problem={preview.problem} />
        {backButton}
      </>
    );
  const { title, setting, people, notes } = preview.value;
  const chosen = people.map(({ id }) => id).filter((id) => !left.has(id));
  const send = async (path: string, body: NewWorld | TalePeople) => {
    setAnswer(await ask(path, { method: "POST", body }));
    done();
  };
  const into = (how: TalePeople["how"]) =>
    void send(`/worlds/${encodeURIComponent(world)}/people`, {
      held: found.held,
      tale,
      people: chosen,
      how,
    });
  const make = () =>
    void send("/new-worlds", { held: found.held, world: folder, tale, people: chosen, fits: true });
  return (
    <section class="tale">
      {backButton}
      <h2>
        <bdi>{title}</bdi>
      </h2>
      <h3>{words.setting}</h3>
      <p>
        <bdi>{setting}</bdi>
      </p>
      <fieldset>
        <legend>{words.people}</legend>
        {people.map((one) => (
          <div key={one.id} class="tale-person">
            <Tick
              label={one.thoughts ? `${one.name} · ${words.thoughts}` : one.name}
              on={!left.has(one.id)}
              set={(on) => {
                const next = new Set(left);
                if (on) next.delete(one.id);
                else next.add(one.id);
                setLeft(next);
              }}
            />
            <details>
              <summary>
                <bdi>{one.known}</bdi>
              </summary>
              <bdi class="written">{one.profile}</bdi>
            </details>
          </div>
        ))}
      </fieldset>
      {notes.length === 0 ? null : (
        <section class="card-notes" aria-label={words.notes}>
          <h3>{words.notes}</h3>
          <ul>
            {notes.slice(0, 20).map((note) => (
              <li key={note}>
                <bdi>{note}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      <fieldset>
        <legend>{words.asWorld}</legend>
        <label>
          {words.worldName}
          <input value={folder} onInput={(event) => setFolder(event.currentTarget.value)} />
        </label>
        <button type="button" class="main" disabled={chosen.length === 0} onClick={make}>
          {words.makeWorld}
        </button>
      </fieldset>
      {places.worlds.length === 0 ? null : (
        <fieldset>
          <legend>{words.peopleIn}</legend>
          <label>
            {words.world}
            <select value={world} onChange={(event) => setWorld(event.currentTarget.value)}>
              {places.worlds.map((one) => (
                <option key={one.world} value={one.world}>
                  {one.world}
                </option>
              ))}
            </select>
          </label>
          <div class="card-deeds">
            <button type="button" disabled={chosen.length === 0} onClick={() => into("play")}>
              {words.peoplePlay}
            </button>
            <button type="button" disabled={chosen.length === 0} onClick={() => into("draft")}>
              {words.peopleDraft}
            </button>
          </div>
        </fieldset>
      )}
      <div aria-live="polite">
        {answer === null ? null : answer.ok ? (
          <p class="card-done" role="status">
            {Array.isArray(answer.value)
              ? words.peopleDone(answer.value.length)
              : words.worldDone((answer.value as BroughtIn).world)}
          </p>
        ) : (
          <Notice problem={answer.problem} />
        )}
      </div>
    </section>
  );
}
