/** Checks that build on each other, said one by one: the first that fails ends the run. */
export interface Checks {
  check(name: string, run: () => Promise<void>): Promise<void>;
  /** The closing line, and the process' exit status. */
  finish(): void;
}

export function createChecks(): Checks {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, run) {
      if (failed > 0) return;
      const since = performance.now();
      try {
        await run();
        passed += 1;
        console.log(`  ok    ${name} (${((performance.now() - since) / 1000).toFixed(1)} s)`);
      } catch (error) {
        failed += 1;
        console.log(`  FAIL  ${name}\n${error instanceof Error ? error.message : String(error)}`);
      }
    },
    finish() {
      console.log(`\n${passed} passed, ${failed} failed`);
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
    },
  };
}
