import type { EpisodeReader } from "../../../episodes/reader.ts";
import { createTraces, ERASED, quotableRuns, tellingWords, type Traces } from "./traces.ts";

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
  /** Names among them that no other player of the log had. */
  readonly ownNames: readonly string[];
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
      visits,
      visits.filter(({ subject }) => subject === one),
      [one],
    ),
  );
  const strangers = found.filter(({ subject }) => subject === null);
  if (direct || players.length === 0)
    return playerOf(visits, [...players.flatMap((one) => one.visits), ...strangers], [...subjects]);
  if (players.length === 1 && strangers.length === 0) return players[0] ?? playerOf(visits, [], []);
  return {
    several: [...players, ...(strangers.length > 0 ? [playerOf(visits, strangers, [])] : [])],
  };
}

function playerOf(
  all: readonly Visit[],
  visits: readonly Visit[],
  subjects: readonly string[],
): KnownPlayer {
  const names = [...new Set(visits.map(({ name }) => name))].filter(isOwn);
  const others = all.filter((one) => !visits.includes(one)).map(({ name }) => name);
  const ownNames = names.filter((name) => !others.some((other) => same(name, other)));
  return { visits, names, ownNames, subjects };
}

/** What stands where a name was erased is nobody's. */
function isOwn(name: string): boolean {
  return name !== ERASED.en && name !== ERASED.zh;
}

function same(a: string, b: string): boolean {
  const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase();
  return plain(a) === plain(b);
}

export interface FoundTraces {
  /** In episodes that the player was in. */
  readonly here: Traces;
  /** In all others, where a name that others have as well means them. */
  readonly elsewhere: Traces;
  /** What authors wrote. */
  readonly worlds: string;
}

/** What a player brought into the log, from everything that was said in it. */
export async function tracesOf(reader: EpisodeReader, player: KnownPlayer): Promise<FoundTraces> {
  const texts: string[] = [];
  for await (const { event, theirs } of saidIn(reader, player))
    if (theirs && event.type === "line") texts.push(...event.segments.map(({ text }) => text));
  const own = new Set(texts.flatMap(marksOf));
  const said = new Set<string>();
  const worlds = new Set<string>();
  for await (const { event, theirs, there } of saidIn(reader, player)) {
    if (event.type === "episode-start") {
      const world = textsIn(event);
      worlds.add(world.join("\n"));
      for (const mark of world.flatMap(marksOf)) own.delete(mark);
      continue;
    }
    for (const mark of event.segments.flatMap(({ text }) => marksOf(text))) {
      if (!own.has(mark)) continue;
      if (theirs) said.add(mark);
      // Said before this player said it, or by a player who was never there: a word of everyone's. A persona elsewhere
      // may only remember it.
      else if (!said.has(mark) || (!there && event.type === "line")) own.delete(mark);
    }
  }
  return {
    here: createTraces(player.names, texts, own),
    elsewhere: createTraces(player.ownNames, texts, own),
    worlds: [...worlds].join("\n"),
  };
}

const marksOf = (text: string): string[] => [...tellingWords(text), ...quotableRuns(text)];

/** Worlds, lines and turns of the whole log, with whether the player said it, and whether it was in that episode. */
async function* saidIn(reader: EpisodeReader, { visits }: KnownPlayer) {
  const participants = new Set(visits.map(({ participant }) => participant));
  const episodes = new Set(visits.map(({ episode }) => episode));
  for (const { id } of await reader.list()) {
    const there = episodes.has(id);
    for await (const { event } of reader.events(id)) {
      if (event.type !== "episode-start" && event.type !== "line" && event.type !== "turn")
        continue;
      const theirs = there && event.type === "line" && participants.has(event.speaker);
      yield { event, theirs, there };
    }
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
