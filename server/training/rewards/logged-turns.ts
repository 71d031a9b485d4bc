import * as z from "zod";
import type { EpisodeReader } from "../../episodes/reader.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { Messages, PromptValue } from "./dialogue.ts";
import { judgedSegments, type JudgedText } from "./judged-text.ts";

/** A turn of the log as a baseline: what was said, and the prompt that it answered. */
export interface LoggedTurn {
  readonly episodeId: string;
  readonly turnId: string;
  readonly name: string;
  readonly text: JudgedText;
  /** Null where the log has no call of this turn. */
  readonly prompt: PromptValue | null;
}

/** `unknown`: the log has no such turn. `no-consent`: a player whose words it answers did not allow training. */
export type LoggedTurnFound =
  | { readonly ok: true; readonly turn: LoggedTurn }
  | { readonly ok: false; readonly why: "unknown" | "no-consent" };

export interface LoggedTurns {
  find(turnId: string): Promise<LoggedTurnFound>;
}

/** Turns that are remembered: a group of answers has the same baseline. */
const REMEMBERED = 2_000;

/** Looks turns up in a log by their id, which begins with their episode's. */
export function createLoggedTurns(reader: Pick<EpisodeReader, "events">): LoggedTurns {
  const known = new Map<string, Promise<LoggedTurnFound>>();
  return {
    find(turnId) {
      const before = known.get(turnId);
      if (before !== undefined) return before;
      const found = lookUp(reader, turnId);
      known.set(turnId, found);
      // What failed, or may yet be written, is looked for again.
      const forget = (): void => void known.delete(turnId);
      found.then((one) => (one.ok ? undefined : forget()), forget);
      const oldest = known.keys().next().value;
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return found;
    },
  };
}

async function lookUp(
  reader: Pick<EpisodeReader, "events">,
  turnId: string,
): Promise<LoggedTurnFound> {
  const episodeId = turnId.slice(0, Math.max(0, turnId.lastIndexOf(".")));
  const names = new Map<string, string>();
  const heard: { readonly speaker: string; readonly listeners: readonly string[] }[] = [];
  const players = new Set<string>();
  const consent = new Set<string>();
  let prompt: PromptValue | null = null;
  let turn: Extract<EpisodeEvent, { type: "turn" }> | null = null;
  let heardBefore = 0;
  // Consent is what it was at the end: it may have been taken back after the turn.
  for await (const { event } of reader.events(episodeId)) {
    switch (event.type) {
      case "episode-start":
        for (const [id, name] of namesIn(event.personas)) names.set(id, name);
        break;
      case "participant-joined":
        if (event.kind === "player") players.add(event.participant);
        else names.set(event.participant, event.name);
        break;
      case "line":
        heard.push(event);
        break;
      case "consent":
        if (event.given) consent.add(event.participant);
        else consent.delete(event.participant);
        break;
      case "model-call":
        if (event.turnId === turnId && event.discarded === undefined)
          prompt ??= promptOf(event.call);
        break;
      case "turn":
        if (event.turnId !== turnId) break;
        turn = event;
        heardBefore = heard.length;
        break;
      default:
    }
  }
  if (turn === null) return { ok: false, why: "unknown" };
  const { speaker, segments } = turn;
  const barred = heard
    .slice(0, heardBefore)
    .some(
      (line) =>
        players.has(line.speaker) && line.listeners.includes(speaker) && !consent.has(line.speaker),
    );
  if (barred) return { ok: false, why: "no-consent" };
  const name = names.get(speaker) ?? speaker;
  return { ok: true, turn: { episodeId, turnId, name, text: judgedSegments(segments), prompt } };
}

/** The prompt of the first call of a turn: a later one continues its thought. */
function promptOf(call: Readonly<Record<string, unknown>>): PromptValue | null {
  const text = PromptValue.safeParse(call["promptText"]);
  if (text.success) return text.data;
  const request = Request.safeParse(call["request"]);
  if (!request.success) return null;
  const { messages, system } = request.data;
  return system === undefined ? messages : [{ role: "system", content: system }, ...messages];
}

/** As chat endpoints are asked; a recorded or scripted model has the sheet beside the messages. */
const Request = z.looseObject({ messages: Messages, system: z.string().optional() });

function namesIn(personas: readonly unknown[]): [string, string][] {
  return personas.flatMap((persona): [string, string][] => {
    if (typeof persona !== "object" || persona === null) return [];
    const { id, name } = persona as { id?: unknown; name?: unknown };
    return typeof id === "string" && typeof name === "string" ? [[id, name]] : [];
  });
}
