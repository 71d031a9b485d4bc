import type { Language } from "../../../shared/protocol.ts";
import type { LeavingPiece, LeavingPlan } from "../../../shared/studio/writing.ts";
import type { IssuePath } from "../../roleplay/world/world-issue.ts";
import { editSheet } from "../../worlds/sheet-edit.ts";
import { versionOf } from "../../worlds/version-of.ts";
import type { SheetLeaving, ShelvedSheet, WorldShelf } from "../../worlds/world-shelf.ts";
import { readYaml } from "../../worlds/yaml-file.ts";
import { FIELD_WORDS_EN } from "./field-words.en.ts";
import { FIELD_WORDS_ZH } from "./field-words.zh.ts";
import { fieldWords } from "./json-schemas.ts";
import { mentionsIn, without, type Named } from "./persona-mentions.ts";
import { keyOfSheet } from "./sheet-keys.ts";
import { problemsOf } from "./sheet-reading.ts";

/** What taking a persona out of its world comes to: said before, and done as it was said. */
export interface Leaving {
  readonly told: LeavingPlan;
  /** For `releaseAll`. */
  readonly changes: readonly SheetLeaving[];
}

/** Null where nobody of this id is in the world. */
export async function leavingOf(
  shelf: WorldShelf,
  world: string,
  id: string,
  language: Language,
): Promise<Leaving | null> {
  const sheets = (await shelf.sheets(world)) ?? [];
  const mine = sheets.find(({ sheet }) => sheet.part === "persona" && sheet.id === id);
  if (mine === undefined) return null;
  const named = namedBy(id, mine);
  const pieces: LeavingPiece[] = [];
  const drafts: ShelvedSheet[] = [];
  const changes: SheetLeaving[] = [];
  const others = sheets.filter((one) => one !== mine && one.text.yaml !== null);
  for (const one of others) {
    const yaml = one.text.yaml ?? "";
    const value = valueOf(yaml);
    const mentions = mentionsIn(one.sheet.part, value, named);
    if (mentions.length === 0) continue;
    const sheet = keyOfSheet(one.sheet);
    for (const { path } of mentions) {
      const where = whereOf(one.sheet.part, path, language);
      pieces.push({ sheet, path, where, says: said(value, path) });
    }
    if (one.hasDraft) drafts.push(one);
    const text = editSheet(yaml, without(value, mentions));
    changes.push({ sheet: one.sheet, yaml: text, from: { file: one.version } });
  }
  const draft = mine.text.draft?.version ?? null;
  changes.push({ sheet: mine.sheet, yaml: null, from: { file: mine.version, draft } });
  const check = mine.version === null ? null : await shelf.check(world, changes);
  const listed = ({ sheet, title }: ShelvedSheet) => ({ sheet: keyOfSheet(sheet), title });
  return {
    changes,
    told: {
      title: mine.title,
      pieces,
      spokenOf: others
        .filter(({ text }) => named.names.some((name) => (text.yaml ?? "").includes(name)))
        .filter(({ sheet }) => {
          const changed = changes.find((one) => keyOfSheet(one.sheet) === keyOfSheet(sheet));
          return named.names.some((name) => (changed?.yaml ?? name).includes(name));
        })
        .map(listed),
      problems: problemsOf(check, language).filter(({ severity }) => severity === "error"),
      drafts: drafts.map(listed),
      plan: versionOf(JSON.stringify(changes)),
    },
  };
}

function namedBy(id: string, { title, text }: ShelvedSheet): Named {
  const value = valueOf(text.yaml ?? text.draft?.yaml ?? "");
  const { name, aliases } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const more = Array.isArray(aliases) ? aliases : [];
  const names = [name, ...more].filter((one) => typeof one === "string" && one.trim() !== "");
  return { id, names: names.length === 0 ? [title] : (names as string[]) };
}

/** Where a path leads, by the titles of the form's fields and the numbers of entries. */
function whereOf(part: string, path: IssuePath, language: Language): string {
  const words = language === "zh" ? FIELD_WORDS_ZH : FIELD_WORDS_EN;
  let at = part;
  const steps = path.map((step) => {
    if (typeof step === "number") {
      at += "[]";
      return String(step + 1);
    }
    const title = fieldWords(words, `${at}.${step}`)?.[0];
    at = title === undefined ? `${at}{}` : `${at}.${step}`;
    return title ?? step;
  });
  return steps.join(" › ");
}

function said(value: unknown, path: IssuePath): string {
  let piece = value;
  for (const step of path)
    piece =
      typeof piece === "object" && piece !== null ? Reflect.get(piece, String(step)) : undefined;
  if (piece === undefined) return "";
  const text = typeof piece === "string" ? piece : JSON.stringify(piece);
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

function valueOf(yaml: string): unknown {
  const read = readYaml(yaml);
  return read.ok ? read.value : null;
}
