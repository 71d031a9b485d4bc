import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "./people-words.ts";

/** Asks before something goes. The focus is on the way out, and Escape takes it. */
export function AskFirst(props: {
  readonly title: string;
  readonly yes: string;
  /** False while it cannot be done. */
  readonly may: boolean;
  readonly done: () => void;
  readonly cancel: () => void;
  /** Where the focus goes when it is answered. */
  readonly back: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
}) {
  const { title, yes, may, done, cancel, back, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      // What stands behind an open dialog takes no focus.
      shown?.close();
      back.current?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="ask-first"
      aria-labelledby="ask-first-title"
      onClose={cancel}
      onCancel={cancel}
    >
      <h2 id="ask-first-title">
        <bdi>{title}</bdi>
      </h2>
      {children}
      <div class="actions">
        <button type="button" autofocus onClick={cancel}>
          {words.leave}
        </button>
        <button type="button" class="stop" disabled={!may} onClick={done}>
          {yes}
        </button>
      </div>
    </dialog>
  );
}
