/**
 * Reads the parsed events of a body whose chunks are whole server-sent events with LF line ends, as the guarded fetch
 * makes them, up to `[DONE]`. An event named `error` comes as `{ error }`. Throws a `SyntaxError` for data that is no
 * JSON, and what the body throws.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const event = eventOf(Buffer.from(next.value).toString("utf8"));
    if (event.data === "[DONE]") return;
    if (event.data === null) continue;
    const data = JSON.parse(event.data) as { readonly error?: unknown } | null;
    yield event.name === "error" ? { error: data?.error ?? data } : data;
  }
}

/** The fields of one event; `data` is null where it has none. */
function eventOf(text: string): { readonly name: string; readonly data: string | null } {
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
