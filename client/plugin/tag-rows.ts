/** Names beneath bodies that stand close: each keeps its own row, so that both can be read. */

/** The room of a name, in world pixels, where it hangs by itself. */
export interface TagBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rows that a name may move down; further away it would seem to be somebody else's. */
const ROWS = 3;

/** How far each name moves down, in world pixels, in the order of the boxes. The higher one stays where it is. */
export function tagShifts(boxes: readonly TagBox[]): number[] {
  const shifts = boxes.map(() => 0);
  const order = boxes.map((_, at) => at).toSorted((a, b) => top(boxes, a) - top(boxes, b) || a - b);
  const placed: TagBox[] = [];
  for (const at of order) {
    const box = boxes[at];
    if (box === undefined) continue;
    let y = box.y;
    for (let row = 0; row < ROWS; row++) {
      const other = placed.find((one) => covers(one, { ...box, y }));
      if (other === undefined) break;
      y = other.y + other.height;
    }
    shifts[at] = y - box.y;
    placed.push({ ...box, y });
  }
  return shifts;
}

function top(boxes: readonly TagBox[], at: number): number {
  return boxes[at]?.y ?? 0;
}

/** `x` is the middle of a box. */
function covers(a: TagBox, b: TagBox): boolean {
  const apart = (a.width + b.width) / 2;
  return Math.abs(a.x - b.x) < apart && a.y < b.y + b.height && b.y < a.y + a.height;
}
