import type { Clock } from "../../stage/ports.ts";

/** How busy an endpoint says it is; null for what it does not tell. */
export interface EndpointLoad {
  /** Requests that wait inside it. */
  readonly waiting: number | null;
  /** Share of its key-value cache in use, 0 to 1. */
  readonly cache: number | null;
}

/** Names of vLLM (its newer versions, then its older), then of SGLang's. */
const WAITING = ["vllm:num_requests_waiting", "sglang:num_queue_reqs"] as const;
const CACHE = [
  "vllm:kv_cache_usage_perc",
  "vllm:gpu_cache_usage_perc",
  "sglang:token_usage",
] as const;

/**
 * Reads figures from Prometheus text: the sum of what waits and the highest use, over all series of a name. Null if
 * none of the names is there.
 */
export function readLoad(text: string): EndpointLoad | null {
  const waiting = valuesOf(text, WAITING);
  const cache = valuesOf(text, CACHE);
  if (waiting.length === 0 && cache.length === 0) return null;
  return {
    waiting: waiting.length === 0 ? null : waiting.reduce((sum, value) => sum + value, 0),
    cache: cache.length === 0 ? null : Math.min(1, Math.max(...cache)),
  };
}

function valuesOf(text: string, names: readonly string[]): number[] {
  const values: number[] = [];
  for (const line of text.split("\n")) {
    const name = names.find((one) => line.startsWith(one));
    // After the name come labels or the value; a longer name is another one.
    const rest = name === undefined ? null : /^(?:\{.*\})?\s+(\S+)/u.exec(line.slice(name.length));
    const value = Number(rest?.[1]);
    if (rest !== null && Number.isFinite(value) && value >= 0) values.push(value);
  }
  return values;
}

/** Asks an endpoint how busy it is, when there is reason to. */
export interface LoadWatch {
  /** Asks, unless it did less than two seconds ago or is asking. */
  look(): void;
  /** A question is under way. */
  readonly asking: boolean;
  stop(): void;
}

const EVERY = 2_000;
/** An answer takes this many ms at most. */
const DEADLINE = 2_000;
/** Some hundred histograms; what stands behind is not read. Bytes. */
const LARGEST = 512 * 1024;

/** The page of figures that belongs to an endpoint's base address, which ends with `/v1`. */
export function loadPageOf(baseUrl: string): string {
  return `${baseUrl.replace(/\/+$/u, "").replace(/\/v1$/u, "")}/metrics`;
}

/**
 * Watches one page, without a credential and without following redirects. A page that is not there or has none of the
 * figures is not asked again; one that cannot be reached is, when there is reason to look.
 */
export function createLoadWatch(
  page: string,
  clock: Clock,
  onLoad: (load: EndpointLoad) => void,
): LoadWatch {
  let last = Number.NEGATIVE_INFINITY;
  let asking: AbortController | null = null;
  let off = false;

  async function ask(abort: AbortController): Promise<void> {
    const tooLate = clock.after(DEADLINE, () => abort.abort());
    try {
      const response = await fetch(page, {
        redirect: "manual",
        headers: { accept: "text/plain", "user-agent": "dramatis" },
        signal: abort.signal,
      });
      const load = response.status === 200 ? readLoad(await startOf(response)) : null;
      if (response.status !== 200) response.body?.cancel().catch(() => undefined);
      if (off) return;
      if (load === null) off = true;
      else onLoad(load);
    } catch {
      // Whether the endpoint can be reached is for its calls to find out.
    } finally {
      tooLate();
      asking = null;
    }
  }

  return {
    get asking() {
      return asking !== null;
    },
    look() {
      if (off || asking !== null || clock.elapsed() - last < EVERY) return;
      last = clock.elapsed();
      asking = new AbortController();
      void ask(asking);
    },
    stop() {
      off = true;
      asking?.abort();
    },
  };
}

async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length >= LARGEST) break;
  }
  return text;
}
