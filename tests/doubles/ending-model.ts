import { unsentCall } from "../../server/model/unmade-call.ts";
import type { Clock, Model, ModelEnd, ModelEvent } from "../../server/stage/ports.ts";

/** One call as it will go: some text, then this end, with the edge's word for why. It may wait to be told. */
export interface Going {
  readonly text?: string;
  readonly end: ModelEnd;
  readonly detail?: string;
  readonly until?: Promise<unknown>;
}

export const COMPLETE: ModelEnd = { status: "complete", finishReason: "stop" };
export const failing = (
  failure: Extract<ModelEnd, { status: "failed" }>["failure"],
  retryAfter?: number,
): ModelEnd => ({ status: "failed", failure, ...(retryAfter === undefined ? {} : { retryAfter }) });

/** A model whose calls go as `next` says; it counts them. */
export interface EndingModel extends Model {
  readonly asked: string[];
  next: (callId: string) => Going;
}

export function endingModel(name: string, clock: Clock): EndingModel {
  const model: EndingModel = {
    synthetic: false,
    description: name,
    continuesPrefill: true,
    asked: [],
    next: () => ({ end: COMPLETE }),
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      model.asked.push(request.callId);
      const { text, end, detail = "test", until } = model.next(request.callId);
      const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
      if (until !== undefined) await Promise.race([until, aborted]);
      if (text !== undefined) yield { type: "text", text };
      const last: ModelEnd = signal.aborted ? { status: "aborted" } : end;
      const endpoint = {
        baseUrl: `http://${name}/v1`,
        dialect: "raw",
        model: name,
        synthetic: false,
      } as const;
      yield {
        type: "end",
        end: last,
        call: unsentCall(endpoint, request, last, detail, clock),
      };
    },
  };
  return model;
}
