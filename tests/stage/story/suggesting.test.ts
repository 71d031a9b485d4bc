import { describe, expect, test } from "vitest";
import { aStaging } from "../../doubles/a-scene.ts";
import { aMystery, MARA, TOMAS } from "./a-mystery.ts";

function beside() {
  const play = aMystery();
  play.join("p-1", "Ayla");
  play.stand("mara", 3, 3);
  play.stand("tomas", 7, 3);
  play.stand("p-1", 5, 3);
  return play;
}
const pushed = (play: ReturnType<typeof beside>, id: string) =>
  play
    .heard(id)
    .flatMap((e) => (e.type === "suggestions" ? [e.lines.map(({ text }) => text)] : []));

describe("[O6] lines are kept fitting", () => {
  test("[O6] they are there with the first snapshot, and follow whom the player turns to", async () => {
    const play = beside();
    expect(play.story("p-1").suggestions.length).toBe(3);
    play.director.face("p-1", { target: "tomas" });
    await play.clock.pass(1_000);
    expect(pushed(play, "p-1").at(-1)).toContain("Why does no bell ring?");
    expect(play.story("p-1").suggestions.map(({ text }) => text)).toEqual(
      pushed(play, "p-1").at(-1),
    );
    play.director.face("p-1", { target: "mara" });
    await play.clock.pass(1_000);
    expect(pushed(play, "p-1").at(-1)?.[0]).toBe("Where did you sit that night?");
  });
  test("[O6] many changes at once are told once, and no change is not told", async () => {
    const play = beside();
    await play.clock.pass(1_000);
    const before = pushed(play, "p-1").length;
    for (let i = 0; i < 10; i++)
      for (const target of ["tomas", "mara", "tomas"]) play.director.face("p-1", { target });
    await play.clock.pass(1_000);
    expect(pushed(play, "p-1").length).toBe(before + 1);
    play.director.face("p-1", { target: "tomas" });
    await play.clock.pass(1_000);
    expect(pushed(play, "p-1").length).toBe(before + 1);
  });
  test("[O6] what was said leaves, what was found out comes, and nobody else is told", async () => {
    const play = beside();
    play.join("p-2", "Ben");
    play.stand("p-2", 20, 9);
    await play.hears("p-1", "mara", "I hid the letter.", { text: "Where did you sit that night?" });
    expect(pushed(play, "p-1").at(-1)).not.toContain("Where did you sit that night?");
    play.director.face("p-1", { target: "tomas" });
    await play.clock.pass(1_000);
    expect(pushed(play, "p-1").at(-1)?.[0]).toBe("Mara hid it. Why would she?");
    expect(JSON.stringify(pushed(play, "p-2"))).not.toContain("Mara hid it");
  });
  test("[O6] who has been greeted is not greeted again", async () => {
    const play = aMystery({ scene: aStaging([MARA, TOMAS]) });
    play.join("p-1", "Ayla");
    play.stand("mara", 3, 3);
    play.stand("tomas", 20, 9);
    play.stand("p-1", 3, 4);
    play.director.face("p-1", { target: "mara" });
    await play.clock.pass(1_000);
    expect(play.story("p-1").suggestions[0]?.text).toMatch(/who you are/u);
    await play.hears("p-1", "mara", "Mara Quill.");
    expect(play.story("p-1").suggestions).toHaveLength(3);
    expect(JSON.stringify(play.story("p-1").suggestions)).not.toMatch(/who you are/u);
  });
  test("[O6] nothing is told to who has left, and nothing after the end", async () => {
    const play = beside();
    play.director.face("p-1", { target: "tomas" });
    play.director.leave("p-1");
    const told = play.told.length;
    await play.clock.pass(2_000);
    expect(play.told.slice(told).some(({ event }) => event.type === "suggestions")).toBe(false);
    play.join("p-2", "Ben");
    play.stand("p-2", 5, 3);
    play.director.face("p-2", { target: "mara" });
    await play.director.close("test");
    await play.clock.pass(2_000);
    expect(pushed(play, "p-2")).toEqual([]);
  });
});
