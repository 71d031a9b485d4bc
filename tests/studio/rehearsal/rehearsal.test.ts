import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { replayEpisode } from "../../../server/episodes/replay/replay.ts";
import { chatmlDialects } from "./dialects.ts";
import { systemClock } from "../../../server/cli/system-clock.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { understudyModel } from "../../doubles/understudy-model.ts";
import { aRehearsalStudio, logged, MARA, textIn } from "./a-rehearsal.ts";

const clock = systemClock();
const MIRA = aPersona({ id: "mira", name: "Mira", aliases: ["Old Mira"] });

async function until(true_: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000 && !true_(); tries += 1)
    await new Promise((resolved) => setTimeout(resolved, 5));
  expect(true_()).toBe(true);
}

describe("[ST90] a rehearsal is a scene like any other", () => {
  test("[ST90] its turns, calls and observations are on record, marked as rehearsal, and replay to the byte", async () => {
    const studio = await aRehearsalStudio();
    const mara = await (await studio.as("designer")).begin();
    const turn = await mara.say("Good evening. Who are you?");
    expect(turn).toMatchObject({ speaker: "mara", outcome: "complete", instead: null });
    expect(textIn(turn, "speech", "action")).not.toBe("");
    await mara.again(turn.turnId, { play: { seed: 11 } });
    const [start] = logged(studio, "episode-start");
    expect(start).toMatchObject({ origin: "rehearsal", software: "dramatis/test" });
    expect(logged(studio, "turn").map(({ chosenBy }) => chosenBy)).toEqual(["addressed", "take"]);
    expect(logged(studio, "observed").length).toBeGreaterThan(1);
    const events = studio.ports.log.events.map((event, seq) => ({ seq, event }));
    const replay = await replayEpisode(events, chatmlDialects());
    expect(replay).toMatchObject({ differences: 0, difference: null, skipped: [], turns: 2 });
    expect(replay.prompts).toBe(logged(studio, "model-call").length);
  });

  test("[ST90] nothing of it waits in a player's lane, and none of it is a player's call", async () => {
    const model = understudyModel(clock);
    const studio = await aRehearsalStudio({ models: { play: model } });
    const mara = await (await studio.as("designer")).begin();
    const turn = await mara.say("Hello.");
    await mara.again(turn.turnId);
    expect(model.requests.length).toBeGreaterThan(1);
    for (const { purpose } of model.requests)
      expect(purpose).toMatchObject({ lane: "rehearsal", player: "designer designer" });
  });

  test("[ST90] a cast plays so many turns by itself, each to whoever spoke last, and stops", async () => {
    const studio = await aRehearsalStudio();
    const inn = await (await studio.as("designer")).begin({ personas: [], stage: "scene" });
    expect((await inn.post("/play", { turns: 4 })).status).toBe(200);
    const { talk } = await inn.settled();
    const turns = talk.flatMap((one) => (one.kind === "turn" ? [one] : []));
    expect(turns.map(({ speaker }) => speaker)).toEqual(["mara", "tomas", "mara", "tomas"]);
    expect(turns.slice(1).map(({ to }) => to)).toEqual(["mara", "tomas", "mara"]);
  });

  test("[ST90] one speaks as anybody, whispers, and lets things happen; a persona's name is its own", async () => {
    const studio = await aRehearsalStudio();
    const inn = await (await studio.as("designer")).begin({ personas: [], stage: "scene" });
    await inn.say("Good evening.", { as: "Ann" });
    await inn.say("A word in your ear.", { as: "Old Bert", whisper: true });
    expect((await inn.post("/world", { text: "A shutter bangs." })).status).toBe(200);
    const said = (await inn.settled()).talk.flatMap((one) =>
      one.kind === "line" ? [`${one.by} ${one.name}: ${one.segments[0]?.text}`] : [],
    );
    expect(said).toEqual(
      expect.arrayContaining([
        "visitor Ann: Good evening.",
        "visitor Old Bert: A word in your ear.",
        "world Environment: A shutter bangs.",
      ]),
    );
    const whispered = logged(studio, "line").find(({ whisper }) => whisper);
    expect(whispered?.listeners).not.toContain("tomas");
    expect((await inn.post("/say", { as: "mara quill", text: "I am Mara." })).status).toBe(400);
  });

  test("[ST90] what is set as remembered comes back, with the reason why", async () => {
    const studio = await aRehearsalStudio();
    const facts = ["My brother lights the lamps on the quay."];
    const mara = await (
      await studio.as("designer")
    ).begin({ remembered: [{ persona: "mara", name: "Ann", facts }] });
    const turn = await mara.say("Do you remember my brother and his lamps?");
    const { recalled, prompt } = await mara.detail(turn.turnId);
    expect(recalled[0]?.text).toContain("My brother lights the lamps on the quay.");
    expect(recalled[0]?.items[0]?.why.map(({ kind }) => kind)).toContain("words");
    expect(prompt?.parts.at(-2)?.text).toContain("My brother lights the lamps on the quay.");
  });
});

