import type { SheetKey } from "../../../shared/studio/writing.ts";
import type { WorldPart } from "../../roleplay/world/world-issue.ts";
import type { SheetName } from "../../worlds/world-shelf.ts";

/** A sheet's name as a part of an address, and back; null for what names none. */
export function sheetOfKey(key: string): SheetName | null {
  if (key === "scene" || key === "things" || key === "life" || key === "story")
    return { part: key };
  const id = /^persona\.(.+)$/u.exec(key)?.[1];
  return id === undefined ? null : { part: "persona", id };
}

export function keyOfSheet(sheet: SheetName): SheetKey {
  return sheet.part === "persona" ? `persona.${sheet.id}` : sheet.part;
}

export function keyOfPart(where: WorldPart): SheetKey {
  return where.part === "persona" ? `persona.${where.key}` : where.part;
}
