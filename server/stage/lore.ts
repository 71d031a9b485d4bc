import type { Recalled } from "../roleplay/memory/recall.ts";
import {
  mayHear,
  type Audience,
  type Confidence,
  type Observation,
} from "../roleplay/observation.ts";
import { recallLore } from "../roleplay/lore/recall-lore.ts";
import type { Mind } from "./mind.ts";

/** Tokens of lore that may come to a persona before one turn. */
const LORE_TOKENS = 400;
/** How many of the last lines can call lore up. */
const LINES = 20;

/**
 * Lets a mind observe what of its persona's own lore the last lines call up; says what that was, and which key called
 * it. What a whisper called up stands only in prompts that the whisper itself may stand in.
 */
export function remindLore(mind: Mind, audience: Audience): readonly Recalled[] {
  const { persona, observations } = mind;
  if (persona.lore === undefined || persona.lore.length === 0) return [];
  const heard = observations
    .filter(isLine)
    .filter((one) => mayCall(one, audience))
    .slice(-LINES);
  const recalled = recallLore(persona.lore, {
    lines: heard.map(wordsOf).toReversed(),
    held: new Set(
      observations.flatMap((one) =>
        one.kind === "recalled" && (one.only === undefined || mayHear(one.only, audience))
          ? one.items
          : [],
      ),
    ),
    self: persona.name,
    language: persona.language,
    budget: LORE_TOKENS,
  });
  if (recalled === null) return [];
  const only = confidenceOf(heard);
  mind.observe({
    kind: "recalled",
    turnId: observations.at(-1)?.turnId ?? "before-all",
    text: recalled.text,
    items: recalled.called.map(({ id }) => id),
    // An author wrote it: no player's word is in it.
    whose: [],
    ...(only === null ? {} : { only }),
  });
  return recalled.called.map(({ id, key }) => ({
    id,
    why: [{ kind: "key", key }],
    score: 1,
    whose: [],
  }));
}

type Line = Extract<Observation, { kind: "heard" | "own" | "environment" }>;

function isLine(one: Observation): one is Line {
  return one.kind !== "recalled";
}

/** What these hearers may not know of calls nothing up before them. */
function mayCall(one: Line, audience: Audience): boolean {
  const between = whisperOf(one);
  return between === null || mayHear(between, audience);
}

function whisperOf(one: Line): Confidence | null {
  const partner = one.kind === "heard" ? one.from : one.kind === "own" ? one.to : null;
  const whispered = one.kind === "heard" || one.kind === "own" ? one.company === "whisper" : false;
  return whispered && partner ? { with: partner, company: "whisper" } : null;
}

/** Where a whisper is among the lines, what came of them stays between the two. */
function confidenceOf(heard: readonly Line[]): Confidence | null {
  return heard.map(whisperOf).find((one) => one !== null) ?? null;
}

/** What was said and done; own thoughts call nothing up, so that a turn does not feed itself. */
function wordsOf(one: Line): string {
  if (one.kind === "environment") return one.text;
  return one.segments
    .flatMap((segment) => (segment.kind === "role-thinking" ? [] : [segment.text]))
    .join(" ");
}
