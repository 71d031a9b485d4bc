import { monitorEventLoopDelay } from "node:perf_hooks";

/** A process that does nothing: what its loop is late by is the machine's own doing. */

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on("message", (message) => {
  if (message !== "report") return;
  process.send?.({ bench: { loopP99: delay.percentile(99) / 1e6 } });
  delay.reset();
});
process.on("disconnect", () => process.exit(0));
process.send?.({ bench: { port: 0 } });
