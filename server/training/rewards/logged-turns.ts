import * as z from "zod";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Clock } from "../../stage/ports.ts";
import { createConsentReading } from "../rights/consent.ts";
import { readConsentHistory, type PeopleReader } from "../rights/consent-history.ts";
import { createWhoseWords, type HeldWords } from "../rights/whose-words.ts";
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

/**
 * `unknown`: the log has no such turn. `no-consent`: a player whose words it answers or remembers did not allow training,
 * or nobody knows whose words it remembers.
 */
export type LoggedTurnFound =
  | { readonly ok: true; readonly turn: LoggedTurn }
  | { readonly ok: false; readonly why: "unknown" | "no-consent" };

export interface LoggedTurns {
  find(turnId: string): Promise<LoggedTurnFound>;
}

/** Episodes that are remembered, and for how long, in ms: consent may be taken back, and turns may be added. */
const EPISODES = 16;
const FRESH = 30_000;

/** Looks turns up in a log by their id, which begins with their episode's. */
export function createLoggedTurns(
  reader: PeopleReader,
  clock: Pick<Clock, "elapsed">,
): LoggedTurns {
  const known = new Map<string, { readonly since: number; readonly turns: Promise<TurnsById> }>();

  function turnsOf(episodeId: string): Promise<TurnsById> {
    const before = known.get(episodeId);
    if (before !== undefined && clock.elapsed() - before.since < FRESH) return before.turns;
    const turns = readEpisode(reader, episodeId);
    turns.catch(() => known.delete(episodeId));
    // Put at the end: the first is the one that was read longest ago.
    known.delete(episodeId);
    known.set(episodeId, { since: clock.elapsed(), turns });
    const oldest = known.keys().next().value;
    if (known.size > EPISODES && oldest !== undefined) known.delete(oldest);
    return turns;
  }

  return {
    async find(turnId) {
      const episodeId = turnId.slice(0, Math.max(0, turnId.lastIndexOf(".")));
      const turns = await turnsOf(episodeId);
      return turns.get(turnId) ?? { ok: false, why: "unknown" };
    },
  };
}

type TurnsById = ReadonlyMap<string, LoggedTurnFound>;

async function readEpisode(reader: PeopleReader, episodeId: string): Promise<TurnsById> {
  const names = new Map<string, string>();
  const consents = createConsentReading();
  const prompts = new Map<string, PromptValue>();
  const words = createWhoseWords();
  const turns: { event: Turn; held: HeldWords }[] = [];
  for await (const { event } of reader.events(episodeId)) {
    consents.take(event);
    words.take(event);
    switch (event.type) {
      case "episode-start":
        for (const [id, name] of namesIn(event.personas)) names.set(id, name);
        break;
      case "participant-joined":
        if (event.kind === "persona") names.set(event.participant, event.name);
        break;
      case "model-call": {
        const prompt = prompts.has(event.turnId) ? null : promptOf(event.call);
        if (event.discarded === undefined && prompt !== null) prompts.set(event.turnId, prompt);
        break;
      }
      case "turn":
        turns.push({ event, held: words.of(event.speaker) });
        break;
      default:
    }
  }
  // Consent is what it was at the end: it may have been taken back after the turn.
  const given = consents.given();
  const remembers = turns.some(({ held }) => held.remembered.length > 0);
  const history = remembers ? await readConsentHistory(reader) : null;
  const allowed = ({ heard, remembered, unknown }: HeldWords): boolean =>
    !unknown &&
    [...heard].every((player) => given.get(player)?.has("training") === true) &&
    remembered.every((voice) => history?.allows(voice, "training") === true);
  return new Map(
    turns.map(({ event: { turnId, speaker, segments }, held }): [string, LoggedTurnFound] => {
      if (!allowed(held)) {
        return [turnId, { ok: false, why: "no-consent" }];
      }
      const name = names.get(speaker) ?? speaker;
      const prompt = prompts.get(turnId) ?? null;
      const turn = { episodeId, turnId, name, text: judgedSegments(segments), prompt };
      return [turnId, { ok: true, turn }];
    }),
  );
}

type Turn = Extract<EpisodeEvent, { type: "turn" }>;

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
