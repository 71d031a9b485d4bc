import type { ParticipantId } from "../../shared/protocol.ts";
import type { Persona } from "../roleplay/persona.ts";
import { createTokenGauge } from "../roleplay/prompt/token-estimate.ts";
import { BUILT_IN_VERBS } from "../roleplay/verbs/built-in-verbs.ts";
import { createCast } from "./cast.ts";
import { createChronicle } from "./chronicle.ts";
import { createPlacesWatch } from "./chronicle-places.ts";
import { createCastSheets, type CastSheets } from "./control/cast-sheets.ts";
import { gatedModel } from "./control/gated-model.ts";
import { heldBodies } from "./control/held-bodies.ts";
import { createHolds, type Holds } from "./control/holds.ts";
import { createDeeds, type Deeds } from "./deeds/deeds.ts";
import type { DirectorOptions } from "./director-options.ts";
import { createHappenings } from "./happenings.ts";
import { createHearing } from "./hearing.ts";
import type { Cues } from "./life/cues.ts";
import { createPassingMemory, createSceneMemory } from "./memory.ts";
import { createMind, type Mind } from "./mind.ts";
import { castPersona, homeOf } from "./placing.ts";
import type { Random } from "./ports.ts";
import { DEFAULT_PLAY, type SceneContext } from "./scene-context.ts";
import { createKeptTurns } from "./story/kept-turns.ts";
import { createMindReads } from "./story/mind-read.ts";
import { BATCH, createTelling } from "./telling.ts";

/** What one scene stands on before anyone plays in it: its cast on the ground, their minds, the log, the model. */
export interface StageParts {
  readonly context: SceneContext;
  readonly minds: Map<ParticipantId, Mind>;
  readonly sheets: CastSheets;
  readonly holds: Holds;
  /** A mind that has observed nothing, whose observations go to the log and to memory. */
  mindOf(persona: Persona, version: string | null): Mind;
  /** Turns that have begun in this scene, whoever took them. */
  readonly turnsBegun: () => number;
}

/** `cues` gives personas reason to speak; it is made later, of this. */
export function createStageParts(options: DirectorOptions, cues: () => Cues): StageParts {
  const { model, clock, random } = options;
  const { scene, personas, ground, versions } = options.scene;
  const holds = createHolds();
  const sheets = createCastSheets(options.scene);
  const cast = heldBodies(createCast(ground, scene, options.show ?? (() => {})), holds);
  const memory = createSceneMemory(
    options.scene,
    clock,
    options.memory ?? createPassingMemory(),
    options.embedder ?? null,
  );
  const happenings = createHappenings(options.fault);
  const telling = createTelling(options.tell, clock, () =>
    cast.bodies.size < BATCH.crowdFrom ? BATCH.few : BATCH.crowd,
  );
  const episodeId =
    options.episodeId ?? `${scene.id}-${clock.now().toString(36)}-${idPart(random)}`;
  const trouble = options.logTrouble ?? (() => {});
  const places = createPlacesWatch(cast);
  const chronicle = createChronicle(episodeId, options.episodeLog, clock, trouble, places);

  function mindOf(persona: Persona, version: string | null): Mind {
    const { id } = persona;
    const mind: Mind = createMind(
      persona,
      {
        observed(seen, index, replaces) {
          chronicle.observed(id, index, seen, replaces);
          // What was said instead, the memory is told by whoever had it said.
          if (!replaces) memory.witness(mind.persona, seen);
        },
        forgot: (count) => chronicle.forgot(id, count),
      },
      version,
    );
    return mind;
  }

  const minds = new Map(personas.map((p) => [p.id, mindOf(p, versions?.personas[p.id] ?? null)]));
  for (const { id } of personas) holds.cameIn(id);
  let turnNumber = options.resume?.turns ?? 0;
  const context: SceneContext = {
    get staging() {
      return sheets.staging;
    },
    get sheetChanges() {
      return sheets.changes;
    },
    holds,
    minds,
    cast,
    // They read the whole context, and the cast has to stand before they look about.
    get deeds(): Deeds {
      return deeds;
    },
    get cues() {
      return cues();
    },
    hearing: createHearing(),
    telling,
    happenings,
    chronicle,
    model: gatedModel(model, clock, holds.cut),
    clock,
    random,
    play: { ...DEFAULT_PLAY, ...options.play },
    meter: options.meter ?? null,
    subjects: new Map(),
    memory,
    gauge: options.gauge ?? createTokenGauge(),
    mindReads: createMindReads({ cast, clock, telling, chronicle, happenings }),
    keptTurns: createKeptTurns(),
    nextTurnId: () => `${episodeId}.${(turnNumber += 1)}`,
  };
  for (const [index, persona] of personas.entries())
    castPersona(cast, persona, homeOf(options.scene, persona.id, index));
  const { showProp, guideGrew, fault, resume } = options;
  const deeds = createDeeds(context, {
    builtIn: BUILT_IN_VERBS,
    showProp,
    guideGrew,
    fault,
    known: resume?.known,
  });
  return { context, minds, sheets, holds, mindOf, turnsBegun: () => turnNumber };
}

function idPart(random: Random): string {
  return Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, "0");
}
