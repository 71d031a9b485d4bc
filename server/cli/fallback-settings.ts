import type { EndpointConfig } from "../model/endpoint-config.ts";
import type { Secret } from "../model/secret.ts";
import type { CallSettings } from "./config.ts";
import type { SourcesRead } from "./setting-sources.ts";
import { SETTINGS } from "./settings.ts";
import type { SettingName } from "./settings.ts";

/** A second endpoint needs a first one, an address and a model. */
export function missingForFallback(given: SourcesRead["given"]): string[] {
  const names: readonly SettingName[] = [
    "fallbackBaseUrl",
    "fallbackModel",
    "fallbackApiKey",
    "fallbackApiKeyFile",
    "fallbackDialect",
  ];
  const found = names.find((name) => given.has(name));
  if (found === undefined) return [];
  const { env } = SETTINGS[found];
  return (["baseUrl", "fallbackBaseUrl", "fallbackModel"] as const)
    .filter((name) => !given.has(name))
    .map(
      (name) =>
        `${SETTINGS[name].env}: found nothing, expected ${SETTINGS[name].kind.expected}, since ${env} is set.`,
    );
}

/** The second endpoint: its own address, model, key and dialect, and otherwise what holds for any. */
export function fallbackOf(
  values: SourcesRead["values"],
  calls: CallSettings,
  apiKey: Secret | null,
): EndpointConfig | null {
  const { fallbackBaseUrl: baseUrl, fallbackModel: model } = values;
  if (baseUrl === null || model === null) return null;
  const dialect = values.fallbackDialect ?? calls.dialect;
  return {
    ...calls,
    dialect,
    capture: values.capture ?? dialect === "raw",
    chatTemplateKwargs: dialect === "raw" ? null : calls.chatTemplateKwargs,
    baseUrl,
    apiKey,
    model,
    expectModel: null,
    synthetic: values.synthetic ?? false,
  };
}
