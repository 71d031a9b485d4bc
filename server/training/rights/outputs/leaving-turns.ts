import type { EpisodeReader, LoggedEvent } from "../../../episodes/reader.ts";
import { turnsOf } from "../../exports/episode-turns.ts";
import { withHistory } from "../../exports/remembered.ts";
import { PLAYERS_RIGHTS } from "../../exports/rights-port.ts";
import { surveyOf } from "../../exports/survey.ts";
import { createVeil } from "../../exports/veil.ts";
import { readConsentHistory, type ConsentHistory } from "../consent-history.ts";
import { createPseudonyms, withinEpisode } from "../pseudonyms.ts";
import { answerTo, createLeavingRows, wholeOf, type LeavingRows } from "./leaving-rows.ts";

/** What of a log is about to leave it, by which rows of its copies are found. */
export interface LeavingTurns {
  /** Turns and calls of one episode; `whole` where nothing of the episode stays. */
  add(episode: string, ids: Iterable<string>, whole?: boolean): Promise<void>;
  /** Who is to be named nowhere any more: subjects, and participants without one. */
  addPlayer(id: string): void;
  readonly episodes: ReadonlySet<string>;
  /** The rows to take out of a copy whose pseudonyms have one of these keys; `holds` tells the player's words and names. */
  rows(keys: readonly string[], holds: (text: string) => boolean): LeavingRows;
}

/** Turns that one episode has are looked up in the log as it still is. */
export function createLeavingTurns(
  reader: Pick<EpisodeReader, "events" | "list"> & Partial<Pick<EpisodeReader, "people">>,
): LeavingTurns {
  const turns = new Map<string, Set<string>>();
  const whole = new Set<string>();
  const players = new Set<string>();
  const wholes = new Set<string>();
  const answers = new Set<string>();
  let history: Promise<ConsentHistory> | null = null;

  function answer(text: string, prompt: string): void {
    answers.add(wholeOf(text));
    wholes.add(answerTo(text, prompt));
  }

  /** What exports made of these turns, for rows that name no turn: with names taken out, and as it was said. */
  async function made(episode: string, ids: ReadonlySet<string> | null): Promise<void> {
    const events: LoggedEvent[] = [];
    const surveyed = await surveyOf(
      reader.events(episode),
      PLAYERS_RIGHTS,
      () => true,
      (logged) => events.push(logged),
    );
    const { survey } = await withHistory(
      surveyed,
      PLAYERS_RIGHTS,
      () => (history ??= readConsentHistory(reader)),
    );
    const nobody = createPseudonyms(new Uint8Array(32));
    for (const exact of [false, true]) {
      const veil = createVeil(survey, nobody, PLAYERS_RIGHTS, exact);
      for await (const found of turnsOf(events, survey, veil)) {
        if (found.kind === "call") continue;
        const { candidate } = found;
        if (ids !== null && !ids.has(candidate.facts.turn.turnId)) continue;
        const sample = candidate.sample("train");
        if (typeof sample === "string") continue;
        const asked = sample.messages.at(-1)?.content ?? "";
        answer(sample.completion, asked);
        answer(sample.played, asked);
        for (const { call } of sample.calls) {
          const { promptTokenIds: prompt, completionTokenIds: sampled } = call;
          if (prompt && sampled) wholes.add(wholeOf([...prompt, ...sampled]));
          answer(call.completionText, call.promptText ?? asked);
        }
      }
    }
  }

  return {
    episodes: whole,
    async add(episode, ids, all = false) {
      const those = new Set(ids);
      turns.set(episode, those);
      if (all) whole.add(episode);
      if (all || those.size > 0) await made(episode, all ? null : those);
    },
    addPlayer: (id) => void players.add(id),
    rows(keys, holds) {
      const ids = new Set<string>(players);
      const pseudonyms = keys.map((key) => createPseudonyms(Buffer.from(key, "hex")));
      for (const [episode, those] of turns) {
        for (const id of those) {
          // An id of the log that names its episode is nobody else's.
          if (id.startsWith(`${episode}.`)) ids.add(id);
          for (const names of pseudonyms) {
            ids.add(names.of("turn", withinEpisode(episode, id)));
            ids.add(names.of("call", withinEpisode(episode, id)));
          }
        }
      }
      for (const episode of whole) {
        ids.add(episode);
        for (const names of pseudonyms) ids.add(names.of("episode", episode));
      }
      for (const names of pseudonyms) for (const id of players) ids.add(names.of("player", id));
      return createLeavingRows({ ids, wholes, answers, holds, byId: keys.length === 1 });
    },
  };
}
