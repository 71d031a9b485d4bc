/** A map in text, read as far as a test needs it. The format stands in the head of each file. */
export interface TextMap {
  readonly spots: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly places: ReadonlySet<string>;
  walkable(x: number, y: number): boolean;
}

export function readTextMap(text: string): TextMap {
  const lines = text.split("\n").filter((line) => !line.startsWith(";") && line !== "");
  const section = (from: string, to: string | undefined): string[] =>
    lines.slice(
      lines.indexOf(`${from}:`) + 1,
      to === undefined ? undefined : lines.indexOf(`${to}:`),
    );
  const grid = section("grid", "places");
  const size = /^size (\d+) (\d+)$/.exec(lines[0] ?? "");
  if (size === null) throw new Error(`A map begins with 'size W H', found: ${lines[0] ?? ""}`);
  const [width, height] = [Number(size[1]), Number(size[2])];
  if (grid.length !== height || grid.some((row) => row.length !== width)) {
    throw new Error(`The grid is not ${width} by ${height} tiles.`);
  }
  const floor = new Set(
    section("legend", "grid").flatMap((line) =>
      line.slice(1).trim().split(/\s+/)[1] === "walk" ? [line.charAt(0)] : [],
    ),
  );
  const spots = section("spots", undefined).map((line) => {
    const [id, x, y] = line.split(" ");
    return [id ?? "", { x: Number(x), y: Number(y) }] as const;
  });
  return {
    spots: new Map(spots),
    places: new Set(section("places", "spots").map((line) => line.split(" ")[0] ?? "")),
    walkable: (x, y) => floor.has(grid[y]?.[x] ?? ""),
  };
}
