import { nearestName } from "./nearest-name.ts";
import { SETTINGS, SETTING_NAMES } from "./settings.ts";
import type { Setting, SettingName, SettingValues } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration file: its name for messages, and its text. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

export interface SourcesRead {
  /** A setting with a problem has its fallback here. */
  readonly values: SettingValues;
  /** Settings that someone gave a value, good or bad. */
  readonly given: ReadonlySet<SettingName>;
  readonly problems: readonly string[];
}

const LONGEST_SHOWN = 60;

/** Reads every setting; a variable wins over the file, and an empty variable counts as not set. */
export function readSources(env: Environment, file: ConfigFile | null): SourcesRead {
  const problems: string[] = unknownVariables(env);
  const entries = file === null ? new Map<string, unknown>() : fileEntries(file, problems);
  const given = new Set<SettingName>();
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const setting: Setting<unknown> = SETTINGS[name];
    const variable = env[setting.env] ?? "";
    values[name] = setting.fallback;
    if (variable === "" && !entries.has(name)) continue;
    given.add(name);
    const inFile = variable === "";
    const found = inFile ? entries.get(name) : variable;
    const read = setting.kind.schema.safeParse(found);
    if (read.success) {
      values[name] = read.data;
      continue;
    }
    const where = inFile ? `${file?.path ?? ""}: ${name}` : setting.env;
    problems.push(`${where}: found ${show(setting, found)}, expected ${setting.kind.expected}.`);
  }
  // Each value came from its own setting's schema or fallback, which a mapped type cannot follow.
  return { values: values as SettingValues, given, problems };
}

function unknownVariables(env: Environment): string[] {
  const known = SETTING_NAMES.map((name) => SETTINGS[name].env);
  return Object.keys(env)
    .filter((name) => name.startsWith("DRAMATIS_") && !known.some((one) => one === name))
    .map((name) => `${name}: no such setting. ${advice(name, known)}`);
}

function fileEntries({ path, text }: ConfigFile, problems: string[]): Map<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold what should not be shown.
    problems.push(`${path}: this is not valid JSON; expected one object of settings.`);
    return new Map();
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    problems.push(`${path}: expected one JSON object of settings, such as { "port": 2567 }.`);
    return new Map();
  }
  const entries = new Map<string, unknown>(Object.entries(parsed));
  for (const name of entries.keys()) {
    const known = SETTING_NAMES.find((one) => one === name);
    if (known === undefined) {
      problems.push(`${path}: ${name}: no such setting. ${advice(name, SETTING_NAMES)}`);
    } else if (SETTINGS[known].secret) {
      entries.delete(name);
      problems.push(
        `${path}: ${name}: a credential does not belong in this file. Set ${SETTINGS[known].env}, or name a file that holds it.`,
      );
    }
  }
  return entries;
}

function advice(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === null
    ? ".env.example lists every setting."
    : `Did you mean ${near}? .env.example lists every setting.`;
}

function show(setting: Setting<unknown>, found: unknown): string {
  const json = JSON.stringify(found) ?? "nothing";
  // An address may carry a password or a token before its @ or after its ?.
  if (setting.secret || /[@?]/.test(json))
    return `a value of ${json.length - 2} characters (not shown)`;
  return json.length > LONGEST_SHOWN ? `${json.slice(0, LONGEST_SHOWN)}…` : json;
}
