import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { replyTo, type Reply, type ReplyWishes } from "./speed-reply.ts";
import { createPrefixes, type Prefixes } from "./speed-prefixes.ts";
import type { EndpointFigures, EndpointReport } from "./speed-process.ts";

/**
 * The timed endpoint, a process of its own: OpenAI completions over HTTP and SSE, a fixed time to the first token and
 * between two, for as many streams at once as are asked for. What each model name was asked is counted apart.
 */

const [, , seed = "1", first = "150", each = "25", kind = "her"] = process.argv;
const FIRST = Number(first);
const EACH = Number(each);
/** Ms between two looks at what is due; tokens that are due together leave in one write. */
const LOOK = 4;

interface Counted {
  calls: number;
  generated: number;
  hungUpCalls: number;
  hungUpTokens: number;
  readonly prefixes: Prefixes;
}
interface Stream {
  readonly response: ServerResponse;
  readonly reply: Reply;
  readonly counted: Counted;
  readonly start: number;
  readonly promptTokens: number;
  readonly withIds: boolean;
  readonly model: string;
  sent: number;
}

const models = new Map<string, Counted>();
const streams = new Set<Stream>();
let late: number[] = [];
let most = 0;

function countedFor(model: string): Counted {
  const known = models.get(model);
  if (known) return known;
  const made = {
    calls: 0,
    generated: 0,
    hungUpCalls: 0,
    hungUpTokens: 0,
    prefixes: createPrefixes(),
  };
  models.set(model, made);
  return made;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const start = performance.now();
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = JSON.parse(Buffer.concat(parts).toString("utf8")) as {
    model: string;
    prompt: string;
    stop?: string[];
    max_tokens: number;
    return_token_ids?: boolean;
  };
  const bytes = Buffer.from(body.prompt, "utf8");
  const counted = countedFor(body.model);
  counted.calls += 1;
  counted.prefixes.take(bytes);
  const wishes: ReplyWishes = {
    stop: body.stop ?? [],
    maxTokens: body.max_tokens,
    seed: Number(seed),
    kind: kind === "speech" ? "speech" : "her",
  };
  const stream: Stream = {
    response,
    reply: replyTo(body.prompt, wishes),
    counted,
    start,
    promptTokens: bytes.length >> 2,
    withIds: body.return_token_ids === true,
    model: body.model,
    sent: 0,
  };
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  streams.add(stream);
  most = Math.max(most, streams.size);
  response.on("close", () => {
    if (!streams.delete(stream)) return;
    counted.hungUpCalls += 1;
    counted.hungUpTokens += stream.sent;
  });
}

function look(): void {
  const now = performance.now();
  for (const stream of streams) {
    const { reply, start, response, counted } = stream;
    const due = Math.floor((now - start - FIRST) / EACH) + 1;
    const upTo = Math.min(reply.tokens.length, due);
    if (upTo <= stream.sent) continue;
    late.push(now - (start + FIRST + EACH * stream.sent));
    let text = "";
    for (let i = stream.sent; i < upTo; i++) text += eventOf(stream, i);
    counted.generated += upTo - stream.sent;
    stream.sent = upTo;
    if (upTo < reply.tokens.length) {
      response.write(text);
      continue;
    }
    streams.delete(stream);
    response.end(`${text}${usageOf(stream)}data: [DONE]\n\n`);
  }
}

function eventOf(stream: Stream, index: number): string {
  const { reply, withIds, promptTokens, model } = stream;
  const token = reply.tokens[index];
  const last = index === reply.tokens.length - 1;
  const choice = {
    index: 0,
    text: token?.text ?? "",
    logprobs: { token_logprobs: [-0.25], tokens: [token?.text], top_logprobs: [null] },
    finish_reason: last ? reply.finish : null,
    stop_reason: last ? reply.stopped : null,
    ...(withIds ? { token_ids: [token?.id] } : {}),
    ...(withIds && index === 0
      ? { prompt_token_ids: Array.from({ length: promptTokens }, (_, i) => i) }
      : {}),
  };
  return `data: ${JSON.stringify({ id: "cmpl", object: "text_completion", model, choices: [choice] })}\n\n`;
}

function usageOf({ reply, promptTokens, model }: Stream): string {
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: reply.tokens.length,
    total_tokens: promptTokens + reply.tokens.length,
  };
  return `data: ${JSON.stringify({ id: "cmpl", object: "text_completion", model, choices: [], usage })}\n\n`;
}

function report(): EndpointReport {
  const figures: Record<string, EndpointFigures> = {};
  for (const [model, { prefixes, ...counted }] of models) {
    figures[model] = { ...counted, promptBytes: prefixes.bytes, knownBytes: prefixes.known };
  }
  late.sort((a, b) => a - b);
  const lateP99 = late[Math.floor(late.length * 0.99)] ?? 0;
  return { figures, lateP99, mostAtOnce: most };
}

const server = createServer((request, response) => {
  response.on("error", () => undefined);
  answer(request, response).catch(() => response.destroy());
});
setInterval(look, LOOK);
process.on("message", (message) => {
  if (message !== "report") return;
  process.send?.({ bench: report() });
  late = [];
  most = 0;
});
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  process.send?.({ bench: { port: (server.address() as AddressInfo).port } });
});
