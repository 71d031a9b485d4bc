import type { Model, ModelEvent, ModelRequest } from "../../server/stage/ports.ts";
import { aPersona, aStaging } from "../doubles/a-scene.ts";
import { aPlayer, aServer } from "../doubles/a-server.ts";
import { quantile, type BenchReport } from "./report.ts";

/**
 * From a visible byte of the model to the event at a client, over real sockets in one process. Every word carries
 * its own time of birth; the last word of a turn waits for no hold-back, so it shows the way alone.
 */

const TURNS = 40;

export async function benchWire(): Promise<BenchReport> {
  const born = new Map<string, number>();
  let word = 0;
  const stamped = () => {
    const name = `w${(word += 1).toString(36)}q`;
    born.set(name, performance.now());
    return name;
  };
  const model: Model = {
    synthetic: true,
    description: "stamped words",
    continuesPrefill: true,
    async *generate(request): AsyncGenerator<ModelEvent> {
      yield { type: "text", text: "<system_thinking>plan</system_thinking>" };
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setTimeout(resolve, 10 + (i % 4) * 7));
        yield { type: "text", text: `${stamped()} ` };
      }
      yield { type: "text", text: `last${stamped()}.` };
      yield {
        type: "end",
        end: { status: "complete", finishReason: "stop" },
        call: emptyCall(request),
      };
    },
  };
  const mara = aPersona({ id: "mara", name: "Mara Quill" });
  const server = await aServer(aStaging([mara]), { model });
  const player = await aPlayer(server.url, "Ayla");
  const streamed: number[] = [];
  const last: number[] = [];
  let text = "";
  let ended: (() => void) | null = null;
  const turnEnded = () => new Promise<void>((resolve) => (ended = resolve));
  player.room.onMessage("npc:events", (batch: { type: string; text?: string }[]) => {
    const now = performance.now();
    for (const event of batch) {
      if (event.type === "turn-end") ended?.();
      text += event.text ?? "";
    }
    text = text.replace(
      /(last)?(w[0-9a-z]+q)[ .]/gu,
      (_all, final: string | undefined, name: string) => {
        const at = born.get(name);
        if (at !== undefined) (final === undefined ? streamed : last).push(now - at);
        return "";
      },
    );
  });
  for (let turn = 0; turn < TURNS; turn++) {
    const said = await player.say({ text: "Mara, go on." });
    if (said.ok) await turnEnded();
    else await new Promise((resolve) => setTimeout(resolve, said.retryAfter ?? 50));
  }
  await player.room.leave();
  await server.close();
  const p99 = quantile(last, 0.99);
  const row = (name: string, values: number[]) =>
    `${name.padEnd(34)} ${String(values.length).padStart(6)} ${quantile(values, 0.5).toFixed(1).padStart(8)} ${quantile(values, 0.99).toFixed(1).padStart(8)}`;
  return {
    table: [
      "Wire: a visible model byte to the event at a client",
      "                                    words   p50 ms   p99 ms",
      row("last word of a turn (no hold-back)", last),
      row("words in mid-stream (hold-back in)", streamed),
    ].join("\n"),
    goals: [
      { name: "wire.visible-byte-to-client-p99-ms", goal: "< 50", value: p99, met: p99 < 50 },
    ],
  };
}

function emptyCall({ callId, purpose, thinking }: ModelRequest) {
  return {
    callId,
    purpose,
    thinking,
    dialect: "raw" as const,
    endpoint: "bench",
    requestedModel: "bench",
    servedModel: "bench",
    synthetic: true,
    systemFingerprint: null,
    request: {},
    promptText: null,
    promptTokenIds: null,
    completionText: "",
    completionTokenIds: null,
    logprobs: null,
    finishReason: "stop",
    stopReason: null,
    usage: null,
    end: { status: "complete" as const, finishReason: "stop" as const },
    timing: { startedAt: 0, headers: 0, firstText: 0, end: 0 },
  };
}