describe("[ST91] four channels, apart and live", () => {
  test("[ST91] thoughts and words stream in blocks of their own, and end as the log has them", async () => {
    const model = scriptedModel(clock);
    const studio = await aRehearsalStudio({ models: { play: model }, play: { prefill: "" } });
    const mara = await (await studio.as("designer")).begin();
    model.script("Mara Quill", {
      pieces: [
        "<system_thinking>Mara should ",
        { wait: 100 },
        "be kind.</system_thinking>Mara Quill: <role_thinking>A stranger, ",
        { wait: 100 },
        "at this hour.</role_thinking><role_action>turns the lamp up</role_action>",
        { wait: 100 },
        "Sit down by the fire, traveller, and get warm.",
      ],
    });
    const turn = await mara.say("Hello.");
    expect(turn.segments.map(({ channel }) => channel)).toEqual([
      "system-thinking",
      "role-thinking",
      "action",
      "speech",
    ]);
    const heard = new Map<string, string>();
    for (const event of mara.feed) {
      if (event.type !== "block") continue;
      const key = `${event.block} ${event.channel}`;
      heard.set(key, (event.whole ? "" : (heard.get(key) ?? "")) + event.text);
    }
    const { "v1 speech": speech = "", ...others } = Object.fromEntries(heard);
    expect(others).toEqual({
      "p1-0 system-thinking": "Mara should be kind.",
      "p1-1 role-thinking": "A stranger, at this hour.",
      "v0 action": "turns the lamp up",
    });
    // The last words come with the turn's end.
    expect(speech).toMatch(/^Sit down by/u);
    expect("Sit down by the fire, traveller, and get warm.").toContain(speech);
    const thought = mara.feed.filter(
      (event) => event.type === "block" && event.channel === "system-thinking",
    );
    expect(thought.length).toBeGreaterThan(1);
  });

  const cases = JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../../fixtures/hostile-outputs.json"), "utf8"),
  ) as { id: string; chunks: string[]; must_not_contain: string[] }[];

  test("[ST91] of all hostile outputs nothing private is ever in a channel that others see or hear", async () => {
    // Those that are about names or settings of their own are the parser's tests' alone.
    const plain = cases.filter(
      (one) => !("others" in one || "start" in one || "recent_private" in one || "hidden" in one),
    );
    expect(plain.length).toBeGreaterThan(500);
    const model = scriptedModel(clock);
    const studio = await aRehearsalStudio({
      models: { play: model },
      play: { prefill: "" },
      limits: { turns: 2_000, takes: 2_000 },
      // Of those whom the outputs speak for.
      worlds: {
        inn: aStaging([
          MIRA,
          aPersona({ id: "tomas", name: "Tomas" }),
          aPersona({ id: "ayla", name: "Ayla" }),
        ]),
      },
    });
    const mara = await (await studio.as("designer")).begin({ personas: ["mira", "tomas", "ayla"] });
    const first = await mara.say("Hello.", { to: "mira" });
    let shown = 0;
    for (const { id, chunks, must_not_contain: forbidden } of plain) {
      const from = mara.feed.length;
      // The door lets so many requests in at once, by a clock that the test moves.
      await studio.studio.clock.pass(1_000);
      model.script("Mira", { pieces: chunks });
      const asked = await mara.post(`/turns/${first.turnId}/again`, {});
      expect(asked.status, id).toBe(201);
      const take = (asked.value as { id: string }).id;
      await until(() =>
        mara.feed.slice(from).some((one) => one.type === "turn" && one.turn.turnId === take),
      );
      const visible = mara.feed
        .slice(from)
        .flatMap((event) =>
          event.type === "block" && (event.channel === "speech" || event.channel === "action")
            ? [event.text]
            : event.type === "turn"
              ? [textIn(event.turn, "speech", "action")]
              : [],
        )
        .join("");
      for (const secret of forbidden)
        expect(visible.includes(secret), `${id}: ${secret}`).toBe(false);
      shown += 1;
    }
    expect(shown).toBe(plain.length);
  }, 120_000);

  test("[ST91] stop aborts the call, and what was thought and said by then stays", async () => {
    const model = scriptedModel(clock);
    const studio = await aRehearsalStudio({ models: { play: model }, play: { prefill: "" } });
    const mara = await (await studio.as("designer")).begin();
    model.script("Mara Quill", {
      pieces: [turnOf("Well now, that is a long story and"), { wait: 60_000 }, " no."],
    });
    await mara.post("/say", { as: "Ann", text: "Hello.", to: "mara" });
    await until(() => mara.feed.some((one) => one.type === "block" && one.channel === "speech"));
    expect((await mara.post("/stop")).status).toBe(200);
    const turn = await mara.last();
    expect(turn.outcome).toBe("cancelled");
    expect(model.aborted).toHaveLength(1);
    expect(textIn(turn, "role-thinking")).toContain("careful");
  });
});

