import { beforeAll, describe, expect, test } from "vitest";
import { createPassingMemory } from "../../../server/stage/memory.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { aWholeEvening, aWorld, WORLDS } from "./a-whole-evening.ts";
import { expectReplays, madeIn, replayed } from "./replayed.ts";

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

describe("[E60] who perceived what follows from the decisions on record", () => {
  test.each(WORLDS)("[E60] %s: a whole evening, twice", async (world) => {
    const scene = await aWorld(world);
    const memory = createPassingMemory();
    const first = await aWholeEvening(scene, "first", memory);
    const second = await aWholeEvening(scene, "second", memory);
    for (const { log, director } of [first, second]) {
      const { events } = log;
      const replay = await expectReplays(events, director, ["p-1"]);
      expect(replay).toMatchObject({ ...madeIn(events), skipped: [] });
      const perceived = events.filter(({ type }) => ["line", "turn", "deed"].includes(type));
      expect(replay.perceptions).toBe(perceived.length);
    }
    const { events } = second.log;
    const outcomes = new Set(events.flatMap((e) => (e.type === "turn" ? [e.outcome] : [])));
    expect([...outcomes]).toEqual(expect.arrayContaining(["complete", "cancelled"]));
    expect(events.some((e) => e.type === "line" && e.whisper)).toBe(true);
    expect(events.some((e) => e.type === "turn" && e.instead !== undefined)).toBe(true);
    expect(events.some((e) => e.type === "observed" && e.observation.kind === "recalled")).toBe(
      true,
    );
    expect(events.filter(({ type }) => type === "deed").length).toBeGreaterThan(3);
    expect(events.some((e) => e.type === "deed" && e.outcome === "done")).toBe(true);
    expect(events.some(({ type }) => type === "participant-left")).toBe(true);
  });
});

