import { circuitBreaker, CircuitState, handleWhenResult } from "cockatiel";
import type { IBackoff } from "cockatiel";
import type {
  Availability,
  Clock,
  Model,
  ModelEvent,
  ModelFailure,
  ModelRequest,
} from "../../stage/ports.ts";
import { createKnocking, KNOCK } from "./breaker-knock.ts";
import type { KnockSettings } from "./breaker-knock.ts";
import { createTally, standingOf } from "./breaker-verdict.ts";
import type { BreakingPoint, Standing } from "./breaker-verdict.ts";
import { unsentCall, type EndpointName } from "../unmade-call.ts";
import { withSelf, wrappedModel } from "../wrapped-model.ts";

/** When a breaker opens and how it closes again; times in ms. */
export interface BreakerSettings {
  readonly opensAt: BreakingPoint;
  /** How long it stays open before one player's call may try. */
  readonly openFor: number;
  /** Tries of its own meanwhile, so that no player has to speak into the void first; null for none. */
  readonly knock: KnockSettings | null;
}

/** Reliability 4: 5 failures in 30 s open it for 10 s, then one call tries. */
export const DEFAULT_BREAKER: BreakerSettings = {
  opensAt: { failures: 5, of: 10, within: 30_000 },
  openFor: 10_000,
  knock: { pause: 1_500, limit: 2_000 },
};

export type Circuit = "closed" | "open" | "half-open";

/** A model that leaves an endpoint alone that keeps failing. */
export interface Breaker extends Model, Availability {
  readonly circuit: Circuit;
  /** What opened it; null while closed. */
  readonly openedBy: ModelFailure | null;
  /** How often it has opened. */
  readonly openings: number;
  /** Ends its own tries. */
  close(): void;
}

/** What the library is told of a call. */
interface Outcome {
  /** `unsettled` is a probe that learned nothing. */
  readonly standing: Standing | "unsettled";
  readonly failure: ModelFailure | null;
  readonly byKnock: boolean;
}

/** A call that was let through, to say what became of it; only the first word counts. */
interface Admitted {
  settle(standing: Standing, failure: ModelFailure | null): Promise<void>;
}

/**
 * Wraps one endpoint; while open, a call ends at once as `circuit-open`, unsent. The library reads the wall clock and
 * takes no other, so its wait is a backoff whose duration is asked anew each time and is either over or endless: the
 * breaker follows the `Clock` it is given, in tests and when a machine's time is set back.
 */
export function createBreaker(
  model: Model,
  endpoint: EndpointName,
  clock: Clock,
  settings: BreakerSettings = DEFAULT_BREAKER,
): Breaker {
  const tally = createTally(settings.opensAt, clock);
  const listeners = new Set<() => void>();
  let downSince: number | null = null;
  let openedBy: ModelFailure | null = null;
  let openings = 0;
  let tryAt = 0;
  let knocking = false;

  const wait: IBackoff<unknown> = {
    get duration() {
      return knocking || clock.elapsed() >= tryAt ? Number.NEGATIVE_INFINITY : Infinity;
    },
    next: () => wait,
  };
  const policy = circuitBreaker(
    handleWhenResult((result) => {
      const { standing } = result as Outcome;
      return standing !== "alive" && standing !== "silent";
    }),
    {
      halfOpenAfter: wait,
      breaker: {
        state: null,
        success: (state) => {
          if (state === CircuitState.HalfOpen) tally.clear();
        },
        // A call from before the breaker opened says nothing about the probe that runs now.
        failure: () => policy.state === CircuitState.Closed && tally.full,
      },
    },
  );
  const knocks = createKnocking(settings.knock, clock, knock);

  policy.onBreak((reason) => {
    const { standing, failure, byKnock } = (reason as { readonly value: Outcome }).value;
    openedBy = failure ?? openedBy;
    if (downSince === null) {
      downSince = clock.elapsed();
      openings += 1;
      tryAt = downSince + settings.openFor;
      if (standing !== "broken") knocks.start();
      tell();
    } else if (standing === "unsettled") tryAt = clock.elapsed();
    else if (!byKnock) tryAt = clock.elapsed() + settings.openFor;
  });
  policy.onReset(() => {
    downSince = null;
    openedBy = null;
    knocks.stop();
    tell();
  });

  function tell(): void {
    for (const listener of listeners) listener();
  }

  function admit(byKnock: boolean): Admitted | null {
    // The library would let a second call wait for the first one's verdict: no player should.
    if (policy.state === CircuitState.HalfOpen) return null;
    const result = Promise.withResolvers<Outcome>();
    let admitted = false;
    knocking = byKnock;
    const run = policy
      .execute(() => {
        admitted = true;
        return result.promise;
      })
      .then(
        () => undefined,
        () => undefined,
      );
    knocking = false;
    if (!admitted) return null;
    const probe = downSince !== null;
    let settled = false;
    return {
      async settle(standing, failure) {
        if (settled) return;
        settled = true;
        tally.note(standing);
        const learned = probe && standing === "silent" ? "unsettled" : standing;
        result.resolve({ standing: learned, failure, byKnock });
        await run;
      },
    };
  }

  async function knock(signal: AbortSignal): Promise<void> {
    const call = policy.state === CircuitState.Open ? admit(true) : null;
    if (call === null) return;
    for await (const event of model.generate(KNOCK, signal)) {
      if (event.type !== "end") continue;
      const { end } = event;
      // Nobody but the time limit ends a knock: an endpoint that is as slow as that is not back.
      const standing = end.status === "aborted" ? "failing" : standingOf(end, event.call);
      await call.settle(standing, end.status === "failed" ? end.failure : null);
    }
    await call.settle("failing", null);
  }

  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const call = admit(false);
    if (call === null) {
      const end = { status: "failed", failure: "circuit-open" } as const;
      yield { type: "end", end, call: unsentCall(endpoint, request, end, "breaker", clock) };
      return;
    }
    try {
      for await (const event of model.generate(request, signal)) {
        if (event.type === "end") {
          const { end } = event;
          const failure = end.status === "failed" ? end.failure : null;
          await call.settle(standingOf(end, event.call), failure);
        }
        yield event;
      }
    } finally {
      void call.settle("silent", null);
    }
  }

  return withSelf(wrappedModel(model, generate), {
    get circuit() {
      return circuitOf(policy.state);
    },
    get downSince() {
      return downSince;
    },
    get openedBy() {
      return openedBy;
    },
    get openings() {
      return openings;
    },
    watch(changed: () => void) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: () => knocks.stop(),
  });
}

function circuitOf(state: CircuitState): Circuit {
  switch (state) {
    case CircuitState.Closed:
      return "closed";
    case CircuitState.HalfOpen:
      return "half-open";
    default:
      return "open";
  }
}
