import { useEffect, useRef, useState } from "preact/hooks";
import type { ControlWish } from "../../../shared/studio/live.ts";
import { words } from "./words.ts";

/** Something that loses what cannot be got back, before it is done. */
export interface ToConfirm {
  readonly wish: ControlWish;
  /** Of the persona; null for everyone. */
  readonly name: string | null;
}

/** Asks once more. The focus is on the way out, and Escape takes it. */
export function Confirm(props: {
  readonly asked: ToConfirm;
  readonly done: (wish: ControlWish) => void;
  readonly cancel: () => void;
}) {
  const { asked, done, cancel } = props;
  const { wish, name } = asked;
  const dialog = useRef<HTMLDialogElement>(null);
  const [everything, setEverything] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const what = wish.control.do;
  if (what !== "reset" && what !== "kill" && what !== "dismiss") return null;
  return (
    <dialog
      ref={dialog}
      class="live-confirm"
      aria-labelledby="live-confirm-title"
      onClose={cancel}
      onCancel={cancel}
    >
      <h2 id="live-confirm-title">{words.ask[what].title(name)}</h2>
      <p>{words.ask[what].loses}</p>
      {what === "reset" ? (
        <label class="live-tick">
          <input
            type="checkbox"
            checked={everything}
            onChange={(event) => setEverything(event.currentTarget.checked)}
          />
          {words.everything}
        </label>
      ) : null}
      <div class="live-controls">
        <button type="button" autofocus onClick={cancel}>
          {words.leave}
        </button>
        <button
          type="button"
          class="stop"
          onClick={() =>
            done(
              what === "reset" && everything
                ? { ...wish, control: { do: "reset", everything } }
                : wish,
            )
          }
        >
          {words.ask[what].yes}
        </button>
      </div>
    </dialog>
  );
}
