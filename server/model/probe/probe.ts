import type { Clock } from "../../stage/ports.ts";
import type { Capabilities, DialectTruth, Truth } from "./capabilities.ts";
import type { EndpointConfig } from "../endpoint-config.ts";
import { readListing, recogniseEngine } from "./engine.ts";
import type { EngineFacts, Listing } from "./engine.ts";
import { askStreamed } from "./probe-call.ts";
import type { Caller } from "./probe-call.ts";
import { firstCall, probeStops } from "./probe-dialect.ts";
import type { FirstCall } from "./probe-dialect.ts";
import { askPage } from "./probe-page.ts";
import {
  askToContinue,
  countBehindHeader,
  EMPTY_THOUGHT,
  PREFILL,
  probeBarePrompt,
  probeChatMode,
  readTemplate,
} from "./probe-prompt.ts";
import { speaksTls } from "./speaks-tls.ts";
import { troubleOfFault } from "./trouble.ts";
import type { Trouble, TroubleName } from "./trouble.ts";

/** How long a probe may take, in ms. */
export interface ProbePatience {
  readonly call: number;
  readonly whole: number;
}

/** A model that has to be loaded first may take most of a minute to its first token. */
export const PROBE_PATIENCE: ProbePatience = { call: 30_000, whole: 90_000 };

export type Probed =
  | { readonly ok: true; readonly capabilities: Capabilities }
  | { readonly ok: false; readonly trouble: Trouble };

/**
 * Finds out what an endpoint does, by about a dozen calls of four tokens and a few of its pages. What the time or the
 * endpoint does not tell stays `unknown`. Never throws; an endpoint that cannot be used at all is a trouble.
 */
export async function probe(
  config: EndpointConfig,
  clock: Clock,
  { patience = PROBE_PATIENCE, signal }: { patience?: ProbePatience; signal?: AbortSignal } = {},
): Promise<Probed> {
  const whole = new AbortController();
  const cancel = clock.after(patience.whole, () => whole.abort());
  const ends = signal === undefined ? whole.signal : AbortSignal.any([whole.signal, signal]);
  try {
    return await probeWith({ config, clock, patience: patience.call, signal: ends });
  } finally {
    cancel();
    whole.abort();
  }
}

async function probeWith(caller: Caller): Promise<Probed> {
  const { config } = caller;
  const page = await askPage(caller, `${config.baseUrl}/models`);
  if (!page.ok && page.trouble !== "path" && page.trouble !== "malformed") {
    return trouble((await tlsExpected(config, page.trouble)) ? "tls-expected" : page.trouble);
  }
  if (!page.ok && (await tlsExpected(config, page.trouble))) return trouble("tls-expected");
  const listing = readListing(page, config.model);
  const [raw, chat] = await Promise.all([firstCall(caller, "raw"), firstCall(caller, "chat")]);
  const stopped = troubleAtCalls(config, listing, page.ok ? null : page.trouble, raw, chat);
  if (stopped !== null) return stopped;
  return { ok: true, capabilities: await lookCloser(caller, listing, raw, chat) };
}

function trouble(what: TroubleName, models: readonly string[] = []): Probed {
  return { ok: false, trouble: { what, models } };
}

/** Plain HTTP at a port that speaks TLS breaks in many ways, and only a handshake tells which it was. */
async function tlsExpected({ baseUrl }: EndpointConfig, what: TroubleName): Promise<boolean> {
  const odd = what === "broken" || what === "malformed" || what === "page";
  return odd && baseUrl.startsWith("http:") && (await speaksTls(baseUrl));
}

/** Why neither dialect got as far as an answer; null where one did, if only with a refusal. */
function troubleAtCalls(
  config: EndpointConfig,
  listing: Listing | null,
  pageTrouble: TroubleName | null,
  raw: FirstCall,
  chat: FirstCall,
): Probed | null {
  const [own, other] = config.dialect === "raw" ? [raw, chat] : [chat, raw];
  const fault = own.answer.fault;
  if (fault === null) return null;
  const what = troubleOfFault(fault);
  if (what !== null) return trouble(what);
  if (fault.failure !== "model-not-found" || other.truth.works === "yes") return null;
  if (listing !== null && !listing.models.includes(config.model)) {
    return trouble("model", listing.models);
  }
  if (listing === null && pageTrouble !== null) return trouble("path");
  return null;
}

