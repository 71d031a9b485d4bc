import {
  LIMITS,
  type Acknowledgement,
  type ActMessage,
  type ConsentMessage,
  type FeedbackMessage,
  type PreferMessage,
  type RetakeMessage,
  type FaceMessage,
  type Language,
  type MoveMessage,
  type ParticipantId,
  type Refusal,
  type SayMessage,
  type TypingMessage,
} from "../../shared/protocol.ts";
import { inertName, inertText } from "../roleplay/inert-text.ts";
import type { Answering } from "./answering.ts";
import type { Consents } from "./consents.ts";
import type { Forethought } from "./forethought.ts";
import type { Point } from "./ground.ts";
import type { Mind } from "./mind.ts";
import { WHISPER_REACH } from "./perception.ts";
import { entranceOf, playerSprite } from "./placing.ts";
import { createRateLimit } from "./rate-limit.ts";
import { nameable, type SceneContext } from "./scene-context.ts";
import type { StoryTelling } from "./story/story.ts";
import type { Turns } from "./turns.ts";
import type { Voice } from "./voice.ts";
import { worldWords } from "./world-words.ts";

/** What players do in a scene: they come and go, speak, write, walk and turn. */
export interface Players {
  /**
   * Brings a player in; the name is made safe and unique. Returns the id's display name. `subject` is who the player
   * is beyond this visit; without it nothing of this player is remembered beyond the process. `at` is where a game
   * has this player's body already; without it the player comes in at the entrance.
   */
  join(player: {
    id: ParticipantId;
    name: string;
    language: Language;
    subject?: string | undefined;
    at?: Point | undefined;
  }): string;
  /** A player's connection dropped or came back; the body stays and goes on hearing. */
  connected(id: ParticipantId, connected: boolean): void;
  leave(id: ParticipantId): void;
  say(id: ParticipantId, message: SayMessage): Acknowledgement;
  move(id: ParticipantId, message: MoveMessage): Acknowledgement;
  face(id: ParticipantId, message: FaceMessage): Acknowledgement;
  /** A player does something with its own hands; the rules decide. */
  act(id: ParticipantId, message: ActMessage): Acknowledgement;
  /** What a player thinks of a turn it heard. */
  feedback(id: ParticipantId, message: FeedbackMessage): Acknowledgement;
  /** Has a persona say a turn differently, for this player. */
  retake(id: ParticipantId, message: RetakeMessage): Acknowledgement;
  /** Of two versions of a turn, the one this player would keep. */
  prefer(id: ParticipantId, message: PreferMessage): Acknowledgement;
  /** A player allows something, or takes it back; resolves once that is on record. */
  consent(id: ParticipantId, message: ConsentMessage): Promise<Acknowledgement>;
  /** A player is writing a line: whoever will be spoken to may begin to think. */
  typing(id: ParticipantId, message: TypingMessage): Acknowledgement;
}

/** Who walks this near to a persona may want to talk to it; in tiles. */
const BESIDE = 2;

