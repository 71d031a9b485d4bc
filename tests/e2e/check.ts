import type { Browser } from "playwright-core";
import type { Line } from "./line.ts";
import type { Player, PlayerOptions } from "./player.ts";
import type { StartedServer } from "./server.ts";
import type { StudioVisitor, VisitorOptions } from "./studio-visitor.ts";

/** What a check may use: players in fresh browser contexts, each on its own line to one server. */
export interface Stage {
  readonly browser: Browser;
  readonly url: string;
  /** Opens the page and comes in; closed with the check. */
  enter(name: string, options?: PlayerOptions): Promise<Player>;
  /** Opens the first page only. */
  open(options?: PlayerOptions): Promise<Player>;
  line(): Promise<Line>;
  /** Comes into the studio of the server, signed in with a key; closed with the check. */
  visit(options?: VisitorOptions): Promise<StudioVisitor>;
  /** The server of this file; null where it runs already. */
  readonly server: StartedServer | null;
  /** Keeps a picture when a folder was named. */
  picture(player: Pick<Player, "page">, name: string): Promise<void>;
}

/** One thing that must be true; throws when it is not. Its name begins with the rule it proves. */
export interface Check {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

/** Names a check. */
export function check(name: string, run: Check["run"]): Check {
  return { name, run };
}
