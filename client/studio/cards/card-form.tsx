import { useState } from "preact/hooks";
import type {
  BringIn,
  BroughtIn,
  CardChoices,
  CardPlaces,
  CardWarning,
  FoundCard,
  NewWorld,
} from "../../../shared/studio/cards.ts";
import { ask, type Asked } from "../api.ts";
import { Notice } from "../parts/notice.tsx";
import { usePicture } from "../parts/use-picture.ts";
import { CardDone } from "./card-done.tsx";
import { CardTicks } from "./card-ticks.tsx";
import { FieldTable } from "./field-table.tsx";
import { Tick } from "./tick.tsx";
import { words } from "./words.ts";

export interface CardFormProps {
  readonly card: FoundCard;
  readonly places: CardPlaces;
  readonly done: () => void;
}

/** The value of the world's list that means a new one. */
const OWN = "+";

/** What was found in a card, what is to become of it, and where. */
export function CardForm({ card, places, done }: CardFormProps) {
  const [choices, setChoices] = useState<CardChoices>(() => firstChoices(card));
  const [world, setWorld] = useState(
    () =>
      places.worlds.find((one) => one.world === places.playing)?.world ??
      places.worlds[0]?.world ??
      OWN,
  );
  const [place, setPlace] = useState("");
  const [fits, setFits] = useState(false);
  const [folder, setFolder] = useState(() => slug(card.name));
  const [greeting, setGreeting] = useState(card.greetings.length > 0 ? 0 : -1);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Asked<BroughtIn> | null>(null);
  const picture = usePicture(card.portrait);
  const change = (more: Partial<CardChoices>) => setChoices({ ...choices, ...more });

  const send = async (path: string, body: BringIn | NewWorld) => {
    setBusy(true);
    setAnswer(await ask<BroughtIn>(path, { method: "POST", body }));
    setBusy(false);
    done();
  };
  const greeted = { ...choices, ...(greeting < 0 ? {} : { greeting }) };
  const into = (how: BringIn["how"]) =>
    void send(`/worlds/${encodeURIComponent(world)}/cards`, {
      held: card.held,
      choices: greeted,
      how,
      fits,
      ...(place === "" ? {} : { place }),
    });
  const make = () =>
    void send("/new-worlds", {
      held: card.held,
      world: folder,
      choices: greeted,
      fits,
      ...(greeting < 0 ? {} : { greeting }),
    });

  if (answer?.ok === true)
    return <CardDone brought={answer.value} own={world === OWN} name={choices.name} />;
  const there = places.worlds.find((one) => one.world === world);
  const clash = alikeIn(answer);
  return (
    <form class="card-form" onSubmit={(event) => event.preventDefault()}>
      <header class="card-head">
        {picture === null ? (
          <span class="card-picture none">{words.noPicture}</span>
        ) : (
          <img class="card-picture" src={picture} alt={words.picture(card.name)} />
        )}
        <div>
          <h2>
            <bdi>{card.name === "" ? "…" : card.name}</bdi>
          </h2>
          <p class="quiet">{words.found(card.version, card.format.toUpperCase())}</p>
        </div>
      </header>
      {card.warnings.length === 0 ? null : <Warnings warnings={card.warnings} />}
      <fieldset>
        <legend>{words.publicHint}</legend>
        <label>
          {words.name}
          <input
            required
            maxLength={64}
            value={choices.name}
            onInput={(event) => change({ name: event.currentTarget.value, alike: false })}
          />
          <small class="quiet">{words.nameHint}</small>
        </label>
        <label>
          {words.appearance}
          <textarea
            rows={2}
            maxLength={2_000}
            value={choices.appearance}
            onInput={(event) => change({ appearance: event.currentTarget.value })}
          />
        </label>
        <label>
          {words.known}
          <textarea
            rows={2}
            maxLength={2_000}
            value={choices.known}
            onInput={(event) => change({ known: event.currentTarget.value })}
          />
        </label>
      </fieldset>
      <h3>{words.what}</h3>
      <FieldTable card={card} />
      <CardTicks card={card} choices={choices} change={change} clash={clash} />
      <fieldset class={card.hints.length > 0 ? "rating strong" : "rating"}>
        <legend>{words.rating}</legend>
        <p>
          {card.hints.length > 0
            ? words.hints(card.hints.join(", "))
            : card.tags.length > 0
              ? words.tags(card.tags.join(", "))
              : words.noTags}
        </p>
        <Tick label={words.fits} on={fits} set={setFits} />
      </fieldset>
      <fieldset>
        <legend>{words.world}</legend>
        <label>
          {words.world}
          <select value={world} onChange={(event) => setWorld(event.currentTarget.value)}>
            {places.worlds.map((one) => (
              <option key={one.world} value={one.world}>
                {one.world === places.playing ? `${one.world} · ${words.playing}` : one.world}
              </option>
            ))}
            <option value={OWN}>{words.asWorld}</option>
          </select>
        </label>
        {world === OWN ? (
          <>
            <label>
              {words.worldName}
              <input
                pattern="[a-z0-9][a-z0-9-]{0,62}"
                value={folder}
                onInput={(event) => setFolder(event.currentTarget.value)}
              />
            </label>
          </>
        ) : there === undefined || there.places.length === 0 ? null : (
          <label>
            {words.place}
            <select value={place} onChange={(event) => setPlace(event.currentTarget.value)}>
              <option value="">{words.entrance}</option>
              {there.places.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {card.greetings.length === 0 ? null : (
          <label>
            {world === OWN ? words.greeting : words.meeting}
            <select
              value={String(greeting)}
              onChange={(event) => setGreeting(Number(event.currentTarget.value))}
            >
              <option value="-1">{words.noGreeting}</option>
              {card.greetings.map((text, index) => (
                <option key={index} value={String(index)}>
                  {text.slice(0, 80)}
                </option>
              ))}
            </select>
          </label>
        )}
      </fieldset>
      {answer?.ok === false ? <Notice problem={answer.problem} /> : null}
      <div class="card-deeds">
        {world === OWN ? (
          <button type="button" class="main" disabled={busy || !fits} onClick={make}>
            {words.makeWorld}
          </button>
        ) : (
          <>
            <button
              type="button"
              class="main"
              disabled={busy || !fits}
              onClick={() => into("play")}
            >
              {words.play}
            </button>
            <button type="button" disabled={busy} onClick={() => into("draft")}>
              {words.draft}
            </button>
          </>
        )}
        {fits ? null : <span class="quiet">{words.needsFits}</span>}
      </div>
    </form>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly CardWarning[] }) {
  return (
    <section class="card-notes" aria-label={words.notes}>
      <h3>{words.notes}</h3>
      <ul>
        {warnings.map(({ code, what }) => (
          <li key={code}>
            <bdi>{words.warnings[code](what ?? "")}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function firstChoices(card: FoundCard): CardChoices {
  return {
    name: card.name,
    appearance: card.appearance,
    known: card.known,
    systemPrompt: false,
    postHistory: false,
    depthPrompt: false,
    scenario: false,
    lore: true,
    portrait: card.portrait !== null,
    alike: false,
  };
}

/** Whom the name looks like, where that is what keeps the card out. */
function alikeIn(answer: Asked<BroughtIn> | null): string | null {
  if (answer?.ok !== false || answer.problem.code !== "conflict") return null;
  return answer.problem.details?.find(({ path }) => path[1] === "alike")?.message ?? null;
}

function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-");
  return plain.replace(/^-+|-+$/gu, "").slice(0, 40) || "new-world";
}
