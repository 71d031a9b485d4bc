import type express from "express";
import type { StudioAnswer } from "../route.ts";
import { refuse } from "./refusals.ts";

/** Sends what a route gave. */
export async function send(
  response: express.Response,
  given: StudioAnswer,
  gone: AbortSignal,
): Promise<void> {
  switch (given.kind) {
    case "json":
      response.status(given.status ?? 200).json(given.value);
      return;
    case "problem":
      refuse(response, given.problem);
      return;
    case "file":
      response.setHeader("Content-Type", given.type);
      if (given.name !== undefined) response.attachment(given.name);
      response.end(given.bytes);
      return;
    case "lines":
      response.setHeader("Content-Type", "application/x-ndjson");
      response.flushHeaders();
      // Whoever signs out ends what still runs, also where nothing is said just now.
      gone.addEventListener("abort", () => response.end(), { once: true });
      for await (const value of given.values) {
        if (gone.aborted) break;
        // A page that reads slowly holds its own lines up, and nobody else's.
        if (!response.write(`${JSON.stringify(value)}\n`)) {
          await drained(response);
        }
      }
      response.end();
  }
}

function drained(response: express.Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.on("drain", done);
    response.on("close", done);
  });
}
