import { describe, expect, test } from "vitest";
import { createRunningGame } from "../../../server/cli/running-game.ts";
import { createLiveBook } from "../../../server/studio/live/live-book.ts";
import { liveRoutes } from "../../../server/studio/live/live-routes.ts";
import { mayAsk } from "../../../server/studio/route.ts";
import type { StudioAnswer } from "../../../server/studio/route.ts";
import type { LiveEvent, LiveScenes, LiveTrace } from "../../../shared/studio/live.ts";
import { ROLES, type Role } from "../../../shared/studio/role.ts";
import { aPlay, MARA, TOMAS, type Play } from "../../doubles/a-play.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

const soon = () => new Promise((resolve) => setImmediate(resolve));

/** One scene, watched by whoever asks. */
async function watched(staging = aStaging([MARA, TOMAS])) {
  const running = createRunningGame(staging);
  const live = createLiveBook(running.game);
  const play: Play = aPlay({
    scene: running.around.staging(),
    episodeLog: running.around.watched({ append: async () => {} }),
  });
  const over = running.around.scenes.opened(play.director);
  play.join("p-9f8e7d", "Ayla Venn");
  await soon();
  const routes = liveRoutes(running.game, live, play.clock);
  const gone = new AbortController();
  const scene = play.director.episodeId;

  async function ask(
    method: "GET" | "POST",
    path: string,
    roles: readonly Role[] = ["designer"],
    body: unknown = undefined,
    params: Record<string, string> = {},
    query = "",
  ): Promise<StudioAnswer> {
    await soon();
    const found = routes.find((one) => one.path === path && one.method === method);
    if (found === undefined) throw new Error(`no route ${path}`);
    return found.handle({
      caller: { name: "dana", roles: new Set(roles) },
      params: { scene, ...params },
      query: new URLSearchParams(query),
      body,
      gone: gone.signal,
    });
  }
  async function value<T>(...asked: Parameters<typeof ask>): Promise<T> {
    const answer = await ask(...asked);
    if (answer.kind !== "json") throw new Error(`answered ${answer.kind}`);
    return answer.value as T;
  }
  async function feed(path: string, roles: readonly Role[] = ["designer"], query = "") {
    const answer = await ask("GET", path, roles, undefined, {}, query);
    if (answer.kind !== "lines") throw new Error(`answered ${answer.kind}`);
    const values = answer.values[Symbol.asyncIterator]() as AsyncIterator<LiveEvent>;
    return async (): Promise<LiveEvent> => {
      const next = values.next();
      for (let at = 0; at < 8; at++) await play.clock.pass(250);
      const { value: event, done } = await next;
      if (done === true) throw new Error("the feed has ended");
      return event;
    };
  }
  return { ...running, play, live, over, routes, gone, scene, ask, value, feed };
}

async function spoken(play: Play, line: string, answer: string): Promise<void> {
  play.model.script("Mara Quill", turnOf(answer, "Ayla Venn wants my key, and shall not have it."));
  play.say("p-9f8e7d", line);
  await play.live(3_000);
  await soon();
}

const FEED = "/live/scenes/:scene/feed";
const TRACE = "/live/scenes/:scene/turns/:turn";

describe("[ST78] running scenes are watched", () => {
  test("[ST78] the list: who is there, how it goes, who is held", async () => {
    const { play, value } = await watched();
    await spoken(play, "Mara, good evening.", "Good evening.");
    play.director.controls.control("tomas", { do: "pause" }, "dana");
    const { scenes, mayReadPlayers } = await value<LiveScenes>("GET", "/live");
    expect(mayReadPlayers).toBe(false);
    expect(scenes).toMatchObject([
      {
        held: 1,
        figures: { personas: 2, players: 1, turns: 1, calls: 1, firstVisible: { of: 1 } },
      },
    ]);
  });
  test("[ST78] the feed: everything at first, then what changed, then that it is over", async () => {
    const { play, feed, over } = await watched();
    await spoken(play, "Mara, good evening.", "Good evening.");
    const next = await feed(FEED);
    const first = await next();
    if (first.type !== "scene") throw new Error(first.type);
    expect(first.bodies.map(({ id }) => id)).toEqual(["mara", "tomas", "player-1"]);
    expect(first.lines.map(({ name }) => name)).toContain("Mara Quill");
    play.director.controls.control("mara", { do: "mute" }, "dana");
    const change = await next();
    if (change.type !== "change") throw new Error(change.type);
    expect(change.bodies).toMatchObject([{ id: "mara", state: "muted" }]);
    expect(change.notes).toMatchObject([{ what: "mute", whom: "Mara Quill", by: "dana" }]);
    expect(change.lines).toEqual([]);
    over();
    expect(await next()).toEqual({ type: "over" });
  });
  test("[ST78] a reader that is slow is told the last lines, and how many it missed", async () => {
    const { play, feed } = await watched();
    const next = await feed(FEED);
    await next();
    for (let at = 0; at < 400; at++) play.director.game.tell(`Wave ${at}.`);
    await play.clock.pass(10);
    await soon();
    const change = await next();
    if (change.type !== "change") throw new Error(change.type);
    expect(change.lines.length).toBeLessThanOrEqual(60);
    expect(change.lines.length + change.missed).toBe(400);
    expect(change.lines.at(-1)?.said).toEqual([{ kind: "action", text: "Wave 399." }]);
  });
});

