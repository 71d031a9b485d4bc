import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Choice } from "../../roleplay/next-speaker.ts";
import { nextSpeakerPrompt, readNextSpeaker } from "../../roleplay/next-speaker-reading.ts";
import { nameable, type SceneContext } from "../scene-context.ts";
import { askAside, quoted, quotedLine } from "./aside-call.ts";

/** Who speaks next where the rules are unsure: a model's pick within a short deadline, else the rules'. */
export interface NextSpeakerCall {
  /** Null where a newer line of the same speaker, or the scene's end, made the question idle. */
  decide(
    speaker: ParticipantId,
    listeners: ReadonlySet<ParticipantId>,
    choice: Choice,
  ): Promise<Pick | null>;
  /** What this speaker's last line asked is idle now. */
  forget(speaker: ParticipantId): void;
  stop(): void;
}

export interface Pick {
  readonly speaker: ParticipantId | null;
  /** The rule that chose, or `model`. */
  readonly rule: string;
}

/** In ms: a player waits for this. */
const WITHIN = 900;
const LINES = 12;

export function createNextSpeakerCall(context: SceneContext): NextSpeakerCall {
  const { cast, chronicle, clock, hearing, minds, random, staging } = context;
  const asking = new Map<ParticipantId, AbortController>();
  let count = 0;

  async function ask(
    speaker: ParticipantId,
    listeners: ReadonlySet<ParticipantId>,
    unsure: readonly [ParticipantId, ...ParticipantId[]],
    signal: AbortSignal,
  ): Promise<string | null> {
    const others = [...listeners].filter((id) => !unsure.includes(id) || id === speaker);
    const players = [...listeners].filter((id) => cast.bodies.get(id)?.kind === "player");
    const lines = hearing.shared([...unsure], LINES);
    count += 1;
    const text = await askAside(
      context,
      {
        callId: `${chronicle.episodeId}.next-speaker-${count}`,
        participant: unsure[0],
        prompt: nextSpeakerPrompt({
          language: staging.scene.language,
          setting: staging.scene.setting,
          candidates: unsure.flatMap((id) => {
            const persona = minds.get(id)?.persona;
            return persona ? [{ name: persona.name, known: persona.public.known }] : [];
          }),
          players: players.map((id) => cast.bodies.get(id)?.name ?? ""),
          lines: lines.map(quoted),
        }),
        basis: {
          kind: "next-speaker",
          candidates: unsure.filter((id) => minds.has(id)),
          players,
          lines: lines.map(quotedLine),
        },
        purpose: {
          lane: "answer",
          scene: chronicle.episodeId,
          persona: unsure[0],
          player: context.subjects.get(speaker) ?? null,
        },
        sampling: { temperature: 0, topP: 1, maxTokens: 24, stop: ["\n"] },
      },
      signal,
    );
    if (text === null) return null;
    return readNextSpeaker(
      text,
      unsure.filter((id) => id !== speaker).map((id) => nameable(context, id)),
      others.map((id) => nameable(context, id)),
    );
  }

  return {
    async decide(speaker, listeners, choice) {
      const { unsure } = choice;
      asking.get(speaker)?.abort();
      if (unsure === undefined) return choice;
      const abort = new AbortController();
      asking.set(speaker, abort);
      let late = false;
      const cancel = clock.after(WITHIN, () => {
        late = true;
        abort.abort();
      });
      const named = await ask(speaker, listeners, unsure, abort.signal);
      cancel();
      if (asking.get(speaker) === abort) asking.delete(speaker);
      if (abort.signal.aborted && !late) return null;
      if (named === "nobody") return { speaker: null, rule: "model" };
      if (named !== null) return { speaker: named, rule: "model" };
      // Silence that the rules chose stays; of several equals the seed takes one.
      if (choice.speaker === null || late) return choice;
      const drawn = unsure[Math.floor(random() * unsure.length)] ?? choice.speaker;
      return { speaker: drawn, rule: choice.rule };
    },
    forget(speaker) {
      asking.get(speaker)?.abort();
      asking.delete(speaker);
    },
    stop() {
      for (const abort of asking.values()) abort.abort();
      asking.clear();
    },
  };
}
