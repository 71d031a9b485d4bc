import { describe, expect, test } from "vitest";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aPlay, MARA, TOMAS } from "../../doubles/a-play.ts";
import { aStaging } from "../../doubles/a-scene.ts";
import { turnOf } from "../../doubles/scripted-model.ts";
import { replayed } from "./replayed.ts";

/** Three short turns; each piece of text is found by the words it alone holds. */
async function evening(): Promise<EpisodeEvent[]> {
  const play = aPlay({ scene: aStaging([MARA, TOMAS]) });
  play.join("p-1", "Ayla");
  play.model.script("Mara Quill", turnOf("The tide is early.", "She asks too much."));
  play.say("p-1", "Mara, when is the tide?");
  await play.live(3_000);
  play.model.script("Tomas Reed", turnOf("Ask the almanac."));
  play.say("p-1", "Tomas, is that so?");
  await play.live(3_000);
  play.model.script("Mara Quill", turnOf("Leave him be."));
  play.say("p-1", "Mara, why does he look away?");
  await play.live(3_000);
  await play.director.close("test");
  return play.log.events;
}

/** The log with one letter of a text changed, wherever `where` finds it. */
function changed(
  events: readonly EpisodeEvent[],
  type: EpisodeEvent["type"],
  text: string,
): EpisodeEvent[] {
  let done = 0;
  const other = events.map((event) => {
    const json = JSON.stringify(event);
    if (done > 0 || event.type !== type || !json.includes(text)) return event;
    done += 1;
    const last = text.at(-1) === "x" ? "y" : "x";
    return JSON.parse(json.replace(text, `${text.slice(0, -1)}${last}`)) as EpisodeEvent;
  });
  expect(done).toBe(1);
  return other;
}

describe("[E45] what was changed is found, and named", () => {
  test.each([
    ["a word of a sheet", "episode-start", "Tomas Reed lives by the harbou", "prompt"],
    ["the scene", "episode-start", "A room by the harbou", "prompt"],
    ["a line that was heard", "observed", "Mara, when is the tid", "observed"],
    ["a thought that a persona remembers", "observed", "She asks too muc", "observed"],
    ["what a model wrote", "model-call", "Ask the almana", "segments"],
    ["what is kept of a turn", "turn", "Leave him b", "segments"],
    ["a private part of a turn", "turn", "She asks too muc", "segments"],
  ] as const)("[E45] %s", async (_, type, text, what) => {
    const events = await evening();
    expect((await replayed(events)).difference).toBeNull();
    const { difference } = await replayed(changed(events, type, text));
    expect(difference).toMatchObject({ what });
    const { logged = "", replayed: made = "", byte = -1 } = difference ?? {};
    expect(logged).not.toBe(made);
    expect(byte).toBeGreaterThan(0);
    const named = events.find(
      (e) => (e.type === "turn" || e.type === "line") && e.turnId === difference?.turnId,
    );
    expect(named).toBeDefined();
  });

  test("[E45] the byte is counted in UTF-8, and what was sent is compared with both of its records", async () => {
    const events = await evening();
    const sent = events.map((event) => {
      if (event.type !== "model-call") return event;
      const promptText = String(event.call["promptText"]);
      return { ...event, call: { ...event.call, promptText: `é${promptText.slice(0, -1)}ü` } };
    });
    expect((await replayed(sent)).difference).toMatchObject({ what: "prompt", byte: 0 });
    const late = events.map((event) => {
      if (event.type !== "model-call") return event;
      const promptText = `${String(event.call["promptText"])}!`;
      return { ...event, call: { ...event.call, promptText } };
    });
    const { difference } = await replayed(late);
    const first = events.find((e) => e.type === "model-call");
    const bytes = Buffer.byteLength(String(first?.call["promptText"]));
    expect(difference).toMatchObject({ what: "prompt", byte: bytes, turnId: first?.turnId });
  });

  test("[E45] an order that was changed, and an observation that is missing, are found", async () => {
    const events = await evening();
    const at = events.findIndex((e) => e.type === "observed" && e.minds.length === 2);
    const without = events.toSpliced(at, 1);
    const { difference, skipped } = await replayed(without);
    expect(difference !== null || skipped.some((s) => s.reason === "observations-lost")).toBe(true);
    const forged = events.map((event) =>
      event.type === "observed" && event.minds.length === 1 && event.minds[0]?.index === 2
        ? { ...event, minds: [{ persona: event.minds[0].persona, index: 0 }] }
        : event,
    );
    expect((await replayed(forged)).difference).toMatchObject({ what: "prompt" });
  });
});

