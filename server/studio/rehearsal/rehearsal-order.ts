import type { StudioProblem } from "../../../shared/studio/api.ts";
import type { PlayWish } from "../../../shared/studio/rehearsal.ts";
import type { Moment } from "../../episodes/replay/branch-moment.ts";
import type { MemoryStore } from "../../stage/memory.ts";
import type { Staging } from "../../stage/staging.ts";
import type { RehearsalBounds, RehearsalEndpoint, RehearsalModel } from "./rehearsal-ports.ts";
import type { SheetNames } from "./rehearsed-staging.ts";
import type { Unfinished } from "./sheet-wished.ts";
import type { Visitors } from "./visitors.ts";

/** What a rehearsal begins with. */
export interface RehearsalOrder {
  readonly id: string;
  readonly designer: string;
  readonly world: string;
  readonly stage: "alone" | "scene";
  readonly staging: Staging;
  readonly sheets: SheetNames;
  readonly unfinished: Unfinished;
  readonly endpoint: RehearsalEndpoint;
  readonly model: RehearsalModel;
  readonly memory: (visitors: Visitors) => MemoryStore;
  readonly play: PlayWish;
  readonly training: boolean;
  readonly seed: number;
  readonly bounds: RehearsalBounds;
  /** It goes on from there: from when the turn was asked for, or from its end. */
  readonly from?: Moment;
}

/** Null, or why not. */
export type Refused = StudioProblem | null;
export type Done = { readonly ok: true; readonly turnId: string } | StudioProblem;

/** What of a wish the sampling of calls is. */
export function samplingOf({ temperature, topP, maxTokens }: PlayWish) {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}
