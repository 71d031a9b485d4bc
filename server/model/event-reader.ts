import type { SizeLimits } from "./endpoint-config.ts";
import { EndpointFault } from "./failure-translation.ts";
import { createSseFraming } from "./sse-framing.ts";

/** The parsed events of one answer, in order. */
export interface EventReader {
  /**
   * The next event, until the body ends or `[DONE]` comes; one named `error` comes as `{ error }`. Rejects with a
   * `SyntaxError` for data that is no JSON, with an `EndpointFault` for an endless event or body, and with what the
   * body rejects with.
   */
  next(): Promise<IteratorResult<unknown, undefined>>;
  /** Reads what is left and keeps nothing of it, so that the connection can serve the next call. Never rejects. */
  readOut(): Promise<void>;
}

const OVER = { done: true, value: undefined } as const;

/** Reads a body of server-sent events. Memory is bounded by the limit of one event, and the whole by its own. */
export function readEvents(
  body: ReadableStream<Uint8Array>,
  limits: Pick<SizeLimits, "event" | "body">,
): EventReader {
  const reader = body.getReader();
  const framing = createSseFraming(limits.event);
  let framed: readonly Uint8Array[] = [];
  let at = 0;
  let received = 0;
  let over = false;

  /** The bytes of the next event; null after the last. */
  async function nextFrame(): Promise<Uint8Array | null> {
    while (at >= framed.length) {
      const { done, value } = await reader.read();
      if (done) return framing.end();
      received += value.length;
      const events = received > limits.body ? "too-long" : framing.push(value);
      if (events === "too-long") {
        reader.cancel().catch(() => undefined);
        const detail = received > limits.body ? "body size" : "event size";
        throw new EndpointFault({ failure: "too-long", detail });
      }
      framed = events;
      at = 0;
    }
    const event = framed[at] ?? null;
    at += 1;
    return event;
  }

  return {
    async next() {
      for (;;) {
        const event = over ? null : await nextFrame();
        if (event === null) break;
        const { name, data } = fieldsOf(Buffer.from(event).toString("utf8"));
        if (data === "[DONE]") break;
        if (data === null) continue;
        const value = JSON.parse(data) as { readonly error?: unknown } | null;
        return {
          done: false,
          value: name === "error" ? { error: value?.error ?? value } : value,
        };
      }
      over = true;
      return OVER;
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

/** The fields of one event; `data` is null where it has none. */
function fieldsOf(text: string): { readonly name: string; readonly data: string | null } {
  let name = "";
  let data: string | null = null;
  for (const line of text.split("\n")) {
    if (line.startsWith("data:")) {
      const value = valueOf(line, 5);
      data = data === null ? value : `${data}\n${value}`;
    } else if (line.startsWith("event:")) name = valueOf(line, 6);
  }
  return { name, data };
}

function valueOf(line: string, from: number): string {
  return line.slice(line[from] === " " ? from + 1 : from);
}
