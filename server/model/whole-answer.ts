import type { SizeLimits } from "./endpoint-config.ts";
import type { EventReader } from "./event-reader.ts";
import { EndpointFault } from "./failure-translation.ts";

/** Reads a body that holds the whole answer as JSON, as if it were the one event of a stream. Memory is bounded. */
export function readWhole(
  body: ReadableStream<Uint8Array>,
  limits: Pick<SizeLimits, "body">,
): EventReader {
  const reader = body.getReader();
  let over = false;

  async function wholeText(): Promise<string> {
    const parts: Uint8Array[] = [];
    let received = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return Buffer.concat(parts).toString("utf8");
      received += value.length;
      if (received > limits.body) {
        reader.cancel().catch(() => undefined);
        throw new EndpointFault({ failure: "too-long", detail: "body size" });
      }
      parts.push(value);
    }
  }

  return {
    async next() {
      if (over) return { done: true, value: undefined };
      over = true;
      return { done: false, value: JSON.parse(await wholeText()) as unknown };
    },
    async readOut() {
      over = true;
      try {
        while (!(await reader.read()).done);
      } catch {
        // Broken off: then there is no connection to be kept.
      }
    },
  };
}
