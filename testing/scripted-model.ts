import { renderChatml } from "../server/model/chatml.ts";
import type {
  Clock,
  Model,
  ModelCall,
  ModelEnd,
  ModelEvent,
  ModelRequest,
} from "../server/stage/ports.ts";

/** What the model does on one call: pieces of text and waits (ms), then an end. */
export interface Performance {
  readonly pieces: readonly (string | { readonly wait: number })[];
  readonly end?: ModelEnd;
}

/** A model that plays what it is given, in order, and keeps what it was asked. */
export interface ScriptedModel extends Model {
  readonly requests: ModelRequest[];
  readonly aborted: string[];
  /** Plays this next for the persona whose sheet begins `You are {name}`; `*` for anyone. */
  script(name: string, performance: Performance | string): void;
}

const STOP: ModelEnd = { status: "complete", finishReason: "stop" };

/** Turns plain visible text into a well-formed HER turn. */
export function turnOf(visible: string, thought = "I had better be careful."): string {
  return `<system_thinking>The character should answer briefly.</system_thinking><role_thinking>${thought}</role_thinking>${visible}`;
}

/** A model without a script yet; `otherwise` is what it writes for whoever has none. */
export function scriptedModel(clock: Clock, otherwise: string = turnOf("Aye.")): ScriptedModel {
  const scripts = new Map<string, Performance[]>();
  const requests: ModelRequest[] = [];
  const aborted: string[] = [];
  return {
    synthetic: true,
    description: "scripted",
    continuesPrefill: true,
    requests,
    aborted,
    script(name, performance) {
      const list = scripts.get(name) ?? [];
      list.push(typeof performance === "string" ? { pieces: [performance] } : performance);
      scripts.set(name, list);
    },
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      requests.push(request);
      const name = /^(?:You are |你是来自《[^》]*》的)([^。.]*?)(?: from .*)?[.。]?$/mu.exec(
        request.prompt.system,
      )?.[1];
      const performance = scripts.get(name ?? "")?.shift() ??
        scripts.get("*")?.shift() ?? { pieces: [otherwise] };
      let text = "";
      let end = performance.end ?? STOP;
      for (const piece of performance.pieces) {
        if (signal.aborted) break;
        if (typeof piece === "string") {
          text += piece;
          yield { type: "text", text: piece };
        } else await wait(clock, piece.wait, signal);
      }
      if (signal.aborted) {
        aborted.push(request.callId);
        end = { status: "aborted" };
      }
      yield { type: "end", end, call: callOf(request, text, end, clock) };
    },
  };
}

export function callOf(
  request: ModelRequest,
  text: string,
  end: ModelEnd,
  clock: Clock,
): ModelCall {
  return {
    callId: request.callId,
    purpose: request.purpose,
    thinking: request.thinking,
    dialect: "raw",
    endpoint: "scripted",
    requestedModel: "scripted",
    servedModel: "scripted",
    synthetic: true,
    systemFingerprint: null,
    request: { messages: request.prompt.messages, system: request.prompt.system },
    promptText: renderChatml(request.prompt),
    promptTokenIds: null,
    completionText: text,
    completionTokenIds: null,
    logprobs: null,
    finishReason: end.status === "complete" ? end.finishReason : null,
    stopReason: null,
    usage: null,
    end,
    timing: { startedAt: clock.now(), headers: 0, firstText: 0, end: 0 },
  };
}

function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    signal.addEventListener("abort", () => {
      cancel();
      resolve();
    });
  });
}
