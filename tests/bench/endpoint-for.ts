import { readConfig, understudyEndpoint } from "../../server/cli/config.ts";
import type { EndpointConfig } from "../../server/model/endpoint-config.ts";

/** The endpoint settings that `npm start` would use for an understudy at this address. */
export function endpointFor(url: string): EndpointConfig {
  const read = readConfig({ env: {} });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return understudyEndpoint(read.config, url, "dramatis/understudy");
}
