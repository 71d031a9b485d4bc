import type { Clock } from "../stage/ports.ts";
import type { EndpointConfig } from "./endpoint-config.ts";
import { EndpointFault, faultOfStatus, readRetryAfter } from "./failure-translation.ts";

const LONGEST_ERROR_TEXT = 16 * 1024;

/**
 * A fetch that lets only an event stream through, or JSON where the answer is to come whole: no redirect, no other
 * content type, no error status. Rejects with an `EndpointFault` otherwise. It alone adds the credential, and sends no
 * header but its own and the configuration's, so that nothing of this machine's environment travels along.
 */
export function guardedFetch(
  config: Pick<EndpointConfig, "apiKey" | "headers" | "stream">,
  clock: Clock,
): typeof fetch {
  const expected = config.stream === false ? "application/json" : "text/event-stream";
  return async (input, init) => {
    const response = await fetch(input, {
      method: "POST",
      redirect: "manual",
      headers: {
        ...config.headers,
        accept: expected,
        "accept-encoding": "identity",
        "content-type": "application/json",
        "user-agent": "dramatis",
        ...(config.apiKey === null ? {} : { authorization: `Bearer ${config.apiKey.expose()}` }),
      },
      body: init?.body ?? null,
      signal: init?.signal ?? null,
    });
    const { status } = response;
    if (status !== 200) {
      const text = status === 400 || status === 422 ? await errorText(response) : "";
      dismiss(response);
      const retryAfter = readRetryAfter(response.headers.get("retry-after"), clock.now());
      throw new EndpointFault(faultOfStatus(status, text, retryAfter));
    }
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (type !== expected || response.body === null) {
      dismiss(response);
      throw new EndpointFault({ failure: "malformed", detail: "content type" });
    }
    return response;
  };
}

/** The start of an error body. A body that breaks off is as good as a short one. */
async function errorText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length >= LONGEST_ERROR_TEXT) break;
    }
  } catch {
    return text;
  }
  return text;
}

function dismiss(response: Response): void {
  if (response.body === null || response.body.locked) return;
  response.body.cancel().catch(() => undefined);
}
