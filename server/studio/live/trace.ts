import { LANGUAGES } from "../../../shared/protocol.ts";
import type { LiveTrace, TracedObservation, WithheldText } from "../../../shared/studio/live.ts";
import type { TurnDetail } from "../../../shared/studio/rehearsal.ts";
import { PROMPT_WORDS } from "../../roleplay/prompt/prompt-words.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { turnDetail } from "../rehearsal/turn-detail.ts";
import { lineFor, type Reader } from "./reader.ts";
import type { KeptTurn, SceneBook } from "./scene-book.ts";

/**
 * How a turn of a running scene came to be. Where players' words are not for the reader, every text that is made of
 * them is left out whole: what was heard and recalled, the talk in the prompt, and the prompt as it was sent. What the
 * persona itself thought and said stays, without players' names.
 */
export function traceOf(book: SceneBook, kept: KeptTurn, reader: Reader): LiveTrace | null {
  const { line, calls, observed, deeds } = kept;
  const { event } = line;
  const { name } = book.names.of(event.speaker, reader);
  const events: EpisodeEvent[] = [...observed, ...calls, event];
  const detail = turnDetail(events, event.turnId, { name, language: languageOf(kept) }, endpoint);
  if (detail === null) return null;
  const masked = (text: string) => book.names.masked(text, reader);
  const nameOf = (id: string | null) =>
    // A thing or a place goes by its own id.
    id !== null && book.names.knows(id) ? book.names.of(id, reader).name : id;
  return {
    line: lineFor(book, line, reader),
    observed: observed.map((one) => observationFor(book, one, reader)),
    segments: event.segments.map(({ kind, text }) => ({ kind, text: masked(text) })),
    promised: (event.sayDo ?? []).map(({ verb, target, item, outcome }) => ({
      verb,
      target: nameOf(target),
      item: nameOf(item),
      outcome,
    })),
    deeds: deeds.map(({ verb, target, item, outcome, refusal }) => ({
      verb,
      target: nameOf(target),
      item: nameOf(item),
      outcome,
      refusal,
    })),
    detail: detailFor(detail, reader, masked),
    withheld: !reader.players,
  };
}

type Masked = (text: string) => string;

function detailFor(detail: TurnDetail, { players }: Reader, masked: Masked): TurnDetail {
  const { prompt, recalled, calls } = detail;
  // Whom a memory is of outlives the visit: the id of the item is enough.
  const items = (of: TurnDetail["recalled"][number]) =>
    of.items.map(({ id, why }) => ({ id: id.slice(id.lastIndexOf("/") + 1), why }));
  return {
    ...detail,
    prompt:
      prompt === null
        ? null
        : {
            ...prompt,
            parts: prompt.parts.map((part) => ({
              ...part,
              text: part.section === "talk" && !players ? "" : masked(part.text),
            })),
          },
    recalled: recalled.map((one) => ({ text: players ? one.text : "", items: items(one) })),
    calls: calls.map((call) => ({
      ...call,
      sent: players ? call.sent : null,
      body: players ? call.body : "",
      written: masked(call.written),
    })),
  };
}

function observationFor(
  book: SceneBook,
  { observation }: Extract<EpisodeEvent, { type: "observed" }>,
  reader: Reader,
): TracedObservation {
  const { players } = reader;
  const masked = (text: string) => book.names.masked(text, reader);
  switch (observation.kind) {
    case "heard": {
      const from = observation.from === undefined ? null : book.names.of(observation.from, reader);
      const text = observation.segments.map((segment) => segment.text).join(" ");
      const mayRead = players || from?.kind === "persona";
      return {
        kind: "heard",
        from: from?.name ?? null,
        whisper: observation.company === "whisper",
        text: mayRead ? masked(text) : withheld(text),
      };
    }
    case "recalled":
      return {
        kind: "recalled",
        from: null,
        whisper: false,
        text: players ? observation.text : withheld(observation.text),
      };
    case "environment":
      return { kind: "environment", from: null, whisper: false, text: masked(observation.text) };
    case "own": {
      const text = observation.segments.map((segment) => segment.text).join(" ");
      return { kind: "heard", from: null, whisper: false, text: masked(text) };
    }
  }
}

function withheld({ length }: string): WithheldText {
  return { letters: length };
}

/** Of the sheet that was sent: its headers say. */
function languageOf({ calls }: KeptTurn): (typeof LANGUAGES)[number] {
  const sent = JSON.stringify(
    calls.at(-1)?.call["promptText"] ?? calls.at(-1)?.call["request"] ?? "",
  );
  const written = LANGUAGES.find((one) => sent.includes(PROMPT_WORDS[one].headers.requirements));
  return written ?? "en";
}

/** Where a call went is the operator's business; its model is named beside it. */
function endpoint(): string {
  return "";
}
