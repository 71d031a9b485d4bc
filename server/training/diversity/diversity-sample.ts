import * as z from "zod";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { nameAtHead } from "../rewards/dialogue.ts";
import { judgedText } from "../rewards/judged-text.ts";
import type { DiversitySample } from "./diversity.ts";
import { turnPattern } from "./turn-pattern.ts";

/** A turn as a sample, and whose it is. */
type Sampled = DiversitySample & { readonly persona: string };

/** A turn of the log; null for any other event, and for a turn that its persona did not itself say to an end. */
export function sampleOfTurn(event: EpisodeEvent): Sampled | null {
  if (event.type !== "turn") return null;
  if (event.outcome !== "complete" && event.outcome !== "cut") return null;
  return { persona: event.speaker, ...sampleOf(event.segments) };
}

const Text = z.looseObject({ text: z.string(), persona: z.string().optional() });

/** A line of JSON with a response as a model wrote it; null where it is none. */
export function sampleOfText(line: string): Sampled | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const read = Text.safeParse(value);
  if (!read.success) return null;
  const { persona, text } = read.data;
  const name = persona ?? nameAtHead(text) ?? "";
  const { segments } = judgedText(text, { name, begins: "none" });
  return { persona: persona ?? "policy", ...sampleOf(segments) };
}

function sampleOf(
  segments: readonly { readonly kind: string; readonly text: string }[],
): DiversitySample {
  const visible = segments.filter(({ kind }) => kind === "speech" || kind === "action");
  return { pattern: turnPattern(segments), visible: visible.map(({ text }) => text).join(" ") };
}
