import type { Choice, Choices } from "../../../shared/studio/writing.ts";
import { BUILT_IN_VERBS } from "../../roleplay/verbs/built-in-verbs.ts";
import type { ShelvedSheet } from "../../worlds/world-shelf.ts";
import { readYaml } from "../../worlds/yaml-file.ts";

/** What a world's forms offer where an id is wanted, from the sheets as they are being written. */

/** What the game has for a world to choose from. */
export interface GameAssets {
  readonly maps: readonly string[];
  /** Maps that were brought into the world. */
  readonly brought?: readonly Choice[];
  readonly figures: readonly string[];
  readonly pictures: readonly string[];
}

export function choicesOf(
  sheets: readonly ShelvedSheet[],
  assets: GameAssets,
): { readonly choices: Choices; readonly map: string } {
  const values = sheets.map(({ sheet, text }) => {
    const read = readYaml(text.draft?.yaml ?? text.yaml ?? "");
    return { sheet, value: read.ok ? read.value : null };
  });
  const part = (name: string) => values.find(({ sheet }) => sheet.part === name)?.value;
  const personas = values.flatMap(({ sheet, value }) =>
    sheet.part === "persona" ? [{ id: sheet.id, value }] : [],
  );
  const persona = personas.map(({ id, value }) => ({ id, name: textAt(value, "name") ?? id }));
  const place = listed(part("scene"), "places", "name");
  const prop = listed(part("things"), "props", "name");
  const plain = (ids: readonly string[]): Choice[] => ids.map((id) => ({ id, name: id }));
  return {
    map: textAt(part("scene"), "map") ?? "bare-stage",
    choices: {
      persona,
      place,
      prop,
      anything: [...persona, ...prop, ...place],
      verb: BUILT_IN_VERBS.map(({ id, label }) => ({ id, name: label.en })),
      finding: listed(part("story"), "findings", "id"),
      question: listed(part("story"), "questions", "ask"),
      secret: personas.flatMap(({ id, value }) =>
        listed(at(value, "private"), "secrets", "id").map((secret) => ({
          id: `${id}/${secret.id}`,
          name: `${id}/${secret.id}`,
        })),
      ),
      name: personas.flatMap(({ value }) =>
        [textAt(value, "name")].flatMap((name) => (name === undefined ? [] : [{ id: name, name }])),
      ),
      map: [...plain(assets.maps), ...(assets.brought ?? [])],
      figure: plain(assets.figures),
      picture: plain(assets.pictures),
    },
  };
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  if (typeof found === "string") return found.slice(0, 120);
  // Words for each language: whichever is there.
  const either = at(found, "en") ?? at(found, "zh");
  return typeof either === "string" ? either.slice(0, 120) : undefined;
}

function listed(value: unknown, key: string, name: string): Choice[] {
  const list = at(value, key);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const id = textAt(item, "id");
    return id === undefined ? [] : [{ id, name: textAt(item, name) ?? id }];
  });
}
