import type * as z from "zod";
import type { StudioProblem } from "../../shared/studio/api.ts";
import type { Role } from "../../shared/studio/role.ts";

/** What a signed-in person is to a route. */
export interface Caller {
  /** As the credentials name them; it stands in the audit log and in versions. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
}

/** One request, read and allowed. */
export interface StudioRequest<Body> {
  readonly caller: Caller;
  /** Parts of the path, by the names in the route's path; never file names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Aborts when the other side has gone. */
  readonly gone: AbortSignal;
}

/** What a route answers: a value, values one after the other (as JSON lines), or a file. */
export type StudioAnswer =
  | { readonly kind: "json"; readonly value: unknown; readonly status?: number }
  | { readonly kind: "lines"; readonly values: AsyncIterable<unknown> }
  | {
      readonly kind: "file";
      readonly bytes: Uint8Array;
      readonly type: string;
      /** Offered as a download under this name; absent for what is shown. */
      readonly name?: string;
    }
  | { readonly kind: "problem"; readonly problem: StudioProblem };

/** How the body of a request is read: JSON by a schema, bytes as they are, or none at all. */
export type BodyFormat<Body> =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly schema: z.ZodType<Body>; readonly limit?: number }
  | { readonly kind: "bytes"; readonly limit: number };

/** One thing that can be asked of the studio, and who may ask it. */
export interface StudioRoute<Body = unknown> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/studio/api`, such as `/worlds/:world/personas/:persona`. */
  readonly path: string;
  /** Whoever has one of these, or with `needs: "all"` whoever has all of them. */
  readonly roles: readonly Role[];
  readonly needs?: "all";
  /** What is private in the answer, for the audit log; absent where nothing is. */
  readonly privateText?: string;
  readonly body: BodyFormat<Body>;
  /** True for a question whose body is too large for an address: the audit log calls it a read. */
  readonly changesNothing?: boolean;
  /** Whom and what it is about beside the parts of its path, for the audit log: ids, and never text. */
  about?(request: StudioRequest<Body>): Readonly<Record<string, string>>;
  handle(request: StudioRequest<Body>): Promise<StudioAnswer> | StudioAnswer;
}

/** Whether somebody of these roles may ask it. */
export function mayAsk({ roles, needs }: StudioRoute, has: ReadonlySet<Role>): boolean {
  return needs === "all"
    ? roles.every((role) => has.has(role))
    : roles.some((role) => has.has(role));
}

/** A route whose handler knows the type of its body. */
export function route<Body>(of: StudioRoute<Body>): StudioRoute {
  return of as unknown as StudioRoute;
}

export const NO_BODY = { kind: "none" } as const;

export function json(value: unknown, status = 200): StudioAnswer {
  return { kind: "json", value, status };
}

export function problem(
  code: StudioProblem["code"],
  message: string,
  details?: StudioProblem["details"],
): StudioAnswer {
  return {
    kind: "problem",
    problem: { code, message, ...(details === undefined ? {} : { details }) },
  };
}
