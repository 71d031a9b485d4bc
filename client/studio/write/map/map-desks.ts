import { useMemo, useReducer } from "preact/hooks";
import { createEditHistory } from "../edit-history.ts";
import { useSheetDesk, type Keeping, type SheetDesk, type SheetValue } from "../sheet-desk.ts";

/** The sheets of a world that its map shows, with one way back through what was changed in any of them. */

export type MapSheet = "scene" | "things" | "life";
const SHEETS: readonly MapSheet[] = ["scene", "things", "life"];

export interface MapDesks {
  readonly of: Readonly<Record<MapSheet, SheetDesk>>;
  /** Of the sheet that is worst off. */
  readonly keeping: Keeping;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** One field of a sheet; undefined takes it out. `where` tells edits of one place from others. */
  edit(sheet: MapSheet, key: string, value: unknown, where: string): void;
  undo(): void;
  redo(): void;
}

type Values = Readonly<Record<MapSheet, SheetValue | null>>;

const WORST: readonly Keeping[] = ["lost", "unsaved", "saving", "saved", "clean"];

/** Writes a world's scene, things and life at once. */
export function useMapDesks(world: string): MapDesks {
  const of = {
    scene: useSheetDesk(world, "scene"),
    things: useSheetDesk(world, "things"),
    life: useSheetDesk(world, "life"),
  };
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const values = (): Values => ({
    scene: of.scene.value,
    things: of.things.value,
    life: of.life.value,
  });
  // Sheets that were read anew begin a new way back, as on their own pages.
  const history = useMemo(
    () => createEditHistory<Values>(values()),
    [of.scene.open, of.things.open, of.life.open],
  );
  const restore = (wanted: Values | null) => {
    for (const sheet of SHEETS) {
      const value = wanted?.[sheet] ?? {};
      if (wanted !== null && JSON.stringify(value) !== JSON.stringify(of[sheet].value ?? {}))
        of[sheet].setValue(value, "undo");
    }
    redraw(0);
  };
  return {
    of,
    keeping: WORST.find((one) => SHEETS.some((sheet) => of[sheet].keeping === one)) ?? "clean",
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    edit(sheet, key, value, where) {
      // What came from elsewhere meanwhile is a step of its own.
      history.push(values(), "elsewhere");
      const { [key]: _before, ...rest } = of[sheet].value ?? {};
      const order = { ...of[sheet].value, [key]: value };
      of[sheet].setValue(value === undefined ? rest : order, where);
      history.push(values(), `${sheet} ${where}`);
      redraw(0);
    },
    undo: () => restore(history.undo()),
    redo: () => restore(history.redo()),
  };
}
