import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  areaAt,
  areaTowards,
  besideEachOther,
  middleOf,
} from "../../../client/studio/parts/map-areas.ts";
import type { MapLayout } from "../../../client/studio/write/map/map-values.ts";
import { stopsOf, wayOf, withStopAt } from "../../../client/studio/write/map/routine-way.ts";
import { entranceOn, peopleOn } from "../../../client/studio/write/map/standing.ts";
import {
  newTrigger,
  triggerPlace,
  withTriggerAt,
} from "../../../client/studio/write/map/trigger-place.ts";
import { Life } from "../../../server/roleplay/life/life.ts";
import { Scene } from "../../../server/roleplay/scene.ts";
import { readGround, type Ground } from "../../../server/stage/ground.ts";
import { entranceOf, homeOf } from "../../../server/stage/placing.ts";
import type { Staging } from "../../../server/stage/staging.ts";
import { editSheet } from "../../../server/worlds/sheet-edit.ts";

const assets = new URL("../../../assets/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, assets), "utf8");

/** A delivered world with its map, as the server and as the page read them. */
function delivered(name: string) {
  const scene = parse(read(`worlds/${name}/scene.yaml`));
  const found = readGround(JSON.parse(read(`public/maps/${scene.map}.json`)));
  if (!found.ok) throw new Error(found.problem);
  const { ground } = found;
  const life = read(`worlds/${name}/life.yaml`);
  return { scene, ground, map: layoutOf(ground), life, lifeValue: parse(life) };
}

function layoutOf({ width, height, places, spots }: Ground): MapLayout {
  return {
    width,
    height,
    places: [...places.values()],
    spots: [...spots].map(([id, { x, y }]) => ({ id, x, y })),
  };
}

describe.each(["salt-lantern", "yuye-chaguan"])("%s on its map", (name) => {
  const { scene, ground, map, life, lifeValue } = delivered(name);
  const parsed = Scene.parse(scene);
  const staging = { scene: parsed, ground } as Staging;
  const ids = parsed.places.map(({ id }) => id);

  test("[ST68] people and the entrance stand on the page where the running scene puts them", () => {
    const taken = new Set<string>();
    for (const [index, { id, x, y }] of peopleOn(map, scene).entries()) {
      const home = { ...homeOf(staging, id, index) };
      // Who would stand on somebody else stands to the right of them.
      while (taken.has(`${home.x} ${home.y}`)) home.x += 1;
      taken.add(`${home.x} ${home.y}`);
      expect({ id, x, y }).toEqual({ id: parsed.cast[index]?.persona, ...home });
    }
    for (const entrance of [undefined, ...ids])
      expect(entranceOn(map, { ...scene, entrance })).toEqual(
        entranceOf({ scene: { ...parsed, entrance }, ground }),
      );
  });

  test("[ST68] an entrance that is moved to a place leads into it", () => {
    for (const id of ids) {
      const area = map.places.find((one) => one.id === id);
      const at = entranceOf({ scene: { ...parsed, entrance: id }, ground });
      if (area !== undefined) expect(areaAt([area], at)?.id).toBe(id);
    }
  });

  test("[ST66] every step of every routine has its stop, and the way is closed", () => {
    const homes = new Map(peopleOn(map, scene).map((one) => [one.id, one]));
    expect(lifeValue.routines.length).toBeGreaterThan(0);
    for (const routine of lifeValue.routines) {
      const home = homes.get(routine.persona)!;
      const stops = stopsOf(map, routine, home);
      expect(stops.map(({ index }) => index)).toEqual([...routine.steps.keys()]);
      for (const stop of stops)
        expect(stop).toMatchObject(
          stop.place === null
            ? { x: home.x, y: home.y }
            : middleOf(map.places.find(({ id }) => id === stop.place)!),
        );
      expect(wayOf(home, stops).at(-1)).toEqual({ x: stops[0]!.x, y: stops[0]!.y });
    }
  });

  test("[ST66] a stop that is moved changes that one line of the file", () => {
    const to = ids[0]!;
    for (const [index, routine] of lifeValue.routines.entries()) {
      const step = routine.steps.findIndex(({ go }: { go?: string }) => (go ?? to) !== to);
      if (step === -1) continue;
      const routines = lifeValue.routines.with(index, withStopAt(routine, step, to));
      const lines = editSheet(life, { ...lifeValue, routines }).split("\n");
      const changed = lines.filter((line, at) => line !== life.split("\n")[at]);
      expect(lines).toHaveLength(life.split("\n").length);
      expect(changed.map((line) => line.trim())).toEqual([`- go: ${to}`]);
    }
  });

  test("[ST67] every trigger is at a place that the map has, by somebody or something, or anywhere", () => {
    const at = lifeValue.triggers.map((trigger: any) => triggerPlace(trigger, ids));
    for (const found of at) if (found.at === "place") expect(ids).toContain(found.id);
    expect(at.some((found: any) => found.at === "place")).toBe(true);
    expect(at.some((found: any) => found.at === "body")).toBe(true);
    for (const trigger of lifeValue.triggers) {
      const moved = withTriggerAt(trigger, ids, ids[0]!);
      if (triggerPlace(trigger, ids).at !== "place") expect(moved).toBeNull();
      else {
        expect(triggerPlace(moved!, ids)).toMatchObject({ at: "place", id: ids[0] });
        expect(moved).toMatchObject({ id: trigger.id });
      }
    }
  });
});

test("[ST67] a new trigger has an id of its own, and lacks nothing but its words", () => {
  const first = newTrigger([], "bar");
  const second = newTrigger([first], "bar");
  expect(second["id"]).not.toBe(first["id"]);
  const said = [first, second].map((one) => ({
    ...one,
    do: [{ environment: "A bell rings.", place: "bar" }],
  }));
  expect(Life.safeParse({ triggers: said }).success).toBe(true);
});

test("[ST66] a step at home that is moved leads somewhere, and keeps what is done there", () => {
  const routine = { persona: "ada", steps: [{ action: "yawns" }, { go: "bar" }] };
  expect(withStopAt(routine, 0, "hall")).toEqual({
    persona: "ada",
    steps: [{ go: "hall", action: "yawns" }, { go: "bar" }],
  });
});

test("[ST66] an arrow key leads to the nearest place on that side, and nowhere where there is none", () => {
  const area = (id: string, x: number, y: number) => ({ id, x, y, width: 2, height: 2 });
  const areas = [
    area("west", 0, 5),
    area("far-east", 20, 5),
    area("east", 10, 6),
    area("north", 5, 0),
  ];
  const from = { x: 6, y: 6 };
  expect(areaTowards(areas, from, [1, 0])?.id).toBe("east");
  expect(areaTowards(areas, from, [-1, 0])?.id).toBe("west");
  expect(areaTowards(areas, from, [0, -1])?.id).toBe("north");
  expect(areaTowards([area("north", 5, 0)], from, [0, 1])).toBeNull();
});

test("[ST67] what belongs to one place stands in rows, and none covers another", () => {
  const free = besideEachOther(40, 1.5, 3);
  const standing = [10, 10, 11, 10, 10, 12, 10].map((x) => free({ x, y: 4 }));
  for (const [index, one] of standing.entries())
    for (const other of standing.slice(index + 1))
      expect(Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y))).toBeGreaterThanOrEqual(
        1.5,
      );
  expect(standing[0]).toEqual({ x: 10, y: 4 });
});
