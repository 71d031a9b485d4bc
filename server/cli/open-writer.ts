import { createBackend } from "../model/backend/backend.ts";
import type { EndpointConfig } from "../model/endpoint-config.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import type { Clock, ModelEnd } from "../stage/ports.ts";
import type { AskWriter } from "../training/repair/repair-item.ts";
import { alertWords } from "./alert-words.ts";
import { understudyEndpoint, type Config } from "./config.ts";

/** Who repairs: the configured endpoint, or the understudy where there is none. */
export interface OpenWriter {
  readonly ask: AskWriter;
  close(): Promise<void>;
}

/** Names who would be asked, without asking anyone. */
export function writerOf({ endpoint }: Config): {
  readonly model: string;
  readonly synthetic: boolean;
} {
  return endpoint === null
    ? { model: UNDERSTUDY_MODEL, synthetic: true }
    : { model: endpoint.model, synthetic: endpoint.synthetic };
}

/** HER's setting completion samples like this. */
const SAMPLING = { temperature: 0.7, topP: 0.9 } as const;

/** Opens the writer. No second endpoint takes over: its rows would bear the first one's name. */
export async function openWriter(config: Config, seed: number, clock: Clock): Promise<OpenWriter> {
  const understudy =
    config.endpoint === null
      ? await startUnderstudy({ seed: config.seed, contextLength: 262_144 })
      : null;
  const backend = createBackend({
    first: patient(
      config.endpoint ?? understudyEndpoint(config, understudy?.url ?? "", UNDERSTUDY_MODEL),
    ),
    second: null,
    clock,
    alert: (alert) => console.error(alertWords(alert)),
  });
  let count = 0;
  return {
    async ask(prompt, maxTokens, signal) {
      const request = {
        callId: `repair-${(count += 1)}`,
        prompt,
        sampling: { ...SAMPLING, maxTokens, seed, stop: [] },
        purpose: { lane: "talk", scene: "repair", persona: "writer", player: null },
        thinking: {
          mode: "full",
          phase: "whole",
          budget: null,
          after: null,
          forced: "",
          trimmed: 0,
        },
      } as const;
      let text = "";
      let end: ModelEnd = { status: "aborted" };
      for await (const event of backend.model.generate(request, signal)) {
        if (event.type === "text") text += event.text;
        else end = event.end;
      }
      return end.status === "complete" ? text : null;
    },
    async close() {
      backend.close();
      await understudy?.close();
    },
  };
}

/** A rewrite is long, and nobody watches it come. In ms. */
function patient(endpoint: EndpointConfig): EndpointConfig {
  const { deadlines } = endpoint;
  return {
    ...endpoint,
    capture: false,
    deadlines: {
      ...deadlines,
      firstToken: Math.max(deadlines.firstToken, 60_000),
      idle: Math.max(deadlines.idle, 30_000),
      turn: Math.max(deadlines.turn, 600_000),
    },
  };
}
