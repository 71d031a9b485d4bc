import { readFileSync } from "node:fs";
import type { ActionNames, Deed } from "../../server/roleplay/verbs/deed.ts";

/**
 * Actions as personas write them, each with what it does: the deeds that are certainly done, and by the actor, when it
 * is over. The held-out half was written first, and its misses were not looked at while the matcher was made.
 */

export const LANGUAGES = ["en", "zh"] as const;
export const HALVES = ["development", "held"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Half = (typeof HALVES)[number];

export interface LabelledAction {
  readonly language: Language;
  readonly half: Half;
  readonly names: ActionNames;
  readonly text: string;
  readonly deeds: readonly Deed[];
}

type File = Record<
  Half,
  { scene: string; text: string; deeds: [string, string | null, string | null][] }[]
> & { scenes: Record<string, ActionNames> };

/** The whole set. */
export function labelledActions(): LabelledAction[] {
  return LANGUAGES.flatMap((language) => {
    const path = new URL(`actions.${language}.json`, import.meta.url);
    const file = JSON.parse(readFileSync(path, "utf8")) as File;
    return HALVES.flatMap((half) =>
      file[half].map(({ scene, text, deeds }) => {
        const names = file.scenes[scene];
        if (names === undefined) throw new Error(`${path.pathname}: no scene '${scene}': ${text}`);
        return {
          language,
          half,
          names,
          text,
          deeds: deeds.map(([verb, target, item]) => ({ verb, target, item })),
        };
      }),
    );
  });
}
