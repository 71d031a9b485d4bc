import {
  BringIn,
  CARD_FORMATS,
  NewWorld,
  TalePeople,
  type CardPlaces,
  type Found,
} from "../../../shared/studio/cards.ts";
import type { Painter } from "../../pictures/painter.ts";
import type { Clock } from "../../stage/ports.ts";
import { json, NO_BODY, problem, route, type StudioAnswer, type StudioRoute } from "../route.ts";
import { bringIn, bringPeople } from "./bring-in.ts";
import type { CardStage, Done } from "./card-stage.ts";
import { sceneOf } from "./cast-place.ts";
import { cardWorld, taleWorld } from "./new-world.ts";
import { cardOut, type TakeOut } from "./card-export.ts";
import { foundCard } from "./found-card.ts";
import { createHeldFiles, type HeldFiles } from "./held-files.ts";
import { CARD_LIMITS } from "./limits.ts";
import { lookAt, takeIn } from "./look-at.ts";
import { talePreview, withPeople } from "./tales.ts";

export interface CardsRoutesOptions extends CardStage {
  readonly painter: Painter;
  /** What rooms of this server open. */
  readonly playing: string;
  readonly clock: Pick<Clock, "elapsed">;
}

const ROLES = ["designer"] as const;

/** Bringing characters in and taking them out. */
export function cardsRoutes(options: CardsRoutesOptions): StudioRoute[] {
  const held = createHeldFiles(options.clock);
  return [...lookingRoutes(options, held), ...bringingRoutes(options, held), takingRoute(options)];
}

function lookingRoutes(options: CardsRoutesOptions, held: HeldFiles): StudioRoute[] {
  const { shelf, playing, painter } = options;
  return [
    route({
      method: "GET",
      path: "/cards/places",
      roles: ROLES,
      body: NO_BODY,
      handle: async () => json(await placesOf(shelf, playing)),
    }),
    route<Uint8Array>({
      method: "POST",
      path: "/cards",
      roles: ROLES,
      body: { kind: "bytes", limit: CARD_LIMITS.file },
      handle: async ({ body, query, caller }) => {
        const bytes = body instanceof Uint8Array ? body : new Uint8Array();
        const named = (query.get("named") ?? "file").slice(0, 200);
        const seen = lookAt(bytes, named);
        if (!seen.ok)
          return problem(seen.code === "too-large" ? "too-large" : "bad-request", seen.message);
        const file = await takeIn(painter, seen.file);
        const name = held.hold(caller.name, file);
        return json(
          file.kind === "card"
            ? (foundCard(file.file, file.fields, name) satisfies Found)
            : ({
                kind: "tales",
                held: name,
                source: file.tales.source,
                title: file.tales.title,
                tales: file.tales.tales,
                total: file.tales.total,
              } satisfies Found),
        );
      },
    }),
    route({
      method: "DELETE",
      path: "/cards/:held",
      roles: ROLES,
      body: NO_BODY,
      handle: ({ params, caller }) => {
        held.forget(caller.name, params["held"] ?? "");
        return json(null);
      },
    }),
    route({
      method: "GET",
      path: "/cards/:held/tales/:tale",
      roles: ROLES,
      body: NO_BODY,
      handle: ({ params, caller }) => {
        const file = held.find(caller.name, params["held"] ?? "");
        if (file?.kind !== "tales") return GONE;
        const made = file.tales.world(Number(params["tale"]));
        return made.ok
          ? json(talePreview(made, file.named))
          : problem("bad-request", `This tale cannot be played: ${made.problem}.`);
      },
    }),
  ];
}

