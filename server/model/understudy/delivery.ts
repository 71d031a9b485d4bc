import { setImmediate as breathe } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { ServerResponse } from "node:http";
import { chunkOf, usageChunk, wholeAnswer, type Head, type Portion } from "./answer-shape.ts";
import type { Completion } from "./completion.ts";
import { EventStream } from "./event-stream.ts";
import type { Fault } from "./faults.ts";
import { Pace, type Pacing } from "./pacing.ts";
import type { Wanted } from "./request-body.ts";

/** Sends a finished completion the way a model would: token by token or whole, with the fault at its point. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
  readonly wanted: Wanted;
  readonly head: Head;
  readonly completion: Completion;
  readonly pacing: Pacing;
  readonly fault: Fault | null;
}

export async function deliver(delivery: Delivery): Promise<void> {
  const { response, wanted, fault } = delivery;
  if (fault?.name === "no-answer") {
    await gone(delivery.signal);
    return;
  }
  if (!wanted.stream || fault?.name === "json-answer" || fault?.name === "gzip")
    return deliverWhole(delivery);
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    connection: "keep-alive",
  });
  response.flushHeaders();
  await deliverStream(delivery);
}

async function deliverWhole({
  response,
  signal,
  wanted,
  head,
  completion,
  pacing,
  fault,
}: Delivery): Promise<void> {
  const pace = new Pace(pacing, signal);
  if (!(await pace.due(completion.tokens.length))) return;
  const text = textOf(completion);
  const answer = wholeAnswer(wanted, head, completion, text);
  if (fault?.name === "reasoning-field") moveToReasoning(answer);
  const body = JSON.stringify(answer);
  const headers = { "content-type": "application/json; charset=utf-8" };
  switch (fault?.name) {
    case "stall":
    case "stall-comments":
    case "trickle":
      response.writeHead(200, headers).write(body.slice(0, body.length / 2));
      await gone(signal);
      return;
    case "reset":
    case "cut-line":
    case "no-finish":
      response
        .writeHead(200, { ...headers, "content-length": Buffer.byteLength(body) })
        .write(body.slice(0, body.length / 2));
      await breathe();
      response.socket?.resetAndDestroy();
      return;
    case "malformed-json":
      response.writeHead(200, headers).end(body.slice(0, -2));
      return;
    case "error-event":
    case "error-flat":
      response.writeHead(200, headers).end(JSON.stringify(errorEvent(fault.name)));
      return;
    case "gzip":
      response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(body));
      return;
    default:
      response.writeHead(200, headers).end(body);
  }
}

async function deliverStream(delivery: Delivery): Promise<void> {
  const { response, signal, wanted, head, completion, pacing, fault } = delivery;
  const stream = new EventStream(response, signal, {
    crlf: fault?.name === "crlf",
    split: fault?.name === "utf8-cut",
    bom: fault?.name === "bom",
  });
  const pace = new Pace(pacing, signal);
  const at = pointOf(completion, fault);
  const decoder = new TextDecoder("utf-8");
  let text = 0;
  let held: { tokens: Portion["tokens"][number][]; logprobs: number[] } = {
    tokens: [],
    logprobs: [],
  };
  let first = true;
  if (fault?.name === "choices") await stream.event(chunkOf(wanted, head, EMPTY, true, null));
  for (const [i, token] of completion.tokens.entries()) {
    if (!(await pace.due(i))) return;
    if (i === at && !(await strike(delivery, stream, pace, i))) return;
    held = {
      tokens: [...held.tokens, token],
      logprobs: [...held.logprobs, completion.logprobs[i] ?? 0],
    };
    const piece = decoder.decode(token.bytes, { stream: true });
    // A character cut between two tokens waits for its other half.
    if (piece === "") continue;
    const chunk = chunkOf(wanted, head, { text: piece, ...held, offset: text }, first, null);
    if (!(await stream.event(oddly(chunk, fault)))) return;
    if (fault?.name === "duplicate" && i === at && !(await stream.event(chunk))) return;
    text += piece.length;
    held = { tokens: [], logprobs: [] };
    first = false;
    if (i % 16 === 15) await breathe();
  }
  if (
    at >= completion.tokens.length &&
    !(await strike(delivery, stream, pace, completion.tokens.length))
  )
    return;
  await stream.event(
    oddly(
      chunkOf(wanted, head, EMPTY, first, {
        reason: completion.finishReason,
        stop: completion.stopReason,
      }),
      fault,
    ),
  );
  if (wanted.includeUsage) await stream.event(usageChunk(wanted, head, completion.tokens.length));
  await stream.event("[DONE]");
  if (fault?.name === "after-done") {
    for (let i = 0; i < 3; i++)
      await stream.event(
        chunkOf(wanted, head, { ...EMPTY, text: " This came too late." }, false, null),
      );
  }
  response.end();
}

const EMPTY: Portion = { text: "", tokens: [], logprobs: [], offset: 0 };

function textOf(completion: Completion): string {
  return new TextDecoder().decode(Buffer.concat(completion.tokens.map((token) => token.bytes)));
}

/** The token at which a fault strikes; the number of tokens for "after", -1 for never. */
function pointOf(completion: Completion, fault: Fault | null): number {
  if (fault === null) return -1;
  const { visibleFrom, tokens } = completion;
  if (fault.phase === "before") return Math.floor(visibleFrom / 2);
  return fault.phase === "after"
    ? tokens.length
    : Math.min(
        tokens.length,
        visibleFrom + Math.max(1, Math.floor((tokens.length - visibleFrom) / 2)),
      );
}

