import { Canvas } from "../canvas.ts";
import { FAINT, INK, SHADOW } from "../palette.ts";
import { LEGEND, type Drawing } from "./drawings.ts";

/** One frame, in pixels: closed at the left, open at the right. */
export const PROP = { width: 16, height: 16 } as const;

/** The sheet of one thing: two frames side by side; what cannot be opened looks the same twice. */
export function propSheet({ closed, open = closed }: Drawing): Canvas {
  const sheet = new Canvas(PROP.width * 2, PROP.height);
  for (const [at, rows] of [closed, open].entries()) sheet.lay(frame(rows), at * PROP.width, 0);
  return sheet;
}

function frame(rows: readonly string[]): Canvas {
  const canvas = new Canvas(PROP.width, PROP.height);
  const width = Math.max(...rows.map((row) => row.length));
  const x = Math.floor((PROP.width - width) / 2);
  const y = PROP.height - 2 - rows.length;
  canvas.art(x, y, rows, LEGEND);
  canvas.outline(INK);
  const ground = new Canvas(PROP.width, PROP.height);
  ground.rect(x, PROP.height - 2, width, 1, SHADOW);
  ground.rect(x + 1, PROP.height - 1, Math.max(0, width - 2), 1, FAINT);
  ground.lay(canvas, 0, 0);
  return ground;
}
