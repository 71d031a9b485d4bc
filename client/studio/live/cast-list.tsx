import { useState } from "preact/hooks";
import type { ControlWish, LiveBody } from "../../../shared/studio/live.ts";
import { words } from "./words.ts";

/** Rows that are drawn at once; a crowd is searched. */
const ROWS = 40;

/** Who plays, and the hand to hold each of them. */
export function CastList(props: {
  readonly bodies: readonly LiveBody[];
  readonly chosen: string | null;
  readonly disabled: boolean;
  readonly wish: (persona: string, control: ControlWish["control"], name: string) => void;
}) {
  const { bodies, chosen, disabled, wish } = props;
  const [search, setSearch] = useState("");
  const [all, setAll] = useState(false);
  const personas = bodies
    .filter(({ kind }) => kind === "persona")
    .toSorted((a, b) => Number(b.id === chosen) - Number(a.id === chosen));
  const found = personas.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const shown = all ? found : found.slice(0, ROWS);
  return (
    <section aria-labelledby="live-cast">
      <h2 id="live-cast">{words.cast}</h2>
      {personas.length > 12 ? (
        <label class="live-search">
          {words.search}
          <input
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
      ) : null}
      <ul class="live-cast">
        {shown.map((body) => (
          <CastRow
            key={body.id}
            body={body}
            chosen={body.id === chosen}
            disabled={disabled}
            wish={wish}
          />
        ))}
      </ul>
      {shown.length < found.length ? (
        <button type="button" onClick={() => setAll(true)}>
          {words.showAll(found.length)}
        </button>
      ) : null}
      <PlayerCount bodies={bodies} />
    </section>
  );
}

function CastRow(props: {
  readonly body: LiveBody;
  readonly chosen: boolean;
  readonly disabled: boolean;
  readonly wish: (persona: string, control: ControlWish["control"], name: string) => void;
}) {
  const { body, chosen, disabled, wish } = props;
  const { id, name, state, version, turns } = body;
  const held = state === "muted" || state === "paused" || state === "killed";
  const press = (control: ControlWish["control"]) => () => wish(id, control, name);
  const labelled = (what: ControlWish["control"]["do"]) => `${words.control[what]}: ${name}`;
  return (
    <li class={chosen ? "chosen" : ""} data-persona={id} data-state={state}>
      <span class="live-name">
        <bdi>{name}</bdi>
        <span class={`live-state ${state}`}>{words.state[state]}</span>
      </span>
      <span class="quiet">
        {words.turns(turns)}
        {version === null ? null : (
          <>
            {" · "}
            <code title={words.version}>{version.slice(0, 7)}</code>
          </>
        )}
      </span>
      <span class="live-controls" role="group" aria-label={words.controlsOf(name)}>
        {held ? (
          <button
            type="button"
            class="main"
            disabled={disabled}
            aria-label={labelled("resume")}
            onClick={press({ do: "resume" })}
          >
            {words.control.resume}
          </button>
        ) : (
          <>
            <button
              type="button"
              disabled={disabled}
              aria-label={labelled("mute")}
              onClick={press({ do: "mute" })}
            >
              {words.control.mute}
            </button>
            <button
              type="button"
              disabled={disabled}
              aria-label={labelled("pause")}
              onClick={press({ do: "pause" })}
            >
              {words.control.pause}
            </button>
          </>
        )}
        <button
          type="button"
          disabled={disabled}
          aria-label={labelled("reset")}
          onClick={press({ do: "reset" })}
        >
          {words.control.reset}
        </button>
        <button
          type="button"
          disabled={disabled}
          aria-label={labelled("dismiss")}
          onClick={press({ do: "dismiss" })}
        >
          {words.control.dismiss}
        </button>
        {state === "killed" ? null : (
          <button
            type="button"
            class="stop"
            disabled={disabled}
            aria-label={labelled("kill")}
            onClick={press({ do: "kill" })}
          >
            {words.control.kill}
          </button>
        )}
      </span>
    </li>
  );
}

function PlayerCount({ bodies }: { readonly bodies: readonly LiveBody[] }) {
  const players = bodies.filter(({ kind }) => kind === "player");
  if (players.length === 0) return <p class="quiet">{words.nobodyPlays}</p>;
  const names = players.slice(0, 12).map(({ name }) => name);
  const more = players.length - names.length;
  return (
    <p class="quiet">
      {words.players(players.length)}: <bdi>{names.join(", ")}</bdi>
      {more > 0 ? ` +${more}` : ""}
    </p>
  );
}
