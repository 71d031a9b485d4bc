import { describe, expect, test } from "vitest";
import type { SceneEvent } from "../../shared/protocol.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector, type DirectorOptions } from "../../server/stage/director.ts";
import type { Availability, ModelEnd } from "../../server/stage/ports.ts";
import { aPersona, aStaging, AS_TRAINED, seeded } from "../doubles/a-scene.ts";
import { failing } from "../doubles/ending-model.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { scriptedModel, turnOf } from "../doubles/scripted-model.ts";

const mara = aPersona({ id: "mara", name: "Mara Quill" });
const tomas = aPersona({ id: "tomas", name: "Tomas Reed" });

function aPlay(more: Partial<DirectorOptions> = {}) {
  const clock = fakeClock();
  const model = scriptedModel(clock);
  const log = memoryLog();
  const events: SceneEvent[] = [];
  const director = createDirector({
    scene: aStaging([mara, tomas]),
    model,
    episodeLog: log,
    clock,
    random: seeded(2),
    play: AS_TRAINED,
    tell: (batch) => {
      for (const { listeners, event } of batch) if (listeners.has("p-1")) events.push(event);
    },
    ...more,
  });
  director.join({ id: "p-1", name: "Ayla", language: "en" });
  director.join({ id: "p-2", name: "Ben", language: "en" });
  const turns = () => log.events.flatMap((one) => (one.type === "turn" ? [one] : []));
  const shown = () => director.snapshot("p-1").entries.at(-1)?.segments ?? [];
  const notices = () => events.flatMap((one) => (one.type === "notice" ? [one.code] : []));
  return { clock, model, log, events, director, turns, shown, notices };
}
const text = (segments: readonly ({ text: string } | null)[]) =>
  segments.flatMap((one) => (one === null ? [] : [one.text])).join(" ");

describe("[F50] the room is told when its characters rest, and when they are back", () => {
  function anAvailability() {
    const watching = new Set<() => void>();
    let downSince: number | null = null;
    const availability: Availability = {
      get downSince() {
        return downSince;
      },
      watch(changed) {
        watching.add(changed);
        return () => watching.delete(changed);
      },
    };
    const set = (since: number | null) => {
      downSince = since;
      for (const changed of watching) changed();
    };
    return { availability, set, watching };
  }
  test("[F50] after 30 s, once, and again only after it was back", async () => {
    const { availability, set, watching } = anAvailability();
    const { clock, director, notices } = aPlay({ availability });
    set(clock.elapsed());
    await clock.pass(29_999);
    expect(notices()).toEqual([]);
    await clock.pass(1);
    expect(notices()).toEqual(["characters-resting"]);
    await clock.pass(60_000);
    set(null);
    await clock.pass(100);
    expect(notices()).toEqual(["characters-resting", "characters-back"]);
    set(clock.elapsed());
    await clock.pass(31_000);
    expect(notices()).toHaveLength(3);
    await director.close("test");
    expect(watching.size).toBe(0);
  });
  test("[F50] not for what passes sooner", async () => {
    const { availability, set } = anAvailability();
    const { clock, notices } = aPlay({ availability });
    for (let i = 0; i < 5; i++) {
      set(clock.elapsed());
      await clock.pass(29_000);
      set(null);
      await clock.pass(1_000);
    }
    expect(notices()).toEqual([]);
  });
  test("[F50] who comes in while they rest is told as well, and nobody else again", async () => {
    const { availability, set } = anAvailability();
    const told: { to: string[]; code: string }[] = [];
    const { clock, director } = aPlay({
      availability,
      tell: (batch) => {
        for (const { listeners, event } of batch) {
          if (event.type === "notice") told.push({ to: [...listeners], code: event.code });
        }
      },
    });
    set(clock.elapsed());
    await clock.pass(31_000);
    director.join({ id: "p-3", name: "Cato", language: "en" });
    await clock.pass(1_000);
    expect(told.slice(1)).toEqual([{ to: ["p-3"], code: "characters-resting" }]);
  });
});

describe("[F51] a turn ends in time, whatever hangs", () => {
  test.each([
    ["with nothing out", [{ wait: 500_000 }], "fallback"],
    [
      "with words out",
      [turnOf("I was about to tell you of the storm of that year"), { wait: 500_000 }],
      "cut",
    ],
  ] as const)("[F51] %s", async (_name, pieces, outcome) => {
    const { clock, model, director, turns } = aPlay();
    model.script("Mara Quill", { pieces });
    director.say("p-1", { text: "Mara?" });
    await clock.pass(44_999);
    expect(director.turnsRunning).toBe(1);
    await clock.pass(500);
    expect(turns()).toMatchObject([{ outcome, cause: "timeout-turn", trainable: false }]);
    expect(director.cast.bodies.get("mara")?.status).toBe("idle");
  });
  test("[F51] two calls share the time of one", async () => {
    const { clock, model, director, turns } = aPlay();
    model.script("Mara Quill", { pieces: [{ wait: 30_000 }], end: failing("cut") });
    model.script("Mara Quill", { pieces: [{ wait: 30_000 }, turnOf("Aye.")] });
    director.say("p-1", { text: "Mara?" });
    await clock.pass(46_000);
    expect(turns()).toMatchObject([{ outcome: "fallback", cause: "timeout-turn" }]);
  });
});

