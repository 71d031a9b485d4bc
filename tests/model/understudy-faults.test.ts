import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  FAULTS,
  parseFault,
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type FaultName,
  type Understudy,
} from "../../server/model/understudy/index.ts";
import { MINA } from "./understudy-sheets.ts";

const PROMPT = `<|im_start|>system\n${MINA}<|im_end|>\n<|im_start|>user\n===Conversation Start===\n\nAyla: Who are you? 你好吗？<|im_end|>\n<|im_start|>assistant\n`;
let understudy: Understudy;
beforeAll(async () => {
  understudy = await startUnderstudy();
});
afterAll(() => understudy.close());

interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Uint8Array;
  /** How the body ended: by itself, broken off, or not within the patience of this test. */
  readonly end: "closed" | "broken" | "silent";
}

/** Faults that never end by themselves: for these alone the client gives up. */
const ENDLESS = /^(?:no-answer|stall|trickle|repeat|flood)/u;

async function meet(
  fault: string,
  more: Record<string, unknown> = {},
  patience = ENDLESS.test(fault) ? 1_500 : 15_000,
  url = understudy.url,
): Promise<Seen> {
  const leaving = new AbortController();
  const body = JSON.stringify({
    model: UNDERSTUDY_MODEL,
    prompt: PROMPT,
    max_tokens: 2000,
    stream: true,
    ...more,
  });
  const headers: Record<string, string> = fault === "" ? {} : { "x-understudy-fault": fault };
  const timer = setTimeout(() => leaving.abort(), patience);
  const parts: Uint8Array[] = [];
  let status = 0;
  let responseHeaders = new Headers();
  let end: Seen["end"] = "closed";
  try {
    const response = await fetch(`${url}/completions`, {
      method: "POST",
      body,
      headers,
      signal: leaving.signal,
      redirect: "manual",
    });
    status = response.status;
    responseHeaders = response.headers;
    for await (const part of response.body as AsyncIterable<Uint8Array>) parts.push(part);
  } catch {
    end = leaving.signal.aborted ? "silent" : "broken";
  }
  clearTimeout(timer);
  const bytes = Buffer.concat(parts);
  return { status, headers: responseHeaders, text: bytes.toString("utf8"), bytes, end };
}

/** The text of a well-formed stream's choice 0. */
const said = (seen: Seen): string =>
  seen.text
    .split(/\r?\n\r?\n/)
    .filter((event) => event.startsWith("data: {"))
    .map(
      (event) =>
        (
          JSON.parse(
            event
              .split(/\r?\n/)
              .map((line) => line.slice(6))
              .join("\n"),
          ) as any
        ).choices?.[0]?.text ?? "",
    )
    .join("");
const finished = (seen: Seen): boolean =>
  /"finish_reason":"/.test(seen.text) && seen.text.includes("[DONE]");

