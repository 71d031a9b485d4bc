import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseSync } from "vite";

/** Reads what a door exports from the declarations that tsc writes. */

/** One public name. `text`: its declaration as tsc writes it; `says`: its docstring, null for none. */
export interface PublicName {
  readonly name: string;
  readonly kind: "function" | "class" | "interface" | "type" | "value";
  readonly text: string;
  readonly says: string | null;
  /** Where it is declared, from the root of the sources. */
  readonly source: string;
}

const root = resolve(import.meta.dirname, "../..");

/** Writes declarations of everything that the entries reach; returns the folder. */
export function writeDeclarations(folder: string, entries: readonly string[]): string {
  const place = join(root, "dist", folder);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const config = join(place, "tsconfig.json");
  writeFileSync(
    config,
    JSON.stringify({
      extends: "../../tsconfig.json",
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: root,
        outDir: place,
      },
      files: entries.map((entry) => join(root, entry)),
      include: [],
    }),
  );
  const made = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", config, "--pretty", "false"], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`no declarations could be written:\n${made.stdout}`);
  return place;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}
interface Source {
  readonly text: string;
  readonly body: readonly Node[];
  readonly comments: readonly {
    readonly value: string;
    readonly start: number;
    readonly end: number;
  }[];
}

/** Reads the names that a declaration file exports, through files that pass them on. */
export function publicNames(folder: string, entry: string): readonly PublicName[] {
  const sources = new Map<string, Source>();
  const found = new Map<string, PublicName>();
  collect(fileOf(folder, entry), null);
  return [...found.values()];

  function read(file: string): Source {
    const known = sources.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(file, "utf8");
    const { program, comments, errors } = parseSync(file, text, { lang: "dts" });
    if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
    const source = { text, body: program.body as unknown as Node[], comments };
    sources.set(file, source);
    return source;
  }

  /** Takes in what a file exports; `wanted` maps its names to those they get, null for all as they are. */
  function collect(file: string, wanted: ReadonlyMap<string, string> | null): void {
    const source = read(file);
    for (const node of source.body) {
      const from = (node["source"] as { value: string } | null | undefined)?.value;
      if (node.type === "ExportAllDeclaration" && from !== undefined) {
        collect(beside(file, from), wanted);
      } else if (node.type === "ExportNamedDeclaration") {
        const declared = node["declaration"] as Node | null;
        if (declared !== null) take(file, source, node, declared, wanted);
        else passOn(file, source, node, from, wanted);
      }
    }
  }

  function passOn(
    file: string,
    source: Source,
    node: Node,
    from: string | undefined,
    wanted: ReadonlyMap<string, string> | null,
  ): void {
    const names = new Map<string, string>();
    for (const one of node["specifiers"] as Node[]) {
      const local = nameOf(one["local"] as Node);
      const exported = nameOf(one["exported"] as Node);
      const given = wanted === null ? exported : wanted.get(exported);
      if (given !== undefined) names.set(local, given);
    }
    if (names.size === 0) return;
    if (from !== undefined) return collect(beside(file, from), names);
    for (const declared of source.body) {
      const inner = (declared["declaration"] as Node | undefined) ?? declared;
      if (inner.type !== "ExportNamedDeclaration") take(file, source, declared, inner, names);
    }
  }

  function take(
    file: string,
    source: Source,
    whole: Node,
    node: Node,
    wanted: ReadonlyMap<string, string> | null,
  ): void {
    const declared = declaredBy(node);
    if (declared === null) return;
    const name = wanted === null ? declared.name : wanted.get(declared.name);
    if (name === undefined) return;
    const says = docstringBefore(source, whole.start);
    const text = bareText(source, node);
    const known = found.get(name);
    // A schema and the type of what it reads share their name: the docstring stands above one of them.
    if (known !== undefined) {
      if (known.text === text) return;
      const both = [known.text, text].filter((one) => one !== "").join("\n");
      found.set(name, { ...known, says: known.says ?? says, text: both });
      return;
    }
    const relative = file.slice(folder.length + 1).replace(/\.d\.ts$/u, ".ts");
    found.set(name, { name, kind: declared.kind, text, says, source: relative });
  }
}

function nameOf(node: Node): string {
  return (node["name"] as string | undefined) ?? String(node["value"]);
}

function fileOf(folder: string, source: string): string {
  return join(folder, source.replace(/\.ts$/u, ".d.ts"));
}

function beside(file: string, from: string): string {
  if (!from.startsWith(".")) throw new Error(`${file} passes on names of ${from}`);
  return join(dirname(file), from.replace(/\.(?:ts|js)$/u, ".d.ts"));
}

function declaredBy(node: Node): { name: string; kind: PublicName["kind"] } | null {
  const id = node["id"] as Node | null | undefined;
  switch (node.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return id ? { name: nameOf(id), kind: "function" } : null;
    case "ClassDeclaration":
      return id ? { name: nameOf(id), kind: "class" } : null;
    case "TSInterfaceDeclaration":
      return id ? { name: nameOf(id), kind: "interface" } : null;
    case "TSTypeAliasDeclaration":
      return id ? { name: nameOf(id), kind: "type" } : null;
    case "VariableDeclaration": {
      const [first] = node["declarations"] as Node[];
      return first ? { name: nameOf(first["id"] as Node), kind: "value" } : null;
    }
    default:
      return null;
  }
}

/** The last comment that ends right before a place, without its stars. */
function docstringBefore({ text, comments }: Source, at: number): string | null {
  const comment = comments.findLast(({ end }) => end <= at);
  if (comment === undefined || text.slice(comment.end, at).trim() !== "") return null;
  if (!comment.value.startsWith("*")) return null;
  const words = comment.value
    .slice(1)
    .split("\n")
    .map((line) => line.replace(/^\s*\*\s?/u, ""))
    .join(" ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  return words === "" ? null : words;
}

/** A declaration's text, with what is said of its members and without what is private. */
function bareText({ text }: Source, { start, end }: Node): string {
  return text
    .slice(start, end)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*(?:#private|private\s)/u.test(line))
    .join("\n");
}
