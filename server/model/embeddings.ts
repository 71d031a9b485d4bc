import * as z from "zod";
import type { Embedder } from "../stage/memory.ts";
import type { Clock } from "../stage/ports.ts";
import type { EndpointConfig } from "./endpoint-config.ts";

/** Texts in one request, letters of one text, texts that are remembered, and bytes of one answer. */
const BATCH = 64;
const LONGEST = 1_000;
const REMEMBERED = 5_000;
const ANSWER_BYTES = 8 * 1024 * 1024;
/** How long one request may take, and how long a failing endpoint is left alone, in ms. */
const PATIENCE = 2_000;
const REST = 60_000;

const Answer = z.object({
  data: z.array(
    z.object({ index: z.number().int().nonnegative(), embedding: z.array(z.number()).min(1) }),
  ),
});

/**
 * Nearness of texts by an endpoint's `/v1/embeddings`. Everything is cached and bounded; whatever goes wrong is silence
 * for a minute, and memories are then found by their words.
 */
export function createEmbedder(
  config: Pick<EndpointConfig, "baseUrl" | "apiKey" | "model">,
  clock: Clock,
): Embedder {
  const known = new Map<string, Float32Array>();
  const asked = new Map<string, Promise<void>>();
  let resting = Number.NEGATIVE_INFINITY;

  function remember(text: string, vector: readonly number[]): void {
    const length = Math.hypot(...vector);
    if (!(length > 0) || !Number.isFinite(length)) return;
    known.set(
      text,
      Float32Array.from(vector, (value) => value / length),
    );
    const oldest = known.keys().next().value;
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  async function fetchBatch(texts: readonly string[]): Promise<void> {
    const late = new AbortController();
    const cancel = clock.after(PATIENCE, () => late.abort());
    try {
      const response = await fetch(`${config.baseUrl}/embeddings`, {
        method: "POST",
        redirect: "error",
        headers: {
          "content-type": "application/json",
          "user-agent": "dramatis",
          ...(config.apiKey === null ? {} : { authorization: `Bearer ${config.apiKey.expose()}` }),
        },
        body: JSON.stringify({ model: config.model, input: texts, encoding_format: "float" }),
        signal: late.signal,
      });
      if (response.status !== 200) throw new Error("refused");
      const { data } = Answer.parse(JSON.parse(await bounded(response)));
      const size = data[0]?.embedding.length;
      for (const { index, embedding } of data) {
        const text = texts[index];
        if (text !== undefined && embedding.length === size) remember(text, embedding);
      }
    } catch {
      resting = clock.elapsed() + REST;
    } finally {
      cancel();
      for (const text of texts) asked.delete(text);
    }
  }

  return {
    async prepare(texts) {
      const wanted = [...new Set(texts.map(clipped))];
      const fresh = wanted.filter((text) => text !== "" && !known.has(text) && !asked.has(text));
      if (clock.elapsed() >= resting) {
        for (let at = 0; at < fresh.length; at += BATCH) {
          const batch = fresh.slice(at, at + BATCH);
          const done = fetchBatch(batch);
          for (const text of batch) asked.set(text, done);
        }
      }
      await Promise.all(wanted.map((text) => asked.get(text)));
    },
    cosine(a, b) {
      const [one, other] = [known.get(clipped(a)), known.get(clipped(b))];
      if (one === undefined || other === undefined || one.length !== other.length) return null;
      return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
    },
  };
}

function clipped(text: string): string {
  return text.slice(0, LONGEST).toWellFormed();
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES) throw new Error("too long");
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}
