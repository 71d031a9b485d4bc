import * as z from "zod";
import type { Capabilities, Engine, Truth } from "./capabilities.ts";
import type { Caller } from "./probe-call.ts";
import { askPage } from "./probe-page.ts";
import type { Page } from "./probe-page.ts";

/** The models page, as far as it is read. */
export interface Listing {
  readonly models: readonly string[];
  /** Of the model that is asked for, or of the only one. */
  readonly ownedBy: string;
  readonly contextLength: number | null;
  /** The adapter's own name, where that model is one on top of another. */
  readonly lora: string | null;
  readonly server: string;
}

/** What the engine tells of itself on its own pages. */
export interface EngineFacts {
  readonly engine: Engine;
  readonly version: string | null;
  readonly contextLength: number | null;
  readonly priority: Capabilities["priority"];
  readonly reasoningParser: Truth;
  readonly rawPrompt: Capabilities["rawPrompt"];
}

const MOST_MODELS = 32;
const LONGEST_NAME = 200;

const Models = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      owned_by: z.string().nullish().catch(null),
      /** vLLM and SGLang name here what an adapter is on top of. */
      parent: z.string().nullish().catch(null),
      max_model_len: z.number().nullish().catch(null),
      meta: z
        .looseObject({ n_ctx: z.number().nullish().catch(null) })
        .nullish()
        .catch(null),
    }),
  ),
});

/** Reads the models page; null if it is none. Names lose their control characters: they are printed. */
export function readListing(page: Page, model: string): Listing | null {
  const read = Models.safeParse(page.ok ? page.json : null);
  if (!page.ok || !read.success) return null;
  const { data } = read.data;
  const own = data.find(({ id }) => id === model) ?? (data.length === 1 ? data[0] : undefined);
  const named = (id: string) => id.replace(/\p{C}/gu, " ").slice(0, LONGEST_NAME);
  return {
    models: data.slice(0, MOST_MODELS).map(({ id }) => named(id)),
    lora: own?.parent ? named(own.id) : null,
    ownedBy: own?.owned_by ?? data[0]?.owned_by ?? "",
    contextLength: own?.max_model_len ?? own?.meta?.n_ctx ?? null,
    server: page.server,
  };
}

const SglangInfo = z
  .looseObject({
    enable_priority_scheduling: z.boolean().optional(),
    schedule_low_priority_values_first: z.boolean().optional(),
    reasoning_parser: z.string().nullish(),
    max_total_num_tokens: z.number().optional(),
    schedule_policy: z.string().optional(),
    version: z.string().nullish().catch(null),
  })
  .refine((info) => info.schedule_policy !== undefined || info.max_total_num_tokens !== undefined);
const LlamaProps = z.looseObject({
  default_generation_settings: z.looseObject({ n_ctx: z.number().nullish().catch(null) }),
});
const OllamaShow = z.looseObject({
  template: z.string().optional(),
  parameters: z.string().optional(),
});
const OllamaRunning = z.looseObject({
  models: z.array(
    z.looseObject({
      name: z.string().optional(),
      model: z.string().optional(),
      context_length: z.number().optional(),
    }),
  ),
});
const Version = z.looseObject({ version: z.string() });

const NOTHING: Omit<EngineFacts, "engine"> = {
  version: null,
  contextLength: null,
  priority: "unknown",
  reasoningParser: "unknown",
  rawPrompt: "unknown",
};

/**
 * Tells the engine by its own pages and names, and reads there what no call could show. It asks only the pages of the
 * engine that the listing names, or of all where it names none. Run after a first call: Ollama tells the context of
 * a loaded model alone.
 */
export async function recogniseEngine(
  caller: Caller,
  listing: Listing | null,
  fingerprint: string | null,
): Promise<EngineFacts> {
  const { model } = caller.config;
  const root = caller.config.baseUrl.replace(/\/v1$/, "");
  const get = (path: string) => askPage(caller, `${root}${path}`);
  const hint = hintOf(listing, fingerprint);
  const may = (engine: Engine) => hint === engine || hint === "unknown";

  if (hint === "understudy") return { ...NOTHING, engine: "understudy", priority: "no" };
  if (may("sglang")) {
    const info =
      readPage(SglangInfo, await get("/server_info")) ??
      readPage(SglangInfo, await get("/get_server_info"));
    if (info !== null || hint === "sglang") return sglangFacts(info);
  }
  if (may("llama.cpp")) {
    const props = readPage(LlamaProps, await get("/props"));
    if (props !== null || hint === "llama.cpp") {
      const contextLength = props?.default_generation_settings.n_ctx ?? null;
      return { ...NOTHING, engine: "llama.cpp", priority: "no", contextLength };
    }
  }
  if (may("ollama")) {
    const version = readPage(Version, await get("/api/version"));
    if (version !== null) {
      const show = readPage(OllamaShow, await askPage(caller, `${root}/api/show`, { model }));
      const running = readPage(OllamaRunning, await get("/api/ps"));
      return { ...ollamaFacts(model, show, running), version: plain(version.version) };
    }
  }
  if (hint === "vllm") {
    const version = readPage(Version, await get("/version"));
    return { ...NOTHING, engine: hint, version: plain(version?.version) };
  }
  return { ...NOTHING, engine: hint };
}

/** A version as it can stand in a record; null for anything else. */
function plain(version: string | null | undefined): string | null {
  return version !== undefined && version !== null && /^v?\d[\w.+-]{0,59}$/u.test(version)
    ? version
    : null;
}

function hintOf(listing: Listing | null, fingerprint: string | null): Engine {
  if (listing?.ownedBy === "dramatis") return "understudy";
  if (listing?.ownedBy === "vllm" || fingerprint?.startsWith("vllm-")) return "vllm";
  if (listing?.ownedBy === "sglang") return "sglang";
  if (listing?.ownedBy === "llamacpp" || listing?.server === "llama.cpp") return "llama.cpp";
  if (fingerprint === "fp_ollama" || listing?.ownedBy === "library") return "ollama";
  return "unknown";
}

function readPage<T>(shape: z.ZodType<T>, page: Page): T | null {
  const read = page.ok ? shape.safeParse(page.json) : null;
  return read?.success === true ? read.data : null;
}

function sglangFacts(info: z.infer<typeof SglangInfo> | null): EngineFacts {
  const on = info?.enable_priority_scheduling;
  const low = info?.schedule_low_priority_values_first ?? false;
  const parser = info?.reasoning_parser;
  return {
    ...NOTHING,
    engine: "sglang",
    version: plain(info?.version),
    priority: on === undefined ? "unknown" : !on ? "no" : low ? "lower-first" : "higher-first",
    reasoningParser: parser === undefined ? "unknown" : parser === null ? "no" : "yes",
  };
}

function ollamaFacts(
  model: string,
  show: z.infer<typeof OllamaShow> | null,
  running: z.infer<typeof OllamaRunning> | null,
): EngineFacts {
  const names = [model, `${model}:latest`];
  const loaded = running?.models.find(
    (one) => names.includes(one.name ?? "") || names.includes(one.model ?? ""),
  );
  const asked = /^num_ctx\s+(\d+)\s*$/m.exec(show?.parameters ?? "")?.[1];
  const bare = /^\{\{-?\s*\.Prompt\s*-?\}\}$/.test(show?.template?.trim() ?? "");
  return {
    ...NOTHING,
    engine: "ollama",
    priority: "no",
    contextLength: loaded?.context_length ?? (asked === undefined ? null : Number(asked)),
    rawPrompt: show?.template === undefined ? "unknown" : bare ? "verbatim" : "templated",
  };
}