describe("[ST79] what players say is for nobody by default", () => {
  const SECRET = "the heron sleeps under the mill";
  test("[ST79] a designer reads personas and no player; an operator reads nobody", async () => {
    const { play, feed, value } = await watched();
    await spoken(play, `Mara, ${SECRET}.`, "So you say, Ayla Venn.");
    play.stand("p-9f8e7d", 5, 5);
    play.stand("mara", 5, 6);
    play.director.say("p-9f8e7d", { text: `and ${SECRET} still`, to: "mara", whisper: true });
    await play.live(3_000);
    const seen = [await (await feed(FEED))()];
    const first = seen[0];
    if (first?.type !== "scene") throw new Error("no scene");
    const turns = first.lines.filter(({ turn }) => turn !== null);
    expect(turns[0]?.said).toEqual([{ kind: "speech", text: "So you say, Player 1." }]);
    expect(first.lines.filter(({ kind }) => kind === "player")).toMatchObject([
      { name: "Player 1", whisper: false, said: { letters: expect.any(Number) } },
      { name: "Player 1", whisper: true, to: "Mara Quill" },
    ]);
    const traces = await Promise.all(
      turns.map(({ turnId }) =>
        value<LiveTrace>("GET", TRACE, ["designer"], undefined, { turn: turnId }),
      ),
    );
    const trace = traces[0];
    expect(trace?.withheld).toBe(true);
    expect(trace?.segments.find(({ kind }) => kind === "role-thinking")?.text).toBe(
      "Player 1 wants my key, and shall not have it.",
    );
    const everything = JSON.stringify([seen, traces]);
    for (const word of ["heron", "mill", "Ayla", "Venn", "p-9f8e7d"])
      expect(everything).not.toContain(word);
    const operator = await (await feed(FEED, ["operator"]))();
    expect(JSON.stringify(operator)).not.toContain("So you say");
    expect(JSON.stringify(operator)).not.toContain('"trace":true');
  });
  test("[ST79] words are for whoever has every role, by addresses of their own that are audited", async () => {
    const { play, routes, feed, value } = await watched();
    await spoken(play, `Mara, ${SECRET}.`, "So you say.");
    const words = routes.filter(({ path }) => path.includes("/words/"));
    expect(words.map(({ privateText }) => privateText)).toEqual([
      expect.stringContaining("players say"),
      expect.stringContaining("players say"),
    ]);
    for (const route of words) {
      for (const roles of [["designer"], ["operator"], ["designer", "operator"]] as const)
        expect(mayAsk(route, new Set(roles))).toBe(false);
      expect(mayAsk(route, new Set(ROLES))).toBe(true);
    }
    const first = await (await feed("/live/scenes/:scene/words/feed", ROLES))();
    if (first.type !== "scene") throw new Error(first.type);
    expect(JSON.stringify(first)).toContain(SECRET);
    expect(JSON.stringify(first)).toContain("Ayla Venn");
    expect(JSON.stringify(first)).not.toContain("p-9f8e7d");
    const turn = first.lines.find((line) => line.turn !== null)?.turnId ?? "";
    const trace = await value<LiveTrace>(
      "GET",
      "/live/scenes/:scene/words/turns/:turn",
      ROLES,
      undefined,
      { turn },
    );
    expect(trace.withheld).toBe(false);
    expect(JSON.stringify(trace.detail.prompt)).toContain(SECRET);
  });
});