describe("[ST92] how a turn came to be", () => {
  test("[ST92] the prompt is told in its sections, and is the very text that was sent", async () => {
    const studio = await aRehearsalStudio();
    const mara = await (await studio.as("designer")).begin();
    const turn = await mara.say("Good evening.");
    const { prompt, calls, timing, thinking } = await mara.detail(turn.turnId);
    const call = logged(studio, "model-call").at(-1)?.call;
    expect(calls.at(-1)?.sent).toBe(call?.["promptText"]);
    expect(calls.at(-1)?.written).toBe(call?.["completionText"]);
    expect(prompt?.parts.map(({ section }) => section)).toEqual([
      "opening",
      "profile",
      "scenario",
      "thoughts",
      "requirements",
      "talk",
      "prefill",
    ]);
    let rest = calls.at(-1)?.sent ?? "";
    for (const { text } of prompt?.parts ?? []) {
      expect(rest).toContain(text);
      rest = rest.slice(rest.indexOf(text) + text.length);
    }
    expect(call?.["usage"]).toMatchObject({ prompt_tokens: prompt?.counted });
    expect(thinking?.mode).toBe("full");
    expect(timing.thought).toBeGreaterThan(0);
    expect(timing.spoken).toBeGreaterThan(0);
    expect(calls[0]).toMatchObject({ temperature: null, endpoint: "understudy" });
  });
});

describe("[ST93] a turn is taken again", () => {
  test("[ST93] with the messages it had and another seed, mode, sampling and endpoint", async () => {
    const [first, other] = [
      understudyModel(clock),
      scriptedModel(clock, turnOf("Quite otherwise.")),
    ];
    const studio = await aRehearsalStudio({ models: { play: first, small: other } });
    const mara = await (await studio.as("designer")).begin();
    const turn = await mara.say("Who lights the lamps?");
    const play = { endpoint: "small", mode: "reflex", temperature: 0.1, maxTokens: 50, seed: 5 };
    const take = await mara.again(turn.turnId, { play });
    expect(take).toMatchObject({
      instead: turn.turnId,
      endpoint: "small",
      mode: "reflex",
      pairs: true,
    });
    expect(textIn(take, "speech")).toContain("Quite otherwise.");
    const [asked] = other.requests;
    expect(asked?.sampling).toMatchObject({ temperature: 0.1, maxTokens: 50, seed: 5 });
    expect(asked?.prompt.messages).toEqual(first.requests.at(-1)?.prompt.messages);
    expect(asked?.prompt.system).toBe(first.requests.at(-1)?.prompt.system);
    const record = logged(studio, "turn").at(-1);
    expect(record).toMatchObject({ instead: turn.turnId, chosenBy: "take", turnId: take.turnId });
    expect((await mara.view()).talk.filter(({ kind }) => kind === "turn")).toHaveLength(1);
  });

  test("[ST93] with another sheet it is an episode of its own, from where the turn was asked for", async () => {
    const model = understudyModel(clock);
    const draft = { ...MARA, profile: "Mara has sold the inn and is glad of it." };
    const studio = await aRehearsalStudio({
      models: { play: model },
      sheets: {
        persona: async (_world, id, version) =>
          id === "mara" && version === "draft" ? draft : null,
        text: async () => null,
        versions: async () => ({ versions: [], hasDraft: true }),
      },
    });
    const designer = await studio.as("designer");
    const mara = await designer.begin();
    await mara.say("Good evening.");
    const turn = await mara.say("What do you do here?");
    const before = model.requests.at(-1);
    const take = await mara.again(turn.turnId, { sheet: { version: "draft" } });
    expect(take).toMatchObject({ instead: turn.turnId, sheet: "draft", pairs: false });
    expect(model.requests.at(-1)?.prompt.system).toContain("sold the inn");
    expect(model.requests.at(-1)?.prompt.messages).toEqual(before?.prompt.messages);
    const [original, aside] = logged(studio, "episode-start");
    expect(aside?.branchOf).toEqual({ episodeId: original?.episodeId, turnId: turn.turnId });
    expect(aside?.origin).toBe("rehearsal");
    const ofAside = studio.ports.log.events
      .filter(({ episodeId }) => episodeId === aside?.episodeId)
      .map((event, seq) => ({ seq, event }));
    const replay = await replayEpisode(ofAside, chatmlDialects());
    expect(replay).toMatchObject({ differences: 0, skipped: [], turns: 1 });
    const unknown = await mara.post(`/turns/${turn.turnId}/again`, {
      sheet: { version: "0123456789ab" },
    });
    expect(unknown.status).toBe(404);
    const faulty = await mara.post(`/turns/${turn.turnId}/again`, {
      sheet: { yaml: "id: mara\nname: Mara Quill\n" },
    });
    expect(faulty.status).toBe(400);
    expect(JSON.stringify(faulty.value)).toMatch(/profile/u);
  });

  test("[ST93] nobody can name an address: endpoints are the operator's", async () => {
    const studio = await aRehearsalStudio();
    const designer = await studio.as("designer");
    const mara = await designer.begin();
    const turn = await mara.say("Hello.");
    const url = { play: { endpoint: "http://169.254.169.254/v1" } };
    expect((await mara.post(`/turns/${turn.turnId}/again`, url)).status).toBe(400);
    const free = { play: { baseUrl: "http://127.0.0.1:1/v1" } };
    expect((await mara.post(`/turns/${turn.turnId}/again`, free)).status).toBe(400);
    const { value } = await designer.ask("GET", "/rehearsals/places");
    expect(value).toMatchObject({ endpoints: [{ name: "play", synthetic: true }] });
    expect(JSON.stringify(value)).not.toMatch(/https?:/u);
  });
});

