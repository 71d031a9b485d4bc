import type { Clock, Model, ModelCall, ModelEvent, ModelRequest } from "../../stage/ports.ts";
import { NO_COUNTERS, type CallCounters } from "./call-counters.ts";
import { createLedger, type Caps, type Ledger } from "./ledger.ts";
import {
  estimateOf,
  estimateOfPrompt,
  mostTokensOf,
  tokensOf,
  type TokenCount,
} from "./token-count.ts";
import { withSelf, wrappedModel } from "../wrapped-model.ts";
import { unmadeCall, wasNeverMade } from "../unmade-call.ts";

/** A model with hard caps on what it may be used for. */
export interface CappedModel extends Model {
  /** Accounts that are kept in memory. */
  readonly accounts: number;
  readonly usage: Ledger["usage"];
}

/**
 * Holds tokens and calls of each hour under caps for each persona in a scene, each scene, each player and the server.
 * Before a call the most it can use is set aside: the longest completion it asks for, and a token for each byte of
 * its prompt. Afterwards what it used is put in place of that: as told by the endpoint, else estimated. A call that
 * would pass a cap ends as `capped` and is not made.
 */
export function createAllowance(
  model: Model,
  caps: Caps,
  clock: Clock,
  counters: CallCounters = NO_COUNTERS,
): CappedModel {
  const ledger = createLedger(caps, () => clock.elapsed());

  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { prompt, sampling, purpose, thinking } = request;
    const most = mostTokensOf(prompt) + sampling.maxTokens;
    const reserved = ledger.reserve(purpose, most);
    if (!reserved.ok) {
      const { scope, kind } = reserved;
      counters.capped(scope, kind);
      const event = unmadeCall(
        {
          model,
          request,
          end: { status: "failed", failure: "capped" },
          detail: `${kind} of the ${scope}`,
          since: clock.elapsed(),
        },
        clock,
      );
      if (event.type === "end") counters.ended(event.call);
      yield event;
      return;
    }
    const { reservation } = reserved;
    let text = "";
    let settled = false;

    function settle({ prompt: asked, completion, estimated }: TokenCount): void {
      settled = true;
      // An estimate may be on the high side of what was set aside, and what was set aside is never passed.
      const tokens = estimated
        ? { prompt: asked, completion: Math.min(completion, sampling.maxTokens), estimated }
        : { prompt: asked, completion, estimated };
      reservation.settle(tokens.prompt + tokens.completion);
      counters.settled(thinking.mode, tokens);
    }
    function ended(call: ModelCall): void {
      if (!wasNeverMade(call)) settle(tokensOf(call, prompt));
      else {
        settled = true;
        reservation.settle(null);
      }
    }

    try {
      for await (const event of model.generate(request, signal)) {
        if (event.type === "text") text += event.text;
        else ended(event.call);
        yield event;
      }
    } finally {
      // To a reader that left early no record came: what it read is known, and the prompt was worked on.
      if (!settled) {
        const asked = estimateOfPrompt(prompt);
        settle({ prompt: asked, completion: estimateOf(text), estimated: true });
      }
    }
  }

  return withSelf(wrappedModel(model, generate), {
    get accounts() {
      return ledger.accounts;
    },
    usage: ledger.usage,
  });
}
