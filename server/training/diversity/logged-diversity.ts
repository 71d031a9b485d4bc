import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { DiversitySample } from "./diversity.ts";
import { turnPattern } from "./turn-pattern.ts";

/** A turn of the log as a sample; null for one that its persona did not itself say to an end. */
export function sampleOfTurn(event: EpisodeEvent): (DiversitySample & { persona: string }) | null {
  if (event.type !== "turn") return null;
  if (event.outcome !== "complete" && event.outcome !== "cut") return null;
  const visible = event.segments.filter(({ kind }) => kind === "speech" || kind === "action");
  return {
    persona: event.speaker,
    pattern: turnPattern(event.segments),
    visible: visible.map(({ text }) => text).join(" "),
  };
}
