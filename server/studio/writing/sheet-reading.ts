import type { Language } from "../../../shared/protocol.ts";
import type { SheetFinding, SheetProblem, SheetReading } from "../../../shared/studio/writing.ts";
import { Persona } from "../../roleplay/persona.ts";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import type { WorldCheck } from "../../roleplay/world/world-check.ts";
import type { WorldIssue } from "../../roleplay/world/world-issue.ts";
import { wordsOf } from "../../roleplay/writing/finding-words.ts";
import { formFindings } from "../../roleplay/writing/lint-form.ts";
import { sheetTokens } from "../../roleplay/writing/lint-length.ts";
import { tongueFindings } from "../../roleplay/writing/lint-tongue.ts";
import type { WritingFinding } from "../../roleplay/writing/writing-finding.ts";
import { versionOf } from "../../worlds/version-of.ts";
import type { SheetChange, SheetName, ShelvedSheet, WorldShelf } from "../../worlds/world-shelf.ts";
import { readYaml } from "../../worlds/yaml-file.ts";
import { issueWords } from "./issue-words.ts";
import { worldFindings } from "./world-findings.ts";
import { keyOfPart, keyOfSheet } from "./sheet-keys.ts";

/** A text read as what it would be in its world, with everything that can be said against it. */

export interface ReadingOptions {
  readonly shelf: WorldShelf;
  readonly world: string;
  readonly sheet: SheetName;
  readonly yaml: string;
  readonly language: Language;
  readonly contextTokens: number;
  /** The world's sheets, where they were read just now. */
  readonly sheets?: readonly ShelvedSheet[];
}

export async function readText(options: ReadingOptions): Promise<SheetReading> {
  const { shelf, world, sheet, sheets, yaml, language, contextTokens } = options;
  const key = keyOfSheet(sheet);
  const parsed = readYaml(yaml);
  const value = parsed.ok ? parsed.value : null;
  const check = await shelf.check(world, [
    ...draftsAlone(sheets ?? (await shelf.sheets(world)) ?? [], key),
    { sheet, yaml },
  ]);
  const findings = findingsOf(check, value, sheet, contextTokens);
  return {
    yaml,
    version: versionOf(yaml),
    value,
    // What others' sheets might do better is said there.
    problems: problemsOf(check, language).filter(
      (one) => one.sheet === key || one.severity === "error",
    ),
    findings: findings
      .map((finding) => told(finding, language))
      .filter((finding) => finding.sheet === key),
    tokens: tokensOf(value),
    sheetTokens:
      check?.ok === true && sheet.part === "persona" ? sheetTokens(check.world, sheet.id) : null,
    contextTokens,
  };
}

/** What keeps a world from playing, and what its author may want to look at. */
export function problemsOf(check: WorldCheck | null, language: Language): SheetProblem[] {
  if (check === null) return [];
  return (
    (check.ok ? check.warnings : check.issues)
      // Told with more words by the editor's findings.
      .filter((issue) => !issue.found.startsWith("words of the secret"))
      .map((issue) => problemOf(issue, language))
  );
}

export function problemOf(issue: WorldIssue, language: Language): SheetProblem {
  const { severity, where, path } = issue;
  return { sheet: keyOfPart(where), path, severity, message: issueWords(issue, language) };
}

export function told(finding: WritingFinding, language: Language): SheetFinding {
  const { code, severity, where, path } = finding;
  return { sheet: keyOfPart(where), path, severity, code, ...wordsOf(finding, language) };
}

/** Drafts of sheets that have no file yet: without them a new world would never be whole. */
export function draftsAlone(sheets: readonly ShelvedSheet[], but: string): SheetChange[] {
  return sheets.flatMap(({ sheet, version, text: { draft } }) =>
    draft !== null && version === null && keyOfSheet(sheet) !== but
      ? [{ sheet, yaml: draft.yaml }]
      : [],
  );
}

function findingsOf(
  check: WorldCheck | null,
  value: unknown,
  sheet: SheetName,
  contextTokens: number,
): readonly WritingFinding[] {
  if (check?.ok === true && check.world.personas.length > 0) {
    const found = worldFindings(check.world, contextTokens);
    const outside =
      sheet.part === "persona" && check.world.personas.every(({ id }) => id !== sheet.id);
    if (!outside) return found;
  }
  if (sheet.part !== "persona") return [];
  const persona = Persona.safeParse(value);
  return persona.success ? [...formFindings(persona.data), ...tongueFindings(persona.data)] : [];
}

function tokensOf(value: unknown): Record<string, number> {
  const tokens: Record<string, number> = {};
  const walk = (at: unknown, path: string): void => {
    if (typeof at === "string") {
      if (at.length > 80) tokens[path] = estimateTokens(at);
    } else if (typeof at === "object" && at !== null) {
      for (const [key, inner] of Object.entries(at))
        walk(inner, path === "" ? key : `${path}/${key}`);
    }
  };
  walk(value, "");
  return tokens;
}
