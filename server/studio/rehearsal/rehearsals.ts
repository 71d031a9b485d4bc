import { randomInt, randomUUID } from "node:crypto";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type {
  BeginFromEpisode,
  BeginRehearsal,
  RehearsalLineView,
  RehearsalPlaces,
} from "../../../shared/studio/rehearsal.ts";
import { createPassingMemory } from "../../stage/memory.ts";
import { Life } from "../../roleplay/life/life.ts";
import type { Scene } from "../../roleplay/scene.ts";
import { digestOf, isDigested, type EpisodeDigest } from "../episodes/episode-digest.ts";
import { wordsAllowed } from "../episodes/words-allowed.ts";
import { momentFrom } from "./moment.ts";
import { problem } from "./refusals.ts";
import { createRehearsal, type Rehearsal } from "./rehearsal.ts";
import { limitsView } from "./rehearsal-view.ts";
import {
  REHEARSAL_BOUNDS,
  type RehearsalBounds,
  type RehearsalEndpoint,
  type RehearsalModel,
  type RehearsalPorts,
} from "./rehearsal-ports.ts";
import { isStaging, stagingFor } from "./rehearsed-staging.ts";
import { FINISHED } from "./sheet-wished.ts";
import { rememberedBy } from "./remembered.ts";

/** The rehearsals that are open, each its designer's alone. */
export interface Rehearsals {
  places(): Promise<RehearsalPlaces>;
  of(designer: string): readonly RehearsalLineView[];
  /** Null for one that is not there, or is another designer's: nobody learns which. */
  find(designer: string, id: string): Rehearsal | null;
  begin(designer: string, order: BeginRehearsal): Promise<Rehearsal | StudioProblem>;
  /** `owner`: it is the owner of the server, who may read what players said without their leave. */
  beginFrom(
    designer: string,
    order: BeginFromEpisode,
    owner: boolean,
  ): Promise<Rehearsal | StudioProblem>;
  /** Its designer is done with it. */
  end(rehearsal: Rehearsal): Promise<void>;
  close(): Promise<void>;
}

/** How often those that nobody uses any more are looked for, in ms. */
const SWEEP = 15_000;

