import type { Session } from "../../shared/studio/api.ts";

/** A hand in the studio over its own HTTP, signed in. */
export interface StudioHand {
  ask<T>(path: string, init?: { method?: string; body?: unknown; bytes?: Uint8Array }): Promise<T>;
  /** Lines of a stream as they come, until it ends or the signal aborts. */
  lines<T>(path: string, heard: (value: T) => void, signal: AbortSignal): Promise<void>;
}

/** Signs in with a key. */
export async function studioHand(url: string, key: string): Promise<StudioHand> {
  const api = `${url}/studio/api`;
  const answer = await fetch(`${api}/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key }),
  });
  if (!answer.ok) throw new Error(`the studio did not open: ${await answer.text()}`);
  const { token } = (await answer.json()) as Session;
  const headers = { Authorization: `Bearer ${token}` };
  return {
    async ask<T>(
      path: string,
      { method = "GET", body, bytes }: { method?: string; body?: unknown; bytes?: Uint8Array } = {},
    ): Promise<T> {
      const type = bytes === undefined ? "application/json" : "application/octet-stream";
      const sent = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(api + path, {
        method,
        headers: { ...headers, ...(sent === undefined ? {} : { "Content-Type": type }) },
        ...(sent === undefined ? {} : { body: sent as BodyInit }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    async lines<T>(path: string, heard: (value: T) => void, signal: AbortSignal): Promise<void> {
      const response = await fetch(api + path, { headers, signal });
      if (!response.ok || response.body === null) throw new Error(`${path}: ${response.status}`);
      let rest = "";
      try {
        for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
          const lines = (rest + chunk).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) if (line !== "") heard(JSON.parse(line) as T);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}
