import type { DirectorOptions } from "../../server/stage/director.ts";
import type { Happening, Happenings } from "../../server/stage/happenings.ts";
import { aPlay as playOf, type Play } from "../../testing/a-play.ts";
import { aPersona, aStaging } from "./a-scene.ts";

/** The two who stand in most scenes of the tests, and a play of theirs. */

export const MARA = aPersona({ id: "mara", name: "Mara Quill", aliases: ["innkeeper"] });
export const TOMAS = aPersona({ id: "tomas", name: "Tomas Reed" });

export function aPlay(more: Partial<Omit<DirectorOptions, "clock" | "tell">> = {}): Play {
  return playOf(more.scene ?? aStaging([MARA, TOMAS]), more);
}

/** Tells a scene that something happened, as its other parts do. */
export function happens({ director }: Play, happening: Happening): void {
  (director.happenings as Happenings).tell(happening);
}

export type { Play };
