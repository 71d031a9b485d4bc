import { readGround, type Ground } from "../stage/ground.ts";
import { readGuardedText } from "./guarded-folder.ts";

/** The floor of a map that a world keeps. */

/** In bytes, of a kept map's own text. */
export const KEPT_MAP_LIMIT = 32 * 1024 * 1024;

/** The path of a kept map's file below the world's folder. */
export function keptMapSteps(name: string, ending: "json" | "png"): readonly string[] {
  return ["maps", `${name}.${ending}`];
}

const READ_MOST = 8;
const read = new Map<string, { readonly text: string; readonly ground: Ground | null }>();

/** Null where the world has no such map, or its file was spoilt. The last ones are remembered: drafts are checked often. */
export async function keptGround(folder: string, name: string): Promise<Ground | null> {
  const text = await readGuardedText(folder, keptMapSteps(name, "json"), KEPT_MAP_LIMIT).catch(
    () => null,
  );
  if (text === null) return null;
  const before = read.get(name);
  const now = before?.text === text ? before : { text, ground: groundIn(text) };
  read.delete(name);
  read.set(name, now);
  const [oldest] = read.keys();
  if (read.size > READ_MOST && oldest !== undefined) read.delete(oldest);
  return now.ground;
}

/** The floor that a kept map's text says; null where it is none. */
export function groundIn(text: string): Ground | null {
  try {
    const found = readGround(JSON.parse(text));
    return found.ok ? found.ground : null;
  } catch {
    return null;
  }
}
