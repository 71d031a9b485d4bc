import { describe, expect, test } from "vitest";
import { DEFAULT_THINKING } from "../../../server/roleplay/thinking/thinking-mode.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { aMystery } from "./a-mystery.ts";

type Play = ReturnType<typeof aMystery>;

/** Ayla stands with Mara; Ben and Tomas are out of earshot and out of sight unless `together`. */
function beside(together = false, more: Parameters<typeof aMystery>[0] = {}): Play {
  const play = aMystery(more, { hearing: 4, sight: 4 });
  play.join("p-1", "Ayla");
  play.join("p-2", "Ben");
  play.stand("mara", 3, 3);
  play.stand("p-1", 3, 4);
  play.stand("tomas", together ? 4 : 20, 3);
  play.stand("p-2", together ? 4 : 20, 4);
  return play;
}
async function again(play: Play, turnId: string, words: string, by = "p-1") {
  play.model.script("Mara Quill", turnOf(words, "This time I say less."));
  const answer = play.director.retake(by, { turnId });
  await play.clock.pass(3_000);
  return answer;
}
const lines = (play: Play, id: string) =>
  play.director
    .snapshot(id)
    .entries.filter(({ speaker }) => speaker === "mara")
    .map(({ turnId, instead, segments, state }) => ({
      turnId,
      instead,
      state,
      text: segments.map((one) => one?.text ?? "–").join(" "),
    }));
const logged = (play: Play) => play.log.events.filter((e) => e.type === "turn");

