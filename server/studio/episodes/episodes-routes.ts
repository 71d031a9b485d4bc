import * as z from "zod";
import { ORIGINS, SEARCHED, type EpisodeOpened } from "../../../shared/studio/episodes.ts";
import type { EpisodeShelf } from "../../episodes/episode-shelf.ts";
import { EpisodeLogError } from "../../episodes/episode-log-error.ts";
import type { Ground } from "../../stage/ground.ts";
import { createPseudonyms, type Pseudonyms } from "../../training/rights/pseudonyms.ts";
import {
  json,
  NO_BODY,
  problem,
  route,
  type StudioAnswer,
  type StudioRequest,
  type StudioRoute,
} from "../route.ts";
import type { EpisodeDigest } from "./episode-digest.ts";
import { createEpisodeSearch, playerKey, type Wanted } from "./episode-search.ts";
import { createSight, readingOf, type EpisodeSight } from "./episode-sight.ts";
import { trackOf, TRACKED } from "./track.ts";
import { entryOf } from "./transcript-entries.ts";
import { pieceOf, type Sought } from "./transcript-piece.ts";
import { traceOf } from "./turn-trace.ts";
import { wordsAllowed } from "./words-allowed.ts";

/** What the episode browser needs. */
export interface EpisodePorts {
  readonly shelf: EpisodeShelf;
  /** The server's key for players' pseudonyms; asked for at the first question. Throws where there can be none. */
  readonly pseudonymKey: () => Uint8Array;
  /** The ground of one of the game's maps by its name; null where it is not known. */
  readonly ground: (map: string) => Promise<Ground | null>;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
}

/** Events that a track is made of. */
const EVENTS = 20_000;
/** Records before a turn in which a trace looks for what its persona observed. */
const NEAR = 4_000;
/** Of a pseudonym: 50 bits, enough for a server's players and short enough to be read out. */
const PSEUDONYM = 12;

const ROLES = ["designer", "operator", "exporter"] as const;

