import { isLoopbackName } from "../../rooms/from-here.ts";
import type { Credential } from "./access.ts";

/** Whether the studio opens, and how. */
export type Opening =
  /** To this machine alone, by a link that its terminal shows. */
  | { readonly open: "link" }
  /** To whoever was given a key. */
  | { readonly open: "keys"; readonly credentials: readonly Credential[] }
  | { readonly open: "no"; readonly why: string };

/**
 * Without keys it opens to the machine it runs on, and to nobody where others can reach the server. `command` makes keys.
 */
export function openingFor(
  host: string,
  credentials: readonly Credential[] | null,
  command = "npm run --silent studio --",
): Opening {
  if (credentials !== null) return { open: "keys", credentials };
  if (isLoopbackName(host.includes(":") && !host.startsWith("[") ? `[${host}]` : host))
    return { open: "link" };
  return {
    open: "no",
    why: `the studio stays closed: others can reach ${host}, and nobody has a key. Make one with "${command} key NAME ROLES >> studio-keys", close the file with "chmod 600 studio-keys", and set DRAMATIS_STUDIO_KEYS_FILE=studio-keys`,
  };
}
