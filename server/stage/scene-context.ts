import type { ParticipantId } from "../../shared/protocol.ts";
import type { Nameable } from "../roleplay/address.ts";
import { DEFAULT_THINKING, type ThinkingSettings } from "../roleplay/thinking/thinking-mode.ts";
import type { TokenGauge } from "../roleplay/prompt/token-estimate.ts";
import type { Cast } from "./cast.ts";
import type { Chronicle } from "./chronicle.ts";
import type { Holds } from "./control/holds.ts";
import type { Deeds } from "./deeds/deeds.ts";
import type { Happenings } from "./happenings.ts";
import type { Cues } from "./life/cues.ts";
import type { Hearing } from "./hearing.ts";
import type { SceneMemory } from "./memory.ts";
import type { Mind } from "./mind.ts";
import type { Clock, Meter, Model, Random, Sampling } from "./ports.ts";
import type { Staging } from "./staging.ts";
import type { KeptTurns } from "./story/kept-turns.ts";
import type { MindReads } from "./story/mind-read.ts";
import type { Telling } from "./telling.ts";

/** How personas are played: what every call has in common. */
export interface PlaySettings {
  /** Text that `full` turns already begin with: `<system_thinking>`, or empty. */
  readonly prefill: string;
  /** What `full` turns begin with: `expected`, HER's system thinking; `none`, for models trained without it. */
  readonly opens: "expected" | "none";
  /** How much is thought before a persona speaks, where neither scene nor persona says. */
  readonly thinking: ThinkingSettings;
  /** Cap on the words that follow a closed thought, in tokens. */
  readonly speakTokens: number;
  readonly sampling: Omit<Sampling, "seed">;
  /** Turns that may run at once in one scene. */
  readonly turnsAtOnce: number;
  /** A line that waited longer than this is not answered any more, in ms. */
  readonly staleAfter: number;
  /** All that one turn may take, in ms: a persona that considers for longer is stuck. */
  readonly turnWithin: number;
  /** What the model can read and write at once, in tokens. */
  readonly contextTokens: number;
  /** Have a quiet moment's prompt read ahead, by calls that ask for one token. */
  readonly warm: boolean;
  /** Let the model reflect in quiet hours; otherwise rules do. */
  readonly reflect: boolean;
  /** Ask the model what an action means that the rules of prose cannot tell, by a short constrained call. */
  readonly verbCall: boolean;
  /** Personas talk among themselves where no player hears it. */
  readonly aloneTalk: boolean;
  /** Now and then the model says what the world does. */
  readonly environmentVoice: boolean;
  /** Who decides who speaks next where the rules are unsure. */
  readonly nextSpeaker: "rules" | "model";
}

/** HER's own play values (her.md 1.4), with room for about 580 hidden tokens. */
export const DEFAULT_PLAY: PlaySettings = {
  prefill: "",
  opens: "expected",
  thinking: DEFAULT_THINKING,
  speakTokens: 400,
  sampling: { temperature: 0.7, topP: 0.9, maxTokens: 1536, stop: [] },
  turnsAtOnce: 8,
  staleAfter: 20_000,
  turnWithin: 45_000,
  contextTokens: 8_192,
  warm: false,
  reflect: false,
  verbCall: false,
  aloneTalk: false,
  environmentVoice: false,
  nextSpeaker: "rules",
};

/** What the parts of one running scene share. */
export interface SceneContext {
  /** With the personas that are in the scene now; another object whenever they or their sheets change. */
  readonly staging: Staging;
  /** How often that was. */
  readonly sheetChanges: number;
  /** Who may not speak, or not move either. */
  readonly holds: Pick<Holds, "of" | "still">;
  readonly minds: ReadonlyMap<ParticipantId, Mind>;
  readonly cast: Cast;
  readonly deeds: Deeds;
  readonly hearing: Hearing;
  readonly telling: Telling;
  /** Who reacts to what happens, without the director knowing of it. */
  readonly happenings: Happenings;
  readonly chronicle: Chronicle;
  readonly model: Model;
  readonly clock: Clock;
  readonly random: Random;
  readonly play: PlaySettings;
  readonly meter: Meter | null;
  /** Who a player is beyond this visit: by what personas remember it, and by what caps count it. */
  readonly subjects: Map<ParticipantId, string>;
  readonly memory: SceneMemory;
  /** Gives personas reason to speak that nobody has asked. */
  readonly cues: Cues;
  readonly gauge: TokenGauge;
  /** Who may read whose role thinking; the only way by which a thought leaves. */
  readonly mindReads: MindReads;
  /** What the last turns were asked with, for those who want them said differently. */
  readonly keptTurns: KeptTurns;
  nextTurnId(): string;
}

/** A body in the cast under every name that others use for it. */
export function nameable({ minds, cast }: Named, id: ParticipantId): Nameable {
  const persona = minds.get(id)?.persona;
  if (persona)
    return { id, names: [persona.name, ...persona.aliases, ...shortNames(persona.name)] };
  return { id, names: [cast.bodies.get(id)?.name ?? id] };
}

/** Where names come from. */
export interface Named {
  readonly minds: ReadonlyMap<ParticipantId, Pick<Mind, "persona">>;
  readonly cast: { readonly bodies: ReadonlyMap<ParticipantId, { readonly name: string }> };
}

/** The first word of a longer name, as people call each other: `Mara` of `Mara Quill`, not `Mr`. */
function shortNames(name: string): string[] {
  const words = name.split(/\s+/u);
  const first = words[0] ?? "";
  if (
    words.length < 2 ||
    /^(?:mr|mrs|ms|miss|dr|sir|lady|lord|the|old|captain|father|mother|doctor)\.?$/iu.test(first)
  ) {
    return [];
  }
  return first.length >= 2 ? [first] : [];
}
