import { isReservedName, nameKey } from "../character-names.ts";
import { nearMiss } from "./near-miss.ts";
import type { Persona } from "../persona.ts";
import type { Scene } from "../scene.ts";
import type { IssuePath, WorldIssue, WorldPart } from "./world-issue.ts";

/** What a scene names and does not have: personas, places, speakers; and what it names twice. */
export function sceneIssues(scene: Scene, personaIds: readonly string[]): WorldIssue[] {
  const places = scene.places.map(({ id }) => id);
  const cast = scene.cast.map(({ persona }) => persona);
  const known = (word: string, words: readonly string[], path: IssuePath, what: string) =>
    words.includes(word) ? [] : [unknownWord(word, words, path, what)];
  return [
    ...scene.cast.flatMap((entry, index) => [
      ...known(entry.persona, personaIds, ["cast", index, "persona"], "persona"),
      ...(entry.place === undefined
        ? []
        : known(entry.place, places, ["cast", index, "place"], "place")),
    ]),
    ...repeated(cast, { part: "scene" }, (index) => ["cast", index, "persona"]),
    ...repeated(places, { part: "scene" }, (index) => ["places", index, "id"]),
    ...(scene.entrance === undefined ? [] : known(scene.entrance, places, ["entrance"], "place")),
    ...scene.opening.flatMap(({ speaker }, index) =>
      speaker === "Environment"
        ? []
        : known(speaker, cast, ["opening", index, "speaker"], "member of the cast"),
    ),
    ...personaIds
      .filter((id) => !cast.includes(id))
      .map((key) => ({
        severity: "warning" as const,
        where: { part: "persona" as const, key },
        path: [],
        at: "value" as const,
        found: "a persona outside the scene's cast",
        expected: "an entry under 'cast', without which it never appears",
      })),
  ];
}

/** Ids, names and secrets that clash, and relationships to people whom nobody in the cast is. */
export function castIssues(scene: Scene, personas: ReadonlyMap<string, Persona>): WorldIssue[] {
  const issues: WorldIssue[] = [];
  const owners = new Map<string, string>();
  const cast = new Set(scene.cast.map(({ persona }) => persona));
  for (const [key, persona] of personas) {
    const where = { part: "persona", key } as const;
    const problem = (path: IssuePath, found: string, expected: string) =>
      issues.push({ severity: "error", where, path, at: "value", found, expected });
    if (persona.id !== key) problem(["id"], `'${persona.id}'`, `'${key}', the id it is kept under`);
    issues.push(
      ...repeated(
        persona.private.secrets.map(({ id }) => id),
        where,
        (index) => ["private", "secrets", index, "id"],
      ),
    );
    if (!cast.has(key)) continue;
    for (const [name, path] of namesOf(persona)) {
      const owner = owners.get(nameKey(name));
      if (isReservedName(name)) {
        problem(path, `'${name}'`, "a name that has no meaning of its own in a prompt");
      } else if (owner === key && path[0] === "aliases") {
        problem(path, `'${name}' again`, "each name once");
      } else if (owner !== undefined) {
        problem(path, `'${name}', also a name of '${owner}'`, "names that tell the cast apart");
      } else {
        owners.set(nameKey(name), key);
      }
    }
  }
  return [...issues, ...relationshipWarnings(personas, cast, owners)];
}

function namesOf(persona: Persona): [name: string, path: IssuePath][] {
  return [
    [persona.name, ["name"]],
    ...persona.aliases.map((alias, index): [string, IssuePath] => [alias, ["aliases", index]]),
  ];
}

function relationshipWarnings(
  personas: ReadonlyMap<string, Persona>,
  cast: ReadonlySet<string>,
  owners: ReadonlyMap<string, string>,
): WorldIssue[] {
  const names = [...personas]
    .filter(([key]) => cast.has(key))
    .flatMap(([, persona]) => [persona.name, ...persona.aliases]);
  return [...personas]
    .filter(([key]) => cast.has(key))
    .flatMap(([key, persona]) =>
      Object.keys(persona.relationships)
        .filter((name) => !owners.has(nameKey(name)))
        .map((name): WorldIssue => {
          const meant = nearMiss(name, names);
          return {
            severity: "warning",
            where: { part: "persona", key },
            path: ["relationships", name],
            at: "key",
            found: "a name that nobody in the cast has",
            expected: "a name or alias of someone in the cast, unless the person is only spoken of",
            ...(meant === undefined ? {} : { hint: `did you mean '${meant}'?` }),
          };
        }),
    );
}

function repeated(
  words: readonly string[],
  where: WorldPart,
  path: (index: number) => IssuePath,
): WorldIssue[] {
  return words.flatMap((word, index) =>
    words.indexOf(word) === index
      ? []
      : [
          {
            severity: "error" as const,
            where,
            path: path(index),
            at: "value" as const,
            found: `'${word}' again`,
            expected: "each once",
          },
        ],
  );
}

function unknownWord(
  word: string,
  words: readonly string[],
  path: IssuePath,
  what: string,
): WorldIssue {
  const meant = nearMiss(word, words);
  return {
    severity: "error",
    where: { part: "scene" },
    path,
    at: "value",
    found: `'${word}', which is no ${what}`,
    expected:
      words.length === 0
        ? `a ${what}, and there is none`
        : `one of ${[...new Set(words)].join(", ")}`,
    ...(meant === undefined ? {} : { hint: `did you mean '${meant}'?` }),
  };
}
