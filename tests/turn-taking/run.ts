import { byRules, nearest, readScenes, score, type Picker, type Situation } from "./score.ts";

/** `npm run turn-taking`: who answers in scripted scenes, by the rules and by a naive picker; `--missed` lists misses. */

const scenes = readScenes();
const halves: readonly (Situation["half"] | null)[] = ["tuned", "held-out", null];
const pickers: readonly (readonly [string, Picker])[] = [
  ["the rules", byRules],
  ["whoever is nearest", nearest],
];
for (const [name, picker] of pickers) {
  for (const half of halves) {
    const { asked, acceptable, selfReplies, forPlayers } = score(scenes, picker, half);
    const label = `${name}, ${half ?? "all"}`.padEnd(30);
    const share = `${(acceptable * 100).toFixed(1)} %`.padStart(7);
    console.log(
      `${label} ${share} acceptable of ${asked}, ${selfReplies} self-replies, ${forPlayers} for players`,
    );
  }
}
if (process.argv.includes("--missed"))
  for (const line of score(scenes, byRules, "tuned").missed) console.log(`  ${line}`);
