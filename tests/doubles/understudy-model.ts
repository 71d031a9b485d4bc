import { complete } from "../../server/model/understudy/completion.ts";
import type {
  Clock,
  Model,
  ModelCall,
  ModelEvent,
  ModelRequest,
} from "../../server/stage/ports.ts";
import { tokenCount } from "../../server/model/understudy/toy-tokenizer.ts";
import { callOf } from "./scripted-model.ts";

/** The understudy as a model in this process: no socket, no waiting, every request kept. */
export interface UnderstudyModel extends Model {
  readonly requests: ModelRequest[];
}

export function understudyModel(clock: Clock, think = 20): UnderstudyModel {
  const requests: ModelRequest[] = [];
  return {
    synthetic: true,
    description: "understudy in process",
    continuesPrefill: true,
    requests,
    async *generate(request): AsyncGenerator<ModelEvent> {
      requests.push(request);
      const { system, messages, prefill } = request.prompt;
      const { maxTokens, seed, stop } = request.sampling;
      const { tokens } = complete(
        {
          endpoint: "completions",
          conversation: { system, messages, prefill },
          promptIds: [],
          model: "understudy",
          stream: true,
          includeUsage: true,
          returnTokenIds: false,
          logprobs: false,
          stop,
          keepStop: false,
          maxTokens,
          seed,
        },
        { seed, think },
        null,
      );
      const text = new TextDecoder().decode(Buffer.concat(tokens.map(({ bytes }) => bytes)));
      yield { type: "text", text };
      const end = { status: "complete", finishReason: "stop" } as const;
      yield { type: "end", end, call: counted(callOf(request, text, end, clock), request) };
    },
  };
}

function counted(call: ModelCall, { prompt }: ModelRequest): ModelCall {
  const { system, messages, prefill } = prompt;
  const text = [system, ...messages.map(({ content }) => content), prefill].join("\n");
  return { ...call, usage: { prompt_tokens: tokenCount(text) } };
}
