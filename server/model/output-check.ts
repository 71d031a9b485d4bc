import type { EndpointConfig } from "./endpoint-config.ts";
import type { Fault } from "./failure-translation.ts";
import type { StreamChunk } from "./stream-chunk.ts";

/** Starts the check of one call's chunks, in order: is this still the model and the amount that was asked for? */
export function startOutputCheck(config: EndpointConfig): (chunk: StreamChunk) => Fault | null {
  let textBytes = 0;
  let reasoningBytes = 0;
  return ({ text, reasoning, servedModel }) => {
    if (config.expectModel !== null && (servedModel ?? config.expectModel) !== config.expectModel) {
      return { failure: "wrong-model", detail: "served model" };
    }
    textBytes += Buffer.byteLength(text);
    reasoningBytes += Buffer.byteLength(reasoning);
    return Math.max(textBytes, reasoningBytes) > config.limits.output
      ? { failure: "too-long", detail: "output size" }
      : null;
  };
}

/**
 * Whether a chunk shows that the model is at work. Token ids without text do too: a server holds text back while
 * it could still become a stop string.
 */
export function bearsContent({ text, reasoning, tokenIds }: StreamChunk): boolean {
  return text !== "" || reasoning !== "" || (tokenIds?.length ?? 0) > 0;
}