describe("[O9] a turn is said differently", () => {
  test("[O9] nobody else heard it: the new one takes its place, in the persona's memory too", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    const prompt = play.model.requests.at(-1)?.prompt;
    const seed = play.model.requests.at(-1)?.sampling.seed;
    const answer = await again(play, first, "The tide keeps its own book.");
    const second = answer.ok ? answer.turnId : "";
    expect(play.model.requests.at(-1)?.prompt).toEqual(prompt);
    expect(play.model.requests.at(-1)?.sampling.seed).not.toBe(seed);
    expect(play.model.requests.at(-1)?.purpose).toMatchObject({ lane: "answer", player: "p-1" });
    expect(lines(play, "p-1")).toEqual([
      { turnId: first, instead: undefined, state: "complete", text: "The tide is early." },
      { turnId: second, instead: first, state: "complete", text: "The tide keeps its own book." },
    ]);
    expect(logged(play).at(-1)).toMatchObject({
      turnId: second,
      instead: first,
      chosenBy: "retake",
      trainable: true,
      outcome: "complete",
    });
    await play.hears("p-1", "mara", "Aye.");
    expect(play.promptOf("Mara Quill")).toContain("keeps its own book");
    expect(play.promptOf("Mara Quill")).toContain("This time I say less");
    expect(play.promptOf("Mara Quill")).not.toContain("The tide is early");
  });
  test("[O9] whoever comes near later hears what stands, and not what was replaced", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    await again(play, first, "The tide keeps its own book.");
    play.join("p-3", "Cai");
    expect(lines(play, "p-3").map(({ text }) => text)).toEqual([]);
    play.director.leave("p-3");
    play.stand("mara", 12, 6);
    play.stand("p-1", 12, 7);
    const third = await play.hears("p-1", "mara", "Sit here.");
    await again(play, third, "Sit there.");
    play.join("p-4", "Dov");
    expect(lines(play, "p-4").map(({ text }) => text)).not.toContain("Sit here.");
  });
  test("[O9] others heard it: only the asker sees the new one, and nothing that happened changes", async () => {
    const play = beside(true);
    const first = await play.hears("p-1", "mara", "The tide is early.");
    const before = { tomas: play.promptOf("Tomas Reed") };
    await again(
      play,
      first,
      "<role_action>bows</role_action>The tide keeps its own book. I hid the letter.",
    );
    expect(lines(play, "p-1").map(({ text }) => text)).toEqual([
      "The tide is early.",
      "bows The tide keeps its own book. I hid the letter.",
    ]);
    expect(lines(play, "p-2").map(({ text }) => text)).toEqual(["The tide is early."]);
    const told = play.told.filter(({ event }) => JSON.stringify(event).includes("keeps its own"));
    expect(told.every(({ to }) => !to.includes("p-2") && !to.includes("tomas"))).toBe(true);
    expect(play.heard("p-2").some(({ type }) => type === "gesture")).toBe(false);
    expect(play.heard("p-1").some(({ type }) => type === "gesture")).toBe(false);
    expect(play.pages("p-1")).toEqual([]);
    await play.hears("p-1", "mara", "Aye.");
    expect(play.promptOf("Mara Quill")).toContain("The tide is early");
    expect(play.promptOf("Mara Quill")).not.toContain("keeps its own");
    await play.hears("p-2", "tomas", "Aye.");
    expect(play.promptOf("Tomas Reed")).not.toContain("keeps its own");
    expect(before.tomas).not.toContain("keeps its own");
  });
  test("[O9] a whisper is between two: its retake takes its place though others stand near", async () => {
    const play = beside(true);
    const first = await play.hears("p-1", "mara", "The key is cold.", { whisper: true });
    await again(play, first, "The key is warm.");
    await play.hears("p-1", "mara", "Aye.", { whisper: true });
    expect(play.promptOf("Mara Quill")).toContain("key is warm");
    expect(play.promptOf("Mara Quill")).not.toContain("key is cold");
    expect(JSON.stringify(play.heard("p-2"))).not.toMatch(/key is/u);
  });
  test("[O9] what takes a turn's place can be found out by", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    await again(play, first, "I hid the letter.");
    expect(play.pages("p-1")).toEqual(["letter: finding"]);
  });
  test("[O9] once the persona has spoken again, an older turn is only retaken privately", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    await play.hears("p-1", "mara", "So is the moon.");
    await again(play, first, "The tide keeps its own book.");
    await play.hears("p-1", "mara", "Aye.");
    expect(play.promptOf("Mara Quill")).toContain("The tide is early");
    expect(play.promptOf("Mara Quill")).not.toContain("keeps its own");
  });
  test("[O9] one who walks up while it is said anew makes it private", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    play.model.script("Mara Quill", { pieces: [turnOf("The tide"), { wait: 2_000 }, " is late."] });
    play.director.retake("p-1", { turnId: first });
    await play.clock.pass(500);
    play.director.say("p-1", { text: "Mara, and now?" });
    await play.clock.pass(6_000);
    await play.hears("p-1", "mara", "Aye.");
    expect(play.promptOf("Mara Quill")).toContain("The tide is early");
    expect(play.promptOf("Mara Quill")).not.toContain("is late");
  });
  test("[O9] no more than two of a turn, and one at a time for a player", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    play.model.script("Mara Quill", { pieces: [{ wait: 1_000 }, turnOf("Two.")] });
    expect(play.director.retake("p-1", { turnId: first })).toMatchObject({ ok: true });
    expect(play.director.retake("p-1", { turnId: first })).toMatchObject({ refusal: "too-fast" });
    await play.clock.pass(3_000);
    const second = lines(play, "p-1").at(-1)?.turnId ?? "";
    expect(await again(play, second, "Three.")).toMatchObject({ ok: true });
    expect(lines(play, "p-1").at(-1)?.instead).toBe(first);
    expect(await again(play, first, "Four.")).toMatchObject({ refusal: "not-possible" });
    expect(await again(play, second, "Four.")).toMatchObject({ refusal: "not-possible" });
  });
  test("[O9] only of a persona's turn that the player heard, from a model, and not too long ago", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    const refused = (player: string, turnId: string, refusal: string) =>
      expect(play.director.retake(player, { turnId })).toMatchObject({ refusal });
    refused("p-2", first, "unknown-turn");
    refused("p-1", "nothing", "unknown-turn");
    const said = play.director.say("p-1", { text: "Mara?" });
    refused("p-1", (said.ok && said.turnId) || "", "unknown-turn");
    await play.clock.pass(3_000);
    for (let i = 0; i < 2; i++)
      play.model.script("Mara Quill", { pieces: [], end: { status: "failed", failure: "cut" } });
    play.director.say("p-1", { text: "Mara, once more?" });
    await play.clock.pass(9_000);
    refused("p-1", lines(play, "p-1").at(-1)?.turnId ?? "", "not-possible");
    for (let i = 0; i < 20; i++) await play.hears("p-1", "mara", `Aye, ${i}.`);
    refused("p-1", first, "not-possible");
  });
  test("[O9] one that fails shows nothing, ends, and leaves the first as it was", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    for (let i = 0; i < 2; i++)
      play.model.script("Mara Quill", { pieces: [], end: { status: "failed", failure: "cut" } });
    play.director.retake("p-1", { turnId: first });
    await play.clock.pass(9_000);
    expect(lines(play, "p-1").at(-1)).toMatchObject({ state: "failed", instead: first, text: "" });
    expect(logged(play).at(-1)).toMatchObject({ outcome: "failed", trainable: false });
    await play.hears("p-1", "mara", "Aye.");
    expect(play.promptOf("Mara Quill")).toContain("The tide is early");
  });
  test("[O9] its thoughts are as private as any, and its copies of them are held back", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    const thought = "the pilot is buried where the tide cannot reach him";
    play.model.script(
      "Mara Quill",
      `<system_thinking>${thought}</system_thinking>I say that ${thought}.`,
    );
    play.director.grantMindRead("p-1", "mara", 60_000);
    play.director.retake("p-1", { turnId: first });
    await play.clock.pass(3_000);
    expect(JSON.stringify(play.told)).not.toContain("pilot is buried");
  });
  test("[O9] with a thought of its own it thinks anew and speaks", async () => {
    const thinking = { ...DEFAULT_THINKING, mode: "budget" as const, ahead: [] };
    const play = beside(false, { play: { thinking } });
    play.model.script("Mara Quill", "She weighs it.");
    play.model.script("Mara Quill", "The tide is early.");
    play.director.say("p-1", { text: "Well?", to: "mara" });
    await play.clock.pass(3_000);
    const first = lines(play, "p-1").at(-1)?.turnId ?? "";
    play.model.script("Mara Quill", "She weighs it again.");
    play.model.script("Mara Quill", "The tide is late.");
    play.director.retake("p-1", { turnId: first });
    await play.clock.pass(3_000);
    expect(lines(play, "p-1").at(-1)?.text).toContain("The tide is late.");
    expect(play.model.requests.map(({ thinking: part }) => part.phase)).toEqual([
      "think",
      "speak",
      "think",
      "speak",
    ]);
    expect(JSON.stringify(play.told)).not.toContain("weighs");
    const ids = play.log.events.flatMap((e) => (e.type === "model-call" ? [e.call["callId"]] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });
  test("[O9] the scene may end while one runs", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    play.model.script("Mara Quill", { pieces: [{ wait: 60_000 }, turnOf("Late.")] });
    play.director.retake("p-1", { turnId: first });
    await play.clock.pass(100);
    const closed = play.director.close("test");
    await play.clock.pass(100);
    await closed;
    expect(lines(play, "p-1").at(-1)).toMatchObject({ state: "cancelled" });
    expect(play.director.retake("p-1", { turnId: first })).toMatchObject({ ok: false });
  });
});