/** `scene` opens with the first player who comes in, and may have ended. */
export function createPlayers(
  context: SceneContext,
  {
    voice,
    answering,
    turns,
    forethought,
    story,
    consents,
  }: {
    voice: Voice;
    answering: Answering;
    turns: Turns;
    forethought: Forethought;
    story: StoryTelling;
    consents: Consents;
  },
  scene: { open(): void; isOpen(): boolean },
): Players {
  const { cast, chronicle, clock, hearing, minds, staging } = context;
  const words = worldWords(staging.scene.language);
  const limits = new Map<ParticipantId, () => number>();
  const acts = new Map<ParticipantId, () => number>();

  /** The persona that somebody on this tile would stand beside. */
  function nearestMind(x: number, y: number): Mind | undefined {
    const beside = [...minds.values()].flatMap((mind) => {
      const body = cast.bodies.get(mind.persona.id);
      const away = body ? Math.hypot(body.x - x, body.y - y) : Number.POSITIVE_INFINITY;
      return away <= BESIDE ? [{ mind, away }] : [];
    });
    return beside.toSorted((a, b) => a.away - b.away)[0]?.mind;
  }

  function refuse(refusal: Refusal, retryAfter?: number): Acknowledgement {
    return retryAfter === undefined ? { ok: false, refusal } : { ok: false, refusal, retryAfter };
  }

  function whilePresent(id: ParticipantId, act: () => Acknowledgement): Acknowledgement {
    return cast.bodies.has(id) ? act() : refuse("scene-closed");
  }

  return {
    join({ id, name, language, subject, at: found }) {
      scene.open();
      const taken = [...cast.bodies.keys()].flatMap((other) => nameable(context, other).names);
      const safe = inertName(name, taken);
      const at = found ?? cast.freeTileNear(entranceOf(staging));
      cast.enter({
        id,
        name: safe,
        kind: "player",
        sprite: playerSprite(id),
        appearance: "",
        x: at.x,
        y: at.y,
        facing: "down",
        status: "idle",
        posture: "standing",
        connected: true,
        way: [],
      });
      context.subjects.set(id, subject ?? id);
      context.memory.meet(id, safe, subject ?? null);
      limits.set(id, createRateLimit(clock, LIMITS.sayEvery, LIMITS.sayBurst));
      acts.set(id, createRateLimit(clock, LIMITS.sayEvery, LIMITS.sayBurst));
      const admitted = hearing.admit(id, (origin) => cast.canHear(id, origin), clock.elapsed());
      void chronicle.joined({
        participant: id,
        name: safe,
        kind: "player",
        language,
        subject: subject ?? null,
        admitted,
      });
      consents.cameIn(id, subject ?? null);
      voice.environment(words.comesIn(safe), cast.perceivers("coming", at), at);
      return safe;
    },
    connected(id, connected) {
      cast.setConnected(id, connected);
    },
    leave(id) {
      const body = cast.bodies.get(id);
      if (!body) return;
      chronicle.standing();
      const witnesses = cast.perceivers("going", body);
      witnesses.delete(id);
      context.deeds.leaves(id);
      cast.exit(id);
      acts.delete(id);
      limits.delete(id);
      consents.left(id);
      answering.forget(id);
      turns.forget(id);
      void chronicle.left(id);
      context.happenings.tell({ type: "left", id });
      if (scene.isOpen())
        voice.environment(words.leaves(body.name), witnesses, { x: body.x, y: body.y });
    },
    say(id, message) {
      const body = cast.bodies.get(id);
      if (!scene.isOpen() || !body) return refuse("scene-closed");
      const wait = limits.get(id)?.() ?? 0;
      if (wait > 0) return refuse("too-fast", wait);
      const text = inertText(message.text).trim();
      if (text === "") return refuse("empty");
      const whisper = message.whisper === true;
      const to = message.to ?? (whisper ? cast.faced(id) : null);
      if (to === id || (to !== null && !cast.bodies.has(to))) return refuse("unknown-target");
      if (whisper && to === null) return refuse("unknown-target");
      const reach = to === null || (whisper ? cast.distance(id, to) <= WHISPER_REACH : true);
      const audience = cast.earshot(id);
      if (!reach || (to !== null && !audience.has(to))) return refuse("out-of-reach");
      if (to !== null) cast.face(id, to);
      if (message.interrupt === true && to !== null) {
        const mind = minds.get(to);
        if (mind) turns.interrupt(mind);
      }
      const listeners = whisper && to !== null ? new Set([id, to]) : audience;
      const line = {
        speaker: id,
        name: body.name,
        kind: "player" as const,
        addressee: to,
        whisper,
        origin: { x: body.x, y: body.y },
        listeners,
      };
      const turnId = voice.utter(line, [{ kind: "speech", text }]);
      if (to !== null) answering.talkedWith(id, to);
      answering.answer({ speaker: id, addressee: to, whisper, text }, listeners);
      return { ok: true, turnId };
    },
    move(id, { x, y }) {
      if (!cast.bodies.has(id)) return refuse("scene-closed");
      if (!cast.walkTo(id, { x, y })) return refuse("no-way-there");
      void chronicle.moved(id, x, y);
      const near = nearestMind(x, y);
      if (near) forethought.begin(near, id, "approach");
      return { ok: true };
    },
    face(id, { target }) {
      if (!cast.bodies.has(target) || target === id) return refuse("unknown-target");
      cast.face(id, target);
      story.turnedTo(id, target);
      const mind = minds.get(target);
      if (mind && cast.earshot(id).has(target)) forethought.begin(mind, id, "facing");
      return { ok: true };
    },
    act(id, { verb, target = null, item = null }) {
      if (!scene.isOpen() || !cast.bodies.has(id)) return refuse("scene-closed");
      const wait = acts.get(id)?.() ?? 0;
      if (wait > 0) return refuse("too-fast", wait);
      const attempt = { actor: id, verb, target, item };
      const { refusal } = context.deeds.attempt(attempt, { origin: "player" });
      return refusal === null ? { ok: true } : { ok: false, refusal };
    },
    feedback: (id, message) => whilePresent(id, () => story.feedback(id, message)),
    retake: (id, message) => whilePresent(id, () => story.retake(id, message)),
    prefer: (id, message) => whilePresent(id, () => story.prefer(id, message)),
    consent: async (id, message) =>
      cast.bodies.has(id) ? consents.answer(id, message) : refuse("scene-closed"),
    typing(id, { to = null }) {
      if (!scene.isOpen() || !cast.bodies.has(id)) return refuse("scene-closed");
      const mind = answering.likely(id, to);
      if (mind) forethought.begin(mind, id, "typing");
      return { ok: true };
    },
  };
}
