import { readFile, rename, writeFile } from "node:fs/promises";
import { isMap, parseDocument } from "yaml";
import { Persona } from "../roleplay/persona.ts";
import { characterOf } from "../training/repair/coser-dialogues.ts";
import type { Character, Sheet } from "../training/repair/own-dialogue.ts";
import { completedField } from "../training/repair/setting-diff.ts";
import { readYamlFile } from "../worlds/yaml-file.ts";

/** A persona's file as a designer wrote it, to be added to. */
export type PersonaFile =
  | {
      readonly ok: true;
      readonly character: Character;
      /** Adds facts to fields and writes the file; comments and all else in it stay. Gives what is wrong, or null. */
      add(
        facts: readonly { readonly field: string; readonly fact: string }[],
      ): Promise<string | null>;
    }
  | { readonly ok: false; readonly problem: string };

const PATHS: Readonly<Record<keyof Sheet, readonly string[]>> = {
  appearance: ["public", "appearance"],
  known: ["public", "known"],
  profile: ["profile"],
  experience: ["experience"],
  motivation: ["private", "motivation"],
};

export async function openPersonaFile(file: string): Promise<PersonaFile> {
  const read = await readYamlFile(file, file);
  if (!read.ok) return read;
  const persona = Persona.safeParse(read.value);
  if (!persona.success) {
    const place = read.placeOf(persona.error.issues[0]?.path.map(String) ?? [], "value");
    return { ok: false, problem: `${place}: this is no persona; see docs/personas-and-scenes.md` };
  }
  const character = characterOf(persona.data);
  return {
    ok: true,
    character,
    async add(facts) {
      const document = parseDocument(await readFile(file, "utf8"));
      for (const [field, path] of Object.entries(PATHS)) {
        const added = facts.filter((one) => one.field === field).map(({ fact }) => fact);
        if (added.length === 0) continue;
        const before = document.getIn(path);
        if (!isMap(document.getIn(path.slice(0, -1), true)) && path.length > 1) {
          document.setIn(path.slice(0, -1), document.createNode({}));
        }
        document.setIn(path, completedField(typeof before === "string" ? before : "", added));
      }
      const text = document.toString({ lineWidth: 0 });
      const checked = Persona.safeParse(parseDocument(text).toJS());
      if (!checked.success) {
        const where = checked.error.issues[0]?.path.join(".") ?? "the persona";
        return `${file}: with these facts ${where} would be wrong (too long, perhaps); nothing was written.`;
      }
      await writeFile(`${file}.partial`, text);
      await rename(`${file}.partial`, file);
      return null;
    },
  };
}
