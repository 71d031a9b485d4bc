/** The parsed events of one answer, in order. */
export interface EventReader {
  /**
   * The next event, until the body ends or `[DONE]` comes; one named `error` comes as `{ error }`. Rejects with a
   * `SyntaxError` for data that is no JSON, and with what the body rejects with.
   */
  next(): Promise<IteratorResult<unknown, undefined>>;
  /** Reads what is left and keeps nothing of it, so that the connection can serve the next call. Never rejects. */
  readOut(): Promise<void>;
}

const OVER = { done: true, value: undefined } as const;

/** Reads a body whose chunks are whole server-sent events with LF line ends, as the guarded fetch makes them. */
export function readEvents(body: ReadableStream<Uint8Array>): EventReader {
  const reader = body.getReader();
  let over = false;
  return {
    async next() {
      while (!over) {
        const read = await reader.read();
        if (read.done) break;
        const { name, data } = fieldsOf(Buffer.from(read.value).toString("utf8"));
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