describe("[F52] who waits for a busy endpoint", () => {
  const busy = (retryAfter: number): { pieces: never[]; end: ModelEnd } => ({
    pieces: [],
    end: failing("overloaded", retryAfter),
  });
  test("[F52] a persona alone waits as long as it is asked to", async () => {
    const { clock, model, director, turns } = aPlay();
    model.script("Mara Quill", busy(4_000));
    director.say("p-1", { text: "Mara?" });
    await clock.pass(3_900);
    expect(model.requests).toHaveLength(1);
    await clock.pass(400);
    expect(model.requests).toHaveLength(2);
    expect(turns()).toMatchObject([{ outcome: "complete" }]);
  });
  test("[F52] while one waits, another makes a silent gesture", async () => {
    const { clock, model, director, turns, shown } = aPlay();
    model.script("Mara Quill", busy(4_000));
    model.script("Tomas Reed", busy(4_000));
    director.say("p-1", { text: "Mara?" });
    await clock.pass(10);
    director.say("p-2", { text: "Tomas?" });
    await clock.pass(100);
    expect(turns()).toMatchObject([{ speaker: "tomas", outcome: "fallback", cause: "overloaded" }]);
    expect(shown()).toEqual([{ kind: "action", text: "Tomas Reed pauses" }]);
    await clock.pass(5_000);
    expect(turns()).toHaveLength(2);
  });
  test("[F52] and the third gesture in a row is a line", async () => {
    const { clock, model, director, shown } = aPlay();
    const kinds: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      model.script("Mara Quill", busy(9_000));
      director.say("p-1", { text: "Mara?" });
      await clock.pass(3_000);
      kinds.push(shown()[0]?.kind);
    }
    expect(kinds).toEqual(["action", "action", "speech"]);
  });
  test("[F52] a server error that says when to come back is not asked sooner", async () => {
    const { clock, model, director } = aPlay();
    model.script("Mara Quill", { pieces: [], end: failing("server-error", 3_000) });
    director.say("p-1", { text: "Mara?" });
    await clock.pass(2_900);
    expect(model.requests).toHaveLength(1);
    await clock.pass(200);
    expect(model.requests).toHaveLength(2);
  });
});

describe("[F53] a thought of its own that fails", () => {
  const budget = {
    play: { thinking: { ...DEFAULT_THINKING, mode: "budget" as const, ahead: [] } },
  };
  test("[F53] one more try, and then the words", async () => {
    const { clock, model, director, turns, log } = aPlay(budget);
    model.script("Mara Quill", { pieces: ["I had better "], end: failing("cut") });
    model.script("Mara Quill", { pieces: ["be brief."] });
    model.script("Mara Quill", { pieces: ["Come in out of the rain."] });
    director.say("p-1", { text: "Mara, I have lost my brother's ring, help me." });
    await clock.pass(2_000);
    expect(turns()).toMatchObject([{ outcome: "complete" }]);
    const phases = log.events.flatMap((one) =>
      one.type === "model-call"
        ? [(one.call as { thinking: { phase: string } }).thinking.phase]
        : [],
    );
    expect(phases).toEqual(["think", "think", "speak"]);
  });
  test("[F53] twice: an authored line, one end, nothing of the thought", async () => {
    const { clock, model, director, turns, events, shown } = aPlay(budget);
    for (let i = 0; i < 2; i++) {
      model.script("Mara Quill", { pieces: ["SECRET-7731 is "], end: failing("unreachable") });
    }
    director.say("p-1", { text: "Mara, I have lost my brother's ring, help me." });
    await clock.pass(2_000);
    expect(turns()).toMatchObject([{ outcome: "fallback", cause: "unreachable" }]);
    expect(text(shown())).toContain("no words just now");
    expect(JSON.stringify(events)).not.toContain("SECRET-7731");
  });
  test("[F53] one that goes round in circles ends where it began to, and is not learned from", async () => {
    const { clock, model, director, turns } = aPlay(budget);
    model.script("Mara Quill", {
      pieces: ["I had better be brief. ", ...Array.from({ length: 40 }, () => "or not, or so, ")],
    });
    model.script("Mara Quill", { pieces: ["Come in out of the rain."] });
    director.say("p-1", { text: "Mara, I have lost my brother's ring, help me." });
    await clock.pass(2_000);
    expect(turns()).toMatchObject([
      { outcome: "complete", trainable: false, anomalies: { repetition: 1 } },
    ]);
    const prefill = model.requests.at(-1)?.prompt.prefill ?? "";
    expect(prefill).toContain("I had better be brief.");
    expect(prefill.match(/or not/gu)?.length).toBe(1);
  });
  test("[F53] an open breaker says nothing new about why", async () => {
    const { clock, model, director, turns } = aPlay();
    model.script("Mara Quill", { pieces: [], end: failing("unreachable") });
    model.script("Mara Quill", { pieces: [], end: failing("circuit-open") });
    director.say("p-1", { text: "Mara?" });
    await clock.pass(2_000);
    expect(turns()).toMatchObject([{ outcome: "fallback", cause: "unreachable" }]);
  });
});
