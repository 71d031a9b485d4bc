import type { ComponentChildren } from "preact";
import type { WrittenSheet } from "../../../shared/studio/writing.ts";
import { words } from "./words.ts";

interface SheetListProps {
  readonly world: string;
  readonly sheets: readonly WrittenSheet[];
  /** What stands behind a sheet's name, and below it. */
  readonly more?: (sheet: WrittenSheet) => ComponentChildren;
  readonly below?: (sheet: WrittenSheet) => ComponentChildren;
}

/** Sheets of a world, each with how it stands. */
export function SheetList({ world, sheets, more, below }: SheetListProps) {
  return (
    <ul class="cards">
      {sheets.map((sheet) => {
        const { key, title, version, hasDraft } = sheet;
        return (
          <li key={key}>
            <a href={`#/write/${encodeURIComponent(world)}/${key}`}>
              <bdi>{words.parts[key] ?? title}</bdi>
            </a>
            <span class="quiet">
              {version === null ? words.notYet : <code>{version}</code>}
              {hasDraft ? <strong class="draft"> {words.draft}</strong> : null}
            </span>
            {more?.(sheet)}
            {below?.(sheet)}
          </li>
        );
      })}
    </ul>
  );
}