describe("[E61] what does not follow from them is found", () => {
  let events: EpisodeEvent[] = [];
  beforeAll(async () => {
    events = (await aWholeEvening(await aWorld("salt-lantern"))).log.events;
  });

  /** The log with one event changed: the first of its type that `change` gives another for. */
  async function tampered<T extends EpisodeEvent["type"]>(
    type: T,
    change: (event: Of<T>) => Partial<Of<T>> | null,
  ) {
    let done: EpisodeEvent | null = null;
    const other = events.map((event): EpisodeEvent => {
      if (done !== null || event.type !== type) return event;
      const changed = change(event as Of<T>);
      if (changed === null) return event;
      done = { ...event, ...changed } as EpisodeEvent;
      return done;
    });
    expect(done).not.toBeNull();
    return (await replayed(other)).difference;
  }

  test("[E61] a listener more, or one fewer, of a line", async () => {
    const fewer = await tampered("line", ({ speaker, listeners }) =>
      speaker === "p-1" && listeners.length > 2 ? { listeners: listeners.slice(0, -1) } : null,
    );
    expect(fewer).toMatchObject({ what: "heard" });
    const more = await tampered("line", ({ whisper, listeners }) =>
      whisper ? { listeners: [...listeners, "p-2"] } : null,
    );
    expect(more).toMatchObject({ what: "heard" });
  });

  test("[E61] a listener of a turn", async () => {
    const more = await tampered("turn", ({ whisper, listeners }) =>
      whisper ? { listeners: [...listeners, "p-2"] } : null,
    );
    expect(more).toMatchObject({ what: "heard" });
    const fewer = await tampered("turn", ({ listeners }) =>
      listeners.includes("p-2") ? { listeners: listeners.filter((id) => id !== "p-2") } : null,
    );
    expect(fewer).toMatchObject({ what: "heard" });
  });

  test("[E61] a turn that began as a whisper, or to somebody else", async () => {
    const aloud = await tampered("turn-began", ({ whisper }) =>
      whisper ? { whisper: false } : null,
    );
    expect(aloud).toMatchObject({ what: "heard" });
  });

  test("[E61] where somebody stood: the speaker's own place, and a listener's", async () => {
    const speaker = await tampered("line", ({ speaker: id, origin }) =>
      id === "p-1" && origin ? { origin: { x: origin.x + 1, y: origin.y } } : null,
    );
    expect(speaker).toMatchObject({ what: "place" });
    const began = await tampered("turn-began", ({ origin }) =>
      origin === null ? null : { origin: { x: origin.x, y: origin.y - 1 } },
    );
    expect(began).toMatchObject({ what: "place" });
    const listener = await tampered("places", ({ bodies }) => {
      const at = bodies.findIndex(({ id }) => id === "p-1");
      const body = bodies[at];
      return body === undefined ? null : { bodies: bodies.with(at, { ...body, x: 0, y: 0 }) };
    });
    expect(listener).not.toBeNull();
  });

  test("[E61] what came of a deed, why, and who saw it", async () => {
    const outcome = await tampered("deed", (deed) =>
      deed.outcome === "done" ? { outcome: "refused", refusal: "locked" } : null,
    );
    expect(outcome).toMatchObject({ what: "outcome" });
    const done = await tampered("deed", (deed) =>
      deed.outcome === "refused" ? { outcome: "done", refusal: null } : null,
    );
    expect(done).toMatchObject({ what: "outcome" });
    const why = await tampered("deed", (deed) =>
      deed.refusal !== null && deed.refusal !== "already" ? { refusal: "already" } : null,
    );
    expect(why).toMatchObject({ what: "outcome" });
    const unseen = await tampered("deed", ({ witnesses }) =>
      witnesses.length > 1 ? { witnesses: witnesses.slice(0, 1) } : null,
    );
    expect(unseen).toMatchObject({ what: "heard" });
  });

  test("[E61] what a deed did to a thing and to bodies", async () => {
    const thing = await tampered("deed", ({ things }) => {
      const [first] = things ?? [];
      return first === undefined ? null : { things: [{ ...first, holder: "p-2" }] };
    });
    expect(thing).toMatchObject({ what: "things" });
    const gone = await tampered("deed", ({ things }) =>
      things === undefined ? null : { things: [] },
    );
    expect(gone).toMatchObject({ what: "things" });
    const body = await tampered("places", ({ after, bodies }) => {
      const [first] = bodies;
      if (after === undefined || first?.to === undefined) return null;
      return { bodies: [{ ...first, to: { x: first.to.x + 1, y: first.to.y } }] };
    });
    expect(body).toMatchObject({ what: "place" });
  });

  test("[E61] who observed a line, a turn and a deed, and as what", async () => {
    const whose = await tampered("observed", ({ minds, observation }) =>
      minds.length > 1 && observation.kind === "heard" ? { minds: minds.slice(0, 1) } : null,
    );
    expect(whose).toMatchObject({ what: "observed" });
    const company = await tampered("observed", ({ observation }) =>
      observation.kind === "heard" && observation.company === "whisper"
        ? { observation: { ...observation, company: "open" } }
        : null,
    );
    expect(company).toMatchObject({ what: "observed" });
    const deedIds = new Set(events.flatMap((e) => (e.type === "deed" ? [e.deedId] : [])));
    const words = await tampered("observed", ({ observation }) =>
      observation.kind === "environment" && deedIds.has(observation.turnId)
        ? { observation: { ...observation, text: `${observation.text} Twice.` } }
        : null,
    );
    expect(words).toMatchObject({ what: "observed" });
  });

  test("[E61] what somebody who comes late is shown", async () => {
    const late = await tampered("participant-joined", ({ participant, admitted = [] }) =>
      participant === "p-2" ? { admitted: admitted.slice(1) } : null,
    );
    expect(late).toMatchObject({ what: "heard", turnId: "p-2" });
  });

  test("[E61] the floor it was played on", async () => {
    const open = await tampered("episode-start", ({ ground }) =>
      ground === undefined
        ? null
        : { ground: { ...ground, tiles: ground.tiles.replaceAll(/[#|]/gu, ".") } },
    );
    expect(open).not.toBeNull();
  });
});

describe("[E62] what the log could not keep is no difference", () => {
  test("[E62] from a missing record on, what depends on it is named as lost", async () => {
    const { events } = (await aWholeEvening(await aWorld("yuye-chaguan"))).log;
    const at = events.findIndex(({ type }, index) => type === "places" && index > 20);
    const { difference, skipped } = await replayed(events.toSpliced(at, 1));
    expect(difference).toBeNull();
    expect(skipped.length).toBeGreaterThan(0);
    expect(new Set(skipped.map(({ what, reason }) => `${what} ${reason}`))).toEqual(
      new Set(["perception records-lost"]),
    );
  });

  test("[E62] an episode that does not say on what floor it was played replays as far as it did", async () => {
    const { events } = (await aWholeEvening(await aWorld("salt-lantern"))).log;
    const older = events.flatMap((event): EpisodeEvent[] => {
      if (event.type === "places" || event.type === "turn-began") return [];
      if (event.type !== "episode-start") return [event];
      const { ground: _, ...start } = event;
      return [start];
    });
    const replay = await replayed(older);
    expect(replay).toMatchObject({ ...madeIn(events), difference: null, perceptions: 0 });
    expect(new Set(replay.skipped.map(({ reason }) => reason))).toEqual(
      new Set(["earlier-version"]),
    );
  });
});
