import { open } from "node:fs/promises";
import { importCoser, type CoserImport } from "../roleplay/coser/coser.ts";
import { jsonFault } from "./json-fault.ts";

/** In bytes. CoSER's own test set has about 2 MB. */
export const COSER_FILE_LIMIT = 64 * 1024 * 1024;

/** Reads `FILE[#n]`, case `n` (from 0) of a file in the format of CoSER's test set. Problems name the file. */
export async function readCoser(reference: string): Promise<CoserImport> {
  const { file, index } = splitReference(reference);
  const fail = (problem: string): CoserImport => ({ ok: false, problem: `${file}: ${problem}` });
  if (index === null) {
    return fail("after '#' stands the number of a case, from 0, such as '#3'");
  }
  const text = await readText(file);
  if (!text.ok) return fail(text.problem);
  let json: unknown;
  try {
    json = JSON.parse(text.text);
  } catch {
    const fault = jsonFault(text.text);
    const place = fault === undefined ? "" : ` at line ${fault.line}, column ${fault.column}`;
    return fail(`the file is not JSON${place}; check brackets, commas and quotes there`);
  }
  const imported = importCoser(json, index);
  return imported.ok ? imported : fail(imported.problem);
}

/** `scenes.json#3` names case 3; without `#` it is case 0. */
function splitReference(reference: string): { file: string; index: number | null } {
  const match = /^(.*\S)#([^#/\\]*)$/.exec(reference);
  if (match === null) return { file: reference, index: 0 };
  const [, file = "", number = ""] = match;
  return { file, index: /^\d{1,9}$/.test(number) ? Number(number) : null };
}

async function readText(
  file: string,
): Promise<{ ok: true; text: string } | { ok: false; problem: string }> {
  try {
    const handle = await open(file, "r");
    try {
      const info = await handle.stat();
      if (info.isDirectory()) return { ok: false, problem: "this is a folder; name a JSON file" };
      if (info.size > COSER_FILE_LIMIT) {
        return {
          ok: false,
          problem: `the file has ${info.size} bytes, and at most ${COSER_FILE_LIMIT} are read; split it`,
        };
      }
      return {
        ok: true,
        text: new TextDecoder("utf-8", { fatal: true }).decode(await handle.readFile()),
      };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, problem: "the file is not UTF-8 text" };
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ENOENT") return { ok: false, problem: "there is no such file" };
    return { ok: false, problem: `the file cannot be read (${code})` };
  }
}
