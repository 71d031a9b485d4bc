import type { EpisodeConnection } from "../../stage/ports.ts";

/** A trainer's recording gateway, seen from one episode: what its calls go through, and where its rewards go. */
export interface RewardGateway {
  /** What `Play.connect` takes; null where the gateway records nothing and calls go the server's own way. */
  readonly connection: EpisodeConnection | null;
  /** Reports a reward. Never rejects. */
  reward(reward: GatewayReward): Promise<Delivered>;
  /** Says that the episode is over: nothing is reported afterwards. Never rejects. */
  end(): Promise<Delivered>;
}

/** How good something was, for a trainer. */
export interface GatewayReward {
  readonly value: number;
  /** What was measured, such as `judge.consistency`. */
  readonly name: string;
  /** The turn it is for; absent for the whole episode. */
  readonly turnId?: string;
  /** The answer it is for, by the id that the gateway gave it (`Provenance.responseId`); absent for the last, or all. */
  readonly responseId?: string;
}

/** Whether a gateway took it; a problem is in words and holds nothing of the gateway's own text. */
export type Delivered = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** What a gateway answered; `body` is null where it is no JSON. */
export type Posted =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly status: number | null; readonly problem: string };

/** How long a gateway may take, in ms, and how much it may answer, in bytes. */
const WITHIN = 10_000;
const LARGEST = 64 * 1024;

/** Posts JSON, follows no redirect, never rejects. `key` goes as a bearer; null for none. */
export async function post(url: string, key: string | null, body: object): Promise<Posted> {
  let status: number | null = null;
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "user-agent": "dramatis",
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(WITHIN),
    });
    ({ status } = response);
    const text = await textOf(response);
    if (status >= 200 && status < 300) return { ok: true, body: jsonOf(text) };
  } catch {
    if (status === null)
      return { ok: false, status, problem: "the gateway cannot be reached, or took too long" };
  }
  return { ok: false, status, problem: `the gateway answered with status ${status}` };
}

/** A posted reward as an adapter hands it on. */
export function delivered(posted: Posted): Delivered {
  return posted.ok ? { ok: true } : { ok: false, problem: posted.problem };
}

/** The address with no slash at its end. */
export function bare(url: string): string {
  return url.replace(/\/+$/u, "");
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let received = 0;
  for await (const part of response.body ?? []) {
    received += part.length;
    if (received > LARGEST) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
