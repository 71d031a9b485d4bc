import { createHash } from "node:crypto";
import { capabilityLines } from "../model/probe/capability-lines.ts";
import type { EndpointConfig } from "../model/endpoint-config.ts";
import type { Probed } from "../model/probe/probe.ts";
import { troubleWords } from "../model/probe/trouble-words.ts";
import { endpointFaults } from "./endpoint-findings.ts";

/** Says on the console what was found out of the endpoint, and loudly what is wrong with it. */
export function announceProbed(probed: Probed, config: EndpointConfig): void {
  if (!probed.ok) {
    const { say, next } = troubleWords(probed.trouble, config);
    console.error(
      `DEGRADED: the model cannot be reached, and characters answer with stock lines. ${say} ${next} It is tried again until it works; 'npm run doctor' tells more.`,
    );
    return;
  }
  const { capabilities } = probed;
  const lines = capabilityLines(capabilities);
  // Who plays with the stand-in has no use for what it can do on the wire.
  if (capabilities.engine === "understudy") {
    console.log(`${lines[0]}; DRAMATIS_BASE_URL and DRAMATIS_MODEL connect a real one`);
  } else for (const line of lines) console.log(line);
  for (const { say, next } of endpointFaults(capabilities)) {
    console.error(`the endpoint does not do what HER needs: ${say} ${next}`);
  }
}

/** The cache salt of a world: the same after a restart, another for another world. */
export function saltOf(world: string): string {
  return createHash("sha256").update(`dramatis ${world}`).digest("hex").slice(0, 32);
}
