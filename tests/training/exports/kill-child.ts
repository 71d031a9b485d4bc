import { writeSync } from "node:fs";
import { exportEpisodes } from "../../../server/training/exports/index.ts";
import { manyEvenings } from "./many-evenings.ts";

/** The program that the kill loop kills: `node kill-child.ts OUT FORMAT EPISODES`. It says when it has begun and ended. */

const [, , out = "", format = "calls", episodes = "100"] = process.argv;
let begun = false;
const { rows } = await exportEpisodes({
  reader: manyEvenings(Number(episodes)),
  format,
  out,
  key: new Uint8Array(32),
  validation: 0.2,
  shardRows: 150,
  exact: true,
  progress: () => {
    if (!begun) writeSync(1, "begun\n");
    begun = true;
  },
});
writeSync(1, `ended ${rows}\n`);
