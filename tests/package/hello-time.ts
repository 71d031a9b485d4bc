import { Client } from "@colyseus/sdk";

import { MESSAGES, type SceneEvent } from "../../shared/protocol.ts";
import { started, writtenGame } from "./new-game.ts";
import { inNewFolder, install, packed } from "./project.ts";

/**
 * `npm run hello-time`: how long it takes from an empty folder to the first word of an NPC, with no key, GPU or
 * model. Packing is ours and not counted; what npm installs is download, and told apart.
 */

/** Seconds that all but the download may take. */
const WITHIN = 60;

const phases: { readonly what: string; readonly seconds: number; readonly download: boolean }[] =
  [];

async function phase<T>(what: string, run: () => Promise<T>, download = false): Promise<T> {
  const since = performance.now();
  const result = await run();
  const seconds = (performance.now() - since) / 1000;
  phases.push({ what, seconds, download });
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${what}${download ? " (download)" : ""}`);
  return result;
}

await inNewFolder(async (folder) => {
  const tarball = await packed(folder);
  const game = await phase(
    "npx dramatis init my-game, with fetching dramatis itself",
    () => writtenGame(folder, "my-game", tarball),
    true,
  );
  await phase("npm install", () => install(game), true);
  const running = await phase("npm start, until the page is built and the server listens", () =>
    started(game),
  );
  try {
    const said = await phase("a player comes in, and the NPC's first word is there", () =>
      firstWords(running.url),
    );
    console.log(`\n  “${said}”\n`);
  } finally {
    await running.close();
  }
  const own = phases.filter(({ download }) => !download);
  const total = (list: typeof phases) => list.reduce((sum, { seconds }) => sum + seconds, 0);
  const seconds = total(own);
  console.log(
    `${seconds.toFixed(1)} s from an empty folder to a talking NPC, ${total(phases).toFixed(1)} s with installing: ${seconds < WITHIN ? "under" : "NOT under"} ${WITHIN} s`,
  );
});

/** Comes in as a browser does, and listens until an NPC speaks. */
async function firstWords(url: string): Promise<string> {
  const room = await new Client(url).joinOrCreate("tavern", { name: "Ayla" });
  const words = new Promise<string>((resolve) => {
    room.onMessage(MESSAGES.events, (events: readonly SceneEvent[]) => {
      for (const event of events) if (event.type === "speech-delta") resolve(event.text);
    });
  });
  for (const other of [MESSAGES.snapshot, MESSAGES.cast]) room.onMessage(other, () => undefined);
  const said = await words;
  await room.leave();
  return said;
}
