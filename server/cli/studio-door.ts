import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve, sep } from "node:path";
import { openedScene } from "./opened-scene.ts";
import type { OpenStudio } from "./open-studio.ts";
import type { Play } from "./play.ts";

/** What the studio may write beside the scene's own world. */
export interface StudioSettings {
  /** A folder whose folders are worlds, such as `./npcs`: they are listed, written and rehearsed as well. */
  readonly worlds?: string;
}

/** Where a server listens, as `http.address()` says it. */
export type ListensAt = Pick<AddressInfo, "address" | "port">;

/** The studio of a game of one's own. */
export interface GameStudio {
  /**
   * For `app.use(…)` of express, or any server of Node's: answers at `/studio`, and at `/portraits` and `/maps` with
   * cards' pictures and maps that were brought in; everything else goes on to `next`.
   */
  readonly handler: (
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => void;
  /**
   * Lets people in, once the server listens at this address (`http.address()`); before, nobody finds anything. Gives
   * lines for the terminal: the link, or why it stays closed and what to do.
   */
  open(address: ListensAt | string | null): readonly string[];
  /** Ends what was begun in it. The game goes on. */
  close(): Promise<void>;
}

/**
 * The studio for a scene that `openScene` opened: its personas are written, rehearsed, watched and held at `/studio`.
 * Without `DRAMATIS_STUDIO_KEYS_FILE` it opens to this machine alone, by a link that `open` gives once.
 */
export async function studio(scene: Play, settings: StudioSettings = {}): Promise<GameStudio> {
  const opened = openedScene(scene);
  if (opened === null)
    throw new Error("studio() is for what openScene() gave: pass that on as it is");
  // A server without a studio loads nothing of it, and no web server.
  const [{ openGameStudio, studioPage }, { openingFor }, { studioHandler }] = await Promise.all([
    import("./game-studio.ts"),
    import("../studio/access/opening.ts"),
    import("../studio/http/studio-handler.ts"),
  ]);
  const { config, folder } = opened;
  let running: OpenStudio | null = null;
  return {
    handler: studioHandler(() => running),
    open(address) {
      if (address === null)
        throw new Error("open() is for a server that listens: call it after listen()");
      if (running !== null) throw new Error("the studio is open already: open() is called once");
      const host = typeof address === "string" ? address : address.address;
      running = openGameStudio(opened, {
        roots: settings.worlds === undefined ? [] : [resolve(settings.worlds)],
        opening: openingFor(host, config.studioKeys, "npx dramatis studio"),
      });
      return [
        ...running.announce(typeof address === "string" ? "" : originOf(address)),
        ...(studioPage() === null
          ? ["the studio's page was not built, and nothing is shown there: npm run build"]
          : []),
        ...(folder !== null && isInstalled(folder)
          ? [
              `what is written of this world lies in ${folder} and goes with the next installation: copy the folder into your game, and open that`,
            ]
          : []),
      ];
    },
    async close() {
      await running?.close();
    },
  };
}

/** `http://HOST:PORT`, as one gives it to a browser of this machine. */
function originOf({ address, port }: ListensAt): string {
  const everywhere = address === "::" || address === "0.0.0.0";
  const host = everywhere ? "localhost" : address.includes(":") ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function isInstalled(folder: string): boolean {
  return resolve(folder).split(sep).includes("node_modules");
}
