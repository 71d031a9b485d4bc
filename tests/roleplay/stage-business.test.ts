import { describe, expect, test } from "vitest";
import { readStageBusiness } from "../../server/roleplay/stage-business.ts";

const places = [
  { id: "hearth", names: ["the hearth"] },
  { id: "window", names: ["Window"] },
];
const people = [
  { id: "tomas", names: ["Tomas Reed", "Tomas"] },
  { id: "p-1", names: ["Ayla"] },
];

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
    expect(readStageBusiness(action, places, people).gesture).toBe(gesture);
  });
  test.each(["wipes the counter", "her eyes narrow", "a nodding acquaintance of the sea"])(
    "[G1] unclear prose gives no walk: %s",
    (action) => {
      expect(readStageBusiness(action, places, people).goTo).toBeNull();
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
  ])("[G2] %s", (action, goTo) => {
    expect(readStageBusiness(action, places, people).goTo).toBe(goTo);
  });
});