/** What each fault must look like from outside. A fault without a row here fails the test below. */
const LOOKS: Record<FaultName, (fault: string) => Promise<void>> = {
  "401": async (f) => expect((await meet(f)).status).toBe(401),
  "403": async (f) => expect((await meet(f)).status).toBe(403),
  "404": async (f) => expect((await meet(f)).status).toBe(404),
  "400-context": async (f) => {
    const seen = await meet(f);
    expect(seen.status).toBe(400);
    expect(seen.text).toContain("context_length_exceeded");
  },
  "400": async (f) => expect(JSON.parse((await meet(f)).text)).toHaveProperty("detail"),
  "422": async (f) => expect((await meet(f)).status).toBe(422),
  "429": async (f) => expect((await meet(f)).headers.get("retry-after")).toBe("1"),
  "429-date": async (f) =>
    expect(Date.parse((await meet(f)).headers.get("retry-after") ?? "")).toBeGreaterThan(
      Date.now() - 5000,
    ),
  "500": async (f) => expect((await meet(f)).status).toBe(500),
  "502": async (f) => expect((await meet(f)).headers.get("content-type")).toContain("html"),
  "503": async (f) =>
    expect(JSON.parse((await meet(f)).text)).toMatchObject({ object: "error", code: 503 }),
  "504": async (f) => expect((await meet(f)).status).toBe(504),
  "no-answer": async (f) => expect(await meet(f)).toMatchObject({ status: 0, end: "silent" }),
  stall: async (f) => {
    const seen = await meet(f);
    expect(seen.end).toBe("silent");
    expect(said(seen)).toContain("Mina Hart: ");
    expect(finished(seen)).toBe(false);
  },
  "stall-comments": async (f) => {
    const seen = await meet(f, {}, 700);
    expect(seen.end).toBe("silent");
    expect(seen.text).toContain(": still here");
  },
  reset: async (f) => expect(await meet(f)).toMatchObject({ status: 200, end: "broken" }),
  "cut-line": async (f) => {
    const seen = await meet(f);
    expect(seen.end).toBe("closed");
    expect(seen.text.endsWith("\n")).toBe(false);
  },
  "no-finish": async (f) => {
    const seen = await meet(f);
    expect(seen.end).toBe("closed");
    expect(finished(seen)).toBe(false);
  },
  "malformed-json": async (f) => expect((await meet(f)).text).toContain('{"id":"broken"'),
  "error-event": async (f) => expect((await meet(f)).text).toContain('data: {"error":{'),
  "error-flat": async (f) => expect((await meet(f)).text).toContain('data: {"object":"error"'),
  html: async (f) =>
    expect(await meet(f)).toMatchObject({ status: 200, text: expect.stringContaining("<html>") }),
  "json-answer": async (f) =>
    expect(JSON.parse((await meet(f)).text).choices[0].text).toContain("Mina Hart"),
  empty: async (f) => {
    const seen = await meet(f);
    expect(said(seen)).toBe("");
    expect(finished(seen)).toBe(true);
  },
  "private-only": async (f) =>
    expect(said(await meet(f))).toMatch(/^<system_thinking>.*<\/system_thinking>$/s),
  whitespace: async (f) => expect(said(await meet(f))).toMatch(/^\s+$/),
  length: async (f) => expect((await meet(f)).text).toContain('"finish_reason":"length"'),
  "content-filter": async (f) =>
    expect((await meet(f)).text).toContain('"finish_reason":"content_filter"'),
  "tool-calls": async (f) => expect((await meet(f)).text).toContain('"finish_reason":"tool_calls"'),
  "repeat-loop": async (f) =>
    expect(
      said(await meet(f, { max_tokens: 4000 }, 5000)).split("the sea came in").length,
    ).toBeGreaterThan(50),
  trickle: async (f) => expect((await meet(f)).end).toBe("silent"),
  flood: async (f) => expect((await meet(f, {}, 15_000)).bytes.length).toBeGreaterThan(10_000_000),
  "long-line": async (f) =>
    expect(
      Math.max(...(await meet(f, {}, 15_000)).text.split("\n").map((line) => line.length)),
    ).toBeGreaterThan(9_000_000),
  duplicate: async (f) =>
    expect(said(await meet(f)).length).toBeGreaterThan(said(await meet("")).length),
  "after-done": async (f) => expect((await meet(f)).text.split("[DONE]")[1]).toContain("too late"),
  choices: async (f) => expect((await meet(f)).text).toContain('"index":1'),
  "reasoning-field": async (f) => {
    const seen = await meet(f);
    expect(said(seen)).toBe("");
    expect(seen.text).toContain('"reasoning":"');
  },
  "utf8-cut": async (f) => expect(said(await meet(f, {}, 5000))).toBe(said(await meet(""))),
  crlf: async (f) => {
    const seen = await meet(f);
    expect(seen.text).toContain("\r\n\r\n");
    expect(said(seen)).toBe(said(await meet("")));
  },
  bom: async (f) =>
    expect((await meet(f)).bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf])),
  gzip: async (f) => expect((await meet(f)).headers.get("content-encoding")).toBe("gzip"),
  redirect: async (f) => expect((await meet(f)).status).toBe(307),
  "wrong-model": async (f) => expect((await meet(f)).text).toContain('"model":"someone/else"'),
  "unclosed-thought": async (f) => expect(said(await meet(f))).not.toContain("</system_thinking>"),
  "copy-thought": async (f) => {
    const text = said(await meet(f));
    const thought = /<system_thinking>(.{40})/s.exec(text)?.[1] ?? "?";
    expect(text.split(thought)).toHaveLength(3);
  },
  "speaks-for-others": async (f) => expect(said(await meet(f))).toContain("\n\nStranger: "),
};

describe("faults", () => {
  test.each(Object.keys(FAULTS) as FaultName[])("[U20] %s looks like itself", async (name) => {
    await LOOKS[name](name);
  });

  test("[U20] a request without a fault is whole", async () => {
    const seen = await meet("");
    expect(finished(seen)).toBe(true);
    expect(said(seen)).toContain("</system_thinking>Mina Hart: ");
  });

  test("[U21] a phase puts the fault before, amid or after what is visible", async () => {
    const whole = said(await meet(""));
    const at = async (phase: string): Promise<string> => said(await meet(`no-finish@${phase}`));
    const [before, during, after] = [await at("before"), await at("during"), await at("after")];
    expect(before).not.toContain("Mina Hart: ");
    expect(during).toContain("Mina Hart: ");
    expect(during.length).toBeLessThan(whole.length);
    expect(after).toBe(whole);
  });

  test("[U22] a rate is kept by seed: the same requests meet the same faults", async () => {
    const plan = parseFault("500:0.5");
    if (typeof plan === "string") throw new Error(plan);
    const run = async (seed: number): Promise<string> => {
      const own = await startUnderstudy({ seed, faults: [plan] });
      const met: number[] = [];
      for (let i = 0; i < 12; i++)
        met.push((await meet("", { stream: false }, 3000, own.url)).status);
      await own.close();
      return met.join();
    };
    const one = await run(1);
    expect(await run(1)).toBe(one);
    expect(one).toContain("500");
    expect(one).toContain("200");
  });

  test.each([
    ["nonsense", /no fault this server knows/],
    ["reset@sometime", /no phase/],
    ["reset:2", /no rate/],
    ["401@before", /takes no "@before"/],
    ["", /is not a fault/],
  ])("[U23] %j is refused with what to do", (text, message) => {
    expect(parseFault(text)).toMatch(message);
  });

  test("[U23] an unknown fault in the header is a 400, not a turn", async () => {
    expect(await meet("nonsense")).toMatchObject({
      status: 400,
      text: expect.stringContaining("Known faults"),
    });
  });
});
