import type { ParticipantId, VisibleSegment } from "../../shared/protocol.ts";
import type { Company } from "../roleplay/observation.ts";
import type { HeardTurn } from "./hearing.ts";
import type { SceneContext } from "./scene-context.ts";
import { worldWords } from "./world-words.ts";

/** A whole line at once: a player's, an authored one, or the world's own. Personas' streamed turns are in `turns.ts`. */
export type WholeLine = Omit<HeardTurn, "state" | "gesture" | "turnId" | "segments"> & {
  /** What the world does is perceived by ear alone; absent for by ear or eye. */
  readonly sense?: "hearing";
};

export interface Voice {
  /** Tells it to those in `listeners`, records it, and lets personas among them observe it. Returns its turn id. */
  utter(line: WholeLine, segments: readonly VisibleSegment[]): string;
  /** The world speaks, to those who can perceive `origin`; null is everywhere. */
  environment(
    text: string,
    listeners: ReadonlySet<ParticipantId>,
    origin: HeardTurn["origin"],
  ): void;
}

export function createVoice(context: SceneContext): Voice {
  const { minds, hearing, telling, chronicle, staging } = context;
  const words = worldWords(staging.scene.language);

  function observe(turnId: string, line: WholeLine, segments: readonly VisibleSegment[]): void {
    const aside = line.whisper ? [{ kind: "action" as const, text: words.whispers }] : [];
    for (const id of line.listeners) {
      const mind = minds.get(id);
      if (!mind) continue;
      if (id === line.speaker) mind.rememberOwn(turnId, segments);
      else if (line.kind === "environment") {
        const text = segments.map((segment) => segment.text).join(" ");
        mind.observe({ kind: "environment", turnId, text });
      } else {
        const company = companyOf(line, id);
        const { speaker: from, addressee: to } = line;
        const said = [...aside, ...segments];
        mind.observe({
          kind: "heard",
          turnId,
          speaker: line.name,
          segments: said,
          from,
          to,
          company,
        });
      }
    }
    if (line.whisper) whisperSeen(context, turnId, line);
  }

  const voice: Voice = {
    utter(line, segments) {
      const turnId = context.nextTurnId();
      const { speaker, name, kind, addressee, whisper, listeners, origin, sense } = line;
      const turn: HeardTurn = {
        ...line,
        turnId,
        gesture: "",
        segments: [...segments],
        state: "complete",
        endedAt: context.clock.elapsed(),
      };
      hearing.keep(turn);
      const event = {
        type: "line" as const,
        turnId,
        speaker,
        name,
        kind,
        addressee,
        whisper,
        segments,
      };
      telling.tell(listeners, event);
      const heardBy = { addressee, whisper, listeners, origin };
      const by = sense === undefined ? {} : { sense };
      chronicle.line({ turnId, speaker, segments, ...heardBy, ...by });
      observe(turnId, line, segments);
      context.happenings.tell({ type: "line", turn });
      return turnId;
    },
    environment(text, listeners, origin) {
      const line: WholeLine = {
        speaker: "environment",
        name: "Environment",
        kind: "environment",
        addressee: null,
        whisper: false,
        origin,
        listeners: new Set(listeners),
      };
      voice.utter(line, [{ kind: "action", text }]);
    },
  };
  return voice;
}

/** Those who see a whisper and do not hear it observe that there was one, and for whom. */
export function whisperSeen(
  { cast, minds, staging }: SceneContext,
  turnId: string,
  { speaker, name, addressee, origin, listeners }: WholeLine,
): void {
  if (origin === null || addressee === null) return;
  const to = cast.bodies.get(addressee)?.name ?? "";
  const text = worldWords(staging.scene.language).whispersTo(to);
  for (const id of cast.perceivers("whispering", origin)) {
    if (listeners.has(id)) continue;
    minds.get(id)?.observe({
      kind: "heard",
      turnId,
      speaker: name,
      segments: [{ kind: "action", text }],
      from: speaker,
      to: addressee,
      company: "open",
    });
  }
}

/** Who else heard a line, seen from one who did. */
export function companyOf(
  { whisper, speaker, listeners }: Pick<WholeLine, "whisper" | "speaker" | "listeners">,
  listener: ParticipantId,
): Company {
  if (whisper) return "whisper";
  return [...listeners].some((id) => id !== speaker && id !== listener) ? "open" : "alone";
}
