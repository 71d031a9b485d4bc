import type { StudioProblem } from "../../../shared/studio/api.ts";
import { issueText } from "../../roleplay/world/world-issue.ts";
import type { Shelved, WorldShelf } from "../../worlds/world-shelf.ts";
import type { RunningGame } from "../running-game.ts";
import type { PortraitGallery } from "./portrait-gallery.ts";

/** Where what is brought in goes. */
export interface CardStage {
  readonly shelf: WorldShelf;
  readonly game: Pick<RunningGame, "admit">;
  readonly gallery: PortraitGallery;
}

/** What was done, or why nothing was. */
export type Done<T> = { readonly ok: true; readonly value: T } | Refused;
export interface Refused {
  readonly ok: false;
  readonly problem: StudioProblem;
}

export function refuse(
  code: StudioProblem["code"],
  message: string,
  details?: StudioProblem["details"],
): Refused {
  return {
    ok: false,
    problem: { code, message, ...(details === undefined ? {} : { details }) },
  };
}

export function refusedBy(shelved: Extract<Shelved, { ok: false }>): Refused {
  const codes = {
    "not-found": "not-found",
    unsound: "bad-request",
    "too-large": "too-large",
    "changed-outside": "conflict",
    failed: "failed",
  } as const;
  const errors = shelved.issues.filter(({ severity }) => severity === "error").slice(0, 3);
  const why = errors.map(issueText).join("; ");
  return refuse(codes[shelved.code], why === "" ? shelved.problem : `${shelved.problem} ${why}.`);
}