describe("[ST94] from any turn on", () => {
  test("[ST94] a take, an edit or an earlier turn stands in the minds of all who heard it", async () => {
    const model = scriptedModel(clock, turnOf("Aye, so it is."));
    const studio = await aRehearsalStudio({ models: { play: model }, play: { prefill: "" } });
    const inn = await (await studio.as("designer")).begin({ personas: [], stage: "scene" });
    model.script("Mara Quill", turnOf("The lamps are lit."));
    const first = await inn.say("Are the lamps lit?");
    model.script("Mara Quill", turnOf("Every lamp went out at nine."));
    const take = await inn.again(first.turnId);
    await inn.say("And then?");
    expect((await inn.post("/go-on", { turn: take.turnId })).status).toBe(200);
    const { talk } = await inn.settled();
    expect(talk.at(-1)).toMatchObject({ turnId: take.turnId });
    expect(talk.some((one) => one.kind === "turn" && one.turnId === first.turnId)).toBe(false);
    await inn.say("Tomas, did you hear?", { to: "tomas" });
    const toTomas = JSON.stringify(model.requests.at(-1)?.prompt);
    expect(toTomas).toContain("Every lamp went out at nine.");
    expect(toTomas).not.toContain("The lamps are lit.");
    expect(toTomas).not.toContain("And then?");
    expect(toTomas).not.toContain("comes in. Environment: Ann comes in");
    const segments = [{ kind: "speech", text: "I put them out myself." }];
    expect((await inn.post(`/turns/${take.turnId}/edit`, { segments })).status).toBe(200);
    expect((await inn.post("/go-on", { turn: take.turnId, edited: true })).status).toBe(200);
    await inn.say("Why?");
    const asked = JSON.stringify(model.requests.at(-1)?.prompt);
    expect(asked).toContain("I put them out myself.");
    expect(asked).not.toContain("went out at nine");
    const branches = logged(studio, "episode-start").map(({ branchOf }) => branchOf?.turnId);
    expect(branches).toEqual([undefined, first.turnId, first.turnId]);
  });

  test("[ST94] and from a turn of any episode of the log, before it or after it", async () => {
    const earlier = await aRehearsalStudio();
    const mara = await (await earlier.as("designer")).begin({ training: false });
    await mara.say("The password is herring.");
    const turn = await mara.say("What is the password?");
    const [start] = logged(earlier, "episode-start");
    const model = understudyModel(clock);
    const studio = await aRehearsalStudio({
      models: { play: model },
      episodes: earlier.ports.log.events,
    });
    const designer = await studio.as("designer");
    const order = { episode: start?.episodeId, turn: turn.turnId };
    const begun = await designer.ask("POST", "/rehearsals/from", order);
    expect(begun.status).toBe(201);
    const branch = designer.rehearsal((begun.value as { id: string }).id);
    expect(await branch.view()).toMatchObject({ from: { turnId: turn.turnId } });
    await branch.post("/play", { turns: 1 });
    await branch.settled();
    const prompt = JSON.stringify(model.requests.at(-1)?.prompt.messages);
    expect(prompt).toContain("What is the password?");
    expect(prompt).toContain("herring");
    expect(logged(studio, "episode-start")[0]?.branchOf).toEqual({
      episodeId: start?.episodeId,
      turnId: turn.turnId,
    });
    const nowhere = await designer.ask("POST", "/rehearsals/from", { ...order, turn: "none.1" });
    expect(nowhere.status).toBe(404);
  });
});
