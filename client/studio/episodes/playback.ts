import type { EpisodeEntry, EpisodeTrack } from "../../../shared/studio/episodes.ts";

/** What is seen at a moment of an episode. Times in ms since it began. */

export type Utterance = Extract<EpisodeEntry, { kind: "line" | "turn" }>;
type Body = EpisodeTrack["bodies"][number];

/** Where a body is, between two tiles while it walks; null while it is not there. */
export function standing({ from, to, steps }: Body, at: number): { x: number; y: number } | null {
  if (at < from || (to !== null && at > to)) return null;
  const next = steps.findIndex((step) => step.at > at);
  const after = next === -1 ? undefined : steps[next];
  const before = steps[next === -1 ? steps.length - 1 : Math.max(0, next - 1)];
  if (before === undefined) return null;
  if (after === undefined || after.at <= before.at || at < before.at)
    return { x: before.x, y: before.y };
  const part = (at - before.at) / (after.at - before.at);
  return { x: before.x + (after.x - before.x) * part, y: before.y + (after.y - before.y) * part };
}

/** When an entry can first be seen. */
export function begins(entry: EpisodeEntry): number {
  return entry.kind === "turn" ? Math.min(entry.since, entry.at) : entry.at;
}

/** How long words stay to be read after they are whole, in ms. */
function readingTime(entry: Utterance): number {
  const length =
    "shown" in entry.words ? entry.words.shown.reduce((sum, { text }) => sum + text.length, 0) : 20;
  return Math.min(9_000, 2_500 + length * 45);
}

/** What each speaker is saying, or has just said: its latest utterance. */
export function spokenAt(
  entries: readonly EpisodeEntry[],
  at: number,
): ReadonlyMap<string, Utterance> {
  const spoken = new Map<string, Utterance>();
  for (const entry of entries) {
    if (entry.kind !== "line" && entry.kind !== "turn") continue;
    if (begins(entry) > at) continue;
    if (entry.at + readingTime(entry) < at) spoken.delete(entry.who);
    else spoken.set(entry.who, entry);
  }
  return spoken;
}

/** The last entry that has begun; -1 before the first. */
export function entryAt(entries: readonly EpisodeEntry[], at: number): number {
  return entries.findLastIndex((entry) => begins(entry) <= at);
}

/** The moment to jump to where nothing is to be seen for a while; else the same moment. */
export function pastQuiet(
  entries: readonly EpisodeEntry[],
  bodies: readonly Body[],
  at: number,
): number {
  if (spokenAt(entries, at).size > 0) return at;
  const walking = bodies.some(({ steps }) => {
    const next = steps.find((step) => step.at > at);
    return next !== undefined && next.at - at <= 1_000;
  });
  if (walking) return at;
  const next = Math.min(
    ...entries.map(begins).filter((when) => when > at),
    ...bodies.flatMap(({ steps }) => steps.map((step) => step.at).filter((when) => when > at)),
  );
  return Number.isFinite(next) && next - at > QUIET ? next - LEAD : at;
}

/** Longer than this, in ms, nothing happening is skipped, up to this long before something does. */
const QUIET = 3_000;
const LEAD = 800;

/** `m:ss`, or `h:mm:ss`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
