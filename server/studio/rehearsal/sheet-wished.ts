import type { RehearsalView, SheetWish } from "../../../shared/studio/rehearsal.ts";
import { parseYaml } from "../../worlds/yaml-file.ts";
import { finishedSheet } from "./made-up.ts";
import type { RehearsalWorlds } from "./rehearsal-ports.ts";

/** Why something cannot be rehearsed as it was asked for. */
export interface NotFound {
  readonly ok: false;
  readonly code: "not-found" | "bad-request";
  readonly message: string;
  readonly details?: readonly { path: readonly (string | number)[]; message: string }[];
}

/** What of sheets had to be made up, and what of them says nothing yet. */
export type Unfinished = RehearsalView["unfinished"];
export const FINISHED: Unfinished = { madeUp: [], leftOut: 0 };

/** A sheet as it was asked for, not yet checked; `value` is null for the one that plays. */
export interface SheetWished {
  readonly ok: true;
  readonly value: unknown;
  /** `plays`, `draft`, `pasted`, or a version. */
  readonly name: string;
  readonly unfinished: Unfinished;
}

export async function sheetFor(
  worlds: RehearsalWorlds,
  world: string,
  id: string,
  { version, yaml, unfinished = false }: SheetWish,
): Promise<SheetWished | NotFound> {
  const begun = unfinished && version === "draft" ? await worlds.sheets?.text(world, id) : null;
  const text = yaml ?? begun ?? null;
  if (text !== null) {
    const name = yaml === undefined ? "draft" : "pasted";
    const read = parseYaml(text, "sheet");
    if (!read.ok) return no("bad-request", `The sheet cannot be read: ${read.problem}.`);
    if (!unfinished) return { ok: true, value: read.value, name, unfinished: FINISHED };
    const { value, ...made } = finishedSheet(read.value, id);
    return { ok: true, value, name, unfinished: made };
  }
  if (version === null) return { ok: true, value: null, name: "plays", unfinished: FINISHED };
  const kept = await worlds.sheets?.persona(world, id, version);
  if (kept === null || kept === undefined) {
    const what = version === "draft" ? "no sound draft" : `no version ${version}`;
    return no(
      "not-found",
      `There is ${what} of ${id}; save it in the writing page, or take the sheet that plays.`,
    );
  }
  return { ok: true, value: kept, name: version, unfinished: FINISHED };
}

export function no(
  code: "not-found" | "bad-request",
  message: string,
  problems: readonly string[] = [],
): NotFound {
  return {
    ok: false,
    code,
    message,
    ...(problems.length === 0
      ? {}
      : { details: problems.map((one) => ({ path: [], message: one })) }),
  };
}
