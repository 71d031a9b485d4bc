import type { Staging } from "../stage/staging.ts";
import type { StagingRead } from "../worlds/read-staging.ts";
import type { WorldShelf } from "../worlds/world-shelf.ts";

/**
 * Reads a world anew whenever a sheet of it was released or changed by hand: scenes that open later begin with it. A
 * world that is not sound any more changes nothing. Returns what ends this.
 */
export function restageReleases(
  shelf: Pick<WorldShelf, "onChange">,
  world: string,
  read: () => Promise<StagingRead>,
  restage: (staging: Staging) => void,
): () => void {
  let asked = 0;
  return shelf.onChange((change) => {
    if (change.world !== world || change.what === "draft") return;
    asked += 1;
    const mine = asked;
    void read().then(
      (found) => {
        // Of several that are read at once the last one counts.
        if (found.ok && mine === asked) restage(found.staging);
      },
      () => {},
    );
  });
}
