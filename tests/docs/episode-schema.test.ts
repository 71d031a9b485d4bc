import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, onTestFinished, test } from "vitest";
import { aGround, aPersona, aPlay, aStaging, turnOf } from "dramatis/testing";
import { eventSchema } from "../../server/episodes/event-schema.ts";
import { openEpisodeReader } from "../../server/episodes/reader.ts";
import { openEpisodeLog } from "../../server/episodes/sqlite-log.ts";
import { EPISODE_FORMAT, EpisodeEvent } from "../../server/stage/episode-event.ts";
import { LoggedCall } from "../../server/stage/logged-call.ts";
import { everyEvent } from "../episodes/every-event.ts";
import { callOf, collect, newLogFile } from "../episodes/log-file.ts";
import { eventWords } from "./event-words.ts";
import { SCHEMA_FILE } from "./schema-file.ts";

const published: unknown = JSON.parse(readFileSync(SCHEMA_FILE, "utf8"));
/** Ajv knows nothing of ours: it reads the file as anybody would. */
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  published as object,
);

/** What is wrong with an event by the published schema, as it would be read from JSON; empty for nothing. */
function problemsOf(event: unknown): string[] {
  validate(JSON.parse(JSON.stringify(event)));
  const type = (event as { type?: unknown }).type;
  const branch = EpisodeEvent.options.findIndex((kind) => kind.shape.type.value === type);
  const own = (validate.errors ?? []).filter(
    ({ schemaPath }) => branch < 0 || schemaPath.startsWith(`#/oneOf/${branch}/`),
  );
  return own.map(({ instancePath, keyword, message }) => `${instancePath} ${keyword} ${message}`);
}

async function eventsIn(file: string): Promise<EpisodeEvent[]> {
  const reader = await openEpisodeReader(file);
  onTestFinished(() => reader.close());
  const all: EpisodeEvent[] = [];
  for (const { id } of await reader.list()) {
    all.push(...(await collect(reader.events(id))).map(({ event }) => event));
  }
  return all;
}

test("[E29] the published schema is the one that the events make; else run npm run episodes:schema", () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(eventSchema(eventWords()))));
});

test("[E29] it has an id of its own, and explains each kind of event and every field of a model call", () => {
  const { $schema, $id, oneOf } = published as {
    $schema: string;
    $id: string;
    oneOf: {
      title: string;
      description: string;
      properties: Record<string, { properties?: object }>;
    }[];
  };
  expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect($id).toBe(`urn:dramatis:schema:episode-event:v${EPISODE_FORMAT}`);
  expect(oneOf.map(({ title }) => title)).toEqual(
    EpisodeEvent.options.map((kind) => kind.shape.type.value),
  );
  for (const { title, description } of oneOf)
    expect([title, description.length > 15]).toEqual([title, true]);
  const call = oneOf.find(({ title }) => title === "model-call")?.properties["call"]?.properties;
  expect(Object.keys(call ?? {})).toEqual(Object.keys(LoggedCall.shape));
});

test("[E29] one event of every kind is valid by it, with everything that it may say", () => {
  const events = everyEvent("a");
  expect(new Set(events.map(({ type }) => type)).size).toBe(EpisodeEvent.options.length);
  for (const event of events) {
    expect(EpisodeEvent.safeParse(event).success, event.type).toBe(true);
    expect(problemsOf(event), event.type).toEqual([]);
    expect(validate(event), event.type).toBe(true);
  }
});

test("[E29] an event without one of its fields, with a foreign one, or of another version is not", () => {
  for (const event of everyEvent("a")) {
    for (const [name] of Object.entries(event)) {
      const { [name]: _, ...less } = event as unknown as Record<string, unknown>;
      // The two agree on what an event must have; on a call the published one asks for more.
      expect(validate(less), `${event.type} without ${name}`).toBe(
        EpisodeEvent.safeParse(less).success,
      );
    }
    expect(validate({ ...event, seq: 1 })).toBe(false);
    expect(validate({ ...event, v: EPISODE_FORMAT + 1 })).toBe(false);
    expect(validate({ ...event, at: "now" })).toBe(false);
  }
  const call = callOf("a", "t1", { logprobs: null }).call;
  for (const name of Object.keys(call)) {
    const { [name]: _, ...less } = call;
    const event = { ...callOf("a", "t1"), call: less };
    expect(EpisodeEvent.safeParse(event).success).toBe(true);
    expect(validate(event), `a call without ${name}`).toBe(false);
  }
});

test("[E29] every event of a played episode is valid by it, and so is every call", async () => {
  const file = newLogFile();
  const log = await openEpisodeLog({ file });
  const brida = aPersona({ id: "brida", name: "Brida Holt" });
  const ferry = aStaging([brida], {
    scene: { title: "The last ferry", setting: "A landing in fog.", hearing: 6 },
    ground: aGround(["..........", ".1........", ".........."]),
  });
  const play = aPlay(ferry, { episodeLog: log });
  play.model.script(
    "Brida Holt",
    turnOf("<role_action>coils the rope</role_action>Not tonight.", "Why now?"),
  );
  play.join("ayla", "Ayla");
  for (const line of ["Is it far, Brida?", "And deep, Brida?"]) {
    play.say("ayla", line);
    await play.live(10_000);
  }
  await play.director.close("done");
  await log.close();
  const events = await eventsIn(file);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["episode-start", "participant-joined", "line", "turn", "episode-end"]),
  );
  expect(events.filter(({ type }) => type === "model-call").length).toBeGreaterThan(1);
  for (const event of events) expect(problemsOf(event), event.type).toEqual([]);
});

test("[E29] every event of the stored logs of earlier versions is, once it is read", async () => {
  const file = newLogFile();
  const packed = readFileSync(new URL("../fixtures/logs/v1.sqlite.gz", import.meta.url));
  writeFileSync(file, gunzipSync(packed));
  const events = await eventsIn(file);
  expect(events).toHaveLength(296);
  for (const event of events) {
    expect(problemsOf(event), event.type).toEqual([]);
    // These calls went over the wire to an endpoint.
    if (event.type === "model-call") expect(LoggedCall.safeParse(event.call).error).toBeUndefined();
  }
});
