import { describe, expect, test } from "vitest";
import { alertWords } from "../../server/cli/alert-words.ts";
import { ALERTS, createAlerts } from "../../server/model/backend/alerts.ts";
import type { Alert } from "../../server/model/backend/alerts.ts";
import { createBackend } from "../../server/model/backend/backend.ts";
import { COMPLETE, failing } from "../doubles/ending-model.ts";
import { API_KEY, endpointConfig, rawChunk, REQUEST } from "../doubles/endpoint-fixture.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { startSseEndpoint } from "../doubles/sse-endpoint.ts";

function aListener() {
  const clock = fakeClock();
  const heard: Alert[] = [];
  return { clock, heard, alerts: createAlerts("http://one/v1", clock, (one) => heard.push(one)) };
}

describe("[F8] operators are told in closed words", () => {
  test.each([
    "tls",
    "unauthorized",
    "model-not-found",
    "bad-request",
    "malformed",
    "wrong-model",
  ] as const)("[F8] at once: %s", (failure) => {
    const { heard, alerts } = aListener();
    alerts.ended(failing(failure));
    expect(heard).toEqual([{ code: failure, endpoint: "http://one/v1", heldBack: 0 }]);
  });
  test.each(["unreachable", "cut", "overloaded", "timeout-idle", "circuit-open"] as const)(
    "[F8] not of what may pass: %s",
    (failure) => {
      const { heard, alerts } = aListener();
      for (let i = 0; i < 10; i++) alerts.ended(failing(failure));
      alerts.ended(COMPLETE);
      expect(heard).toEqual([]);
    },
  );
  test("[F8] a prompt that is too long only if it recurs", async () => {
    const { clock, heard, alerts } = aListener();
    alerts.ended(failing("context-too-long"));
    await clock.pass(300_001);
    alerts.ended(failing("context-too-long"));
    expect(heard).toEqual([]);
    alerts.ended(failing("context-too-long"));
    expect(heard).toHaveLength(1);
  });
  test("[F8] the same thing once in five minutes, with how often it was held back", async () => {
    const { clock, heard, alerts } = aListener();
    for (let i = 0; i < 4; i++) alerts.ended(failing("malformed"));
    alerts.ended(failing("tls"));
    await clock.pass(300_000);
    alerts.ended(failing("malformed"));
    expect(heard.map(({ code, heldBack }) => [code, heldBack])).toEqual([
      ["malformed", 0],
      ["tls", 0],
      ["malformed", 3],
    ]);
  });
  test.each(ALERTS)("[F8] %s reads as a line that says what to do", (code) => {
    const line = alertWords({ code, endpoint: "http://one/v1", heldBack: 2 });
    expect(line).toContain("http://one/v1");
    expect(line).toContain("2 more times");
    expect(line).not.toContain("\n");
    if (code !== "back") expect(line).toContain("npm run doctor");
  });
});

describe("[F8] a backend of real sockets", () => {
  async function once(backend: ReturnType<typeof createBackend>): Promise<string> {
    for await (const event of backend.model.generate(REQUEST, new AbortController().signal)) {
      if (event.type === "end") {
        return event.end.status === "failed" ? event.end.failure : event.end.status;
      }
    }
    return "no end";
  }
  test("[F8] an outage of 30 s is told, and its end; no text of the endpoint's and no key is in it", async () => {
    const clock = fakeClock();
    let works = false;
    const endpoint = await startSseEndpoint(async (answer) => {
      answer.head(works ? 200 : 500);
      if (works) await answer.event(rawChunk("Aye.", { finish_reason: "stop" }));
      answer.end(works ? "" : `the engine says ${API_KEY}`);
    });
    const heard: Alert[] = [];
    const config = endpointConfig(endpoint.baseUrl);
    const backend = createBackend({
      first: config,
      second: null,
      clock,
      alert: (alert) => heard.push(alert),
    });
    try {
      for (let i = 0; i < 5; i++) expect(await once(backend)).toBe("server-error");
      expect(await once(backend)).toBe("circuit-open");
      expect(backend.availability.downSince).toBe(0);
      expect(heard).toEqual([]);
      // Real answers take real time while the clock stands still: the knocks of these 30 s are waited for one by one.
      for (let i = 0; i < 20 && heard.length === 0; i++) {
        const asked = endpoint.received.length;
        await clock.pass(1_500);
        while (endpoint.received.length === asked && heard.length === 0) await clock.pass(0);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(heard.map(({ code }) => code)).toEqual(["down"]);
      works = true;
      for (let i = 0; i < 100 && backend.availability.downSince !== null; i++) {
        await clock.pass(100);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(heard.map(({ code }) => code)).toEqual(["down", "back"]);
      expect(JSON.stringify(heard)).not.toContain(API_KEY);
      expect(backend.figures).toEqual({ openings: 1, failovers: 0 });
    } finally {
      backend.close();
      await endpoint.stop();
    }
  });
});