describe("[ST80] a visible line opens its trace", () => {
  test("[ST80] from what was observed to the timings of each call", async () => {
    const { play, feed, value } = await watched();
    await spoken(play, "Mara, good evening.", "<role_action>nods</role_action>Good evening.");
    const first = await (await feed(FEED))();
    if (first.type !== "scene") throw new Error(first.type);
    const line = first.lines.findLast((one) => one.turn !== null);
    expect(line?.turn).toMatchObject({ chosenBy: "called", outcome: "complete", trace: true });
    const turn = line?.turnId ?? "";
    const trace = await value<LiveTrace>("GET", TRACE, ["designer"], undefined, { turn });
    expect(trace.observed.map(({ kind, from }) => [kind, from])).toContainEqual([
      "heard",
      "Player 1",
    ]);
    expect(trace.segments.map(({ kind }) => kind)).toEqual([
      "system-thinking",
      "role-thinking",
      "action",
      "speech",
    ]);
    const { prompt, calls, timing } = trace.detail;
    const sections = prompt?.parts.map(({ section }) => section) ?? [];
    expect(sections).toEqual(expect.arrayContaining(["profile", "scenario", "talk"]));
    expect(prompt?.parts.every(({ tokens }) => tokens > 0)).toBe(true);
    expect(prompt?.parts.find(({ section }) => section === "talk")?.text).toBe("");
    expect(calls).toHaveLength(1);
    expect(timing.end).toBeGreaterThanOrEqual(0);
  });
  test("[ST80] so many of the last turns can be opened, and for others it is said where they are", async () => {
    const { play, ask, scene } = await watched();
    const answer = await ask("GET", TRACE, ["designer"], undefined, { turn: `${scene}.999` });
    expect(answer).toMatchObject({ kind: "problem", problem: { code: "not-found" } });
    expect(play.director.isOpen).toBe(true);
  });
});

describe("[ST86] in the language of the page", () => {
  test("[ST86] players have their numbers, in names and in what personas say of them", async () => {
    const { play, feed } = await watched();
    await spoken(play, "Mara, good evening.", "So you say, Ayla Venn.");
    const first = await (await feed(FEED, ["designer"], "language=zh"))();
    if (first.type !== "scene") throw new Error(first.type);
    expect(first.bodies.map(({ name }) => name)).toContain("玩家 1");
    expect(first.lines.find(({ turn }) => turn !== null)).toMatchObject({
      to: "玩家 1",
      said: [{ kind: "speech", text: "So you say, 玩家 1." }],
    });
    expect(JSON.stringify(first)).not.toMatch(/Player 1|Ayla/u);
  });
});

describe("[ST87] a turn that is long ago", () => {
  test("[ST87] its line still offers the trace, and the log is where it opens", async () => {
    const { play, feed, ask } = await watched();
    await spoken(play, "Mara, good evening.", "Good evening.");
    const first = await (await feed(FEED))();
    if (first.type !== "scene") throw new Error(first.type);
    const [oldest] = first.lines.filter(({ turn }) => turn !== null);
    expect(oldest?.turn?.trace).toBe(true);
    for (let n = 0; n < 41; n++) await spoken(play, "Mara, good evening.", `Good evening, ${n}.`);
    const params = { turn: oldest?.turnId ?? "" };
    const answer = await ask("GET", TRACE, ["designer"], undefined, params);
    expect(answer).toMatchObject({ kind: "problem", problem: { code: "not-found" } });
    const operator = await (await feed(FEED, ["operator"]))();
    if (operator.type !== "scene") throw new Error(operator.type);
    expect(operator.lines.some(({ turn }) => turn?.trace === true)).toBe(false);
  });
});

describe("[ST81] the hand", () => {
  test("[ST81] holds at once, in the name of whoever asked; nobody and over are refused", async () => {
    const { play, ask, over } = await watched();
    const control = "/live/scenes/:scene/control";
    const body = { persona: "mara", control: { do: "kill" } };
    expect(await ask("POST", control, ["operator"], body)).toMatchObject({ kind: "json" });
    expect(play.director.controls.holdOf("mara")).toBe("killed");
    const nobody = { persona: "p-9f8e7d", control: { do: "dismiss" } };
    expect(await ask("POST", control, ["designer"], nobody)).toMatchObject({ kind: "problem" });
    over();
    expect(await ask("POST", control, ["designer"], body)).toMatchObject({ kind: "problem" });
  });
});

describe("[ST82] a crowd", () => {
  test("[ST82] 500 players and 200 personas: a look costs little, and tells only what changed", async () => {
    const cast = Array.from({ length: 60 }, (_, at) =>
      aPersona({ id: `npc-${at}`, name: `Person ${at} of the crowd` }),
    );
    const { play, feed } = await watched(aStaging(cast));
    for (let at = 60; at < 200; at++)
      play.director.controls.admit(
        aPersona({ id: `npc-${at}`, name: `Person ${at} of the crowd` }),
        `v${at}`,
        "dana",
      );
    for (let at = 0; at < 499; at++) play.join(`p-${at}`, `Someone ${at}`);
    await soon();
    const next = await feed(FEED);
    const first = await next();
    if (first.type !== "scene") throw new Error(first.type);
    expect(first.bodies).toHaveLength(700);
    expect(first.lines.length).toBeLessThanOrEqual(60);
    expect(JSON.stringify(first).length).toBeLessThan(160_000);
    play.stand("npc-3", 1, 1);
    const change = await next();
    if (change.type !== "change") throw new Error(change.type);
    expect(change.bodies.map(({ id }) => id)).toEqual(["npc-3"]);
    expect(JSON.stringify(change).length).toBeLessThan(4_000);
  });
});
