import type * as z from "zod";
import { readWorld } from "../server/worlds/read-world.ts";
import { Persona } from "../server/roleplay/persona.ts";
import { Life } from "../server/roleplay/life/life.ts";
import { Scene } from "../server/roleplay/scene.ts";
import { Story } from "../server/roleplay/story/story.ts";
import { Things } from "../server/roleplay/things/things.ts";
import { DEFAULT_THINKING } from "../server/roleplay/thinking/thinking-mode.ts";
import { readGround, type Ground } from "../server/stage/ground.ts";
import type { PlaySettings } from "../server/stage/scene-context.ts";
import type { Staging } from "../server/stage/staging.ts";

/** Small valid personas, grounds and scenes: each needs only what a test is about, and the rest is plain. */

/** What a persona file may hold; an id and a name are enough. */
export type PersonaInput = { readonly id: string; readonly name: string } & Partial<
  z.input<typeof Persona>
>;

/** A persona that says what its sheet's defaults say: a harbour, plain clothes, one waiting gesture, one stand-in line. */
export function aPersona(overrides: PersonaInput): Persona {
  return Persona.parse({
    public: { appearance: "Plain clothes.", known: `${overrides.name} lives here.` },
    profile: `${overrides.name} lives by the harbour.`,
    waiting_gestures: [`${overrides.name} pauses`],
    fallback_lines: [`${overrides.name} has no words just now.`],
    ...overrides,
  });
}

/** A ground drawn in text: `#` wall, `o` furniture, `.` floor, a letter or digit a spot of that name. */
export function aGround(
  rows: readonly string[],
  places: Record<string, [number, number, number, number]> = {},
): Ground {
  const width = rows[0]?.length ?? 0;
  const tiles = rows.flatMap((row) => row.split(""));
  const layer = (name: string, mark: string) => ({
    name,
    type: "tilelayer",
    data: tiles.map((t) => (t === mark ? 1 : 0)),
  });
  const spots = tiles.flatMap((tile, i) =>
    /[a-z0-9]/u.test(tile) && tile !== "o"
      ? [{ name: tile, x: (i % width) * 16, y: Math.floor(i / width) * 16 }]
      : [],
  );
  const result = readGround({
    width,
    height: rows.length,
    tilewidth: 16,
    tileheight: 16,
    layers: [
      layer("walls", "#"),
      layer("furniture", "o"),
      {
        name: "places",
        type: "objectgroup",
        objects: Object.entries(places).map(([name, [x, y, w, h]]) => ({
          name,
          x: x * 16,
          y: y * 16,
          width: w * 16,
          height: h * 16,
        })),
      },
      { name: "spots", type: "objectgroup", objects: spots },
    ],
  });
  if (!result.ok) throw new Error(result.problem);
  return result.ground;
}

/** An open hall, 24 by 12, with nothing in the way. */
export function aHall(): Ground {
  return aGround(Array.from({ length: 12 }, () => ".".repeat(24)));
}

/** What a scene is made of beside its personas; what is left out is plain. Nobody greets unless told to. */
export interface SceneOverrides {
  readonly scene?: Partial<z.input<typeof Scene>>;
  readonly things?: z.input<typeof Things>;
  readonly life?: z.input<typeof Life>;
  readonly story?: z.input<typeof Story>;
  readonly ground?: Ground;
}

/** A scene with these personas in one open hall; throws with every fault of what it is given. */
export function aStaging(personas: readonly Persona[], overrides: SceneOverrides = {}): Staging {
  const scene = Scene.parse({
    id: "a-scene",
    title: "A scene",
    world: "the Test Harbour",
    setting: "A room by the harbour, late.",
    cast: personas.map(({ id }) => ({ persona: id })),
    ...overrides.scene,
  });
  return {
    scene,
    personas,
    things: Things.parse(overrides.things ?? {}),
    life: Life.parse({ greets: false, ...overrides.life }),
    story: Story.parse(overrides.story ?? {}),
    ground: overrides.ground ?? aHall(),
  };
}

/** A scene from its files, as `openScene` reads them; throws with every fault. Without a ground it is one open hall. */
export async function aSceneFrom(folder: string, ground: Ground = aHall()): Promise<Staging> {
  const read = await readWorld(folder);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return { ...read.world, ground };
}

/** Personas think as HER was trained, in one call, and never ahead: for tests whose model plays whole turns. */
export const AS_TRAINED: Pick<PlaySettings, "thinking"> = {
  thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
};

export { seededRandom as seeded } from "../server/cli/seeded-random.ts";
