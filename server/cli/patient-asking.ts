import type { EndpointConfig } from "../model/endpoint-config.ts";
import type { Model, ModelEnd, ModelRequest } from "../stage/ports.ts";

/** An endpoint for answers that are long, and that nobody watches come; `turn`: how long one may take at least, in ms. */
export function patient(endpoint: EndpointConfig, turn: number): EndpointConfig {
  const { deadlines } = endpoint;
  return {
    ...endpoint,
    capture: false,
    deadlines: {
      ...deadlines,
      firstToken: Math.max(deadlines.firstToken, 60_000),
      idle: Math.max(deadlines.idle, 30_000),
      turn: Math.max(deadlines.turn, turn),
    },
  };
}

/** Everything that a call yields, once it is over: its text as far as it came, and its end. */
export async function wholeAnswer(
  model: Model,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly end: ModelEnd }> {
  let text = "";
  let end: ModelEnd = { status: "aborted" };
  for await (const event of model.generate(request, signal)) {
    if (event.type === "text") text += event.text;
    else end = event.end;
  }
  return { text, end };
}
