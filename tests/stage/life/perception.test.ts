import { describe, expect, test } from "vitest";
import { inSight, PERCEIVED_BY } from "../../../server/stage/perception.ts";
import { aGround, aStaging } from "../../doubles/a-scene.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

/** A parlour, a wall, and a yard that is long enough to see further than one hears. */
const rooms = aGround(
  [
    "###########################",
    "#.....#...................#",
    "#.....#...................#",
    "#.....#...................#",
    "#.....#####################",
    "#.........................#",
    "###########################",
  ],
  { parlour: [1, 1, 5, 3], yard: [7, 1, 19, 3] },
);
const staging = () => aStaging([MARA, TOMAS], { ground: rooms });

describe("[J10] who perceives what", () => {
  test("[J10] words by ear, actions and deeds by eye, comings and goings by either", () => {
    expect(PERCEIVED_BY).toEqual({
      speech: "hearing",
      action: "sight",
      deed: "sight",
      whispering: "sight",
      coming: "either",
      going: "either",
      world: "either",
    });
  });
  test("[J10] eyes reach so far, and through no wall", () => {
    expect(inSight(rooms, { x: 8, y: 2 }, { x: 20, y: 2 }, 12)).toBe(true);
    expect(inSight(rooms, { x: 8, y: 2 }, { x: 21, y: 2 }, 12)).toBe(false);
    expect(inSight(rooms, { x: 5, y: 2 }, { x: 7, y: 2 }, 12)).toBe(false);
  });
  test("[J10] behind a wall near by one hears the words and sees nothing", async () => {
    const { director, join, stand, model, clock, promptOf } = aPlay({ scene: staging() });
    join("p-1", "Ayla");
    stand("mara", 5, 2);
    stand("p-1", 5, 3);
    stand("tomas", 7, 2);
    model.script("Mara Quill", turnOf("<role_action>hides the ledger</role_action>Nothing here."));
    director.say("p-1", { text: "Mara, what is that?" });
    await clock.pass(500);
    stand("p-1", 8, 2);
    director.say("p-1", { text: "Tomas, what happened?" });
    await clock.pass(500);
    expect(promptOf("Tomas Reed")).toContain("Nothing here.");
    expect(promptOf("Tomas Reed")).not.toContain("hides the ledger");
  });
  test("[J10] from afar one sees the action and hears no word", async () => {
    const { director, join, stand, model, clock, promptOf } = aPlay({ scene: staging() });
    join("p-1", "Ayla");
    stand("mara", 8, 2);
    stand("p-1", 9, 2);
    stand("tomas", 19, 2);
    model.script("Mara Quill", turnOf("<role_action>hides the ledger</role_action>Nothing here."));
    director.say("p-1", { text: "Mara, what is that?" });
    await clock.pass(500);
    stand("p-1", 18, 2);
    director.say("p-1", { text: "Tomas, what happened?" });
    await clock.pass(500);
    expect(promptOf("Tomas Reed")).toContain("<role_action>hides the ledger</role_action>");
    expect(promptOf("Tomas Reed")).not.toContain("Nothing here.");
  });
  test("[J10] a whisper is seen by those who have it in sight, without a word of it", async () => {
    const { director, join, stand, model, clock, promptOf, transcript } = aPlay({
      scene: staging(),
    });
    join("p-1", "Ayla");
    stand("mara", 8, 2);
    stand("p-1", 9, 2);
    stand("tomas", 12, 2);
    model.script("Mara Quill", turnOf("Behind the clock."));
    director.say("p-1", { text: "Where is the key?", to: "mara", whisper: true });
    await clock.pass(500);
    director.say("p-1", { text: "Tomas, good evening." });
    await clock.pass(500);
    const prompt = promptOf("Tomas Reed");
    expect(prompt).toContain("Ayla: <role_action>leans over to Mara Quill and whispers");
    expect(prompt).toContain("Mara Quill: <role_action>leans over to Ayla and whispers");
    expect(prompt).not.toMatch(/Where is the key|Behind the clock/u);
    expect(transcript("p-1").join()).toContain("Behind the clock.");
  });
  test("[J10] an absent persona's prompt holds nothing of what happened elsewhere", async () => {
    const { director, join, stand, model, clock, promptOf } = aPlay({ scene: staging() });
    join("p-1", "Ayla");
    stand("mara", 1, 1);
    stand("tomas", 20, 2);
    stand("p-1", 2, 1);
    model.script("Mara Quill", turnOf("<role_action>opens the tin</role_action>A gannet feather."));
    director.say("p-1", { text: "Mara, what is in the tin?" });
    director.say("p-1", { text: "Show me closely.", to: "mara", whisper: true });
    await clock.pass(500);
    stand("p-1", 19, 2);
    director.say("p-1", { text: "Tomas, good evening." });
    await clock.pass(500);
    expect(promptOf("Tomas Reed")).not.toMatch(/tin|gannet|whispers|Show me/u);
  });
});
