import { readFile, stat } from "node:fs/promises";
import { isNode, isMap, isPair, LineCounter, parseDocument, type Document } from "yaml";
import type { IssuePath } from "../roleplay/world/world-issue.ts";
import { versionOf } from "./version-of.ts";

/** In bytes. A persona or scene is a few pages of prose, and lore a few dozen. */
export const YAML_FILE_LIMIT = 256 * 1024;
/** In uses of an alias, as `yaml` counts them: nested aliases multiply. */
const ALIAS_LIMIT = 32;

/** A YAML file's value with a way back from a path in it to a place in the file, or what is wrong with the file. */
export type YamlFile =
  | {
      readonly ok: true;
      readonly text: string;
      readonly value: unknown;
      readonly placeOf: PlaceOf;
      readonly version: string;
    }
  | { readonly ok: false; readonly problem: string };

/** `file:line:column` of the value or key at a path, or of its nearest parent that exists. */
export type PlaceOf = (path: IssuePath, at: "value" | "key") => string;

/** Reads one YAML 1.2 file. Problems begin with `name:line:column`; none quotes the file's text. */
export async function readYamlFile(file: string, name: string): Promise<YamlFile> {
  const fail = (problem: string): YamlFile => ({ ok: false, problem: `${name}: ${problem}` });
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > YAML_FILE_LIMIT) {
      return fail(
        `the file has ${size} bytes, and at most ${YAML_FILE_LIMIT} are read; move prose elsewhere or shorten it`,
      );
    }
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return fail("the file is not UTF-8 text; save it as UTF-8");
    return fail(`the file cannot be read (${codeOf(error)}); check its name and its rights`);
  }
  const read = readYaml(text);
  return read.ok
    ? { ...read, placeOf: (path, at) => `${name}${read.placeOf(path, at)}` }
    : { ok: false, problem: `${name}${read.problem}` };
}

const READ_MOST = 256;
const readTexts = new Map<string, YamlFile>();

/** What a text is as YAML, with no file's name. The last texts are remembered: a world is read at every key stroke. */
export function readYaml(text: string): YamlFile {
  const known = readTexts.get(text);
  const read = known ?? parseYaml(text, "");
  readTexts.delete(text);
  readTexts.set(text, read);
  const [oldest] = readTexts.keys();
  if (readTexts.size > READ_MOST && oldest !== undefined) readTexts.delete(oldest);
  return read;
}

/** Like `readYamlFile`, for text at hand. */
export function parseYaml(text: string, name: string): YamlFile {
  const counter = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  try {
    const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault !== undefined) {
      const words = FAULT_WORDS[fault.code] ?? "the YAML cannot be understood here";
      return { ok: false, problem: `${place(fault.pos[0])}: ${words} (${fault.code})` };
    }
    const value: unknown = document.toJS({ maxAliasCount: ALIAS_LIMIT });
    return {
      ok: true,
      text,
      value,
      placeOf: (path, at) => place(offsetOf(document, path, at)),
      version: versionOf(text),
    };
  } catch (error) {
    // Both come from the library: too many aliases, and nesting deeper than the stack.
    const words =
      error instanceof ReferenceError
        ? "the file uses more aliases than are followed; write the values out"
        : "the file is nested too deeply; write it flatter";
    return { ok: false, problem: `${name}:1:1: ${words}` };
  }
}

/** The library's own messages may quote the line, and a line may be a secret. */
const FAULT_WORDS: Readonly<Record<string, string>> = {
  ALIAS_PROPS: "an alias cannot have a tag or an anchor",
  BAD_INDENT: "the indentation does not fit the lines above",
  BAD_SCALAR_START: "this sign cannot begin a plain value; put the value in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a colon follows that makes this a key; put the text in quotes",
  BLOCK_IN_FLOW: "an indented block cannot stand inside brackets",
  DUPLICATE_KEY: "this key stands here a second time",
  MISSING_CHAR: "a quote, bracket or space is missing",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line; put the text in quotes",
  MULTIPLE_DOCS: "a second document begins here; use one file for each",
  RESOURCE_EXHAUSTION: "brackets are nested too deeply here; write the file flatter",
  TAB_AS_INDENT: "a tab stands where spaces belong",
  TAG_RESOLVE_FAILED: "this tag is not known; only plain YAML is read",
  UNEXPECTED_TOKEN: "this sign does not belong here",
};

function offsetOf(document: Document, path: IssuePath, at: "value" | "key"): number {
  for (let depth = path.length; depth > 0; depth--) {
    const steps = path.slice(0, depth);
    const parent = document.getIn(steps.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && keyOf(item.key) === steps.at(-1));
      const node = at === "key" || !isNode(pair?.value) ? pair?.key : pair.value;
      if (isNode(node) && node.range) return node.range[0];
    } else {
      const node = document.getIn(steps, true);
      if (isNode(node) && node.range) return node.range[0];
    }
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOf(key: unknown): string {
  return String(isNode(key) && "value" in key ? key.value : key);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