async function lookCloser(
  caller: Caller,
  listing: Listing | null,
  raw: FirstCall,
  chat: FirstCall,
): Promise<Capabilities> {
  const { config } = caller;
  const [rawWorks, chatWorks] = [raw.truth.works === "yes", chat.truth.works === "yes"];
  const own = config.dialect === "raw" ? raw : chat;
  const fingerprint = raw.answer.fingerprint ?? chat.answer.fingerprint;
  const engineFirst = recogniseEngine(caller, listing, fingerprint);
  const [
    engine,
    rawStops,
    chatStops,
    bare,
    chatMode,
    rawWithLetter,
    rawWithThought,
    continued,
    line,
  ] = await Promise.all([
    engineFirst,
    rawWorks ? probeStops(caller, raw) : {},
    chatWorks ? probeStops(caller, chat) : {},
    rawWorks ? probeBarePrompt(caller, raw) : null,
    rawWorks || !chatWorks ? null : probeChatMode(caller, chat),
    rawWorks && chatWorks ? countBehindHeader(caller, raw, PREFILL) : null,
    rawWorks && chatWorks ? countBehindHeader(caller, raw, EMPTY_THOUGHT) : null,
    chatWorks ? askToContinue(caller, chat) : null,
    engineFirst.then((facts) => probeLine(caller, own, facts)),
  ]);
  const measured = bare?.rawPrompt ?? "unknown";
  const rawPrompt = engine.rawPrompt === "unknown" ? measured : engine.rawPrompt;
  const template =
    continued === null
      ? { prefill: "unknown" as Truth, chatTemplate: "unknown" as const }
      : readTemplate(
          {
            // A template around our own ChatML would be counted as ours.
            raw: rawPrompt === "verbatim" ? raw.answer.promptTokens : null,
            rawWithLetter: rawPrompt === "verbatim" ? rawWithLetter : null,
            rawWithThought: rawPrompt === "verbatim" ? rawWithThought : null,
            chat: chat.answer.promptTokens,
            chatPrefilled: continued.promptTokens,
          },
          continued,
        );
  const rawTruth: DialectTruth = {
    ...raw.truth,
    ...rawStops,
    prefill: rawWorks ? continuedIf(rawPrompt) : "unknown",
  };
  const chatTruth: DialectTruth = {
    ...chat.truth,
    ...chatStops,
    prefill: template.prefill,
    reasoningField: engine.reasoningParser === "yes" ? "yes" : chat.truth.reasoningField,
  };
  return {
    engine: engine.engine,
    engineVersion: engine.version,
    lora: listing?.lora ?? null,
    models: listing?.models ?? [],
    modelListed:
      listing === null ? "unknown" : listing.models.includes(config.model) ? "yes" : "no",
    contextLength: engine.contextLength ?? listing?.contextLength ?? null,
    dialect: config.dialect,
    raw: rawTruth,
    chat: chatTruth,
    rawPrompt: rawWorks ? rawPrompt : "unknown",
    chatTemplate: template.chatTemplate,
    logprobsMode: bare?.logprobsMode ?? chatMode ?? "unknown",
    ...line,
  };
}

function continuedIf(rawPrompt: Capabilities["rawPrompt"]): Truth {
  return rawPrompt === "verbatim" ? "yes" : rawPrompt === "templated" ? "no" : "unknown";
}

type Line = Pick<Capabilities, "priority" | "cacheSalt">;

/**
 * Priority and cache salt. That a field is not refused shows nothing, so they are tried only on engines that are known
 * to have them: vLLM refuses a priority unless its scheduler has priorities, and SGLang says so on its own page.
 */
async function probeLine(caller: Caller, own: FirstCall, engine: EngineFacts): Promise<Line> {
  const { priority } = engine;
  if (engine.engine !== "vllm" && engine.engine !== "sglang") {
    return { priority, cacheSalt: engine.engine === "unknown" ? "unknown" : "no" };
  }
  if (own.truth.works !== "yes") return { priority, cacheSalt: "unknown" };
  const ask = (extra: Record<string, unknown>) =>
    askStreamed(caller, own.dialect, { ...own.body, ...extra });
  const [salted, ranked] = await Promise.all([
    ask({ cache_salt: "dramatis" }),
    engine.engine === "vllm" ? ask({ priority: 1 }) : null,
  ]);
  const refused = (fault: { failure: string } | null) =>
    fault?.failure === "bad-request" || fault?.failure === "server-error";
  return {
    cacheSalt: salted.fault === null ? "yes" : refused(salted.fault) ? "no" : "unknown",
    priority:
      ranked === null
        ? priority
        : ranked.fault === null
          ? "lower-first"
          : refused(ranked.fault)
            ? "no"
            : "unknown",
  };
}
