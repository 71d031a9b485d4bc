import { posix } from "node:path";
import { refused, type MapRefusal } from "./map-limits.ts";

/** The files that were brought together, by paths below one folder that nothing leads out of. */
export interface MapFiles {
  readonly names: readonly string[];
  read(name: string): Uint8Array | undefined;
  /**
   * The file that another one names, as Tiled does: relative to where that one lies. Where none lies there, one of that
   * name alone, as when files are dropped without their folders.
   */
  near(
    from: string,
    named: string,
  ): MapRefusal | { readonly ok: true; readonly name: string | null };
}

/** Null where a name is none, or leads out. */
export function plainPath(name: string): string | null {
  const path = posix.normalize(name.replaceAll("\\", "/"));
  const bad =
    name === "" ||
    name.length > 512 ||
    path.startsWith("/") ||
    path === ".." ||
    path.startsWith("../") ||
    /^[a-z]:/iu.test(path) ||
    /\p{Cc}/u.test(path);
  return bad ? null : path;
}

export function mapFiles(files: ReadonlyMap<string, Uint8Array>): MapFiles {
  const alone = new Map<string, string | null>();
  for (const name of files.keys()) {
    const last = posix.basename(name);
    alone.set(last, alone.has(last) ? null : name);
  }
  return {
    names: [...files.keys()],
    read: (name) => files.get(name),
    near(from, named) {
      if (/^[a-z][a-z0-9+.-]+:/iu.test(named) || named.startsWith("//"))
        return refused("path-remote", named);
      // What lies beside the map's own folder was dropped without it: only its name is left.
      const slashed = named.replaceAll("\\", "/");
      if (slashed.startsWith("/") || /\p{Cc}/u.test(slashed)) return refused("path-outside", named);
      const path = posix.normalize(posix.join(posix.dirname(from), slashed));
      if (files.has(path)) return { ok: true, name: path };
      return { ok: true, name: alone.get(posix.basename(slashed)) ?? null };
    },
  };
}
