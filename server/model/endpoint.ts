import OpenAI from "openai";
import type {
  Clock,
  ConnectionOf,
  EpisodeConnection,
  Model,
  ModelEvent,
  ModelRequest,
} from "../stage/ports.ts";
import { startCallRecord } from "./call-record.ts";
import { continuesPrefill } from "./probe/capabilities.ts";
import { startDeadlines } from "./deadlines.ts";
import { ABORTED, createEnding, failed, finished } from "./ending.ts";
import type { Ending, Verdict } from "./ending.ts";
import type { EndpointConfig } from "./endpoint-config.ts";
import { readEvents, type EventReader } from "./event-reader.ts";
import { EndpointFault, faultOfThrown } from "./failure-translation.ts";
import type { Fault } from "./failure-translation.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { bearsContent, startOutputCheck } from "./output-check.ts";
import { requestBody } from "./request-body.ts";
import type { Known, RequestBody } from "./request-body.ts";
import { Secret } from "./secret.ts";
import { readChunk } from "./stream-chunk.ts";
import { readWhole } from "./whole-answer.ts";

/** Sends a body and resolves, once the headers are there, with the parsed events of the stream. */
type Open = (body: Record<string, unknown>, signal: AbortSignal) => Promise<EventReader>;

/**
 * One OpenAI-compatible endpoint as a `Model`. The only file that knows the client library. `known` is asked before
 * each call for what has been found out by then; null for nothing. `connectionOf` gives episodes a way of their own;
 * calls that are no turn's go the server's own way, for a recording gateway would take them for samples.
 */
export function createEndpoint(
  config: EndpointConfig,
  clock: Clock,
  known: () => Known | null = () => null,
  connectionOf: ConnectionOf = () => null,
): Model {
  const own: Way = { config, open: opener(config, clock) };
  const ways = new WeakMap<EpisodeConnection, Way>();

  function wayOf({ purpose }: ModelRequest): Way {
    const connection = purpose.lane === "ambient" ? null : connectionOf(purpose.scene);
    if (connection === null) return own;
    const { baseUrl, apiKey, headers, stream } = connection;
    const via: EndpointConfig = {
      ...config,
      baseUrl,
      apiKey: apiKey === null ? null : new Secret(apiKey),
      stream,
      ...(headers === undefined ? {} : { headers }),
    };
    const way = ways.get(connection) ?? { config: via, open: opener(via, clock) };
    ways.set(connection, way);
    return way;
  }

  return {
    synthetic: config.synthetic,
    // A chat template may close the prefilled turn; until a probe has shown otherwise it is not relied on.
    get continuesPrefill() {
      const now = known();
      return now === null ? config.dialect === "raw" : continuesPrefill(now.capabilities);
    },
    description: `${config.model} at ${config.baseUrl} (${config.dialect})`,
    generate(request, signal) {
      const way = wayOf(request);
      const now = known();
      return converse(way, clock, request, requestBody(way.config, request, now), now, signal);
    },
  };
}

/** How calls are sent, and by which configuration. */
interface Way {
  readonly config: EndpointConfig;
  readonly open: Open;
}

function opener(config: EndpointConfig, clock: Clock): Open {
  const silent = () => undefined;
  const client = new OpenAI({
    baseURL: config.baseUrl,
    // Each null keeps the library from reading the environment. The guarded fetch adds the real credential.
    apiKey: "added by the guarded fetch",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch: guardedFetch(config, clock),
    maxRetries: 0,
    // Our own deadlines always come first; this one ends at the headers and is retried by default.
    timeout: config.deadlines.turn + 60_000,
    // The library reports chunks that it cannot parse, and those hold private text.
    logLevel: "off",
    logger: { error: silent, warn: silent, info: silent, debug: silent },
  });
  return async (body, signal) => {
    const answer =
      config.dialect === "raw"
        ? client.completions.create(body as unknown as OpenAI.CompletionCreateParamsStreaming, {
            signal,
          })
        : client.chat.completions.create(
            body as unknown as OpenAI.ChatCompletionCreateParamsStreaming,
            { signal },
          );
    // The library would cut the stream into events once more, at four times the cost of all that is done here.
    const response = await answer.asResponse();
    if (response.body === null) throw new EndpointFault({ failure: "cut", detail: "no body" });
    const read = config.stream === false ? readWhole : readEvents;
    return read(response.body, config.limits);
  };
}