function bringingRoutes(options: CardsRoutesOptions, held: HeldFiles): StudioRoute[] {
  return [
    route({
      method: "POST",
      path: "/worlds/:world/cards",
      roles: ROLES,
      body: { kind: "json", schema: BringIn },
      handle: async ({ params, body, caller }) => {
        const file = held.find(caller.name, body.held);
        if (file?.kind !== "card") return GONE;
        if (body.how === "play" && !body.fits) return UNREAD;
        const done = await bringIn(options, {
          world: params["world"] ?? "",
          file: file.file,
          fields: file.fields,
          choices: body.choices,
          how: body.how,
          by: caller.name,
          place: body.place,
        });
        if (done.ok) held.forget(caller.name, body.held);
        return answerOf(done);
      },
    }),
    route({
      method: "POST",
      path: "/worlds/:world/people",
      roles: ROLES,
      body: { kind: "json", schema: TalePeople },
      handle: async ({ params, body, caller }) => {
        const file = held.find(caller.name, body.held);
        if (file?.kind !== "tales") return GONE;
        const made = file.tales.world(body.tale);
        if (!made.ok) return problem("bad-request", `This tale cannot be played: ${made.problem}.`);
        const { personas } = withPeople(made.world, body.people);
        const { how } = body;
        const world = params["world"] ?? "";
        return answerOf(
          await bringPeople(options, { world, people: personas, how, by: caller.name }),
        );
      },
    }),
    route({
      method: "POST",
      path: "/new-worlds",
      roles: ROLES,
      body: { kind: "json", schema: NewWorld },
      handle: async ({ body, caller }) => {
        const file = held.find(caller.name, body.held);
        const by = caller.name;
        if (file?.kind === "card" && body.choices !== undefined) {
          if (!body.fits) return UNREAD;
          const { world, choices, greeting } = body;
          return answerOf(await cardWorld(options, { world, ...file, choices, by, greeting }));
        }
        if (file?.kind !== "tales" || body.tale === undefined) return GONE;
        const made = file.tales.world(body.tale);
        if (!made.ok) return problem("bad-request", `This tale cannot be played: ${made.problem}.`);
        const world = withPeople(made.world, body.people);
        if (world.personas.length === 0)
          return problem("bad-request", "Nobody of this tale was chosen; choose at least one.");
        return answerOf(await taleWorld(options.shelf, body.world, world, by));
      },
    }),
  ];
}

/** `GET /worlds/:world/personas/:persona/card?as=png&secrets&motivation&direction`: a persona as a card's file. */
function takingRoute({ shelf }: CardsRoutesOptions): StudioRoute {
  return route({
    method: "GET",
    path: "/worlds/:world/personas/:persona/card",
    roles: ROLES,
    privateText: "a persona's sheet as a card",
    body: NO_BODY,
    handle: async ({ params, query }) => {
      const { world = "", persona: id = "" } = params;
      const format = CARD_FORMATS.find((one) => one === query.get("as"));
      if (format === undefined)
        return problem("bad-request", `A card is taken out as ${CARD_FORMATS.join(", ")}.`);
      const persona =
        (await shelf.persona(world, id, null)) ?? (await shelf.persona(world, id, "draft"));
      if (persona === null) return problem("not-found", "There is no such persona in this world.");
      const came = await shelf.beside(world, id, "card.json");
      const portrait = await shelf.beside(world, id, "portrait.png");
      const out: TakeOut = {
        format,
        secrets: query.has("secrets"),
        motivation: query.has("motivation"),
        direction: query.has("direction"),
      };
      const text = came === null ? null : new TextDecoder().decode(came);
      const { bytes, type, ending } = cardOut(persona, text, portrait, out);
      return { kind: "file", bytes, type, name: `${id}.${ending}` };
    },
  });
}

async function placesOf(shelf: CardStage["shelf"], playing: string): Promise<CardPlaces> {
  const worlds: CardPlaces["worlds"][number][] = [];
  for (const { name: world, readOnly } of await shelf.worlds()) {
    if (readOnly) continue;
    const personas: CardPlaces["worlds"][number]["personas"][number][] = [];
    for (const { sheet, title } of (await shelf.sheets(world)) ?? []) {
      if (sheet.part !== "persona") continue;
      const persona = await shelf.persona(world, sheet.id, null);
      personas.push({
        id: sheet.id,
        name: persona?.name ?? title,
        hasCard: (await shelf.beside(world, sheet.id, "card.json").catch(() => null)) !== null,
        hasPicture: persona?.sprite?.startsWith("portrait-") === true,
        secrets: persona?.private.secrets.length ?? 0,
      });
    }
    const scene = await sceneOf(shelf, world);
    const places = scene?.places.map(({ id, name }) => ({ id, name })) ?? [];
    worlds.push({ world, personas, places });
  }
  return { playing, worlds };
}

function answerOf<T>(done: Done<T>): StudioAnswer {
  return done.ok ? json(done.value, 201) : { kind: "problem", problem: done.problem };
}

const GONE = problem(
  "not-found",
  "What was brought is no longer here: it is kept for twenty minutes. Bring the file again.",
);
const UNREAD = problem(
  "bad-request",
  "Nothing came in yet: look at what this card brings and its tags, and say that it fits those who play here.",
);
