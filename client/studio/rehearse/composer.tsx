import type { Ref } from "preact";
import { useState } from "preact/hooks";
import type { RehearsalView } from "../../../shared/studio/rehearsal.ts";
import { language } from "../language.ts";
import { words } from "./words.ts";

/** Who one speaks as, and what one says, does, or lets happen. */
export function Composer({
  view,
  tell,
  line,
}: {
  readonly view: RehearsalView;
  readonly tell: (path: string, body?: unknown) => Promise<boolean>;
  readonly line: Ref<HTMLTextAreaElement>;
}) {
  const [as, setAs] = useState(view.language === "zh" ? "来客" : "Ann");
  const [to, setTo] = useState(view.personas[0]?.id ?? "");
  const [text, setText] = useState("");
  const [whisper, setWhisper] = useState(false);
  const [turns, setTurns] = useState("4");
  const open = view.state.open;
  const say = async () => {
    const said = text.trim();
    if (said === "" || !open) return;
    const asked = {
      as,
      text: said,
      ...(to === "" ? {} : { to }),
      whisper: whisper && to !== "",
    };
    setText("");
    // What was refused can be said again.
    if (!(await tell("/say", asked))) setText(said);
  };
  return (
    <form
      class="composer"
      aria-label={words.line}
      onSubmit={(event) => {
        event.preventDefault();
        void say();
      }}
    >
      <div class="composer-row">
        <label>
          {words.as}
          <input
            value={as}
            maxLength={64}
            required
            onInput={(event) => setAs(event.currentTarget.value)}
          />
        </label>
        <label>
          {words.to}
          <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
            {view.personas.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="">{words.everyone}</option>
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={whisper}
            disabled={to === ""}
            onChange={(event) => setWhisper(event.currentTarget.checked)}
          />
          {words.whisper}
        </label>
      </div>
      <div class="composer-row say">
        <textarea
          ref={line}
          aria-label={words.line}
          placeholder={words.line}
          rows={2}
          maxLength={500}
          value={text}
          disabled={!open}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void say();
          }}
        />
        <button type="submit" class="main" disabled={!open || text.trim() === ""}>
          {words.say}
        </button>
      </div>
      <div class="composer-row">
        <label class="inline">
          {words.playTurns}
          <input
            type="number"
            min={1}
            max={12}
            value={turns}
            onInput={(event) => setTurns(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          disabled={!open}
          onClick={() => void tell("/play", { turns: turnsOf(turns) })}
        >
          {words.play}
        </button>
        <button
          type="button"
          disabled={view.state.running === 0 && view.state.playing === 0}
          onClick={() => void tell("/stop")}
        >
          {words.stop}
        </button>
        <span class="quiet">{words.left(view.state.turnsLeft)}</span>
      </div>
      <details class="composer-more">
        <summary>
          {words.act} · {words.happens}
        </summary>
        <Deeds view={view} as={as} tell={tell} />
        <Happening tell={tell} open={open} />
      </details>
    </form>
  );
}

function turnsOf(text: string): number {
  const turns = Math.round(Number(text));
  return Number.isFinite(turns) ? Math.min(12, Math.max(1, turns)) : 1;
}

function Deeds({
  view,
  as,
  tell,
}: {
  readonly view: RehearsalView;
  readonly as: string;
  readonly tell: (path: string, body?: unknown) => Promise<boolean>;
}) {
  const { verbs, things, places } = view.deeds;
  const [verb, setVerb] = useState("");
  const [target, setTarget] = useState("");
  const [item, setItem] = useState("");
  if (verbs.length === 0) return <p class="quiet">{words.deedsLater}</p>;
  const chosen = verbs.find(({ id }) => id === verb) ?? verbs[0];
  const name = (one: { readonly en: string; readonly zh: string }) => one[language()];
  return (
    <div class="composer-row">
      <label>
        {words.verb}
        <select value={chosen?.id ?? ""} onChange={(event) => setVerb(event.currentTarget.value)}>
          {verbs.map((one) => (
            <option key={one.id} value={one.id}>
              {name(one)}
            </option>
          ))}
        </select>
      </label>
      {chosen === undefined || chosen.target === "none" ? null : (
        <label>
          {words.target}
          <select value={target} onChange={(event) => setTarget(event.currentTarget.value)}>
            <option value="">{words.nothing}</option>
            {view.personas.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
            {things.map((one) => (
              <option key={one.id} value={one.id}>
                {name(one)}
              </option>
            ))}
            {places.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      )}
      {chosen?.item === true ? (
        <label>
          {words.item}
          <select value={item} onChange={(event) => setItem(event.currentTarget.value)}>
            <option value="">{words.nothing}</option>
            {things.map((one) => (
              <option key={one.id} value={one.id}>
                {name(one)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <button
        type="button"
        onClick={() =>
          void tell("/act", {
            as,
            verb: chosen?.id ?? "",
            ...(target === "" ? {} : { target }),
            ...(item === "" ? {} : { item }),
          })
        }
      >
        {words.doIt}
      </button>
    </div>
  );
}

function Happening({
  tell,
  open,
}: {
  readonly tell: (path: string, body?: unknown) => Promise<boolean>;
  readonly open: boolean;
}) {
  const [text, setText] = useState("");
  return (
    <div class="composer-row say">
      <label class="grow">
        {words.happens}
        <input
          value={text}
          maxLength={500}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <button
        type="button"
        disabled={!open || text.trim() === ""}
        onClick={() => void tell("/world", { text }).then((ok) => ok && setText(""))}
      >
        {words.happen}
      </button>
    </div>
  );
}