/** Kinds of event that the first version did not write. */
const LATER: ReadonlySet<string> = new Set(["observed", "forgot", "places", "turn-began"]);

describe("[E46] what cannot be made again is named with its reason", () => {
  test("[E46] a log of the first version, which does not hold what minds observed", async () => {
    const events = (await evening())
      .filter(({ type }) => !LATER.has(type))
      .map((event): EpisodeEvent => {
        if (event.type === "episode-start") {
          const { known: _known, ground: _ground, ...start } = event;
          return start;
        }
        if (event.type !== "model-call") return event;
        const { basis: _basis, reading: _reading, ...call } = event.call;
        return { ...event, call };
      });
    const replay = await replayed(events);
    expect(replay).toMatchObject({ prompts: 0, turns: 0, difference: null });
    const heard = events.filter(({ type }) => type === "line" || type === "turn");
    expect(replay.skipped).toHaveLength(6 + heard.length);
    expect(new Set(replay.skipped.map(({ reason }) => reason))).toEqual(
      new Set(["earlier-version"]),
    );
    expect(replay.lines.of("p-1").some(({ name }) => name === "Mara Quill")).toBe(true);
  });

  test("[E46] an episode of which something was taken out", async () => {
    const events = await evening();
    const last = events.at(-1);
    if (last === undefined) throw new Error("nothing was played");
    const gone: EpisodeEvent[] = [
      ...changed(events, "observed", "Mara, when is the tid"),
      {
        v: last.v,
        episodeId: last.episodeId,
        at: last.at,
        type: "redaction",
        participant: "p-1",
        reason: "erasure",
        records: 1,
        characters: 10,
      },
    ];
    const replay = await replayed(gone);
    expect(replay.difference).toBeNull();
    expect(replay.skipped.map(({ reason }) => reason)).toContain("redacted");
  });

  test("[E46] calls that play nobody, in a log that does not say of what they were made", async () => {
    const play = aPlay({ play: { reflect: true } });
    play.join("p-1", "Ayla");
    for (let i = 0; i < 14; i++) {
      play.say("p-1", `Mara, my sister Hanne keeps bees in valley number ${i}.`, "mara");
      await play.live(3_000);
    }
    await play.live(180_000);
    const replay = await replayed(play.log.events);
    expect(replay.difference).toBeNull();
    const asides = play.log.events.filter(
      (e) => e.type === "model-call" && String(e.turnId).includes("reflect"),
    );
    expect(asides.length).toBeGreaterThan(0);
    expect(replay.skipped).toEqual([]);
    const older = play.log.events.map((event) => {
      if (event.type !== "model-call") return event;
      const { aside: _, ...call } = event.call;
      return { ...event, call };
    });
    const { skipped } = await replayed(older);
    expect(skipped.map(({ reason }) => reason)).toEqual(asides.map(() => "aside"));
  });

  test("[E46] a log that failed while somebody spoke", async () => {
    const play = aPlay();
    play.join("p-1", "Ayla");
    await play.live(1_000);
    play.log.broken = true;
    play.say("p-1", "Mara, a room?");
    await play.live(3_000);
    play.log.broken = false;
    play.say("p-1", "Mara, and for how long?");
    await play.live(3_000);
    const replay = await replayed(play.log.events);
    expect(replay.difference).toBeNull();
    expect(replay.skipped.map(({ reason }) => reason)).toContain("observations-lost");
  });
});
