import { describe, expect, test } from "vitest";
import { aMystery } from "./a-mystery.ts";

function together() {
  const play = aMystery();
  play.join("p-1", "Ayla");
  play.join("p-2", "Ben");
  play.stand("mara", 3, 3);
  play.stand("tomas", 5, 3);
  play.stand("p-1", 3, 4);
  play.stand("p-2", 5, 4);
  return play;
}

describe("[O3] who hears an admission has it in the journal", () => {
  test("[O3] all who heard it, with whose words and which turn; the board moves for everyone", async () => {
    const play = together();
    play.join("p-3", "Cai");
    play.stand("p-3", 22, 11);
    const turnId = await play.hears("p-1", "mara", "I hid the letter, if you must know.");
    for (const id of ["p-1", "p-2"]) {
      expect(play.story(id).journal).toMatchObject([
        {
          id: "letter",
          kind: "finding",
          text: { en: "Mara hid the letter." },
          source: { name: "Mara Quill", turnId },
          answers: ["where", "why"],
        },
      ]);
    }
    expect(play.pages("p-3")).toEqual([]);
    for (const id of ["p-1", "p-3"])
      expect(play.board(id)).toEqual(["where: found", "why: partly"]);
    const events = play.heard("p-3").map(({ type }) => type);
    expect(events).toContain("goal");
    expect(events).not.toContain("journal");
    expect(play.log.events.filter((e) => e.type === "found")).toMatchObject([
      { participant: "p-1", finding: "letter", turnId },
      { participant: "p-2", finding: "letter", turnId },
    ]);
  });
  test("[O3] a whisper tells the one it is for; being told twice tells nothing new", async () => {
    const play = together();
    await play.hears("p-1", "mara", "I hid the letter.", { whisper: true });
    await play.hears("p-1", "mara", "The letter is under the hearthstone.", { whisper: true });
    expect(play.pages("p-1")).toEqual(["letter: finding"]);
    expect(play.pages("p-2")).toEqual([]);
  });
  test.each([
    ["a denial", "I never hid any letter."],
    ["a question", "Hid a letter? Who hid a letter under my hearthstone?"],
    ["a guess", "If I had hid a letter, would I say so?"],
    ["a saying", "They say I hid a letter. They say all sorts."],
    ["a thought", "Leave me be.</role_action><role_thinking>I hid the letter.</role_thinking>"],
  ])("[O1] %s is no admission", async (_, words) => {
    const play = together();
    await play.hears("p-1", "mara", words);
    expect(play.pages("p-1")).toEqual([]);
  });
  test("[O1] somebody else's secret is not to be had from a gossip", async () => {
    const play = together();
    await play.hears("p-1", "tomas", "Mara hid the letter. I saw her at it.");
    expect(play.pages("p-1")).toEqual([]);
  });
  test("[O1] an action admits as well as words do", async () => {
    const play = together();
    await play.hears(
      "p-1",
      "mara",
      "<role_action>takes a letter from under the hearthstone</role_action>There.",
    );
    expect(play.pages("p-1")).toEqual(["letter: finding"]);
  });
  test("[O2] an admission may be spread over turns that the same player heard", async () => {
    const play = together();
    await play.hears("p-1", "mara", "There was a letter.", { whisper: true });
    await play.hears("p-2", "mara", "I hid it.", { whisper: true });
    expect([...play.pages("p-1"), ...play.pages("p-2")]).toEqual([]);
    await play.hears("p-1", "mara", "And I hid it where it is warm.", { whisper: true });
    expect(play.pages("p-1")).toEqual(["letter: finding"]);
    expect(play.pages("p-2")).toEqual([]);
  });
  test("[O1] authored words that stand in for a model admit nothing", async () => {
    const play = together();
    play.model.script("Mara Quill", { pieces: [], end: { status: "failed", failure: "cut" } });
    play.model.script("Mara Quill", { pieces: [], end: { status: "failed", failure: "cut" } });
    play.director.say("p-1", { text: "The letter?", to: "mara" });
    await play.clock.pass(9_000);
    expect(play.pages("p-1")).toEqual([]);
  });
});

