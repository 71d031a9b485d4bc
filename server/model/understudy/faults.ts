import type { Dice } from "./seeded.ts";

/**
 * What can go wrong with a model endpoint, as far as an HTTP server can act it out. The numbers are the rows of the
 * fault table; refused connections, DNS, TLS, half-open sockets and jumping clocks are not a server's to play.
 */
export const FAULTS = {
  "401": "row 4: the key is refused",
  "403": "row 4: the key may not do this",
  "404": "row 5: the model does not exist",
  "400-context": "row 6: the prompt is too long",
  "400": "row 7: a bad request, in FastAPI's shape",
  "422": "row 7: a body that does not validate",
  "429": "row 8: too many requests, Retry-After in seconds",
  "429-date": "row 8: too many requests, Retry-After as a date",
  "500": "row 9: an internal error",
  "502": "row 9: a proxy without a backend, as HTML",
  "503": "row 9: overloaded, Retry-After in seconds",
  "504": "row 9: a proxy that gave up",
  "no-answer": "row 10: accepts and never answers",
  stall: "rows 11 and 13: stops in mid-stream and keeps the socket",
  "stall-comments": "row 12: stops, kept warm by comments",
  reset: "row 14: the connection is reset",
  "cut-line": "row 15: ends within an event line",
  "no-finish": "row 15: ends without finish reason and [DONE]",
  "malformed-json": "row 16: an event that is not JSON",
  "error-event": "row 17: an error object within the stream",
  "error-flat": "row 17: an error object without a wrapper, as some engines send it",
  html: "row 18: an HTML page with status 200",
  "json-answer": "row 18: a whole JSON answer where a stream was asked for",
  empty: "row 19: no text at all",
  "private-only": "row 19: thinking and nothing else",
  whitespace: "row 19: white space alone",
  length: "row 20: finish reason length, cut within a sentence",
  "content-filter": "row 21: finish reason content_filter",
  "tool-calls": "row 22: finish reason tool_calls with calls",
  "repeat-loop": "row 23: the same few words without end",
  trickle: "row 24: one token every two seconds",
  flood: "row 25: ten megabytes of text",
  "long-line": "row 25: one event line of ten megabytes",
  duplicate: "row 26: a chunk sent twice",
  "after-done": "row 27: more chunks after [DONE]",
  choices: "row 27: several choices, role-only and null deltas",
  "reasoning-field": "row 28: everything in the reasoning field, content empty",
  "utf8-cut": "row 29: characters cut between packets",
  crlf: "row 29: CRLF line ends and events over several data lines",
  bom: "row 29: a byte order mark first",
  gzip: "row 30: a compressed body nobody asked for",
  redirect: "row 30: a redirect to another address",
  "wrong-model": "row 32: answers in another model's name",
  "unclosed-thought": "the thinking is never closed",
  "copy-thought": "speech repeats the thinking word for word",
  "speaks-for-others": "a second speaker follows",
} as const;
export type FaultName = keyof typeof FAULTS;

/** Where in the turn it happens: before anything visible, amid it, or after all of it. */
export const PHASES = ["before", "during", "after"] as const;
export type Phase = (typeof PHASES)[number];

export interface Fault {
  readonly name: FaultName;
  readonly phase: Phase;
}
export interface PlannedFault extends Fault {
  /** The share of requests that meet it, 0 to 1. */
  readonly rate: number;
}

/** Faults that happen at a point of the stream; the others have no phase to choose. */
const PHASED: ReadonlySet<FaultName> = new Set([
  "stall",
  "stall-comments",
  "reset",
  "cut-line",
  "no-finish",
  "malformed-json",
  "error-event",
  "error-flat",
  "trickle",
  "duplicate",
  "length",
  "content-filter",
  "tool-calls",
  "repeat-loop",
  "flood",
  "long-line",
]);

/** Reads `NAME[@before|during|after][:rate]`; a text that says what is wrong when it cannot. */
export function parseFault(text: string): PlannedFault | string {
  const match = /^([\w-]+)(?:@(\w+))?(?::(.+))?$/.exec(text.trim());
  if (!match)
    return `"${text}" is not a fault: write NAME[@before|during|after][:rate], for example reset@during:0.3.`;
  const [, name = "", phase = "during", rate = "1"] = match;
  if (!Object.hasOwn(FAULTS, name))
    return `"${name}" is no fault this server knows. Known faults: ${Object.keys(FAULTS).join(", ")}.`;
  if (!PHASES.includes(phase as Phase))
    return `"${phase}" is no phase of a turn: choose before, during or after the visible text.`;
  if (match[2] !== undefined && !PHASED.has(name as FaultName))
    return `"${name}" happens as a whole and takes no "@${phase}".`;
  const share = Number(rate);
  if (!(share >= 0 && share <= 1)) return `"${rate}" is no rate: write a number from 0 to 1.`;
  return { name: name as FaultName, phase: phase as Phase, rate: share };
}

/** The fault a request meets: the first planned one whose roll comes up. One roll per plan and request, in order. */
export function drawFault(plans: readonly PlannedFault[], dice: Dice): Fault | null {
  const rolled = plans.map((plan) => ({ plan, hit: dice.next() < plan.rate }));
  const found = rolled.find(({ hit }) => hit)?.plan;
  return found ? { name: found.name, phase: found.phase } : null;
}

/** What an HTTP answer says instead of playing; null for faults that are played. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function refusalOf(fault: Fault, now: Date): Refusal | null {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}): Refusal => ({
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  });
  const error = (
    message: string,
    type: string,
    code: string | number | null,
    param: string | null = null,
  ): unknown => ({
    error: { message, type, param, code },
  });
  const page = (status: number, title: string): Refusal => ({
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  });
  switch (fault.name) {
    case "401":
      return json(
        401,
        error("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
      );
    case "403":
      return json(
        403,
        error("This key may not use this model.", "permission_error", "permission_denied"),
      );
    case "404":
      return json(
        404,
        error("The model does not exist.", "invalid_request_error", "model_not_found", "model"),
      );
    case "400-context":
      return json(
        400,
        error(
          "This model's maximum context length is 4096 tokens. Please reduce the length of the messages.",
          "invalid_request_error",
          "context_length_exceeded",
          "messages",
        ),
      );
    case "400":
      return json(400, {
        detail: [{ loc: ["body", "stop"], msg: "value is not a valid list", type: "type_error" }],
      });
    case "422":
      return json(422, { detail: "Unprocessable" });
    case "429":
      return json(429, error("Rate limit reached.", "rate_limit_error", "rate_limit_exceeded"), {
        "retry-after": "1",
      });
    case "429-date":
      return json(429, error("Rate limit reached.", "rate_limit_error", "rate_limit_exceeded"), {
        "retry-after": new Date(now.getTime() + 2000).toUTCString(),
      });
    case "500":
      return json(500, error("The server had an error.", "server_error", null));
    case "502":
      return page(502, "502 Bad Gateway");
    case "503":
      return json(
        503,
        {
          object: "error",
          message: "The server is overloaded.",
          type: "ServiceUnavailable",
          param: null,
          code: 503,
        },
        { "retry-after": "1" },
      );
    case "504":
      return page(504, "504 Gateway Time-out");
    case "html":
      return page(200, "Sign in to continue");
    case "redirect":
      return { status: 307, headers: { location: "/elsewhere/v1/completions" }, body: "" };
    default:
      return null;
  }
}
