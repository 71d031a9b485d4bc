import type { EpisodeReader } from "../../../episodes/reader.ts";
import type { EpisodeEvent } from "../../../stage/episode-event.ts";
import { createTraces, tellingWords, type Traces } from "./traces.ts";

/** One coming and going of a player. */
export interface Visit {
  readonly episode: string;
  readonly participant: string;
  readonly name: string;
  readonly subject: string | null;
  /** Wall time in ms. */
  readonly at: number;
}

/** A player as the log knows it. */
export interface KnownPlayer {
  readonly visits: readonly Visit[];
  readonly names: readonly string[];
  readonly subjects: readonly string[];
}

/** Two players went by one name: the operator has to say which. */
export interface SeveralPlayers {
  readonly several: readonly KnownPlayer[];
}

/**
 * The player that somebody named by its subject, a participant's id, or a display name. By a name all visits without a
 * subject count as one player, since nothing tells them apart. With no visits where nobody fits.
 */
export async function findPlayer(
  reader: EpisodeReader,
  asked: string,
): Promise<KnownPlayer | SeveralPlayers> {
  const visits: Visit[] = [];
  for (const { id } of await reader.list()) {
    for await (const { event } of reader.events(id)) {
      if (event.type !== "participant-joined" || event.kind !== "player") continue;
      const { participant, name, subject = null, at } = event;
      visits.push({ episode: id, participant, name, subject, at });
    }
  }
  const fits = visits.filter(
    ({ participant, subject }) => participant === asked || subject === asked,
  );
  const direct = fits.length > 0 || asked.startsWith("s-");
  const found = direct ? fits : visits.filter(({ name }) => same(name, asked));
  const subjects = new Set(found.flatMap(({ subject }) => subject ?? []));
  if (asked.startsWith("s-")) subjects.add(asked);
  const players = [...subjects].map((one) =>
    playerOf(
      visits.filter(({ subject }) => subject === one),
      [one],
    ),
  );
  const strangers = found.filter(({ subject }) => subject === null);
  if (direct || players.length === 0)
    return playerOf([...players.flatMap((one) => one.visits), ...strangers], [...subjects]);
  if (players.length === 1 && strangers.length === 0) return players[0] ?? playerOf([], []);
  return { several: [...players, ...(strangers.length > 0 ? [playerOf(strangers, [])] : [])] };
}

function playerOf(visits: readonly Visit[], subjects: readonly string[]): KnownPlayer {
  return { visits, names: [...new Set(visits.map(({ name }) => name))], subjects };
}

function same(a: string, b: string): boolean {
  const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase();
  return plain(a) === plain(b);
}

/** What a player brought into the log, from everything that was said in it. */
export async function tracesOf(reader: EpisodeReader, player: KnownPlayer): Promise<Traces> {
  const texts: string[] = [];
  const known = new Set<string>();
  const brought = new Set<string>();
  const participants = new Set(player.visits.map(({ participant }) => participant));
  const inEpisode = new Set(player.visits.map(({ episode }) => episode));
  for (const { id } of await reader.list()) {
    const there = inEpisode.has(id);
    for await (const { event } of reader.events(id)) {
      if (event.type === "line" && there && participants.has(event.speaker)) {
        for (const { text } of event.segments) {
          texts.push(text);
          for (const word of tellingWords(text)) if (!known.has(word)) brought.add(word);
        }
        continue;
      }
      for (const word of saidIn(event)) {
        if (!brought.has(word)) known.add(word);
        // Somebody else says it of their own accord. A persona elsewhere may only remember it.
        else if (!there && event.type === "line") {
          brought.delete(word);
          known.add(word);
        }
      }
    }
  }
  return createTraces(player.names, texts, brought);
}

/** Words of the scene and of everyone else. */
function saidIn(event: EpisodeEvent): string[] {
  if (event.type === "episode-start") return textsIn(event).flatMap(tellingWords);
  if (event.type === "line" || event.type === "turn")
    return event.segments.flatMap(({ text }) => tellingWords(text));
  return [];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
