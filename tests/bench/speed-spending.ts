import type { EpisodeEvent } from "../../server/stage/episode-event.ts";
import type { ModelCall } from "../../server/stage/ports.ts";
import { tokensOf } from "../../server/stage/token-ledger.ts";

/** What became of the tokens of one company, read from what its scenes record. In tokens. */
export interface Spending {
  /** In calls that a turn was made of, without what was cut away from their ends. */
  readonly used: number;
  /** In thoughts ahead that came to nothing, and cut away from the ends of those that were taken up. */
  readonly thrownAway: number;
  /** In thoughts that were still kept for a line to come when the bench ended. */
  readonly unfinished: number;
  /** The mode of each turn. */
  readonly modes: readonly string[];
  take(events: readonly EpisodeEvent[]): void;
  /** From now on, what comes to nothing does so because the bench ends. */
  bringToEnd(): void;
}

/** English prose has about four characters to a token. */
const CHARACTERS_A_TOKEN = 4;

export function createSpending(): Spending {
  let used = 0;
  let thrownAway = 0;
  let unfinished = 0;
  let ending = false;
  const modes: string[] = [];
  return {
    get used() {
      return used;
    },
    get thrownAway() {
      return thrownAway;
    },
    get unfinished() {
      return unfinished;
    },
    modes,
    take(events) {
      const trimmed = new Map<string, number>();
      for (const event of events) {
        if (event.type === "turn") modes.push(event.thinking?.mode ?? "unknown");
        if (event.type !== "model-call") continue;
        const call = event.call as unknown as ModelCall;
        const { after, trimmed: cut } = call.thinking;
        if (after !== null) trimmed.set(after, cut);
        const tokens = tokensOf(call);
        if (event.discarded === undefined) used += tokens;
        else if (ending) unfinished += tokens;
        else thrownAway += tokens;
      }
      for (const cut of trimmed.values()) {
        const tokens = Math.ceil(cut / CHARACTERS_A_TOKEN);
        used -= tokens;
        thrownAway += tokens;
      }
    },
    bringToEnd() {
      ending = true;
    },
  };
}
