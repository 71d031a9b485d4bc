import type { Language } from "../../../shared/protocol.ts";
import type { LiveBody, LiveLine } from "../../../shared/studio/live.ts";
import { ROLES } from "../../../shared/studio/role.ts";
import type { Caller } from "../route.ts";
import type { RunningBody } from "../running-game.ts";
import type { Naming } from "./names.ts";
import type { BookLine, SceneBook } from "./scene-book.ts";

/**
 * What somebody may read of a running scene. Designers read what personas say and think. What players say, and what
 * they are called, is for nobody unless it is asked for by name by somebody who has every role.
 */
export interface Reader extends Naming {
  readonly personas: boolean;
}

/** Who asks, whether players' words were asked for, and in which language. */
export function readerOf({ roles }: Caller, words: boolean, language: Language): Reader {
  return { personas: roles.has("designer"), players: words && mayReadPlayers(roles), language };
}

/** Somebody who has every role answers to nobody here: the owner of the server. */
export function mayReadPlayers(roles: Caller["roles"]): boolean {
  return ROLES.every((role) => roles.has(role));
}

/** A line as this reader may have it; built by naming fields. */
export function lineFor(book: SceneBook, { n, event }: BookLine, reader: Reader): LiveLine {
  const { turnId, at, whisper, addressee } = event;
  const words = reader.players;
  const speaker = book.names.of(event.speaker, reader);
  const said = event.segments.flatMap(({ kind, text }) =>
    kind === "speech" || kind === "action" ? [{ kind, text }] : [],
  );
  const mayRead = speaker.kind === "player" ? words : reader.personas;
  return {
    n,
    turnId,
    at,
    speaker: speaker.id,
    name: speaker.name,
    kind: speaker.kind,
    to: addressee === null ? null : book.names.of(addressee, reader).name,
    whisper,
    said: mayRead
      ? said.map(({ kind, text }) => ({ kind, text: book.names.masked(text, reader) }))
      : { letters: said.reduce((sum, { text }) => sum + text.length, 0) },
    turn:
      event.type === "line"
        ? null
        : {
            outcome: event.outcome,
            cause: event.cause,
            chosenBy: event.chosenBy,
            firstVisible: event.timing.firstVisible,
            end: event.timing.end,
            anomalies: Object.values(event.anomalies).reduce((sum, times) => sum + times, 0),
            version: event.version ?? null,
            trace: reader.personas,
          },
  };
}

/** A body as this reader may have it. */
export function bodyFor(book: SceneBook, body: RunningBody, reader: Reader): LiveBody {
  const { id, kind, x, y, state, version, turns } = body;
  const called = kind === "player" ? book.names.of(id, reader) : { id, name: body.name };
  return {
    id: called.id,
    name: called.name,
    kind,
    x: Math.round(x * 10) / 10,
    y: Math.round(y * 10) / 10,
    state,
    version,
    turns,
  };
}
