import type { Clock } from "../stage/ports.ts";
import type { Staging } from "../stage/staging.ts";
import type { StagingRead } from "../worlds/read-staging.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";

/** What is played now takes a change first, in ms; several changes in a row are read once. */
const AFTER = 400;

/**
 * Reads a world anew whenever a sheet of it was released or changed by hand: scenes that open later begin with it. A
 * world that is not sound any more changes nothing. Returns what ends this.
 */
export function restageReleases(
  shelf: Pick<WorldShelf, "onChange">,
  world: string,
  read: () => Promise<StagingRead>,
  restage: (staging: Staging) => void,
  clock: Pick<Clock, "after">,
): () => void {
  let asked = 0;
  let cancel = (): void => {};
  const stop = shelf.onChange((change) => {
    if (change.world !== world || change.what === "draft") return;
    asked += 1;
    const mine = asked;
    cancel();
    cancel = clock.after(AFTER, () => {
      void read().then(
        (found) => {
          // Of several that are read at once the last one counts.
          if (found.ok && mine === asked) restage(found.staging);
        },
        () => {},
      );
    });
  });
  return () => {
    cancel();
    stop();
  };
}