async function* converse(
  { config, open }: Way,
  clock: Clock,
  request: ModelRequest,
  sent: RequestBody,
  known: Known | null,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const record = startCallRecord(config, request, sent, clock, known);
  const ending = createEnding();
  let finish: Verdict | null = null;
  let hadHeaders = false;
  const check = startOutputCheck(config);
  let events: EventReader | undefined;

  // Once a finish reason came, the text is whole: nothing that happens while the usage is awaited spoils it.
  const fail = (fault: Fault) => ending.settle(finish ?? failed(fault));
  const abort = () => ending.settle(ABORTED);
  // An answer that comes whole has its headers when it is done.
  const patience =
    config.stream === false
      ? { ...config.deadlines, headers: config.deadlines.turn, firstToken: config.deadlines.turn }
      : config.deadlines;
  const deadlines = startDeadlines(patience, clock, (expiry) =>
    fail({ failure: expiry === "closing" ? "cut" : expiry, detail: "deadline" }),
  );
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();

  try {
    events = await Promise.race([open(sent.body, ending.signal), ending.stopped]);
    if (events !== undefined) {
      hadHeaders = true;
      record.headersCame();
      deadlines.headersCame();
    }
    for (;;) {
      if (events === undefined || ending.verdict() !== null) break;
      // An end from outside aborts the body, so this cannot hang; a race for each token would cost as much as reading it.
      const next = await events.next();
      if (ending.verdict() !== null) break;
      if (next.done === true) {
        fail({ failure: "cut", detail: "no finish reason" });
        break;
      }
      const reading = readChunk(config.dialect, next.value);
      if (!reading.ok) {
        fail(reading.fault);
        break;
      }
      const { chunk } = reading;
      if (finish !== null) {
        record.addUsage(chunk);
        if (chunk.usage !== null) ending.conclude(finish);
        continue;
      }
      const fault = check(chunk);
      if (fault !== null) {
        fail(fault);
        break;
      }
      record.add(chunk);
      if (chunk.finishReason !== null) finish = finished(chunk.finishReason);
      if (chunk.text !== "") {
        deadlines.pause();
        yield { type: "text", text: chunk.text };
      }
      if (bearsContent(chunk)) deadlines.contentCame();
      if (finish === null) continue;
      if (finish.end.status !== "complete") ending.settle(finish);
      else if (chunk.usage === null) deadlines.finishCame();
      else ending.conclude(finish);
    }
  } catch (error) {
    fail(faultOfThrown(error, hadHeaders));
  } finally {
    // A reader that leaves early gets no end, but the endpoint is stopped all the same.
    if (ending.verdict() === null) ending.settle(ABORTED);
    else if (events !== undefined) readOut(events, ending, clock, config.deadlines.closing);
    deadlines.stop();
    signal.removeEventListener("abort", abort);
  }
  const { end, fault } = ending.verdict() ?? ABORTED;
  const httpStatus = fault?.status ?? (hadHeaders ? 200 : null);
  yield {
    type: "end",
    end,
    call: record.close(end, { httpStatus, detail: fault?.detail ?? null }),
  };
}

/** After the last event that counts: a connection that is broken off would have to be made anew for the next call. */
function readOut(events: EventReader, ending: Ending, clock: Clock, ms: number): void {
  const close = () => ending.settle(ABORTED);
  const cancel = clock.after(ms, close);
  void events.readOut().then(() => {
    cancel();
    close();
  });
}
