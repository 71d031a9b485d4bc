import { describe, expect, test } from "vitest";
import { facingTowards, walk, type Body } from "../../server/stage/body.ts";
import { createCast } from "../../server/stage/cast.ts";
import { placeAt, readGround } from "../../server/stage/ground.ts";
import { inEarshot } from "../../server/stage/perception.ts";
import { findWay } from "../../server/stage/way.ts";
import { aGround } from "../doubles/a-scene.ts";

const inn = aGround(
  [
    "##########", //
    "#a..#...b#",
    "#...#....#",
    "#.o......#",
    "##########",
  ],
  { bar: [1, 1, 3, 3], room: [0, 0, 10, 5] },
);

function body(id: string, x: number, y: number): Body {
  return {
    id,
    name: id,
    kind: "player",
    sprite: "",
    appearance: "",
    x,
    y,
    facing: "down",
    status: "idle",
    posture: "standing",
    connected: true,
    way: [],
  };
}

describe("[B1] the ground", () => {
  test("[B1] walls and furniture block bodies; only walls block voices", () => {
    expect(inn.blocked(4, 1)).toBe(true);
    expect(inn.blocked(2, 3)).toBe(true);
    expect(inn.walled(2, 3)).toBe(false);
    expect(inn.blocked(-1, 0)).toBe(true);
  });
  test("[B1] the smallest place that holds a tile names it", () => {
    expect(placeAt(inn, { x: 2, y: 2 })).toBe("bar");
    expect(placeAt(inn, { x: 8, y: 2 })).toBe("room");
  });
  test("[B1] a map that is none is refused in words", () => {
    expect(readGround({ width: 3 })).toMatchObject({ ok: false });
    expect(() => aGround(["#a"].map((r) => r.replace("#", "o")))).not.toThrow();
  });
});

describe("[B2] ways", () => {
  test("[B2] lead around walls, step by step", () => {
    const way = findWay(inn, { x: 1, y: 1 }, { x: 8, y: 1 });
    expect(way?.at(-1)).toEqual({ x: 8, y: 1 });
    let at = { x: 1, y: 1 };
    for (const step of way ?? []) {
      expect(Math.abs(step.x - at.x) + Math.abs(step.y - at.y)).toBe(1);
      expect(inn.blocked(step.x, step.y)).toBe(false);
      at = step;
    }
  });
  test("[B2] to something blocked stop beside it; to nowhere there is none", () => {
    expect(findWay(inn, { x: 1, y: 1 }, { x: 2, y: 3 })?.length).toBeGreaterThan(0);
    const cut = aGround(["a.#.b", "..#.."]);
    expect(findWay(cut, { x: 0, y: 0 }, { x: 4, y: 1 })).toBeNull();
  });
  test("[B2] walking follows the way at an even pace and faces where it goes", () => {
    const walker = { ...body("w", 1, 1), way: [{ x: 2, y: 1 }] };
    expect(walk(walker, 125)).toBe(true);
    expect(walker.x).toBeCloseTo(1.5);
    expect(walker.facing).toBe("right");
    expect(walk(walker, 10_000)).toBe(false);
    expect([walker.x, walker.y]).toEqual([2, 1]);
  });
});

describe("[B3] earshot", () => {
  test("[B3] ends at the radius", () => {
    expect(inEarshot(inn, { x: 1, y: 3 }, { x: 8, y: 3 }, 7)).toBe(true);
    expect(inEarshot(inn, { x: 1, y: 3 }, { x: 8, y: 3 }, 6.9)).toBe(false);
  });
  test("[B3] a wall shortens it to a quarter", () => {
    expect(inEarshot(inn, { x: 2, y: 1 }, { x: 8, y: 1 }, 8)).toBe(false);
    expect(inEarshot(inn, { x: 3, y: 1 }, { x: 5, y: 1 }, 8)).toBe(true);
  });
});

describe("[B4] the cast", () => {
  test("[B4] two bodies never end on one tile", () => {
    const cast = createCast(inn, { hearing: 9, sight: 12 }, () => {});
    cast.enter(body("a", 1, 1));
    cast.enter(body("b", 3, 1));
    cast.walkTo("b", { x: 1, y: 1 });
    cast.step(60_000);
    const b = cast.bodies.get("b");
    expect([b?.x, b?.y]).not.toEqual([1, 1]);
  });
  test("[B4] who is faced is the nearest one in that direction", () => {
    const cast = createCast(inn, { hearing: 9, sight: 12 }, () => {});
    cast.enter(body("a", 1, 1));
    cast.enter(body("b", 1, 3));
    cast.enter(body("c", 3, 1));
    expect(cast.faced("a")).toBe("b");
    cast.face("a", "c");
    expect(cast.faced("a")).toBe("c");
    expect(facingTowards({ x: 0, y: 0 }, { x: 0, y: -1 })).toBe("up");
  });
  test("[B4] standing still shows nothing", () => {
    const shown: string[] = [];
    const cast = createCast(inn, { hearing: 9, sight: 12 }, (b) => shown.push(b.id));
    cast.enter(body("a", 1, 1));
    shown.length = 0;
    for (let i = 0; i < 100; i++) cast.step(50);
    expect(shown).toEqual([]);
  });
});
