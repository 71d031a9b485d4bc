import type { Availability, Model } from "../stage/ports.ts";
import { createAllowance, type CappedModel } from "./queue/allowance.ts";
import { createBackend, type Backend, type BackendOptions } from "./backend/backend.ts";
import type { CallCounters } from "./queue/call-counters.ts";
import type { Caps } from "./queue/ledger.ts";
import { createQueue, type QueuedModel } from "./queue/queue.ts";
import type { QueueSettings } from "./queue/queue-settings.ts";

/** Everything between a stage and its endpoints: caps, then the queue, then breakers and failover. */
export interface ModelChain {
  /** What every scene of the process plays with. */
  readonly model: Model;
  /** What was used of the caps in the last hour. */
  readonly usage: CappedModel["usage"];
  readonly queue: QueuedModel;
  readonly availability: Availability;
  readonly figures: Backend["figures"];
  /** Sheds what waits and stops what runs in the background. */
  close(): void;
}

export interface ModelChainOptions extends BackendOptions {
  readonly queue: QueueSettings;
  readonly caps: Caps;
  readonly counters?: CallCounters;
}

/** Wires the one chain of a process; `clock` is shared by all of it. */
export function createModelChain(options: ModelChainOptions): ModelChain {
  const { clock, counters } = options;
  const backend = createBackend(options);
  const queue = createQueue(backend.model, options.queue, clock, counters);
  const model = createAllowance(queue, options.caps, clock, counters);
  return {
    model,
    usage: model.usage,
    queue,
    availability: backend.availability,
    get figures() {
      return backend.figures;
    },
    close() {
      queue.close();
      backend.close();
    },
  };
}
