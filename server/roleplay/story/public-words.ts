import { contentWords } from "../relevance.ts";
import type { World } from "../world/world.ts";
import { stemsOf } from "./stems.ts";

/** What anyone may know from the start, and which words only a secret has. */

export type Known = Pick<World, "scene" | "personas" | "story"> & Partial<Pick<World, "things">>;

/** Words of which no secret is made. */
const EVERYDAY = new Set(
  stemsOf(
    `answer ask believe bring call carry evening find friend hand hear home house keep leave listen look morning night
    nobody promise put remember sit sleep speak stand tonight turn wait walk want whole word wrong year young`,
  ),
);

/** Pairs with one of these say little by themselves. */
const COMMON_HAN =
  /[的了是在有没不我你您他她它们这那哪个只一二三来去上下里外么什怎为就都也还又再把被给和跟与着过到从对很会能要想说讲问知道告诉见看听谁呢吗啊吧之其于以及而但或因所可别说晚天年月日时候得起出进回事叫做自己先人]/u;

/** The terms of a text that carry meaning: stems of longer words, pairs of Han characters. */
export function termsOf(text: string): Set<string> {
  const meant = contentWords(text);
  const han = [...meant].filter((word) => /\p{Script=Han}/u.test(word) && !COMMON_HAN.test(word));
  const latin = text.toLowerCase().match(/[\p{Script=Latin}'’]{4,}/gu) ?? [];
  const kept = latin.filter((word) => contentWords(word).size > 0);
  const stems = stemsOf(kept.join(" ")).filter((stem) => stem.length > 2 && !EVERYDAY.has(stem));
  return new Set([...han, ...stems]);
}

/** The terms of all that is told to everyone: the scene, public faces, things that lie about, the board. */
export function publicTerms(world: Known): Set<string> {
  const { scene, personas, story, things } = world;
  return termsOf(
    [
      scene.title,
      scene.world,
      scene.topic,
      scene.background,
      scene.setting,
      ...scene.places.flatMap(({ name, description }) => [name, description]),
      ...scene.opening.map(({ text }) => text),
      ...personas.flatMap(({ name, aliases, public: face }) => [
        name,
        ...aliases,
        face.appearance,
        face.known,
      ]),
      ...(things?.props ?? []).flatMap(({ place, name, description }) =>
        place === undefined ? [] : [...Object.values(name), ...Object.values(description)],
      ),
      ...Object.values(story.goal ?? {}),
      ...story.questions.flatMap(({ ask }) => Object.values(ask)),
    ].join("\n"),
  );
}

/** For each secret, as `persona/secret`, the terms that nobody knows from elsewhere. */
export function secretTerms(world: Known): Map<string, ReadonlySet<string>> {
  const open = publicTerms(world);
  return new Map(
    world.personas.flatMap(({ id, private: { secrets } }) =>
      secrets.map((secret): [string, ReadonlySet<string>] => [
        `${id}/${secret.id}`,
        new Set([...termsOf(secret.text)].filter((term) => !open.has(term))),
      ]),
    ),
  );
}
