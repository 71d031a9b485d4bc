import { resolve } from "node:path";
import type * as z from "zod";
import type { Life } from "../roleplay/life/life.ts";
import type { Persona } from "../roleplay/persona.ts";
import type { Scene } from "../roleplay/scene.ts";
import type { Story } from "../roleplay/story/story.ts";
import type { Things } from "../roleplay/things/things.ts";
import { checkWorld } from "../roleplay/world/world-check.ts";
import { issueText } from "../roleplay/world/world-issue.ts";
import type { Ground } from "../stage/ground.ts";
import { readConfig } from "./config.ts";
import { keepOpened } from "./opened-scene.ts";
import { openPlay, type Play } from "./play.ts";
import { createRunningGame } from "./running-game.ts";
import {
  onGround,
  readNamedWorld,
  worldFolder,
  type GroundFile,
  type StagingRead,
  type WorldFound,
} from "../worlds/read-staging.ts";

/** A world as code instead of files; what its schemas have a default for may be left out. */
export interface WorldInput {
  readonly scene: z.input<typeof Scene>;
  readonly personas: readonly z.input<typeof Persona>[];
  readonly things?: z.input<typeof Things>;
  readonly life?: z.input<typeof Life>;
  readonly story?: z.input<typeof Story>;
}

/** Where bodies stand and walk, where worlds and maps are, and the settings to use. */
export interface OpenSceneOptions {
  /** `openGround({ width, height })`, or the path of a game's own Tiled JSON map; else the map that the scene names. */
  readonly ground?: Ground | GroundFile | string;
  /** The folder that holds `worlds/` and `public/maps/`; by default the one that comes with Dramatis. */
  readonly assets?: string;
  /** `DRAMATIS_*` settings instead of the process' own environment; see `.env.example`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a scene (a world's name, its folder, `FILE.json#n`, or a world as code), opens the episode log at `DRAMATIS_LOG`
 * or in `DRAMATIS_DATA_DIR` (`data` unless set) and connects the model, or the understudy when none is set, which is said
 * in one line. Throws with every problem found, in words.
 */
export async function openScene(
  world: string | WorldInput,
  options: OpenSceneOptions = {},
): Promise<Play> {
  const assets = options.assets ?? resolve(import.meta.dirname, "../../assets");
  const configured = readConfig({ env: { ...(options.env ?? process.env) } });
  if (!configured.ok) throw new Error(configured.problems.join("\n"));
  const { config } = configured;
  const reread = async (): Promise<StagingRead> => {
    const found = typeof world === "string" ? await readNamedWorld(world, assets) : inCode(world);
    return found.ok ? onGround(found, assets, options.ground) : found;
  };
  const read = await reread();
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const running = createRunningGame(read.staging);
  const play = await openPlay(config, read.staging, "dramatis", running.around);
  running.playedBy(play);
  const folder = typeof world === "string" ? worldFolder(world, assets) : null;
  keepOpened({ play, config, running, assets, folder, reread });
  return play;
}

function inCode({ scene, personas, ...beside }: WorldInput): WorldFound {
  const keyed = new Map<string, unknown>();
  const problems: string[] = [];
  for (const [index, persona] of personas.entries()) {
    const key = typeof persona?.id === "string" ? persona.id : `personas[${index}]`;
    if (keyed.has(key)) problems.push(`persona ${key}: id: found again; expected an id of its own`);
    keyed.set(key, persona);
  }
  const check = checkWorld(scene, keyed, beside);
  if (check.ok && problems.length === 0) {
    return { ok: true, world: check.world, notes: check.warnings.map(issueText) };
  }
  const errors = check.ok ? [] : check.issues.filter(({ severity }) => severity === "error");
  return { ok: false, problems: [...problems, ...errors.map(issueText)] };
}
