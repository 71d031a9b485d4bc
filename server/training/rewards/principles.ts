import * as z from "zod";

/** What answers are compared by: principles in HER's 12 dimensions (arXiv 2601.21459), as data. */

/** HER's dimensions, by id: their names are HER's, what stands in them here is ours. */
export const DIMENSIONS = {
  "character-development": "Character Development",
  "relationship-development": "Relationship Development",
  "emotional-expression": "Emotional Expression",
  "action-description": "Action Description",
  "atmosphere-environment": "Atmosphere & Environment",
  "dialogue-interaction": "Dialogue & Interaction",
  "narrative-plot": "Narrative & Plot",
  "conflict-tension": "Conflict & Tension",
  "details-description": "Details & Description",
  "overall-quality": "Overall Quality",
  "safety-boundaries": "Safety & Boundaries",
  "worldview-consistency": "Worldview Consistency",
} as const;
export type Dimension = keyof typeof DIMENSIONS;
const DIMENSION_IDS = Object.keys(DIMENSIONS) as [Dimension, ...Dimension[]];

/** Written words: something is there, and it fits a prompt. */
const Words = z.string().trim().min(1).max(600);

/** One rule to compare by. `level`: told from the answer alone, or only from the whole talk. */
export const Principle = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/u),
  name: z.string().trim().min(1).max(60),
  dimension: z.enum(DIMENSION_IDS),
  level: z.enum(["sentence", "session"]),
  /** `negative`: it names a fault, and an answer that has it loses to one that has not. */
  polarity: z.enum(["negative", "positive"]),
  definition: Words,
  /** A short example of keeping it, and one of breaking it. */
  keeps: Words,
  breaks: Words,
  zh: z.strictObject({ name: z.string().trim().min(1).max(30), definition: Words }).optional(),
});
export type Principle = z.infer<typeof Principle>;

/** A file of principles. `about` says whose they are; `replaces`: these alone count, instead of those that come along. */
export const PrincipleFile = z.strictObject({
  about: z.string().trim().min(1),
  version: z.number().int().min(1),
  replaces: z.boolean().default(false),
  principles: z.array(Principle).min(1).max(500),
});
export type PrincipleFile = z.infer<typeof PrincipleFile>;

/** The principles that a judge is given, and what they are called in its records. */
export interface PrincipleList {
  /** Such as `dramatis 1` or `dramatis 1 + mine.yaml 3`. */
  readonly edition: string;
  readonly principles: readonly Principle[];
}

export type PrinciplesRead =
  | { readonly ok: true; readonly file: PrincipleFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks what was read from a file; each problem is one sentence that names the principle and the field. */
export function checkPrinciples(value: unknown): PrinciplesRead {
  const read = PrincipleFile.safeParse(value);
  if (!read.success) return { ok: false, problems: read.error.issues.map(inWords(value)) };
  const problems = doubles(read.data.principles);
  return problems.length === 0 ? { ok: true, file: read.data } : { ok: false, problems };
}

/** Joins a designer's principles to those that come along; a problem where an id or a name stands in both. */
export function joinPrinciples(
  ours: PrincipleFile,
  own: { readonly file: PrincipleFile; readonly name: string } | null,
):
  | { readonly ok: true; readonly list: PrincipleList }
  | { readonly ok: false; readonly problems: readonly string[] } {
  const edition = `dramatis ${ours.version}`;
  if (own === null) return { ok: true, list: { edition, principles: ours.principles } };
  const named = `${own.name} ${own.file.version}`;
  if (own.file.replaces)
    return { ok: true, list: { edition: named, principles: own.file.principles } };
  const principles = [...ours.principles, ...own.file.principles];
  const problems = doubles(principles);
  return problems.length === 0
    ? { ok: true, list: { edition: `${edition} + ${named}`, principles } }
    : {
        ok: false,
        problems: [
          ...problems,
          "These stand beside the ones that come along; say replaces: true to use yours alone.",
        ],
      };
}

/** Negative ones first, as they are to be checked, else in the order of the file. */
export function negativeFirst(principles: readonly Principle[]): readonly Principle[] {
  const negative = principles.filter(({ polarity }) => polarity === "negative");
  return [...negative, ...principles.filter(({ polarity }) => polarity === "positive")];
}

function doubles(principles: readonly Principle[]): string[] {
  const problems: string[] = [];
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const { id, name } of principles) {
    if (ids.has(id))
      problems.push(`principle ${id}: id: found again; each needs an id of its own.`);
    ids.add(id);
    const known = name.toLowerCase();
    // A judge answers with names.
    if (names.has(known))
      problems.push(`principle ${id}: name: "${name}" is found again; each needs its own name.`);
    names.add(known);
  }
  return problems;
}

function inWords(value: unknown): (issue: z.core.$ZodIssue) => string {
  return (issue) => {
    const [first, index, ...rest] = issue.path;
    if (first !== "principles" || typeof index !== "number") {
      return `${issue.path.join(".") || "the file"}: ${faultOf(issue)}.`;
    }
    const { principles } = value as { principles?: readonly { id?: unknown }[] };
    const id = principles?.[index]?.id;
    const which = typeof id === "string" ? id : `number ${index + 1}`;
    return `principle ${which}: ${rest.join(".") || "the whole"}: ${faultOf(issue)}.`;
  };
}

function faultOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return issue.path.at(-1) === "dimension"
        ? `this dimension is not known; expected one of ${DIMENSION_IDS.join(", ")}`
        : `expected one of ${issue.values.join(", ")}`;
    case "unrecognized_keys":
      return `${issue.keys.join(", ")} is not known here; check the spelling`;
    case "invalid_type":
      return `expected ${issue.expected}`;
    case "too_small":
      return "found nothing; something must stand here";
    case "too_big":
      return `longer than the ${String(issue.maximum)} that fit`;
    case "invalid_format":
      return "expected small letters, digits and hyphens, such as own-voice";
    default:
      return issue.message;
  }
}
