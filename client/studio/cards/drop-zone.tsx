import { useState } from "preact/hooks";
import { words } from "./words.ts";

export interface DropZoneProps {
  readonly looking: boolean;
  /** Something was found already: the zone gives way to it. */
  readonly small: boolean;
  readonly bring: (file: File) => void;
}

/** Takes a file that is dropped on it or chosen; the whole page takes drops while it is shown. */
export function DropZone({ looking, small, bring }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const first = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file !== undefined && !looking) bring(file);
  };
  return (
    <label
      class={`drop-zone${over ? " over" : ""}${small ? " small" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        first(event.dataTransfer?.files);
      }}
    >
      <strong>{looking ? words.looking : small ? words.again : words.drop}</strong>
      {small ? null : <span class="quiet">{words.dropHint}</span>}
      <input
        type="file"
        accept=".png,.json,.jsonl,.charx,.jpg,.jpeg,.zip"
        onChange={(event) => {
          first(event.currentTarget.files);
          // The same file may be brought again once it was changed.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
