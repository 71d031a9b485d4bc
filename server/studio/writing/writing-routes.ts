import type { WorldShelf } from "../../worlds/world-shelf.ts";
import type { StudioRoute } from "../route.ts";
import type { GameAssets } from "./choices.ts";
import { historyRoutes } from "./history-routes.ts";
import { personaRoutes } from "./persona-routes.ts";
import { sheetRoutes } from "./sheet-routes.ts";
import { worldRoutes } from "./world-routes.ts";

/** What the writing pages ask: worlds, sheets, drafts, releases, history, and what the forms are made of. */

export interface WritingOptions {
  readonly shelf: WorldShelf;
  /** The world that rooms open. */
  readonly played: string;
  readonly assets: (world: string) => Promise<GameAssets>;
  /** How many tokens a prompt may have. */
  readonly contextTokens: number;
}

export function writingRoutes(options: WritingOptions): StudioRoute[] {
  return [
    ...worldRoutes(options),
    ...personaRoutes(options),
    ...sheetRoutes(options),
    ...historyRoutes(options),
  ];
}
