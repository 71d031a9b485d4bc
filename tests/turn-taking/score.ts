import { readFileSync } from "node:fs";
import * as z from "zod";
import { chooseSpeaker, type Choice } from "../../server/roleplay/next-speaker.ts";
import { contentWords } from "../../server/roleplay/relevance.ts";

/** Scripted scenes of several personas and players: each line with those who may answer it, `nobody` among them. */

const Persona = z.strictObject({
  id: z.string(),
  names: z.array(z.string()).min(1),
  distance: z.number(),
  about: z.string(),
});
const Situation = z.strictObject({
  /** `held-out`: written before any rule was changed for the other half, and looked at only as a figure. */
  half: z.enum(["tuned", "held-out"]),
  cast: z.string(),
  by: z.string(),
  text: z.string(),
  about: z.string(),
  accept: z.array(z.string()).min(1),
  to: z.string().optional(),
  whisper: z.boolean().optional(),
  faced: z.string().optional(),
  partner: z.string().optional(),
  players: z.array(z.string()),
  /** Personas that hear it; all of the cast where absent. */
  only: z.array(z.string()).optional(),
  lines: z.number().optional(),
  begun: z.boolean().optional(),
});
const Scenes = z.strictObject({
  casts: z.record(
    z.string(),
    z.strictObject({
      personas: z.array(Persona),
      players: z.record(z.string(), z.string()),
    }),
  ),
  situations: z.array(Situation),
});
export type Scenes = z.infer<typeof Scenes>;
export type Situation = z.infer<typeof Situation>;

export function readScenes(): Scenes {
  const file = new URL("../stage/multi-party.json", import.meta.url);
  return Scenes.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Who speaks next, by id; `nobody` for silence. */
export type Picker = (situation: Situation, scenes: Scenes) => string;

/** The situation as the rules are asked. */
export function asked(situation: Situation, scenes: Scenes) {
  const cast = scenes.casts[situation.cast];
  if (cast === undefined) throw new Error(`no cast ${situation.cast}`);
  const { by, text, to = null, whisper = false, only } = situation;
  const line = {
    speaker: by,
    speakerIsPlayer: by in cast.players,
    text,
    addressee: to,
    whisper,
  };
  const candidates = cast.personas
    .filter(({ id }) => id !== by && (only === undefined || only.includes(id)))
    .map(({ about, ...persona }) => ({ ...persona, about: contentWords(about) }));
  const players = situation.players
    .filter((id) => id !== by)
    .map((id) => ({ id, names: [cast.players[id] ?? id] }));
  return {
    line,
    situation: {
      candidates,
      players,
      faced: situation.faced ?? null,
      partner: situation.partner ?? null,
      personaLines: situation.lines ?? 0,
      begun: situation.begun ?? false,
    },
  };
}

export function choiceIn(one: Situation, scenes: Scenes): Choice {
  const { line, situation } = asked(one, scenes);
  return chooseSpeaker(line, situation);
}

export const byRules: Picker = (one, scenes) => choiceIn(one, scenes).speaker ?? "nobody";

/** Whoever stands nearest answers everything. */
export const nearest: Picker = (one, scenes) => {
  const { candidates } = asked(one, scenes).situation;
  return candidates.toSorted((a, b) => a.distance - b.distance)[0]?.id ?? "nobody";
};

export interface TurnTaking {
  readonly asked: number;
  readonly acceptable: number;
  readonly selfReplies: number;
  readonly forPlayers: number;
  readonly missed: readonly string[];
}

export function score(
  scenes: Scenes,
  picker: Picker,
  half: Situation["half"] | null = null,
): TurnTaking {
  const situations = scenes.situations.filter((one) => half === null || one.half === half);
  const picks = situations.map((one) => ({ one, pick: picker(one, scenes) }));
  const missed = picks.filter(({ one, pick }) => !one.accept.includes(pick));
  return {
    asked: picks.length,
    acceptable: (picks.length - missed.length) / picks.length,
    selfReplies: picks.filter(({ one, pick }) => pick === one.by).length,
    forPlayers: picks.filter(({ pick }) => pick.startsWith("p-")).length,
    missed: missed.map(
      ({ one, pick }) =>
        `${one.about}: ${one.by} "${one.text}" -> ${pick}, not ${one.accept.join(" or ")}`,
    ),
  };
}
