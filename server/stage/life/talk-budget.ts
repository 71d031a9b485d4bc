import type { ParticipantId } from "../../../shared/protocol.ts";
import { readAddress } from "../../roleplay/address.ts";
import type { HeardTurn } from "../hearing.ts";
import type { Mind } from "../mind.ts";
import type { SceneContext } from "../scene-context.ts";

/** How much personas may say that no player asked for. */

/** What gave a persona reason to speak on its own. */
export const CUE_KINDS = ["greeting", "reaction", "errand", "trigger", "cue"] as const;
export type CueKind = (typeof CUE_KINDS)[number];

/** Why a persona stays silent: closed words, for counters and tests. */
export type StaysSilent =
  /** There is no such persona, or the scene is not open. */
  | "not-there"
  /** It may not speak: somebody who watches over the scene said so. */
  | "held"
  /** It speaks, is about to answer, or thinks of what a player is just writing. */
  | "busy"
  /** Somebody else in its hearing is speaking, or about to. */
  | "someone-speaks"
  /** No player would hear it. */
  | "alone"
  /** A player in its hearing has been asked something and has the word. */
  | "a-player-has-the-word"
  | "spoke-just-now"
  | "minute-is-full"
  | "hour-is-full";

/** Turns that no player asked for. Times in ms. */
export const TALK = {
  /** Between two own starts of one persona. */
  between: 40_000,
  personaAMinute: 3,
  sceneAMinute: 8,
  sceneAnHour: 160,
  /** How long a question to a player keeps others from starting something. */
  waitForPlayer: 60_000,
} as const;

export interface TalkBudget {
  /** Why this persona may not start for this reason; null when it may. */
  silences(mind: Mind, kind: CueKind, to: ParticipantId | null): StaysSilent | null;
  /** True when it may answer another persona. */
  mayAnswer(mind: Mind): boolean;
  /** A turn begins that no player asked for. */
  spend(mind: Mind, own: boolean): void;
}

/** `awaits`: whether a thought ahead is kept for the next line of another player than `to`. */
export function createTalkBudget(
  context: SceneContext,
  awaits: (mind: Mind, to: ParticipantId | null) => boolean,
): TalkBudget {
  const { cast, clock, happenings, minds, play } = context;
  let spent: { readonly persona: ParticipantId; readonly at: number }[] = [];
  const started = new Map<ParticipantId, number>();
  /** Players who were asked something, and since when they have not answered. */
  const asked = new Map<ParticipantId, number>();

  happenings.on("turn-ended", ({ turn }) => {
    const { addressee } = turn;
    if (addressee !== null && isPlayer(addressee) && asks(turn))
      asked.set(addressee, clock.elapsed());
  });
  happenings.on("line", ({ turn }) => asked.delete(turn.speaker));
  happenings.on("left", ({ id }) => asked.delete(id));

  function isPlayer(id: ParticipantId): boolean {
    return cast.bodies.get(id)?.kind === "player";
  }

  function within(ms: number, persona?: ParticipantId): number {
    const since = clock.elapsed() - ms;
    return spent.filter((one) => one.at > since && (persona ?? one.persona) === one.persona).length;
  }

  function full(mind: Mind): StaysSilent | null {
    spent = spent.filter(({ at }) => at > clock.elapsed() - 3_600_000);
    if (spent.length >= TALK.sceneAnHour) return "hour-is-full";
    const crowded =
      within(60_000) >= TALK.sceneAMinute || within(60_000, mind.persona.id) >= TALK.personaAMinute;
    return crowded ? "minute-is-full" : null;
  }

  function othersSpeak(mind: Mind): boolean {
    return [...cast.earshot(mind.persona.id)].some((id) => {
      const other = minds.get(id);
      return other !== undefined && other !== mind && (other.running ?? other.pending) !== null;
    });
  }

  /** Players who would hear it and are there. */
  function ears(mind: Mind): ParticipantId[] {
    return [...cast.earshot(mind.persona.id)].filter(
      (id) => isPlayer(id) && cast.bodies.get(id)?.connected === true,
    );
  }

  return {
    silences(mind, kind, to) {
      if (context.holds.of(mind.persona.id) !== null) return "held";
      if (mind.running !== null || mind.pending !== null) return "busy";
      if (awaits(mind, to)) return "busy";
      if (othersSpeak(mind)) return "someone-speaks";
      const players = ears(mind);
      if (players.length === 0 && !play.aloneTalk) return "alone";
      // What an author wrote to happen happens; the rest gives way to a player's answer.
      const since = clock.elapsed() - TALK.waitForPlayer;
      const waiting = players.some((id) => (asked.get(id) ?? Number.NEGATIVE_INFINITY) > since);
      if (waiting && kind === "errand") return "a-player-has-the-word";
      const last = started.get(mind.persona.id) ?? Number.NEGATIVE_INFINITY;
      const toPlayer = to !== null && isPlayer(to);
      if (!toPlayer && kind !== "trigger" && clock.elapsed() - last < TALK.between)
        return "spoke-just-now";
      return full(mind);
    },
    mayAnswer(mind) {
      return (play.aloneTalk || ears(mind).length > 0) && full(mind) === null;
    },
    spend(mind, own) {
      const at = clock.elapsed();
      spent.push({ persona: mind.persona.id, at });
      if (own) started.set(mind.persona.id, at);
    },
  };
}

/** True when the last thing that a turn said is a question. */
function asks(turn: HeardTurn): boolean {
  const said = turn.segments.findLast((segment) => segment?.kind === "speech");
  return said ? readAddress(said.text, []).asks : false;
}
