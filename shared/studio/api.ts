import * as z from "zod";
import type { Role } from "./role.ts";

/**
 * Words that every part of the studio's own HTTP shares. Each part has a file of its own beside this one. The page takes
 * types alone from files with schemas, so that it loads no zod.
 */

/** Why a request was refused, as a closed code, in words for a person, and where a form can point to. */
export interface StudioProblem {
  readonly code:
    | "not-signed-in"
    | "not-allowed"
    | "not-found"
    | "bad-request"
    | "conflict"
    | "too-large"
    | "too-many"
    | "failed";
  /** What happened, why, and what to do next. */
  readonly message: string;
  readonly details?: readonly {
    readonly path: readonly (string | number)[];
    readonly message: string;
  }[];
}

/** `POST /session`: a key that was given out by the operator, or the one of the link in the terminal. */
export const SignIn = z.strictObject({ key: z.string().min(1).max(512) });
export type SignIn = z.infer<typeof SignIn>;

/** Its answer. The token goes into `Authorization: Bearer`, is good for `expiresIn` seconds, and is renewed by `POST /session/renew`. */
export interface Session {
  readonly token: string;
  readonly expiresIn: number;
  readonly name: string;
  readonly roles: readonly Role[];
}
