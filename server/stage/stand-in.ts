import { fallbackLines, waitingGestures, wearyLines } from "../roleplay/stock-lines.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { Segment } from "../roleplay/utterance.ts";
import type { HeardTurn } from "./hearing.ts";
import type { Mind } from "./mind.ts";
import type { PerformedTurn } from "./npc-turn.ts";
import type { SceneContext } from "./scene-context.ts";
import type { TurnStage } from "./turn-stage.ts";

/** Persona turns that show nothing, in a row, before an authored line is spoken instead of a silent gesture. */
const SILENT_TURNS = 3;

/** Nothing is wrong but that no words came: the model had none, or the endpoint is busy. */
export function isSilent({ outcome, cause }: PerformedTurn): boolean {
  return (
    outcome === "fallback" && (cause === "empty" || cause === "overloaded" || cause === "shed")
  );
}

/** Authored words where the model's cannot be shown: a silent gesture where it had none to give, a line otherwise. */
export function standIn(
  context: SceneContext,
  mind: Mind,
  turn: HeardTurn,
  performed: PerformedTurn,
  stage: TurnStage,
): Segment[] {
  const silent = isSilent(performed) && mind.silentTurns + 1 < SILENT_TURNS;
  const pool = silent ? waitingGestures(mind.persona) : linesFor(mind.persona, performed);
  const text = pool[Math.floor(context.random() * pool.length)] ?? "";
  const kind = silent ? "action" : "speech";
  if (text === "") return [];
  stage.delta(turn.segments.length, kind, text);
  return [{ kind, text }];
}

/** A cap on tokens or calls lasts: what the persona says then asks for a rest, and not for another try. */
function linesFor(persona: Persona, { cause }: PerformedTurn): readonly string[] {
  return cause === "capped" ? wearyLines(persona) : fallbackLines(persona);
}