describe("[O4] what one knows can be told, shown and kept", () => {
  test("[O4] a player that knows tells those who hear; a player that only guesses tells nobody", async () => {
    const play = together();
    play.director.say("p-2", { text: "Ayla, I think Mara hid the letter." });
    expect(play.pages("p-1")).toEqual([]);
    await play.hears("p-1", "mara", "I hid the letter.", { whisper: true });
    play.director.say("p-1", { text: "Ben, Mara told me she hid the letter.", to: "p-2" });
    await play.clock.pass(500);
    expect(play.story("p-2").journal).toMatchObject([
      { id: "letter", kind: "told", source: { name: "Ayla" } },
    ]);
    expect(play.pages("p-1")).toEqual(["letter: finding"]);
  });
  test("[O4] to hear it from its owner is more than to be told, and replaces that page", async () => {
    const play = together();
    await play.hears("p-1", "mara", "I hid the letter.", { whisper: true });
    play.director.say("p-1", { text: "Mara hid the letter, Ben.", to: "p-2" });
    await play.hears("p-2", "mara", "Yes. I hid the letter.", { whisper: true });
    expect(play.pages("p-2")).toEqual(["letter: finding"]);
  });
  test("[O4] a thing tells whoever takes it or is shown it, and nobody else", () => {
    const play = together();
    const { director } = play;
    deed(play, { actor: "tomas", verb: "show", target: "p-1", item: "ledger-book" });
    deed(play, { actor: "tomas", verb: "show", target: "mara", item: "ledger-book" });
    deed(play, {
      actor: "p-2",
      verb: "take",
      target: null,
      item: "ledger-book",
      outcome: "refused",
    });
    expect(play.pages("p-1")).toEqual(["ledger: seen"]);
    expect(play.pages("p-2")).toEqual([]);
    deed(play, { actor: "p-2", verb: "take", target: "ledger-book", item: null });
    expect(play.pages("p-2")).toEqual(["ledger: seen"]);
    expect(director.snapshot("p-2").story?.questions[1]).toMatchObject({ state: "partly" });
  });
  test("[O4] a return by the same key finds the journal; a late player sees the board alone", async () => {
    const play = aMystery();
    const join = (id: string, subject: string) =>
      play.director.join({ id, name: id, language: "en", subject });
    join("p-1", "s-ayla");
    play.stand("mara", 3, 3);
    play.stand("p-1", 3, 4);
    await play.hears("p-1", "mara", "I hid the letter.");
    play.director.leave("p-1");
    join("p-2", "s-ayla");
    join("p-3", "s-late");
    expect(play.pages("p-2")).toEqual(["letter: finding"]);
    expect(play.pages("p-3")).toEqual([]);
    expect(play.board("p-3")).toEqual(["where: found", "why: partly"]);
    expect(play.story("p-3").goal?.zh).toBe("找到那封信。");
  });
  test("[O4] a dropped line changes nothing: the snapshot holds every page", async () => {
    const play = together();
    play.director.connected("p-2", false);
    await play.hears("p-1", "mara", "I hid the letter.");
    play.director.connected("p-2", true);
    expect(play.pages("p-2")).toEqual(["letter: finding"]);
  });
});

describe("[O5] endings", () => {
  test("[O5] the first that is earned is played when the time is over, after the scene's own line", async () => {
    const play = together();
    await play.hears("p-1", "mara", "I hid the letter.");
    await play.clock.pass(600_000);
    expect(play.transcript("p-1").slice(-2)).toEqual([
      "Environment: Dawn comes.",
      "Environment: Half of it is known.",
    ]);
    expect(play.story("p-2").ending).toMatchObject({ id: "half", title: { zh: "一半" } });
    expect(play.log.events.find((e) => e.type === "ending")).toMatchObject({
      ending: "half",
      answered: ["where"],
    });
    expect(play.heard("p-2").filter(({ type }) => type === "ending")).toHaveLength(1);
  });
  test("[O5] with nothing found the last one is played", async () => {
    const play = together();
    await play.clock.pass(600_000);
    expect(play.story("p-1").ending?.id).toBe("none");
  });
  test("[O5] a deed ends it at once where everything else holds, and not before", async () => {
    const play = together();
    const pull = () => deed(play, { actor: "p-1", verb: "take", target: "rope", item: null });
    pull();
    expect(play.story("p-1").ending).toBe(null);
    await play.hears("p-1", "mara", "I hid the letter.");
    await play.hears("p-2", "tomas", "I cracked the bell.");
    expect(play.board("p-2")).toEqual(["where: found", "why: found"]);
    pull();
    expect(play.story("p-1").ending?.id).toBe("rung");
    expect(play.transcript("p-2").at(-1)).toBe(
      "Environment: The bell rings cracked, and they all come out.",
    );
    expect(play.director.say("p-1", { text: "What now?" })).toMatchObject({
      refusal: "scene-closed",
    });
    await play.clock.pass(900_000);
    expect(play.log.events.filter((e) => e.type === "ending")).toHaveLength(1);
  });
  test("[O5] whoever comes late to an ended scene sees how it ended", async () => {
    const play = together();
    await play.clock.pass(600_000);
    play.join("p-9", "Late");
    expect(play.story("p-9")).toMatchObject({ ending: { id: "none" }, suggestions: [] });
  });
});

function deed(
  play: ReturnType<typeof aMystery>,
  given: {
    actor: string;
    verb: string;
    target: string | null;
    item: string | null;
    outcome?: "done" | "refused";
  },
): void {
  play.happen({
    type: "deed",
    deed: {
      deedId: "d-1",
      outcome: "done",
      refusal: null,
      origin: "player",
      turnId: null,
      witnesses: new Set(),
      ...given,
    },
  });
}
