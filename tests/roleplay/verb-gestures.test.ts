import { describe, expect, test } from "vitest";
import { BUILT_IN_VERBS } from "../../server/roleplay/verbs/built-in-verbs.ts";
import { matchAction } from "../../server/roleplay/verbs/match-action.ts";

const names = {
  places: [
    { id: "hearth", names: ["the hearth"] },
    { id: "window", names: ["Window"] },
  ],
  people: [
    { id: "tomas", names: ["Tomas Reed", "Tomas"] },
    { id: "p-1", names: ["Ayla"] },
  ],
  props: [],
  self: { id: "mara", names: ["Mara"] },
  addressee: "p-1",
};
const goTo = (action: string) =>
  matchAction(action, BUILT_IN_VERBS, names).deeds.find(({ verb }) => verb === "go-to")?.target ??
  null;

describe("[G1] gestures are read from finished actions", () => {
  test.each([
    ["nods slowly", "nod"],
    ["shakes her head at Ayla", "shake-head"],
    ["pours a glass and slides it over", "give"],
    ["laughs, short and dry", "laugh"],
    ["looks away", "look-away"],
    ["叹了口气", "sigh"],
    ["摇了摇头", "shake-head"],
  ])("[G1] %s", (action, gesture) => {
    expect(matchAction(action, BUILT_IN_VERBS, names).gesture).toBe(gesture);
  });
  test.each(["wipes the counter", "her eyes narrow", "a nodding acquaintance of the sea"])(
    "[G1] unclear prose gives no walk: %s",
    (action) => {
      expect(goTo(action)).toBeNull();
    },
  );
});

describe("[G2] walks lead to a named place or person", () => {
  test.each([
    ["walks over to the window", "window"],
    ["crosses to the hearth and kneels", "hearth"],
    ["steps towards Ayla", "p-1"],
    ["goes to Tomas Reed", "tomas"],
    ["steps back from the window", null],
    ["points at the window", null],
    ["walks off humming", null],
  ])("[G2] %s", (action, place) => {
    expect(goTo(action)).toBe(place);
  });
});
