import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { publicNames, writeDeclarations, type PublicName } from "./declarations.ts";
import { DOORS, type Door } from "./doors.ts";

/** Writes the reference: every public name of every door, from the declarations that tsc makes of the sources. */

/** The page, and the names that have no docstring to be explained by. */
export interface Reference {
  readonly page: string;
  readonly bare: readonly string[];
}

const root = resolve(import.meta.dirname, "../..");

/** Longer declarations than this are cut to their beginning: what a schema infers is no reading. */
const LONGEST_LINE = 400;
const MOST_LINES = 120;

const INTRODUCTIONS: Record<Door, string> = {
  "dramatis/server": "Personas in Colyseus rooms, on the server.",
  "dramatis/phaser": "The client of a scene, and its Phaser plugin, in the browser.",
  "dramatis/protocol": "The words on the wire: types and constants that both sides share.",
  "dramatis/testing": "A scene for tests, without a network, a model or a clock of its own.",
};

/** `folder`: a name of one's own under `dist`, for what is made on the way. */
export function makeReference(folder: string): Reference {
  const place = writeDeclarations(folder, Object.values(DOORS));
  const parts: string[] = [
    "# Reference",
    "",
    "Every public name of every door, with the first sentence that its source says of it, and its declaration.",
    "Written by `npm run reference` from the sources; a test keeps the two together.",
    "",
  ];
  const bare: string[] = [];
  for (const [door, entry] of Object.entries(DOORS) as [Door, string][]) {
    const names = publicNames(place, entry).toSorted((a, b) => a.name.localeCompare(b.name, "en"));
    parts.push(`## ${door}`, "", INTRODUCTIONS[door], "", contents(names), "");
    for (const one of names) {
      const says = one.says ?? oneOf(one.text);
      parts.push(...entryOf({ ...one, says }));
      if (says === null) bare.push(`${one.name} of ${door}, in ${one.source}`);
    }
  }
  return { page: `${parts.join("\n").trimEnd()}\n`, bare };
}

/** What the reference in `docs/` says now. */
export function writtenReference(): string {
  return readFileSync(join(root, "docs", "reference.md"), "utf8");
}

/** What a type says by itself that is any value of a constant list. */
function oneOf(text: string): string | null {
  const list = /= \(typeof (\w+)\)\[number\];$/u.exec(text)?.[1];
  return list === undefined ? null : `One of \`${list}\`.`;
}

function contents(names: readonly PublicName[]): string {
  return names.map(({ name }) => `\`${name}\``).join(", ");
}

function entryOf({ name, text, says }: PublicName): string[] {
  return [
    `### ${name}`,
    "",
    firstSentence(says ?? ""),
    "",
    "```ts signature",
    signatureOf(text),
    "```",
    "",
  ];
}

/** Up to the first full stop that ends a sentence: not one inside code, a number or an abbreviation. */
export function firstSentence(says: string): string {
  const end =
    /^(?:`[^`]*`|[^`])*?(?<!\b(?:e\.g|i\.e|etc|such as))[.!?](?=\s+(?:[A-Z`\p{Lo}])|$)/u.exec(says);
  return end === null ? says : end[0];
}

/**
 * The declaration as one would write it: without `declare`, with two spaces a step, and cut where it only tells what a
 * schema infers.
 */
export function signatureOf(text: string): string {
  const lines = text
    .replaceAll(/import\("[^"]+"\)\./gu, "")
    .split("\n")
    .map((line) => line.replace(/^(?:export )?declare /u, ""))
    .map((line) => line.replace(/^(?: {4})+/u, (step) => " ".repeat(step.length / 2)));
  const inferred = /^const (\w+): (z\.Zod\w+|SchemaWithExtendsConstructor)</u.exec(lines[0] ?? "");
  if (inferred !== null) {
    const type = lines.find((line) => /^type \w+ = /u.test(line));
    return [`const ${inferred[1]}: ${inferred[2]}<…>;`, ...(type === undefined ? [] : [type])].join(
      "\n",
    );
  }
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} …`));
  return [...shown, ...(lines.length > MOST_LINES ? ["…"] : [])].join("\n");
}
