import type { ParticipantId } from "../../../shared/protocol.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { HeardTurn } from "../../stage/hearing.ts";
import { companyOf } from "../../stage/voice.ts";
import { worldWords } from "../../stage/world-words.ts";
import type { Replica } from "./replica.ts";

/** Who perceives what, worked out from where everyone stands by the rules of the stage. */

type Of<T extends EpisodeEvent["type"]> = Extract<EpisodeEvent, { type: T }>;

/** What each mind observes of something, by the persona's id. */
export type Observing = Map<ParticipantId, object>;

/** Who hears a line; null where the game around the scene decided that. */
export function hearersOf(
  { cast }: Replica,
  { speaker, addressee, whisper, origin, sense }: Of<"line">,
): Set<ParticipantId> | null {
  const body = cast.bodies.get(speaker);
  if (whisper)
    return body === undefined || addressee === null ? null : new Set([speaker, addressee]);
  if (origin === null || origin === undefined) return new Set(cast.bodies.keys());
  if (body?.kind === "player") return cast.earshot(speaker);
  if (body !== undefined) return cast.perceivers("action", origin);
  return cast.perceivers(sense === "hearing" ? "speech" : "world", origin);
}

/** Who hears a turn that begins now. */
export function audienceOf(
  { cast }: Replica,
  { speaker, addressee, whisper, asker }: Of<"turn-began">,
): Set<ParticipantId> {
  if (asker !== undefined) return new Set([speaker, asker]);
  return whisper && addressee !== null ? new Set([speaker, addressee]) : cast.earshot(speaker);
}

/** What minds observe of a whole line. */
export function observingLine(replica: Replica, turn: HeardTurn): Observing {
  const { sheets, minds } = replica;
  const words = worldWords(sheets.scene.language);
  const { turnId, speaker: from, name, addressee: to, whisper } = turn;
  const segments = shownOf(turn);
  const aside = whisper ? [{ kind: "action" as const, text: words.whispers }] : [];
  const observing: Observing = new Map();
  for (const id of turn.listeners) {
    if (!minds.has(id)) continue;
    if (id === from) observing.set(id, { kind: "own", turnId, segments });
    else if (turn.kind === "environment") {
      const text = segments.map((segment) => segment.text).join(" ");
      observing.set(id, { kind: "environment", turnId, text });
    } else {
      const said = [...aside, ...segments];
      const company = companyOf(turn, id);
      observing.set(id, {
        kind: "heard",
        turnId,
        speaker: name,
        segments: said,
        from,
        to,
        company,
      });
    }
  }
  if (whisper) seeWhisper(replica, turn, observing);
  return observing;
}

/** What others' minds observe of a persona's turn when it ends, as far as they perceive it from where they stand now. */
export function observingTurn(replica: Replica, turn: HeardTurn): Observing {
  const { cast, minds } = replica;
  const { turnId, name, speaker: from, addressee: to, origin, listeners } = turn;
  const segments = shownOf(turn);
  const observing: Observing = new Map();
  if (segments.length === 0 || turn.instead !== undefined) return observing;
  const seenBy = origin === null ? null : cast.perceivers("action", origin);
  for (const id of minds.keys()) {
    if (id === from || (turn.whisper && !listeners.has(id))) continue;
    const perceived = segments.filter(({ kind }) =>
      kind === "speech" ? listeners.has(id) : (seenBy?.has(id) ?? listeners.has(id)),
    );
    if (perceived.length === 0) continue;
    const company = companyOf(turn, id);
    const heard = { kind: "heard", turnId, speaker: name, segments: perceived, from, to, company };
    observing.set(id, heard);
  }
  if (turn.whisper) seeWhisper(replica, turn, observing);
  return observing;
}

/** Those who see a whisper and do not hear it. */
function seeWhisper({ cast, minds, sheets }: Replica, turn: HeardTurn, observing: Observing): void {
  const { turnId, speaker: from, name, addressee: to, origin, listeners } = turn;
  if (origin === null || to === null) return;
  const text = worldWords(sheets.scene.language).whispersTo(cast.bodies.get(to)?.name ?? "");
  for (const id of cast.perceivers("whispering", origin)) {
    if (listeners.has(id) || !minds.has(id)) continue;
    const segments = [{ kind: "action", text }];
    observing.set(id, {
      kind: "heard",
      turnId,
      speaker: name,
      segments,
      from,
      to,
      company: "open",
    });
  }
}

function shownOf({ segments }: HeardTurn) {
  return segments.flatMap((one) => (one === null ? [] : [{ kind: one.kind, text: one.text }]));
}
