import { useEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type {
  OpenSheet,
  OtherText,
  Released,
  SheetReading,
} from "../../../shared/studio/writing.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import { OpenDesk } from "./open-desk.ts";

/** One sheet while it is being written: its values, its text, what was kept of it, and the way back. */

export type SheetValue = Record<string, unknown>;
export type Keeping = "clean" | "saved" | "unsaved" | "saving" | "lost";

export interface SheetDesk {
  readonly open: OpenSheet | null;
  /** What the form shows; null where the text is no YAML. */
  readonly value: SheetValue | null;
  /** What the YAML view shows. */
  readonly yaml: string;
  readonly reading: SheetReading | null;
  readonly keeping: Keeping;
  readonly conflict: OtherText | null;
  readonly problem: StudioProblem | null;
  /** Said once to whoever cannot see it. */
  readonly said: string;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  say(text: string): void;
  /** One field of the form; undefined takes it out. `where` tells edits of one place from others. */
  setField(key: string, value: unknown): void;
  setValue(value: SheetValue, where: string): void;
  setYaml(yaml: string): void;
  undo(): void;
  redo(): void;
  keepMine(): void;
  takeTheirs(): void;
  discard(): Promise<void>;
  release(yaml?: string): Promise<Released | null>;
  /** Shows the sheet as it is now, unless something is being written; whether it did. */
  reload(): Promise<boolean>;
  /** All that was typed has been sent. */
  settle(): Promise<void>;
}

/** Writes one sheet. `address` is the sheet's below `/writing`. */
export function useSheetDesk(world: string, key: string): SheetDesk {
  const address = `/writing/worlds/${encodeURIComponent(world)}/sheets/${encodeURIComponent(key)}`;
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const desk = useMemo(() => new OpenDesk(address, () => redraw(0)), [address]);
  const current = useRef(desk);
  current.current = desk;
  useEffect(() => {
    void desk.load();
    return () => desk.leave();
  }, [desk]);
  return desk;
}
