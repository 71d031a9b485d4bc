import { useState } from "preact/hooks";
import type { Channel, EditTurn } from "../../../shared/studio/rehearsal.ts";
import { words } from "./words.ts";

const EDITABLE = ["speech", "action", "role-thinking"] as const;
type Kind = (typeof EDITABLE)[number];

/** A turn as its author would have it: parts that can be rewritten, added and taken away. */
export function EditForm({
  segments,
  done,
}: {
  readonly segments: readonly { readonly channel: Channel; readonly text: string }[];
  readonly done: (edit: EditTurn | null) => Promise<void> | void;
}) {
  const [parts, setParts] = useState<readonly { kind: Kind; text: string }[]>(() => {
    const begun = segments.flatMap(({ channel, text }) =>
      channel === "system-thinking" || channel === "unreleased" ? [] : [{ kind: channel, text }],
    );
    return begun.length === 0 ? [{ kind: "speech", text: "" }] : begun;
  });
  const change = (at: number, part: Partial<{ kind: Kind; text: string }>) =>
    setParts(parts.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <form
      class="form edit"
      onSubmit={(event) => {
        event.preventDefault();
        void done({ segments: parts.filter(({ text }) => text.trim() !== "") });
      }}
    >
      {parts.map(({ kind, text }, at) => (
        <fieldset key={at} class="edit-part">
          <legend>
            {words.part} {at + 1}
          </legend>
          <select
            aria-label={`${words.part} ${at + 1}`}
            value={kind}
            onChange={(event) => change(at, { kind: event.currentTarget.value as Kind })}
          >
            {EDITABLE.map((one) => (
              <option key={one} value={one}>
                {words.channels[one]}
              </option>
            ))}
          </select>
          <textarea
            aria-label={`${words.part} ${at + 1}: ${words.channels[kind]}`}
            rows={Math.min(6, 1 + Math.ceil(text.length / 60))}
            maxLength={4_000}
            value={text}
            onInput={(event) => change(at, { text: event.currentTarget.value })}
          />
          <button
            type="button"
            aria-label={`${words.removePart} (${at + 1})`}
            onClick={() => setParts(parts.filter((_, index) => index !== at))}
          >
            ×
          </button>
        </fieldset>
      ))}
      <div class="form-end">
        <button
          type="button"
          disabled={parts.length >= 24}
          onClick={() => setParts([...parts, { kind: "speech", text: "" }])}
        >
          {words.addPart}
        </button>
        <button type="submit" class="main" disabled={parts.every(({ text }) => text.trim() === "")}>
          {words.save}
        </button>
        <button type="button" onClick={() => void done(null)}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
