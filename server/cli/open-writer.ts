import { createBackend } from "../model/backend/backend.ts";
import { startUnderstudy, UNDERSTUDY_MODEL } from "../model/understudy/index.ts";
import type { Clock } from "../stage/ports.ts";
import type { AskWriter } from "../training/repair/repair-item.ts";
import { alertWords } from "./alert-words.ts";
import { understudyEndpoint, type Config } from "./config.ts";
import { patient, wholeAnswer } from "./patient-asking.ts";

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
      LONGEST,
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
      const { text, end } = await wholeAnswer(backend.model, request, signal);
      return end.status === "complete" ? text : null;
    },
    async close() {
      backend.close();
      await understudy?.close();
    },
  };
}

/** How long a rewrite may take, in ms. */
const LONGEST = 600_000;
