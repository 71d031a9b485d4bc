import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { showInPanel } from "./show-in-panel.ts";

/** One line of what stands on the map: who it is, where, and its fields once it is chosen. */
export interface MapItem {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** Something in it is to be mended. */
  readonly wrong?: string | undefined;
}

/** What the map shows, as a list. The chosen one opens, with its fields right behind it for the keyboard. */
export function MapList({
  label,
  items,
  chosen,
  onChoose,
  fields,
}: {
  readonly label: string;
  readonly items: readonly MapItem[];
  readonly chosen: string | null;
  readonly onChoose: (id: string | null) => void;
  readonly fields: (id: string) => ComponentChildren;
}) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const open = list.current?.querySelector('[aria-expanded="true"]');
    if (open) showInPanel(open);
  }, [chosen]);
  return (
    <ul class="map-list" aria-label={label} ref={list}>
      {items.map(({ id, name, about, wrong }) => (
        <li key={id}>
          <button
            type="button"
            class="map-item"
            id={itemId(id)}
            aria-expanded={chosen === id}
            onClick={() => onChoose(chosen === id ? null : id)}
          >
            <bdi class="map-item-name">{name}</bdi>
            <span class="quiet">
              <bdi>{about}</bdi>
            </span>
            {wrong === undefined ? null : <span class="mark problem">{wrong}</span>}
          </button>
          {chosen === id ? <div class="map-fields">{fields(id)}</div> : null}
        </li>
      ))}
    </ul>
  );
}

/** The element's id of a line. */
export function itemId(id: string): string {
  return `on-map-${encodeURIComponent(id)}`;
}
