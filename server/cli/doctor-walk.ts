import type { Capabilities } from "../model/probe/capabilities.ts";
import type { EndpointConfig } from "../model/endpoint-config.ts";
import { readListing } from "../model/probe/engine.ts";
import { probe, PROBE_PATIENCE, type ProbePatience } from "../model/probe/probe.ts";
import { askPage } from "../model/probe/probe-page.ts";
import { measurePace, type Pace } from "../model/probe/probe-pace.ts";
import type { Trouble, TroubleName } from "../model/probe/trouble.ts";
import { troubleWords } from "../model/probe/trouble-words.ts";
import type { Clock } from "../stage/ports.ts";
import { endpointFindings } from "./endpoint-findings.ts";
import { fault, note, ok, type Finding } from "./finding.ts";
import { paceFindings } from "./pace-findings.ts";

/** What the doctor found, in the order of the hops; each part is null where the way ended before it. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly capabilities: Capabilities | null;
  readonly pace: Pace | null;
}

/** The hops from this machine to a persona's words, and the troubles that end the way at each. */
const HOPS: readonly (readonly [string, readonly TroubleName[]])[] = [
  ["name", ["name"]],
  ["connection", ["refused", "unreachable", "timeout", "broken"]],
  [
    "tls",
    [
      "tls-expired",
      "tls-self-signed",
      "tls-host",
      "tls-untrusted",
      "tls-other",
      "tls-not-spoken",
      "tls-expected",
    ],
  ],
  ["http", ["page", "redirect", "loading", "overloaded", "server-error", "malformed"]],
  ["key", ["unauthorized", "forbidden"]],
  ["path", ["path"]],
  ["model", ["model"]],
];

/**
 * Walks the way to an endpoint, hop by hop, until one fails or its verdict and pace are known. Where no model is named,
 * the first that is listed is taken.
 */
export async function examine(
  config: EndpointConfig & { readonly model: string },
  clock: Clock,
  {
    modelNamed = true,
    patience = PROBE_PATIENCE,
  }: { modelNamed?: boolean; patience?: ProbePatience } = {},
): Promise<Examination> {
  const { signal } = new AbortController();
  const caller = { config, clock, patience: patience.call, signal };
  const address = ok("address", `${config.baseUrl} can be read.`);
  if (!modelNamed) return examineUnnamed(config, clock, patience);
  const probed = await probe(config, clock, { patience });
  if (!probed.ok) {
    return {
      findings: [address, ...(await wayTo(probed.trouble, config, clock, patience))],
      capabilities: null,
      pace: null,
    };
  }
  const { capabilities } = probed;
  const { dialect } = capabilities;
  const works = capabilities[dialect].works === "yes";
  const pace = works ? await measurePace(caller, dialect, capabilities[dialect]) : null;
  return {
    findings: [
      address,
      ok("way", `${new URL(config.baseUrl).host} is reached and speaks the OpenAI wire format.`),
      ...endpointFindings(capabilities),
      ...(works ? paceFindings(pace) : []),
    ],
    capabilities,
    pace,
  };
}

async function examineUnnamed(
  config: EndpointConfig,
  clock: Clock,
  patience: ProbePatience,
): Promise<Examination> {
  const { signal } = new AbortController();
  const page = await askPage(
    { config, clock, patience: patience.call, signal },
    `${config.baseUrl}/models`,
  );
  const model = readListing(page, "")?.models[0];
  if (model === undefined) {
    const told = await examine(config, clock, { patience });
    const named = fault(
      "model",
      "No model is named, and the endpoint lists none.",
      "Add --model NAME, or set DRAMATIS_MODEL.",
    );
    return told.capabilities === null && page.ok === false && page.trouble !== "path"
      ? told
      : { ...told, findings: [...told.findings.filter(({ hop }) => hop !== "model"), named] };
  }
  const examined = await examine({ ...config, model }, clock, { patience });
  const said = note(
    "model",
    `No model is named; ${model}, the first that is listed, is examined.`,
    `Set DRAMATIS_MODEL=${model} to play it.`,
  );
  return { ...examined, findings: [said, ...examined.findings] };
}

/** The hops that were passed before the trouble, and the one that failed. */
async function wayTo(
  trouble: Trouble,
  config: EndpointConfig,
  clock: Clock,
  patience: ProbePatience,
): Promise<Finding[]> {
  const at = HOPS.findIndex(([, troubles]) => troubles.includes(trouble.what));
  const url = new URL(config.baseUrl);
  const byNumber = /^[\d.]+$|^\[/.test(url.hostname);
  const passed = HOPS.slice(0, at)
    .map(([hop]) => hop)
    .filter((hop) => (hop === "name" ? !byNumber : hop !== "tls" || url.protocol === "https:"))
    .map((hop) => ok(hop, PASSED[hop] ?? ""));
  const words = troubleWords(trouble, config);
  const next =
    trouble.what === "path" && (await answersBelow(config, clock, patience))
      ? `The path /v1 is missing: set DRAMATIS_BASE_URL=${config.baseUrl}/v1.`
      : words.next;
  return [...passed, fault(HOPS[at]?.[0] ?? "http", words.say, next)];
}

const PASSED: Readonly<Record<string, string>> = {
  name: "The name has an address.",
  connection: "The connection is taken.",
  tls: "The certificate is trusted.",
  http: "HTTP is answered.",
  key: "The key is accepted, or none is wanted.",
  path: "The path is right.",
};

async function answersBelow(
  config: EndpointConfig,
  clock: Clock,
  patience: ProbePatience,
): Promise<boolean> {
  const { signal } = new AbortController();
  const url = `${config.baseUrl}/v1/models`;
  const page = await askPage({ config, clock, patience: patience.call, signal }, url);
  return readListing(page, config.model) !== null;
}
