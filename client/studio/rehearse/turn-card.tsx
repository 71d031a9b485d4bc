import { useState } from "preact/hooks";
import type {
  EditTurn,
  RehearsalPlaces,
  TakeAgain,
  TurnView,
} from "../../../shared/studio/rehearsal.ts";
import { ChannelBlock } from "./channel-block.tsx";
import { EditForm } from "./edit-form.tsx";
import { TakeForm } from "./take-form.tsx";
import { words } from "./words.ts";

/** What can be asked of a turn. */
export interface TurnHands {
  readonly again: (turn: TurnView, take: TakeAgain) => void;
  readonly compare: (turn: TurnView) => void;
  readonly edit: (turn: TurnView, edit: EditTurn) => Promise<boolean>;
  readonly goOn: (turn: TurnView, edited: boolean) => void;
  readonly how: (turn: TurnView) => void;
}

export type TurnForm = "otherwise" | "edit" | null;

/** A persona's turn with all four channels apart, and what can be done with it. */
export function TurnCard({
  turn,
  takes,
  names,
  shown,
  places,
  hands,
  form,
  setForm,
}: {
  readonly turn: TurnView;
  readonly takes: readonly TurnView[];
  readonly names: ReadonlyMap<string, string>;
  /** Its coming about is shown beside. */
  readonly shown: boolean;
  readonly places: RehearsalPlaces | null;
  readonly hands: TurnHands;
  readonly form: TurnForm;
  readonly setForm: (form: TurnForm) => void;
}) {
  const runs = turn.outcome === null;
  const hasDraft = places?.versions === true;
  const [saved, setSaved] = useState(false);
  return (
    <article class={`turn${shown ? " shown" : ""}`} aria-busy={runs}>
      <TurnHead turn={turn} names={names} />
      <TurnBody turn={turn} />
      {turn.edited === null ? null : (
        <section class="edited" aria-label={words.edited}>
          <p class="edited-title">{words.edited}</p>
          {turn.edited.map((one, at) => (
            <ChannelBlock key={at} channel={one.channel}>
              {one.text}
            </ChannelBlock>
          ))}
          <button type="button" onClick={() => hands.goOn(turn, true)}>
            {words.goOnEdited}
          </button>
        </section>
      )}
      {runs ? null : (
        <div class="turn-hands">
          <button type="button" onClick={() => hands.again(turn, { play: {} })}>
            {words.again}
          </button>
          {hasDraft ? (
            <button
              type="button"
              onClick={() =>
                hands.again(turn, { play: {}, sheet: { version: "draft", unfinished: true } })
              }
            >
              {words.againDraft}
            </button>
          ) : null}
          <button
            type="button"
            aria-expanded={form === "otherwise"}
            onClick={() => setForm(form === "otherwise" ? null : "otherwise")}
          >
            {words.againOtherwise}
          </button>
          <button
            type="button"
            aria-expanded={form === "edit"}
            onClick={() => setForm(form === "edit" ? null : "edit")}
          >
            {words.edit}
          </button>
          <button type="button" onClick={() => hands.goOn(turn, false)}>
            {words.goOn}
          </button>
          <button type="button" aria-pressed={shown} onClick={() => hands.how(turn)}>
            {words.how}
          </button>
          {takes.length === 0 ? null : (
            <button type="button" class="main" onClick={() => hands.compare(turn)}>
              {words.compare(takes.length)}
            </button>
          )}
        </div>
      )}
      {form === "otherwise" ? (
        <TakeForm
          speaker={turn.speaker}
          places={places}
          done={(take) => {
            setForm(null);
            if (take !== null) hands.again(turn, take);
          }}
        />
      ) : null}
      {form === "edit" ? (
        <EditForm
          segments={turn.edited ?? turn.segments}
          done={async (edit) => {
            if (edit === null) return setForm(null);
            if (!(await hands.edit(turn, edit))) return;
            setSaved(true);
            setForm(null);
          }}
        />
      ) : null}
      {saved ? (
        <p class="quiet" role="status">
          {words.editLogged}
        </p>
      ) : null}
    </article>
  );
}

/** Who speaks to whom, how, and how it ended. */
export function TurnHead({
  turn,
  names,
}: {
  readonly turn: TurnView;
  readonly names: ReadonlyMap<string, string>;
}) {
  const to = turn.to === null ? null : (names.get(turn.to) ?? turn.to);
  const odd = turn.outcome !== null && turn.outcome !== "complete";
  return (
    <header class="turn-head">
      <strong>
        <bdi>{turn.name}</bdi>
      </strong>
      {to === null ? null : (
        <span class="quiet">
          <bdi>{turn.whisper ? words.whisperTo(to) : words.toName(to)}</bdi>
        </span>
      )}
      <span class="turn-facts quiet">
        {turn.mode === null ? words.thinking : (words.modes[turn.mode] ?? turn.mode)}
        {turn.sheet === "plays" ? "" : ` · ${sheetWord(turn.sheet)}`}
        {turn.endpoint === "play" ? "" : ` · ${words.endpoints[turn.endpoint] ?? turn.endpoint}`}
        {turn.ms === null ? "" : ` · ${(turn.ms / 1_000).toFixed(1)} s`}
      </span>
      {odd ? (
        <span class="turn-odd">
          {words.outcome[turn.outcome ?? ""]}
          {turn.cause === null ? "" : ` (${turn.cause})`}
        </span>
      ) : null}
    </header>
  );
}

export function sheetWord(sheet: string): string {
  if (sheet === "plays") return words.plays;
  if (sheet === "draft") return words.draft;
  return sheet === "pasted" ? words.pasted : sheet;
}

function TurnBody({ turn }: { readonly turn: TurnView }) {
  const said = turn.segments.some(({ channel }) => channel === "speech" || channel === "action");
  return (
    <div class="turn-body">
      {turn.segments.map((one, at) => (
        <ChannelBlock key={one.block ?? at} channel={one.channel}>
          {one.text}
        </ChannelBlock>
      ))}
      {turn.outcome === null ? (
        <p class="quiet running">{said ? words.running : words.thinking}</p>
      ) : said ? null : (
        <p class="quiet">{words.silence}</p>
      )}
    </div>
  );
}
