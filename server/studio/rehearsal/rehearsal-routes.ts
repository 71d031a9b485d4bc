import type * as z from "zod";
import {
  BeginFromEpisode,
  BeginRehearsal,
  EditTurn,
  GoOn,
  PlayOn,
  PreferTake,
  RehearsalDeed,
  RehearsalHappening,
  RehearsalLine,
  TakeAgain,
  type Begun,
  type RehearsalPlaces,
} from "../../../shared/studio/rehearsal.ts";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import {
  json,
  NO_BODY,
  route,
  type StudioAnswer,
  type StudioRequest,
  type StudioRoute,
} from "../route.ts";
import { mayReadPlayers } from "../live/reader.ts";
import { problem } from "./refusals.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { Rehearsals } from "./rehearsals.ts";

/** What can be asked of rehearsals. Each is its designer's alone: to others it is not there. */

const DESIGNERS = ["designer"] as const;
/** For the audit log. */
const PRIVATE = "a rehearsal's thoughts and prompts";

export function rehearsalRoutes(rehearsals: Rehearsals): StudioRoute[] {
  const body = <Body>(schema: z.ZodType<Body>) => ({ kind: "json", schema }) as const;

  /** A route of one rehearsal. */
  function within<Body>(
    method: StudioRoute["method"],
    path: string,
    format: StudioRoute<Body>["body"],
    handle: (
      rehearsal: Rehearsal,
      request: StudioRequest<Body>,
    ) => Promise<StudioAnswer> | StudioAnswer,
    privateText?: string,
  ): StudioRoute {
    return route<Body>({
      method,
      path: `/rehearsals/:id${path}`,
      roles: DESIGNERS,
      ...(privateText === undefined ? {} : { privateText }),
      body: format,
      handle(request) {
        const found = rehearsals.find(request.caller.name, request.params["id"] ?? "");
        return found === null ? refused(GONE) : handle(found, request);
      },
    });
  }
  const turnOf = ({ params }: StudioRequest<unknown>): string => params["turn"] ?? "";

  return [
    route({
      method: "GET",
      path: "/rehearsals/places",
      roles: DESIGNERS,
      body: NO_BODY,
      handle: async () => json((await rehearsals.places()) satisfies RehearsalPlaces),
    }),
    route({
      method: "GET",
      path: "/rehearsals",
      roles: DESIGNERS,
      body: NO_BODY,
      handle: ({ caller }) => json(rehearsals.of(caller.name)),
    }),
    route({
      method: "POST",
      path: "/rehearsals",
      roles: DESIGNERS,
      body: { ...body(BeginRehearsal), limit: 1024 * 1024 },
      handle: async ({ caller, body: order }) => begun(await rehearsals.begin(caller.name, order)),
    }),
    route({
      method: "POST",
      path: "/rehearsals/from",
      roles: DESIGNERS,
      privateText: "an episode's thoughts, taken up in a rehearsal",
      body: body(BeginFromEpisode),
      handle: async ({ caller, body: order }) =>
        begun(await rehearsals.beginFrom(caller.name, order, mayReadPlayers(caller.roles))),
    }),
    within("GET", "", NO_BODY, (one) => json(one.view()), PRIVATE),
    within(
      "GET",
      "/feed",
      NO_BODY,
      (one, { query, gone }) => {
        const from = Number(query.get("from") ?? 0);
        return {
          kind: "lines",
          values: one.feed.listen(Number.isSafeInteger(from) && from >= 0 ? from : 0, gone),
        };
      },
      PRIVATE,
    ),
    within(
      "GET",
      "/turns/:turn",
      NO_BODY,
      (one, request) => {
        const detail = one.detail(turnOf(request));
        return detail === null ? refused(NO_TURN) : json(detail);
      },
      PRIVATE,
    ),
    within("POST", "/say", body(RehearsalLine), (one, { body: line }) => done(one.say(line))),
    within("POST", "/act", body(RehearsalDeed), (one, { body: deed }) => done(one.act(deed))),
    within("POST", "/world", body(RehearsalHappening), (one, { body: { text } }) =>
      done(one.happen(text)),
    ),
    within("POST", "/play", body(PlayOn), (one, { body: { turns } }) => done(one.playOn(turns))),
    within("POST", "/stop", NO_BODY, (one) => {
      one.stop();
      return done(null);
    }),
    within(
      "POST",
      "/turns/:turn/again",
      { ...body(TakeAgain), limit: 512 * 1024 },
      async (one, request) => {
        const take = await one.again(turnOf(request), request.body);
        return "code" in take ? refused(take) : json({ id: take.turnId } satisfies Begun, 201);
      },
    ),
    within("POST", "/prefer", body(PreferTake), async (one, { body: { chosen, rejected } }) =>
      done(await one.prefer(chosen, rejected)),
    ),
    within("POST", "/turns/:turn/edit", body(EditTurn), async (one, request) =>
      done(await one.edit(turnOf(request), request.body)),
    ),
    within("POST", "/go-on", body(GoOn), async (one, { body: { turn, edited } }) =>
      done(await one.goOn(turn, edited)),
    ),
    within("DELETE", "", NO_BODY, async (one) => {
      await rehearsals.end(one);
      return done(null);
    }),
  ];
}

const GONE = problem(
  "not-found",
  "This rehearsal is not open any more, or is not yours; begin a new one.",
);
const NO_TURN = problem("not-found", "There is no such turn in this rehearsal, or it still runs.");

function refused(why: StudioProblem): StudioAnswer {
  return { kind: "problem", problem: why };
}

function done(why: StudioProblem | null): StudioAnswer {
  return why === null ? json({ ok: true }) : refused(why);
}

function begun(made: Rehearsal | StudioProblem): StudioAnswer {
  return "code" in made ? refused(made) : json({ id: made.id } satisfies Begun, 201);
}
