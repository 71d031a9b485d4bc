import { basename, resolve } from "node:path";
import {
  checkPrinciples,
  joinPrinciples,
  type PrincipleFile,
  type PrincipleList,
} from "../training/rewards/principles.ts";
import { readYamlFile } from "../worlds/yaml-file.ts";

/** The principles that come along. */
export const OUR_PRINCIPLES = resolve(
  import.meta.dirname,
  "../../assets/principles/principles.yaml",
);

export type PrinciplesFound =
  | { readonly ok: true; readonly list: PrincipleList; readonly about: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the principles that come along and a designer's own file (YAML or JSON) beside or instead of them. */
export async function readPrinciples(own: string | null): Promise<PrinciplesFound> {
  const ours = await readOne(OUR_PRINCIPLES);
  if (!ours.ok) return ours;
  if (own === null) return joined(ours.file, null);
  const theirs = await readOne(own);
  if (!theirs.ok) return theirs;
  return joined(ours.file, { file: theirs.file, name: basename(own) });
}

async function readOne(
  path: string,
): Promise<
  | { readonly ok: true; readonly file: PrincipleFile }
  | { readonly ok: false; readonly problems: readonly string[] }
> {
  const name = basename(path);
  const read = await readYamlFile(path, name);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  const checked = checkPrinciples(read.value);
  return checked.ok
    ? checked
    : { ok: false, problems: checked.problems.map((problem) => `${name}: ${problem}`) };
}

function joined(
  ours: PrincipleFile,
  own: { readonly file: PrincipleFile; readonly name: string } | null,
): PrinciplesFound {
  const list = joinPrinciples(ours, own);
  if (!list.ok) return list;
  return { ...list, about: own?.file.replaces === true ? own.file.about : ours.about };
}
