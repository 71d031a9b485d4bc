import { expect, test } from "vitest";
import type { CastView } from "../../../client/cast-view.ts";
import { addressee, nearOnes } from "../../../client/plugin/talk-box/near.ts";

const someone = (id: string, x: number, more: Partial<CastView> = {}): [string, CastView] => [
  id,
  {
    id,
    name: id,
    kind: "persona",
    sprite: id,
    appearance: "",
    x,
    y: 0,
    facing: "down",
    status: "idle",
    posture: "standing",
    connected: true,
    ...more,
  },
];
const cast = new Map([
  someone("me", 0, { kind: "player" }),
  someone("wren", 5),
  someone("mara", 2),
  someone("bob", 1, { kind: "player" }),
  someone("gone", 1, { connected: false }),
  someone("far", 40),
  someone("world", 0, { kind: "environment" }),
]);

test("[U11] those near are offered, the nearest first; oneself, the world and the absent are not", () => {
  expect(nearOnes(cast, "me").map(({ id }) => id)).toEqual(["bob", "mara", "wren"]);
  expect(nearOnes(new Map(), "me")).toEqual([]);
});

test("[U11] words are for the one chosen while near, else for the nearest persona, else for all", () => {
  const near = nearOnes(cast, "me");
  expect(addressee(near, null)).toBe("mara");
  expect(addressee(near, "wren")).toBe("wren");
  expect(addressee(near, "bob")).toBe("bob");
  expect(addressee(near, "far")).toBe("mara");
  expect(addressee(near, "everyone")).toBe(null);
  expect(addressee(nearOnes(new Map([someone("bob", 1, { kind: "player" })]), ""), null)).toBe(
    null,
  );
});
