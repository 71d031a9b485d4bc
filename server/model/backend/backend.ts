import type { Availability, Clock, ConnectionOf, Model, ModelEvent } from "../../stage/ports.ts";
import { createAlerts } from "./alerts.ts";
import type { Alerts, TellOperator } from "./alerts.ts";
import { createBreaker, DEFAULT_BREAKER } from "./breaker.ts";
import type { Breaker, BreakerSettings } from "./breaker.ts";
import { createEndpoint } from "../endpoint.ts";
import type { EndpointConfig } from "../endpoint-config.ts";
import type { Known } from "../request-body.ts";
import { createFailover } from "./failover.ts";
import { wrappedModel } from "../wrapped-model.ts";
import { createResting } from "./retry-after.ts";

/** Everything that plays: one endpoint or two, each behind a breaker of its own. */
export interface Backend {
  readonly model: Model;
  readonly availability: Availability;
  /** For counters: how often breakers opened, and how many calls the second endpoint took. */
  readonly figures: { readonly openings: number; readonly failovers: number };
  /** Stops what runs in the background. */
  close(): void;
}

export interface BackendOptions {
  readonly first: EndpointConfig;
  /** What is known of the first endpoint by now. */
  readonly known?: () => Known | null;
  readonly second: EndpointConfig | null;
  /** Ways of their own to the first endpoint, for episodes that have one. */
  readonly connectionOf?: ConnectionOf;
  readonly clock: Clock;
  readonly alert: TellOperator;
  readonly breaker?: BreakerSettings;
}

/** After this long without an endpoint its operator is told, in ms. */
const DOWN_AFTER = 30_000;

/** Joins the endpoints that are configured. */
export function createBackend(options: BackendOptions): Backend {
  const { clock } = options;
  const first = guarded(
    options,
    options.first,
    createEndpoint(options.first, clock, options.known, options.connectionOf),
  );
  const second =
    options.second === null
      ? null
      : guarded(options, options.second, createEndpoint(options.second, clock));
  const failover = second === null ? null : createFailover(first, second);
  return {
    model: failover ?? first.model,
    availability: failover ?? first.breaker,
    get figures() {
      return {
        openings: first.breaker.openings + (second?.breaker.openings ?? 0),
        failovers: failover?.taken ?? 0,
      };
    },
    close() {
      first.close();
      second?.close();
    },
  };
}

interface Guarded {
  readonly model: Model;
  readonly breaker: Breaker;
  close(): void;
}

function guarded(
  { clock, alert, breaker: settings }: BackendOptions,
  config: EndpointConfig,
  model: Model,
) {
  const alerts = createAlerts(config.baseUrl, clock, alert);
  const endpoint = heeded(model, alerts);
  const breaker = createBreaker(endpoint, config, clock, settings ?? DEFAULT_BREAKER);
  const unwatch = watchOutage(breaker, clock, alerts);
  return {
    model: createResting(breaker, config, clock),
    breaker,
    close() {
      unwatch();
      breaker.close();
    },
  } satisfies Guarded;
}

/** Lets the alerts see each end of a call that was made. */
function heeded(model: Model, alerts: Alerts): Model {
  return wrappedModel(model, async function* heed(request, signal): AsyncGenerator<ModelEvent> {
    for await (const event of model.generate(request, signal)) {
      if (event.type === "end") alerts.ended(event.end);
      yield event;
    }
  });
}

/** Tells of an outage that lasts, and of its end if it was told of. */
function watchOutage(breaker: Breaker, clock: Clock, alerts: Alerts): () => void {
  let cancel: (() => void) | null = null;
  let told = false;
  const unwatch = breaker.watch(() => {
    if (breaker.downSince !== null) {
      cancel ??= clock.after(DOWN_AFTER, () => {
        told = alerts.raise("down");
      });
      return;
    }
    cancel?.();
    cancel = null;
    if (told) alerts.raise("back");
    told = false;
  });
  return () => {
    unwatch();
    cancel?.();
  };
}
