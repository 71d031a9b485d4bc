import { endpointConfig, hear } from "./endpoint-fixture.ts";

/** A process of its own that makes one call to the endpoint named first and exits 0 if it ended as named second. */
const [baseUrl = "", expected = ""] = process.argv.slice(2);
const { end } = await hear(endpointConfig(baseUrl));
process.exitCode = (end.status === "failed" ? end.failure : end.status) === expected ? 0 : 1;
