/** How what one player sees differs from what the server had a moment before and has now. */

interface Seen {
  readonly id: string;
}

/**
 * Only what did not change on the server meanwhile can be compared: what moved may be on its way to the player. Nothing
 * may be seen that was there neither before nor after.
 */
export function mapDifferences(
  before: readonly Seen[],
  after: readonly Seen[],
  own: ReadonlyMap<string, object>,
): { readonly compared: number; readonly differences: readonly string[] } {
  const known = new Map(before.map((one) => [one.id, JSON.stringify(one)]));
  const differences: string[] = [];
  let compared = 0;
  for (const one of after) {
    if (known.get(one.id) !== JSON.stringify(one)) continue;
    compared += 1;
    const view = own.get(one.id) as Record<string, unknown> | undefined;
    if (view === undefined) {
      differences.push(`no ${one.id}, which is there`);
      continue;
    }
    const wrong = Object.entries(one).filter(([key, value]) => synced(view[key]) !== synced(value));
    const words = wrong.map(([key, value]) => `${key} ${String(view[key])} for ${String(value)}`);
    if (wrong.length > 0) differences.push(`${one.id} other than it is: ${words.join(", ")}`);
  }
  const there = new Set([...before, ...after].map(({ id }) => id));
  for (const id of own.keys()) if (!there.has(id)) differences.push(`${id}, which is not there`);
  return { compared, differences };
}

/** Positions travel as 32-bit floats. */
function synced(value: unknown): unknown {
  return typeof value === "number" ? Math.fround(value) : value;
}