export function createRehearsals(ports: RehearsalPorts): Rehearsals {
  const { clock, endpoints, worlds } = ports;
  const bounds: RehearsalBounds = { ...REHEARSAL_BOUNDS, ...ports.limits };
  const open = new Map<string, Rehearsal>();
  /** Begun and not yet open: they count, so that many at once are no way around the bounds. */
  let beginning: string[] = [];
  let closed = false;
  let cancel = () => {};

  function sweep(): void {
    const now = clock.elapsed();
    for (const [id, rehearsal] of open) {
      const reason =
        now - rehearsal.openedAt > bounds.age
          ? "age"
          : now - rehearsal.usedAt > bounds.idle
            ? "idle"
            : null;
      if (reason === null) continue;
      open.delete(id);
      void rehearsal.close(reason);
    }
    cancel = clock.after(SWEEP, sweep);
  }
  sweep();

  async function within(
    designer: string,
    work: () => Promise<Rehearsal | StudioProblem>,
  ): Promise<Rehearsal | StudioProblem> {
    const mine = [...open.values()].filter((one) => one.designer === designer).length;
    const soon = beginning.filter((one) => one === designer).length;
    if (closed) return problem("conflict", "The server is closing.");
    if (mine + soon >= bounds.perDesigner)
      return problem(
        "too-many",
        `You have ${bounds.perDesigner} rehearsals open, and no more are kept at once; close one of them first.`,
      );
    if (open.size + beginning.length >= bounds.inAll)
      return problem("too-many", "Too many rehearsals are open on this server; try again later.");
    beginning.push(designer);
    try {
      const made = await work();
      if ("code" in made) return made;
      open.set(made.id, made);
      return made;
    } finally {
      beginning = beginning.toSpliced(beginning.indexOf(designer), 1);
    }
  }

  async function endpointNamed(
    name: string | undefined,
  ): Promise<{ endpoint: RehearsalEndpoint; model: RehearsalModel } | StudioProblem> {
    const endpoint =
      name === undefined ? endpoints.all[0] : endpoints.all.find((one) => one.name === name);
    if (endpoint === undefined)
      return problem(
        "bad-request",
        "There is no endpoint of this name; choose one that the operator set.",
      );
    const model = await endpoint.open().catch(() => null);
    return model === null
      ? problem(
          "failed",
          `The endpoint ${endpoint.name} cannot be opened; ask whoever runs the server.`,
        )
      : { endpoint, model };
  }

  return {
    async places() {
      const names = await worlds.names();
      const found = await Promise.all(
        names.map(async (world) => {
          const staging = await worlds.staging(world);
          if (!isStaging(staging)) return [];
          const { scene, personas } = staging;
          const sheets = await Promise.all(
            personas.map(async ({ id, name }) => {
              const kept = await worlds.sheets?.versions(world, id);
              return {
                id,
                name,
                versions: kept?.versions ?? [],
                hasDraft: kept?.hasDraft ?? false,
              };
            }),
          );
          const opening = scene.opening.map(({ speaker, text }) => ({ speaker, text }));
          return [
            { world, title: scene.title, language: scene.language, personas: sheets, opening },
          ];
        }),
      );
      return {
        worlds: found.flat(),
        endpoints: endpoints.all.map(({ name, modelName, synthetic }) => ({
          name,
          model: modelName,
          synthetic,
        })),
        versions: worlds.sheets !== null,
        limits: limitsView(bounds),
      };
    },
    of: (designer) =>
      [...open.values()].flatMap((one) =>
        one.designer === designer
          ? [
              {
                id: one.id,
                title: one.title,
                personas: one.view().personas.map(({ name }) => name),
                since: one.since,
                turns: one.turns,
              },
            ]
          : [],
      ),
    find(designer, id) {
      const found = open.get(id);
      return found?.designer === designer ? found : null;
    },
    begin: (designer, order) =>
      within(designer, async () => {
        const found = await stagingFor(worlds, order);
        if (!found.ok) return problem(found.code, found.message, found.details);
        const played = await endpointNamed(order.play.endpoint);
        if ("code" in played) return played;
        const { staging, sheets, unfinished } = found;
        return createRehearsal(ports, {
          id: randomUUID(),
          designer,
          world: order.world,
          stage: order.stage,
          staging,
          sheets,
          unfinished,
          ...played,
          memory: (visitors) => rememberedBy(staging, order.remembered, visitors.idFor, clock),
          play: order.play,
          training: order.training,
          seed: randomInt(2 ** 31),
          bounds,
        });
      }),
    beginFrom: (designer, { episode, turn, at, training }, owner) =>
      within(designer, async () => {
        const digest = await digestAt(episode);
        if (digest === null)
          return problem("not-found", "There is no such episode in the log, or no longer.");
        if (!owner && !(await wordsAllowed(digest, digestAt)))
          return problem(
            "not-allowed",
            "Somebody who played in this episode does not let their words be used, and everything that is thought of here would show them; choose another episode, or ask the owner of the server.",
          );
        const from = await momentFrom(
          ports.episode(episode),
          turn,
          at === "before" ? "asked" : "ended",
        );
        if ("code" in from) return from;
        const played = await endpointNamed(undefined);
        if ("code" in played) return played;
        const { scene } = from.staging;
        return createRehearsal(ports, {
          id: randomUUID(),
          designer,
          world: (await worldOf(scene)) ?? scene.id,
          stage: "scene",
          // It ends, and somebody speaks unasked, when its designer says so.
          staging: {
            ...from.staging,
            scene: { ...scene, end: [] },
            life: Life.parse({ greets: false }),
          },
          sheets: {},
          unfinished: FINISHED,
          ...played,
          memory: () => createPassingMemory(),
          play: {},
          training,
          seed: randomInt(2 ** 31),
          bounds,
          from,
        });
      }),
    async end(rehearsal) {
      open.delete(rehearsal.id);
      await rehearsal.close("designer");
    },
    async close() {
      closed = true;
      cancel();
      await Promise.all([...open.values()].map((one) => one.close("server")));
      open.clear();
    },
  };

  async function digestAt(id: string): Promise<EpisodeDigest | null> {
    const events = [];
    for await (const { seq, event } of ports.episode(id))
      if (isDigested(event)) events.push({ seq, event });
    return events.length === 0 ? null : digestOf(events);
  }

  /** The world that a logged scene is of, where it is still at hand. */
  async function worldOf({ id, map }: Scene): Promise<string | null> {
    for (const name of await worlds.names()) {
      const staging = await worlds.staging(name);
      if (isStaging(staging) && staging.scene.id === id && staging.scene.map === map) return name;
    }
    return null;
  }
}
