import type { Language } from "../../../shared/protocol.ts";
import { ControlWish, type LiveScenes } from "../../../shared/studio/live.ts";
import { ROLES } from "../../../shared/studio/role.ts";
import type { Clock } from "../../stage/ports.ts";
import {
  json,
  NO_BODY,
  problem,
  route,
  type StudioAnswer,
  type StudioRequest,
  type StudioRoute,
} from "../route.ts";
import type { RunningGame } from "../running-game.ts";
import type { LiveBook } from "./live-book.ts";
import { mayReadPlayers, readerOf } from "./reader.ts";
import { figuresOf, sceneFeed } from "./scene-feed.ts";
import { traceOf } from "./trace.ts";

/** `/live`: running scenes, their lines and traces, and the hand to hold or stop who plays in them. */

const WATCH = ["designer", "operator"] as const;
const PLAYERS_WORDS = "what players say and are called";

const GONE = problem(
  "not-found",
  "This scene is over, or there never was one of this name. The list shows which are open.",
);
export function liveRoutes(game: RunningGame, live: LiveBook, clock: Clock): StudioRoute[] {
  function feed(
    { caller, params, query, gone }: StudioRequest<unknown>,
    words: boolean,
  ): StudioAnswer {
    const id = params["scene"] ?? "";
    if (live.of(id) === null) return GONE;
    const reader = readerOf(caller, words, languageOf(query));
    return { kind: "lines", values: sceneFeed(id, reader, { live, game, clock }, gone) };
  }

  function trace({ caller, params, query }: StudioRequest<unknown>, words: boolean): StudioAnswer {
    const found = live.of(params["scene"] ?? "");
    if (found === null) return GONE;
    const kept = found.book.turn(params["turn"] ?? "");
    const made =
      kept === null ? null : traceOf(found.book, kept, readerOf(caller, words, languageOf(query)));
    return made === null
      ? problem(
          "not-found",
          "This turn is too long ago to be opened here, or it is no turn of a persona's. The episode browser finds it in the log.",
        )
      : json(made);
  }

  return [
    route({
      method: "GET",
      path: "/live",
      roles: WATCH,
      body: NO_BODY,
      handle: ({ caller }) =>
        json({
          mayReadPlayers: mayReadPlayers(caller.roles),
          scenes: game.scenes().flatMap((scene) => {
            const found = live.of(scene.episodeId);
            if (found === null) return [];
            const { episodeId, world, title, since } = scene;
            const bodies = scene.bodies();
            const held = bodies.filter(({ state }) => HELD.has(state)).length;
            return [
              { episodeId, world, title, since, held, figures: figuresOf(found.book, bodies) },
            ];
          }),
        } satisfies LiveScenes),
    }),
    route({
      method: "GET",
      path: "/live/scenes/:scene/feed",
      roles: WATCH,
      body: NO_BODY,
      handle: (request) => feed(request, false),
    }),
    route({
      method: "GET",
      path: "/live/scenes/:scene/words/feed",
      // Who has every role owns the server.
      roles: ROLES,
      needs: "all",
      privateText: PLAYERS_WORDS,
      body: NO_BODY,
      handle: (request) => feed(request, true),
    }),
    route({
      method: "GET",
      path: "/live/scenes/:scene/turns/:turn",
      roles: ["designer"],
      privateText: "a turn's thoughts and prompt",
      body: NO_BODY,
      handle: (request) => trace(request, false),
    }),
    route({
      method: "GET",
      path: "/live/scenes/:scene/words/turns/:turn",
      roles: ROLES,
      needs: "all",
      privateText: `a turn's thoughts and prompt, with ${PLAYERS_WORDS}`,
      body: NO_BODY,
      handle: (request) => trace(request, true),
    }),
    route<ControlWish>({
      method: "POST",
      path: "/live/scenes/:scene/control",
      roles: WATCH,
      body: { kind: "json", schema: ControlWish },
      about: ({ body }) => ({ control: body.control.do, persona: body.persona ?? "everyone" }),
      handle({ caller, params, body }) {
        const found = live.of(params["scene"] ?? "");
        if (found === null) return GONE;
        const done = found.scene.control(body.persona, body.control, caller.name);
        return done
          ? json({ done: true })
          : problem("not-found", "Nobody of this name plays in the scene any more.");
      },
    }),
  ];
}

/** Of the page that asks; numbers of players are told in it. */
function languageOf(query: URLSearchParams): Language {
  return query.get("language") === "zh" ? "zh" : "en";
}

const HELD: ReadonlySet<string> = new Set(["muted", "paused", "killed"]);
