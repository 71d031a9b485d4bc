/** The way back through edits, across everything that was kept meanwhile. */
export interface EditHistory<Value> {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Edits of one place that follow closely are one edit. */
  push(value: Value, where: string): void;
  undo(): Value | null;
  redo(): Value | null;
}

const MOST = 200;
/** In ms. */
const CLOSELY = 1_000;

export function createEditHistory<Value>(
  first: Value,
  now: () => number = () => performance.now(),
): EditHistory<Value> {
  let past: Value[] = [];
  let present = first;
  let future: Value[] = [];
  let last: { where: string; at: number } | null = null;
  return {
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    push(value, where) {
      if (JSON.stringify(value) === JSON.stringify(present)) return;
      const at = now();
      const same = last !== null && last.where === where && at - last.at < CLOSELY;
      if (!same) past = [...past, present].slice(-MOST);
      present = value;
      future = [];
      last = { where, at };
    },
    undo() {
      const before = past.at(-1);
      if (before === undefined) return null;
      past = past.slice(0, -1);
      future = [...future, present];
      present = before;
      last = null;
      return before;
    },
    redo() {
      const after = future.at(-1);
      if (after === undefined) return null;
      future = future.slice(0, -1);
      past = [...past, present];
      present = after;
      last = null;
      return after;
    },
  };
}