describe("[O8] what a player thinks of a turn", () => {
  test("[O8] is on record with its reasons, for turns that it heard to their end", async () => {
    const play = beside();
    const turnId = await play.hears("p-1", "mara", "The tide is early.");
    const give = (id: string, message: Parameters<typeof play.director.feedback>[1]) =>
      play.director.feedback(id, message);
    expect(give("p-1", { turnId, rating: "down", reasons: ["untrue", "untrue"] })).toEqual({
      ok: true,
    });
    expect(give("p-1", { turnId, rating: "up" })).toEqual({ ok: true });
    expect(give("p-2", { turnId, rating: "up" })).toMatchObject({ refusal: "unknown-turn" });
    expect(give("p-1", { turnId: "x", rating: "up" })).toMatchObject({ refusal: "unknown-turn" });
    play.model.script("Mara Quill", { pieces: [turnOf("Wait"), { wait: 5_000 }] });
    play.director.say("p-1", { text: "Mara?" });
    await play.clock.pass(500);
    const open = lines(play, "p-1").at(-1)?.turnId ?? "";
    expect(give("p-1", { turnId: open, rating: "up" })).toMatchObject({ refusal: "unknown-turn" });
    expect(play.log.events.filter((e) => e.type === "feedback")).toMatchObject([
      { participant: "p-1", turnId, rating: "down", reasons: ["untrue"] },
      { participant: "p-1", turnId, rating: "up", reasons: [] },
    ]);
    expect(play.heard("p-2")).not.toContainEqual(expect.objectContaining({ turnId }));
  });
  test("[O8] nobody floods the record", async () => {
    const play = beside();
    const turnId = await play.hears("p-1", "mara", "The tide is early.");
    const answers = Array.from({ length: 30 }, () =>
      play.director.feedback("p-1", { turnId, rating: "up" }),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(8);
    expect(answers.at(-1)).toMatchObject({ refusal: "too-fast" });
  });
  test("[O10] of two versions the record says which was kept and which was seen first", async () => {
    const play = beside();
    const first = await play.hears("p-1", "mara", "The tide is early.");
    const other = await play.hears("p-1", "mara", "So is the moon.");
    const answer = await again(play, first, "The tide keeps its own book.");
    const second = (answer.ok && answer.turnId) || "";
    const prefer = (id: string, turnId: string, over: string) =>
      play.director.prefer(id, { turnId, over });
    expect(prefer("p-1", second, first)).toEqual({ ok: true });
    expect(prefer("p-1", first, second)).toEqual({ ok: true });
    expect(prefer("p-1", first, other)).toMatchObject({ refusal: "not-possible" });
    expect(prefer("p-1", first, first)).toMatchObject({ refusal: "not-possible" });
    expect(prefer("p-2", second, first)).toMatchObject({ refusal: "unknown-turn" });
    expect(play.log.events.filter((e) => e.type === "preference")).toMatchObject([
      { chosen: second, rejected: first, shownFirst: first },
      { chosen: first, rejected: second, shownFirst: first },
    ]);
  });
});
