import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../server/cli/system-clock.ts";
import { createEmbedder } from "../../server/model/embeddings.ts";
import { Secret } from "../../server/model/secret.ts";

interface Asked {
  readonly body: { model: string; input: string[] };
  readonly authorization: string | undefined;
}

/** An endpoint that counts letters: texts with the same letters are near. */
async function anEndpoint(answer?: (asked: Asked) => { status?: number; body: string } | null) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const one = { body: JSON.parse(text), authorization: request.headers.authorization };
      asked.push(one);
      const data = one.body.input.map((input: string, index: number) => ({
        index,
        embedding: [..."abcdefgh"].map((letter) => input.split(letter).length - 1),
      }));
      const given = answer === undefined ? { body: JSON.stringify({ data }) } : answer(one);
      if (given === null) return;
      response.writeHead(given.status ?? 200, { "content-type": "application/json" });
      response.end(given.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return {
    asked,
    embedder: createEmbedder({ baseUrl, apiKey: new Secret("k-1"), model: "near" }, systemClock()),
  };
}

test("[Y15] texts are asked for once, in batches, with the model's name and the credential", async () => {
  const { asked, embedder } = await anEndpoint();
  const texts = Array.from({ length: 70 }, (_, i) => `text ${i} ${"abc".repeat(i % 5)}`);
  expect(embedder.cosine("a", "b")).toBeNull();
  await Promise.all([embedder.prepare(texts), embedder.prepare(texts.slice(0, 10))]);
  await embedder.prepare(texts);
  expect(asked.map(({ body }) => body.input.length)).toEqual([64, 6]);
  expect(asked[0]).toMatchObject({ authorization: "Bearer k-1", body: { model: "near" } });
  await embedder.prepare(["abba", "baab", "hhh"]);
  expect(embedder.cosine("abba", "baab")).toBeCloseTo(1, 5);
  expect(embedder.cosine("abba", "hhh")).toBeCloseTo(0, 5);
});

test.each([
  ["refuses", { status: 404, body: "no such route" }],
  ["answers nonsense", { body: "<html>" }],
  ["answers another shape", { body: '{"data":[{"index":0}]}' }],
  ["sends nulls", { body: '{"data":[{"index":0,"embedding":[0,0]}]}' }],
] as const)(
  "[Y15] an endpoint that %s leaves the words to find memories, and is left alone",
  async (_, given) => {
    const { asked, embedder } = await anEndpoint(() => given);
    await embedder.prepare(["bees"]);
    expect(embedder.cosine("bees", "bees")).toBeNull();
    await embedder.prepare(["wax"]);
    expect(asked.length).toBeLessThanOrEqual(2);
    if (given.body.includes("embedding") === false) expect(asked).toHaveLength(1);
  },
);

test("[Y15] an endpoint that never answers is given up after two seconds", async () => {
  const { embedder } = await anEndpoint(() => null);
  await embedder.prepare(["bees"]);
  expect(embedder.cosine("bees", "bees")).toBeNull();
}, 5_000);
