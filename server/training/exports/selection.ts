import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { LeftOut } from "./left-out.ts";

/** Which turns are asked for; what is absent asks for all. Times are wall time in ms. */
export interface ExportFilters {
  readonly episodes?: readonly string[];
  readonly from?: number;
  /** Up to it, and not at it. */
  readonly to?: number;
  /** Ids or names. */
  readonly personas?: readonly string[];
  readonly outcomes?: readonly string[];
  readonly feedback?: "up" | "down" | "any";
  /** Ids or titles. */
  readonly scenes?: readonly string[];
  /** As asked for or as served. */
  readonly models?: readonly string[];
  /** At most so many turns, or pairs where a format is made of pairs. */
  readonly maxTurns?: number;
}

/** What has to be asked for by name, because it is left out otherwise. */
export interface Included {
  readonly synthetic: boolean;
  readonly unconsented: boolean;
  readonly recalled: boolean;
  readonly rehearsals: boolean;
}

/** What is known of a turn before its prompt is read. */
export interface TurnFacts {
  readonly turn: Extract<EpisodeEvent, { type: "turn" }>;
  readonly persona: { readonly id: string; readonly name: string };
  readonly scene: { readonly id: string | null; readonly title: string | null };
  readonly models: readonly string[];
  readonly feedback: "up" | "down" | "mixed" | null;
  readonly synthetic: boolean;
  readonly consented: boolean;
  readonly recalled: boolean;
  /** All whose remembered words are known allowed their use, at the visit they said them in and since. */
  readonly recalledConsented: boolean;
  /** It remembers something of which the log does not say whose words that is. */
  readonly unnamed: boolean;
  /** A designer played it in the studio. */
  readonly rehearsal: boolean;
}

/** The first reason for which a turn stays out; null where there is none. What was not asked for comes first. */
export function whyNot(
  facts: TurnFacts,
  filters: ExportFilters,
  included: Included,
): LeftOut | null {
  const { turn, persona, scene, feedback } = facts;
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filters;
  if (turn.at < from || turn.at >= to) return "filter-time";
  if (!asked(filters.scenes, [scene.id, scene.title])) return "filter-scene";
  if (!asked(filters.personas, [persona.id, persona.name])) return "filter-persona";
  if (!asked(filters.outcomes, [turn.outcome])) return "filter-outcome";
  if (!asked(filters.models, facts.models)) return "filter-model";
  if (filters.feedback === "any" && feedback === null) return "filter-feedback";
  if (filters.feedback === "up" && feedback !== "up") return "filter-feedback";
  if (filters.feedback === "down" && feedback !== "down") return "filter-feedback";
  if (facts.rehearsal && !included.rehearsals) return "rehearsal";
  if (!turn.trainable) return "not-trainable";
  if (facts.synthetic && !included.synthetic) return "synthetic";
  if (!facts.consented && !included.unconsented) return "unconsented";
  if (!facts.recalledConsented && !included.unconsented) return "recalled-unconsented";
  if (facts.unnamed && !included.recalled) return "recalled";
  return turn.callId === null ? "no-call" : null;
}

function asked(wanted: readonly string[] | undefined, values: readonly (string | null)[]): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  const lower = new Set(wanted.map((one) => one.toLowerCase()));
  return values.some((value) => value !== null && lower.has(value.toLowerCase()));
}
