import { readConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { note } from "./finding.ts";
import type { Finding } from "./finding.ts";
import type { Environment } from "./setting-sources.ts";
import { SETTINGS } from "./settings.ts";

/** What the doctor was told on its command line. */
export interface DoctorWishes {
  readonly baseUrl: string | undefined;
  readonly model: string | undefined;
  readonly apiKeyFile: string | undefined;
  readonly dialect: string | undefined;
  /** The configuration file. */
  readonly file: string | undefined;
}

export type DoctorSettings =
  | {
      readonly kind: "ready";
      readonly config: Config;
      readonly modelNamed: boolean;
      readonly notes: readonly Finding[];
    }
  | { readonly kind: "no-address"; readonly problem: string }
  | { readonly kind: "refused"; readonly problems: readonly string[] };

/** Stands for a model until the endpoint has named one. */
const ANY_MODEL = "any";

/** Reads the server's own settings, with the wishes above them. A key is not taken along to another host. */
export function readDoctorSettings(env: Environment, wishes: DoctorWishes): DoctorSettings {
  const { baseUrl, apiKey, apiKeyFile, model, dialect } = SETTINGS;
  const elsewhere =
    wishes.baseUrl !== undefined && originOf(wishes.baseUrl) !== originOf(env[baseUrl.env] ?? "");
  const dropsKey = wishes.apiKeyFile !== undefined || elsewhere;
  const variables: Record<string, string | undefined> = {
    ...env,
    ...(dropsKey ? { [apiKey.env]: "", [apiKeyFile.env]: "" } : {}),
    ...(wishes.baseUrl === undefined ? {} : { [baseUrl.env]: wishes.baseUrl }),
    ...(wishes.model === undefined ? {} : { [model.env]: wishes.model }),
    ...(wishes.apiKeyFile === undefined ? {} : { [apiKeyFile.env]: wishes.apiKeyFile }),
    ...(wishes.dialect === undefined ? {} : { [dialect.env]: wishes.dialect }),
  };
  const file = wishes.file === undefined ? {} : { file: wishes.file };
  const hadKey = (env[apiKey.env] ?? "") !== "" || (env[apiKeyFile.env] ?? "") !== "";
  const notes =
    elsewhere && hadKey && wishes.apiKeyFile === undefined
      ? [
          note(
            "key",
            "The configured key belongs to another host and is not sent.",
            "Name this host's key with --api-key-file if it wants one.",
          ),
        ]
      : [];
  const read = readConfig({ env: variables, ...file });
  if (read.ok) return { kind: "ready", config: read.config, modelNamed: true, notes };
  const [problem] = read.problems;
  if (read.problems.length === 1 && problem !== undefined) {
    if (problem.startsWith(`${model.env}: found nothing`)) {
      const again = readConfig({ env: { ...variables, [model.env]: ANY_MODEL }, ...file });
      if (again.ok) return { kind: "ready", config: again.config, modelNamed: false, notes };
    }
  }
  const address = read.problems.find((one) => one.startsWith(`${baseUrl.env}: `));
  return address === undefined
    ? { kind: "refused", problems: read.problems }
    : { kind: "no-address", problem: address };
}

function originOf(address: string): string | null {
  return URL.parse(address)?.origin ?? null;
}
