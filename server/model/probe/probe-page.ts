import type { Caller } from "./probe-call.ts";
import { troubleOfStatus, troubleOfThrown } from "./trouble.ts";
import type { TroubleName } from "./trouble.ts";

const LONGEST_PAGE = 4 * 1024 * 1024;

/** A page that should be JSON. `server` is the header of that name, read only to tell which engine answers. */
export type Page =
  | { readonly ok: true; readonly json: unknown; readonly server: string }
  | { readonly ok: false; readonly trouble: TroubleName };

/** Gets a page, or posts to it where there is a body; follows no redirect, gives up in time, and never throws. */
export async function askPage(
  { config, clock, patience, signal }: Caller,
  url: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<Page> {
  const ours = new AbortController();
  let late = false;
  const cancel = clock.after(patience, () => {
    late = true;
    ours.abort();
  });
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: {
        accept: "application/json",
        "accept-encoding": "identity",
        "user-agent": "dramatis",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(config.apiKey === null ? {} : { authorization: `Bearer ${config.apiKey.expose()}` }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([ours.signal, signal]),
    });
    if (response.status !== 200) return { ok: false, trouble: troubleOfStatus(response.status) };
    const text = await readAll(response);
    if (text === null) return { ok: false, trouble: "malformed" };
    if (/^\s*</.test(text)) return { ok: false, trouble: "page" };
    return { ok: true, json: JSON.parse(text), server: response.headers.get("server") ?? "" };
  } catch (error) {
    if (late || signal.aborted) return { ok: false, trouble: "timeout" };
    const unreadable = error instanceof SyntaxError;
    return { ok: false, trouble: unreadable ? "malformed" : troubleOfThrown(error) };
  } finally {
    cancel();
    ours.abort();
  }
}

async function readAll(response: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > LONGEST_PAGE) return null;
  }
  return text;
}
