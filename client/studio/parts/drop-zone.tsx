import { useState } from "preact/hooks";
import "./drop-zone.css";
import { filesOf } from "./dropped-files.ts";

export interface DropZoneProps {
  readonly label: string;
  /** What it takes; left out while the zone is small. */
  readonly hint: string;
  /** Endings of files that may be chosen, as a file input wants them. */
  readonly accept: string;
  /** Takes all files at once, and those of a folder with their paths; else the first one. */
  readonly several?: boolean;
  /** Looks at something already. */
  readonly busy: boolean;
  /** Something was found already: the zone gives way to it. */
  readonly small: boolean;
  readonly bring: (files: readonly File[]) => void;
}

/** Takes files that are dropped on it or chosen. */
export function DropZone({ label, hint, accept, several, busy, small, bring }: DropZoneProps) {
  const [over, setOver] = useState(false);
  const give = (files: readonly File[]) => {
    if (files.length > 0 && !busy) bring(several === true ? files : files.slice(0, 1));
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
        if (event.dataTransfer !== null) void filesOf(event.dataTransfer).then(give);
      }}
    >
      <strong>{label}</strong>
      {small ? null : <span class="quiet">{hint}</span>}
      <input
        type="file"
        accept={accept}
        multiple={several}
        onChange={(event) => {
          give([...(event.currentTarget.files ?? [])]);
          // The same file may be brought again once it was changed.
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
