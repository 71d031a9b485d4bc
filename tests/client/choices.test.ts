import { describe, expect, test } from "vitest";
import {
  choicesFor,
  ownChoices,
  subjectsNear,
  type Around,
} from "../../client/game/overlay/deeds/choices.ts";
import type { CastView } from "../../client/index.ts";
import { NIGHT } from "../e2e/stage/night.ts";

const body = (part: Partial<CastView> & { id: string }): CastView => ({
  name: part.id,
  kind: "persona",
  sprite: "",
  appearance: "",
  x: 0,
  y: 0,
  facing: "down",
  status: "idle",
  posture: "standing",
  connected: true,
  ...part,
});

const { guide } = NIGHT;
if (guide === undefined) throw new Error("the night has no guide");
const around: Around = {
  guide,
  cast: new Map(NIGHT.cast.map((one) => [one.id, body(one)])),
  props: new Map((NIGHT.props ?? []).map((one) => [one.id, one])),
  you: "me",
  language: "en",
};
const told = (id: string, kind: "person" | "prop" = "prop", where = around) =>
  choicesFor({ kind, id }, where).map(({ verb, target, item }) => [verb, target, item].join(" "));
const held = (id: string, holder: string, open = false): Around => ({
  ...around,
  props: new Map(around.props).set(id, { id, x: 0, y: 0, holder, open }),
});

describe("what can be done", () => {
  test("[C29] near things come before far ones, and what is held before all", () => {
    const near = subjectsNear(around).map(({ id }) => id);
    expect(near[0]).toBe("storm-glass");
    expect(near).toContain("orange");
    expect(near).toContain("dorcas-maskell");
    expect(near).not.toContain("leather-case");
    expect(near).not.toContain("me");
  });

  test("[C29] what lies there can be taken and not given", () => {
    expect(told("orange")).toEqual(["take  orange", "point orange "]);
  });

  test("[C29] what is held can be given and shown to those who are near, and put down", () => {
    expect(told("storm-glass")).toEqual([
      "give ben storm-glass",
      "give dorcas-maskell storm-glass",
      "show ben storm-glass",
      "show dorcas-maskell storm-glass",
      "put-down  storm-glass",
    ]);
  });

  test("[C29] a person is given what one holds; what they hold and is known can be asked for", () => {
    expect(told("dorcas-maskell", "person")).toEqual([
      "give dorcas-maskell storm-glass",
      "show dorcas-maskell storm-glass",
      "point dorcas-maskell ",
    ]);
  });

  test("[C29] nobody is offered to open what is open", () => {
    expect(told("leather-case")).toEqual(["open leather-case ", "point leather-case "]);
    expect(told("leather-case", "prop", held("leather-case", "", true))).toEqual([
      "close leather-case ",
      "point leather-case ",
    ]);
  });

  test("[C29] what somebody else holds is not near, and to get up is offered to who sits", () => {
    expect(subjectsNear(held("orange", "ben")).map(({ id }) => id)).not.toContain("orange");
    expect(ownChoices(around)).toEqual([]);
    const sitting = body({ id: "me", posture: "sitting" });
    const cast = new Map(around.cast).set("me", sitting);
    expect(ownChoices({ ...around, cast }).map(({ verb }) => verb)).toEqual(["stand"]);
  });

  test("[C29] whoever is unknown offers nothing", () => {
    expect(told("nobody", "person")).toEqual([]);
    expect(told("nothing")).toEqual([]);
    expect(subjectsNear({ ...around, you: "gone" })).toEqual([]);
  });
});