/** Finds episodes and opens them, for everybody as far as they may read. */
export function episodesRoutes({
  shelf,
  pseudonymKey,
  ground,
  elapsed,
}: EpisodePorts): StudioRoute[] {
  let pseudonyms: Pseudonyms | null = null;
  const pseudonym = (player: string): string => {
    pseudonyms ??= createPseudonyms(pseudonymKey());
    return pseudonyms.of("player", player).slice(0, PSEUDONYM);
  };
  const search = createEpisodeSearch({ shelf, pseudonym, elapsed });

  /** True where everybody whose words a branch goes on from allows it. */
  async function rootAllows({ branchOf }: EpisodeDigest): Promise<boolean> {
    if (branchOf === null) return true;
    const root = await digestAt(branchOf.episodeId);
    return root !== null && wordsAllowed(root, digestAt);
  }

  async function digestAt(id: string): Promise<EpisodeDigest | null> {
    const at = await shelf.find(id);
    return at === null ? null : search.digest(at);
  }

  interface Opened {
    readonly at: NonNullable<Awaited<ReturnType<EpisodeShelf["find"]>>>;
    readonly digest: EpisodeDigest;
    readonly sight: EpisodeSight;
  }
  /** Opens the episode of the address, as its reader may see it. */
  async function opening(
    { params, caller }: StudioRequest<unknown>,
    then: (opened: Opened) => Promise<StudioAnswer>,
  ): Promise<StudioAnswer> {
    return patient(async () => {
      const id = params["episode"] ?? "";
      const at = await shelf.find(id);
      if (at === null)
        return problem(
          "not-found",
          "There is no such episode in the log, or no longer: look for it in the list.",
        );
      const digest = await search.digest(at);
      const sight = createSight(
        digest,
        readingOf(caller.roles),
        (participant) => pseudonym(playerKey(digest, participant)),
        await rootAllows(digest),
      );
      return then({ at, digest, sight });
    });
  }

  return [
    route({
      method: "GET",
      path: "/episodes",
      roles: ROLES,
      body: NO_BODY,
      handle({ query, gone }) {
        const read = Query.safeParse(
          Object.fromEntries([...query].filter(([, value]) => value !== "")),
        );
        if (!read.success)
          return problem(
            "bad-request",
            `These can be looked for: ${SEARCHED.join(", ")}. Dates are as 2026-01-31, feedback is up, down or any, origin is ${ORIGINS.join(", ")}.`,
            read.error.issues.map(({ path, message }) => ({ path: path.map(String), message })),
          );
        const { before, ...wanted } = read.data;
        return patient(async () => json(await search.find(wanted as Wanted, before ?? null, gone)));
      },
    }),
    route({
      method: "GET",
      path: "/episodes/:episode",
      roles: ROLES,
      privateText: "what was said and thought",
      body: NO_BODY,
      handle: (request) =>
        opening(request, async ({ at, digest, sight }) => {
          const sought = soughtIn(request.query);
          if (sought === null)
            return problem(
              "bad-request",
              "from and before are numbers of records, at is in ms since the episode began.",
            );
          const piece = await pieceOf(shelf, at, sought);
          if (piece === null)
            return problem(
              "not-found",
              "No turn of this episode has this id; open the episode and choose one.",
            );
          return json({
            head: search.found(at, digest),
            model: digest.model,
            map: digest.map,
            branchOf: digest.branchOf,
            people: [
              ...[...digest.personas].map(([id, { name }]) => ({
                id,
                name,
                kind: "persona" as const,
              })),
              ...[...new Set([...digest.players.keys()].map(sight.id))].map((id) => ({
                id,
                name: id,
                kind: "player" as const,
              })),
            ],
            entries: piece.events.flatMap((each) => entryOf(each, at.startedAt, sight) ?? []),
            earlier: piece.earlier,
            next: piece.next,
          } satisfies EpisodeOpened);
        }),
    }),
    route({
      method: "GET",
      path: "/episodes/:episode/track",
      roles: ROLES,
      body: NO_BODY,
      handle: (request) =>
        opening(request, async ({ at, digest, sight }) => {
          const events = await shelf.events(at.id, { types: TRACKED, limit: EVENTS });
          const floor = digest.map === null ? null : await ground(digest.map);
          return json(
            trackOf(events, { start: at.startedAt, until: at.lastAt }, floor, digest, sight),
          );
        }),
    }),
    route({
      method: "GET",
      path: "/episodes/:episode/turns/:turn",
      roles: ROLES,
      privateText: "a turn's thoughts and prompts",
      body: NO_BODY,
      handle: (request) =>
        opening(request, async ({ at, sight }) => {
          const turnId = request.params["turn"] ?? "";
          const of = { turn: turnId, limit: 50 } as const;
          const [turn] = await shelf.events(at.id, { types: ["turn"], ...of });
          if (turn === undefined)
            return problem(
              "not-found",
              "No persona's turn of this episode has this id; open the episode and choose one.",
            );
          const [calls, deeds, feedback, observed] = await Promise.all([
            shelf.events(at.id, { types: ["model-call"], ...of }),
            shelf.events(at.id, { types: ["deed"], ...of }),
            shelf.events(at.id, { types: ["feedback"], ...of }),
            shelf.events(at.id, {
              types: ["observed"],
              from: Math.max(0, turn.seq - NEAR),
              until: turn.seq,
              limit: NEAR,
            }),
          ]);
          const { speaker } = turn.event;
          const own = observed.filter(
            ({ seq, event }) =>
              seq < turn.seq && event.minds.some(({ persona }) => persona === speaker),
          );
          const spoke = own.findLastIndex(
            ({ event: { observation } }) =>
              observation.kind === "own" && observation.turnId !== turnId,
          );
          const since = own
            .slice(spoke + 1)
            .filter(
              ({ event: { observation } }) =>
                observation.turnId !== turnId || observation.kind !== "own",
            );
          return json(traceOf({ turn, calls, deeds, feedback, observed: since }, sight));
        }),
    }),
  ];
}

/** Which stretch of a transcript is asked for: its beginning where nothing is said; null for what is no number. */
function soughtIn(query: URLSearchParams): Sought | null {
  const turn = query.get("turn");
  if (turn !== null) return { turn };
  const [name = "from", value = "0"] =
    [...query].find(([one]) => one === "from" || one === "before" || one === "at") ?? [];
  const number = /^\d{1,15}$/u.test(value) ? Number(value) : null;
  if (number === null) return null;
  return name === "before" ? { before: number } : name === "at" ? { at: number } : { from: number };
}

/** Wall time at the beginning of a day, UTC, or after its end. */
const day = (days: number) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/u)
    .transform((text, context) => {
      const at = Date.parse(`${text}T00:00:00Z`);
      if (!Number.isNaN(at)) return at + days * 86_400_000;
      context.addIssue({ code: "custom", message: "no such day" });
      return z.NEVER;
    });
const Word = z.string().min(1).max(200);
const Query = z.strictObject({
  player: Word.optional(),
  persona: Word.optional(),
  outcome: Word.optional(),
  feedback: z.enum(["up", "down", "any"]).optional(),
  anomaly: Word.optional(),
  since: day(0).optional(),
  until: day(1).optional(),
  version: Word.optional(),
  origin: z.enum(ORIGINS).optional(),
  before: z
    .string()
    .regex(/^\d{1,15}$/u)
    .transform(Number)
    .optional(),
});

/** What goes wrong with the log, in words. */
async function patient(work: () => Promise<StudioAnswer>): Promise<StudioAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EpisodeLogError)) throw error;
    return error.code === "missing"
      ? problem("not-found", "There is no episode log yet: play a scene first.")
      : problem(
          "failed",
          "The episode log cannot be read just now; look at its disk or its database, then try again.",
        );
  }
}
