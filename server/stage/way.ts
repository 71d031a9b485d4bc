import type { Ground, Point } from "./ground.ts";

/** Ways over the ground, four neighbours a tile. */

const STEPS: readonly Point[] = [
  { x: 0, y: 1 },
  { x: 0, y: -1 },
  { x: -1, y: 0 },
  { x: 1, y: 0 },
];

/**
 * The shortest way from one tile to another, first step first, without the start; `null` where there is none.
 * When the goal itself is blocked the way leads to the nearest tile that is reachable within two tiles of it.
 * Breadth first: at most width × height tiles are looked at.
 */
export function findWay(
  ground: Ground,
  from: Point,
  to: Point,
  taken: (x: number, y: number) => boolean = () => false,
): Point[] | null {
  const { width, height } = ground;
  if (ground.blocked(from.x, from.y)) return null;
  const index = (x: number, y: number) => y * width + x;
  const cameFrom = new Int32Array(width * height).fill(-1);
  const start = index(from.x, from.y);
  cameFrom[start] = start;
  const queue = [start];
  let goal = -1;
  let nearest = -1;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (let head = 0; head < queue.length; head++) {
    const here = queue[head] ?? 0;
    const x = here % width;
    const y = (here - x) / width;
    const free = here === start || !taken(x, y);
    if (x === to.x && y === to.y && free) {
      goal = here;
      break;
    }
    const distance = Math.abs(x - to.x) + Math.abs(y - to.y);
    if (free && distance < nearestDistance) {
      nearest = here;
      nearestDistance = distance;
    }
    for (const step of STEPS) {
      const nx = x + step.x;
      const ny = y + step.y;
      if (ground.blocked(nx, ny) || cameFrom[index(nx, ny)] !== -1) continue;
      cameFrom[index(nx, ny)] = here;
      queue.push(index(nx, ny));
    }
  }
  if (goal === -1 && nearestDistance <= 2) goal = nearest;
  if (goal === -1) return null;
  const way: Point[] = [];
  for (let here = goal; here !== start; here = cameFrom[here] ?? start) {
    way.push({ x: here % width, y: Math.floor(here / width) });
  }
  return way.toReversed();
}

/** True when no wall stands between two tiles, by the straight line between their centres. */
export function clearLine(ground: Ground, from: Point, to: Point): boolean {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) * 2;
  for (let i = 1; i < steps; i++) {
    const x = Math.round(from.x + ((to.x - from.x) * i) / steps);
    const y = Math.round(from.y + ((to.y - from.y) * i) / steps);
    if (ground.walled(x, y)) return false;
  }
  return true;
}
