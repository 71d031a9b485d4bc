import { Persona } from "../../server/roleplay/persona.ts";
import { Scene } from "../../server/roleplay/scene.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { readGround, type Ground } from "../../server/stage/ground.ts";
import type { PlaySettings } from "../../server/stage/scene-context.ts";
import type { Staging } from "../../server/stage/staging.ts";

/** Small valid personas, grounds and scenes, with overrides. */

type PersonaInput = { id: string; name: string } & Record<string, unknown>;

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

export function aStaging(
  personas: readonly Persona[],
  overrides: { scene?: Record<string, unknown>; ground?: Ground } = {},
): Staging {
  const scene = Scene.parse({
    id: "a-scene",
    title: "A scene",
    world: "the Test Harbour",
    setting: "A room by the harbour, late.",
    cast: personas.map(({ id }) => ({ persona: id })),
    ...overrides.scene,
  });
  return { scene, personas, ground: overrides.ground ?? aHall() };
}

/** Personas think as HER was trained, in one call, and never ahead: for tests whose model plays whole turns. */
export const AS_TRAINED: Pick<PlaySettings, "thinking"> = {
  thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
};

export { seededRandom as seeded } from "../../server/cli/seeded-random.ts";
