import * as z from "zod";
import { DIALECTS, type EndpointConfig } from "../model/endpoint-config.ts";
import { Secret } from "../model/secret.ts";
import type { CallSettings } from "./config.ts";
import { baseUrl, type Kind } from "./setting-kinds.ts";

/** Endpoints that a designer may rehearse with, beside those that play. Keys stand in files of their own. */
const Listed = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u),
  baseUrl: baseUrl.schema,
  model: z.string().min(1).max(200),
  dialect: z.enum(DIALECTS).optional(),
  apiKeyFile: z.string().min(1).max(4_096).optional(),
  synthetic: z.boolean().optional(),
});
export type ListedEndpoint = z.infer<typeof Listed>;

/** As a list of the configuration file, or its text in the variable. */
export const endpointList: Kind<readonly ListedEndpoint[]> = {
  expected:
    'a JSON list such as [{"name": "small", "baseUrl": "http://127.0.0.1:8001/v1", "model": "her-8b"}], each with a name of its own; further keys: dialect, apiKeyFile, synthetic',
  schema: z.preprocess(
    (value) => {
      if (typeof value !== "string") return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return value;
      }
    },
    z
      .array(Listed)
      .max(16)
      .refine((list) => new Set(list.map(({ name }) => name)).size === list.length)
      .refine((list) => list.every(({ name }) => !TAKEN.has(name))),
  ),
};

/** What plays and what stands in have these names already. */
const TAKEN: ReadonlySet<string> = new Set(["play", "fallback", "understudy"]);

/** The listed endpoints; what cannot be read of their keys is told. */
export function listedEndpoints(
  list: readonly ListedEndpoint[],
  calls: CallSettings,
  readText: (path: string) => string | null,
  problems: string[],
): { readonly name: string; readonly config: EndpointConfig }[] {
  return list.map(({ name, baseUrl: at, model, dialect, apiKeyFile, synthetic = false }) => {
    const key = apiKeyFile === undefined ? null : (readText(apiKeyFile)?.trim() ?? "");
    if (key !== null && !/^[\x21-\x7e]+$/u.test(key)) {
      problems.push(
        `DRAMATIS_REHEARSAL_ENDPOINTS: found ${JSON.stringify(apiKeyFile)} for ${name}, expected a readable file with a key of visible ASCII characters.`,
      );
    }
    const spoken = dialect ?? calls.dialect;
    return {
      name,
      config: {
        ...calls,
        profile: "play",
        dialect: spoken,
        capture: spoken === "raw",
        baseUrl: at,
        model,
        apiKey: key === null || key === "" ? null : new Secret(key),
        expectModel: null,
        synthetic,
      },
    };
  });
}
