import type { StudioProblem } from "../../shared/studio/api.ts";
import { STUDIO_PATH } from "../../shared/studio/path.ts";
import { session, signOut } from "./session.ts";

/** The studio's requests. What the server refuses comes back as a value with words for the person. */

export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: StudioProblem };

export interface Question {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Sent as JSON; bytes as they are. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Asks for one value. Never rejects. */
export async function ask<T>(path: string, question: Question = {}): Promise<Asked<T>> {
  const response = await send(path, question);
  if (response.ok) return { ok: true, value: (await response.value.json()) as T };
  return response;
}

/** Asks for a file. */
export async function askFile(path: string, question: Question = {}): Promise<Asked<Blob>> {
  const response = await send(path, question);
  if (response.ok) return { ok: true, value: await response.value.blob() };
  return response;
}

/** Asks for values one after the other, as they come; ends when the server ends, or the signal aborts. */
export async function askLines<T>(
  path: string,
  question: Question,
  heard: (value: T) => void,
): Promise<Asked<null>> {
  const response = await send(path, question);
  if (!response.ok) return response;
  const reader = response.value.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const read = await reader?.read();
      if (read === undefined || read.done) break;
      const lines = (rest + read.value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") heard(JSON.parse(line) as T);
    }
  } catch {
    if (question.signal?.aborted === true) return { ok: true, value: null };
    return { ok: false, problem: UNREACHABLE };
  }
  return { ok: true, value: null };
}

const UNREACHABLE: StudioProblem = {
  code: "failed",
  message: "The server could not be reached; look whether it still runs, then try again.",
};

async function send(
  path: string,
  { method = "GET", body, signal }: Question,
): Promise<Asked<Response>> {
  const bytes = body instanceof Blob || body instanceof Uint8Array;
  const init: RequestInit = {
    method,
    headers: {
      Authorization: `Bearer ${session()?.token ?? ""}`,
      ...(body === undefined
        ? {}
        : { "Content-Type": bytes ? "application/octet-stream" : "application/json" }),
    },
    ...(body === undefined ? {} : { body: bytes ? (body as Blob) : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    const response = await fetch(`${STUDIO_PATH}/api${path}`, init);
    if (response.ok) return { ok: true, value: response };
    const problem = (await response.json().catch(() => UNREACHABLE)) as StudioProblem;
    if (problem.code === "not-signed-in") signOut();
    return { ok: false, problem };
  } catch {
    return { ok: false, problem: UNREACHABLE };
  }
}
