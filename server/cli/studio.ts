import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { AUDITED, type AuditLine } from "../../shared/studio/audit.ts";
import { printable } from "../episodes/transcript.ts";
import { auditLines } from "../studio/access/audit-log.ts";
import { readKeys } from "../studio/access/keys.ts";
import { loadDotEnv } from "./config.ts";
import { SETTINGS } from "./settings.ts";

/** `npm run studio`: keys for those who may come into the studio, and what they read and changed there. */

const USAGE = `Usage: npm run --silent studio -- COMMAND

  key NAME ROLES   a line for the file of DRAMATIS_STUDIO_KEYS_FILE with a new key; ROLES are designer, operator and
                   exporter, with commas between: npm run --silent studio -- key ada designer >> studio-keys
  audit            who read and changed what in the studio, the newest last
    --data DIR     the data folder; otherwise the one of DRAMATIS_DATA_DIR
    --who NAME     of one person
    --did WHAT     one of ${AUDITED.join(", ")}
    --last N       so many lines; 50 unless given
    --json         lines of JSON
`;

process.stdout.on("error", () => process.exit(0));
process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: "string" },
        who: { type: "string" },
        did: { type: "string" },
        last: { type: "string", default: "50" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const [command, ...words] = positionals;
    if (command === "key" && words.length === 2) return key(words[0] ?? "", words[1] ?? "");
    if (command === "audit" && words.length === 0) return audit(values);
    return refuse(
      command === undefined ? "Which command?" : "No such command, or other words beside it.",
    );
  } catch (error) {
    return refuse(error instanceof Error ? error.message : "bad arguments");
  }
}

/** One line, so that it can be appended to the file as it is. */
function key(name: string, roles: string): number {
  const line = `${name} ${roles} ${randomBytes(32).toString("base64url")}`;
  const read = readKeys(line);
  if (!read.ok) return refuse(read.problems.map((one) => one.replace(/^line 1: /u, "")).join("\n"));
  console.log(line);
  return 0;
}

function audit(asked: {
  data?: string | undefined;
  who?: string | undefined;
  did?: string | undefined;
  last: string;
  json: boolean;
}): number {
  loadDotEnv();
  const { env, fallback } = SETTINGS.dataDir;
  const folder = asked.data ?? (process.env[env] || fallback);
  const most = /^\d{1,9}$/u.test(asked.last) ? Number(asked.last) : 0;
  if (most === 0) return refuse("--last wants a number of lines");
  if (asked.did !== undefined && !AUDITED.some((one) => one === asked.did))
    return refuse(`--did may be one of ${AUDITED.join(", ")}`);
  const found: AuditLine[] = [];
  for (const line of auditLines(folder)) {
    if (asked.who !== undefined && line.who !== asked.who) continue;
    if (asked.did !== undefined && line.did !== asked.did) continue;
    found.push(line);
    if (found.length === most) break;
  }
  if (found.length === 0 && !asked.json)
    console.log(`Nothing of this is in the audit log of ${printable(folder)}.`);
  for (const line of found.toReversed())
    console.log(asked.json ? JSON.stringify(line) : printable(textOf(line)));
  return 0;
}

function textOf({ at, did, who, method, path, of, privateText }: AuditLine): string {
  const about = Object.entries(of ?? {}).map(([name, id]) => `${name} ${id}`);
  return [
    at,
    (who ?? "?").padEnd(12),
    did.padEnd(15),
    `${method} ${path}`,
    ...(about.length > 0 ? [`(${about.join(", ")})`] : []),
    ...(privateText === undefined ? [] : [`private: ${privateText}`]),
  ].join("  ");
}

function refuse(problem: string): number {
  console.error(`${problem}\n\n${USAGE}`);
  return 2;
}