/** Lets the fault happen; false when nothing may follow it. */
async function strike(
  { response, signal, wanted, head, fault }: Delivery,
  stream: EventStream,
  pace: Pace,
  index: number,
): Promise<boolean> {
  switch (fault?.name) {
    case "stall":
      await gone(signal);
      return false;
    case "stall-comments":
      while (await stream.comment("still here")) if (!(await pace.rest(250))) break;
      return false;
    case "reset":
      await breathe();
      response.socket?.resetAndDestroy();
      return false;
    case "cut-line":
      await stream.raw(
        `data: ${JSON.stringify(chunkOf(wanted, head, { ...EMPTY, text: " cut" }, false, null)).slice(0, 40)}`,
      );
      response.end();
      return false;
    case "no-finish":
      response.end();
      return false;
    case "malformed-json":
      await stream.event('{"id":"broken","choices":[{"index":0,"text":"');
      return true;
    case "error-event":
    case "error-flat":
      await stream.event(errorEvent(fault.name));
      await stream.event("[DONE]");
      response.end();
      return false;
    case "trickle":
      pace.trickle(index);
      return true;
    case "flood": {
      const line = chunkOf(
        wanted,
        head,
        { ...EMPTY, text: " and the sea came in again".repeat(400) },
        false,
        null,
      );
      for (let sent = 0; sent < 10_000_000; sent += 10_400)
        if (!(await stream.event(line))) return false;
      return true;
    }
    case "long-line":
      return stream.event(
        chunkOf(
          wanted,
          head,
          { ...EMPTY, text: " and the sea came in again".repeat(400_000) },
          false,
          null,
        ),
      );
    default:
      return true;
  }
}

function errorEvent(name: "error-event" | "error-flat"): Record<string, unknown> {
  const error = {
    message: "The engine stopped unexpectedly.",
    type: "InternalServerError",
    param: null,
    code: 500,
  };
  return name === "error-flat" ? { object: "error", ...error } : { error };
}

/** Chunks of odd shape: several choices, or text in the field for reasoning. */
function oddly(chunk: Record<string, unknown>, fault: Fault | null): Record<string, unknown> {
  if (fault?.name === "choices") {
    const choices = chunk.choices as Record<string, unknown>[];
    return {
      ...chunk,
      choices: [
        ...choices,
        {
          index: 1,
          text: " another voice",
          delta: { content: " another voice" },
          finish_reason: null,
        },
      ],
    };
  }
  if (fault?.name === "reasoning-field") moveToReasoning(chunk);
  return chunk;
}

function moveToReasoning(answer: Record<string, unknown>): void {
  for (const choice of answer.choices as Record<string, unknown>[]) {
    for (const key of ["delta", "message"]) {
      const holder = choice[key] as Record<string, unknown> | undefined;
      if (holder && "content" in holder) {
        holder.reasoning = holder.content;
        holder.reasoning_content = holder.content;
        holder.content = null;
      }
    }
    if (typeof choice.text === "string") {
      choice.reasoning = choice.text;
      choice.text = "";
    }
  }
}

function gone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
