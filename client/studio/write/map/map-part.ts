import type { Choices, SheetPath } from "../../../../shared/studio/writing.ts";
import type { MapMark, MapViewProps } from "../../parts/map-view.tsx";
import type { JsonSchema } from "../form/json-schema.ts";
import type { MapDesks, MapSheet } from "./map-desks.ts";
import type { MapLayout } from "./map-values.ts";

/** What each part of the map page (people, routines, triggers) is given. */
export interface PartProps {
  readonly desks: MapDesks;
  /** Null until it is drawn. */
  readonly map: MapLayout | null;
  readonly choices: Choices;
  /** Of the sheets, by their names. */
  readonly schemas: Readonly<Record<MapSheet, JsonSchema>>;
  /** The scene's places by id, with their names. */
  readonly places: Readonly<Record<string, string>>;
  readonly chosen: string | null;
  readonly choose: (id: string | null) => void;
  /** Moves the focus to a line of the list, once it is there. */
  readonly focusItem: (id: string) => void;
  /** Says something to whoever cannot see it. */
  readonly say: (text: string) => void;
  /** Asks for a place on the map. */
  readonly pickPlace: (done: (place: string) => void) => void;
}

/** What a part shows on the map. */
export interface PartOnMap extends Pick<MapViewProps, "ways"> {
  readonly marks: readonly MapMark[];
  readonly onMove: NonNullable<MapViewProps["onMove"]>;
  /** The field that the keyboard comes to from a mark. */
  readonly fieldOf: (id: string) => SheetPath;
}

/** Of a part whose map is not drawn yet. */
export const NOT_DRAWN: PartOnMap = { marks: [], onMove: () => {}, fieldOf: () => [] };
