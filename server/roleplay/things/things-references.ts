import { nearMiss } from "../world/near-miss.ts";
import type { IssuePath, WorldIssue } from "../world/world-issue.ts";
import type { World } from "../world/world.ts";
import type { Prop } from "./things.ts";

/**
 * What things name and their world does not have, what they name twice, and what can never be reached. `verbs` are the
 * engine's: a game may add more, so that an unknown one only warns.
 */
export function thingsIssues(world: World, verbs: readonly string[]): WorldIssue[] {
  const { things, scene, story } = world;
  const { props } = things;
  const ids = props.map(({ id }) => id);
  const personas = scene.cast.map(({ persona }) => persona);
  const places = scene.places.map(({ id }) => id);
  const findings = story.findings.map(({ id }) => id);
  const issues: WorldIssue[] = [];

  const problem = (
    path: IssuePath,
    found: string,
    expected: string,
    more: { hint?: string | undefined; severity?: "error" | "warning" } = {},
  ) => {
    const { hint, severity = "error" } = more;
    const where = { part: "things" } as const;
    const advice = hint === undefined ? {} : { hint };
    issues.push({ severity, where, path, at: "value", found, expected, ...advice });
  };
  const known = (
    word: string | undefined,
    words: readonly string[],
    path: IssuePath,
    what: string,
    severity: "error" | "warning" = "error",
  ) => {
    if (word === undefined || words.includes(word)) return;
    const meant = nearMiss(word, words);
    const expected =
      words.length === 0 ? `a ${what}, and there is none` : `one of ${words.join(", ")}`;
    const hint = meant === undefined ? undefined : `did you mean '${meant}'?`;
    problem(path, `'${word}', which is no ${what}`, expected, { hint, severity });
  };
  const taken = new Map<string, string>([
    ...personas.map((id): [string, string] => [id, "a persona"]),
    ...places.map((id): [string, string] => [id, "a place"]),
  ]);
  const holders = new Map<string, string>();

  for (const [index, prop] of props.entries()) {
    const path = ["props", index];
    if (ids.indexOf(prop.id) !== index) problem([...path, "id"], `'${prop.id}' again`, "each once");
    const clash = taken.get(prop.id);
    if (clash !== undefined)
      problem([...path, "id"], `'${prop.id}', which is ${clash}`, "an id that means one thing");
    known(prop.place, places, [...path, "place"], "place");
    known(prop.holder, personas, [...path, "holder"], "member of the cast");
    known(prop.owner, personas, [...path, "owner"], "member of the cast");
    known(prop.key, ids, [...path, "key"], "prop");
    for (const [at, finding] of prop.reveals.entries())
      known(finding, findings, [...path, "reveals", at], "finding of the story");
    for (const [at, held] of prop.holds.entries()) {
      known(held, ids, [...path, "holds", at], "prop");
      const other = holders.get(held);
      if (other !== undefined)
        problem(
          [...path, "holds", at],
          `'${held}', which '${other}' holds already`,
          "each in one thing",
        );
      else holders.set(held, prop.id);
    }
    able(prop, path);
  }

  /** What an author gave a thing that it cannot use. */
  function able(prop: Prop, path: IssuePath): void {
    const { id, key, holds, opens, concealed, holder, seat, portable } = prop;
    if (holds.length > 0 && !opens)
      problem([...path, "holds"], "things inside what does not open", "opens: true");
    if (key !== undefined && !opens)
      problem([...path, "key"], "a key of what does not open", "opens: true");
    if (key === id) problem([...path, "key"], `'${id}' itself`, "another thing");
    if (concealed && holder === undefined)
      problem(
        [...path, "concealed"],
        "true for what nobody holds",
        "a holder who keeps it out of sight",
      );
    if (holder !== undefined && !portable)
      problem(
        [...path, "holder"],
        `'${holder}' for what cannot be carried`,
        "a place, or portable: true",
      );
    if (seat && portable)
      problem([...path, "seat"], "true for what is carried about", "portable: false", {
        severity: "warning",
      });
  }

  for (const [index, prop] of props.entries()) {
    const path = ["props", index];
    const inside = holders.get(prop.id);
    const where = [prop.place, prop.holder].filter((one) => one !== undefined).length;
    if (inside === undefined && where !== 1)
      problem(
        path,
        where === 0 ? `'${prop.id}' nowhere` : `'${prop.id}' in a place and in someone's hands`,
        "exactly one of 'place' and 'holder', or another thing that holds it",
      );
    if (inside !== undefined && where > 0)
      problem(
        path,
        `'${prop.id}' inside '${inside}' and somewhere else`,
        "no 'place' and no 'holder'",
      );
    if (prop.tile !== undefined && prop.place === undefined)
      problem([...path, "tile"], "a tile of what lies in no place", "a 'place' for it");
    if (isInsideItself(prop.id, holders))
      problem([...path, "holds"], `'${prop.id}' inside itself`, "things that end somewhere");
    if (prop.key !== undefined && liesIn(prop.key, prop.id, holders))
      problem([...path, "key"], `'${prop.key}', which lies inside it`, "a key that can be reached");
  }
  for (const [at, verb] of (things.verbs ?? []).entries())
    known(verb, verbs, ["verbs", at], "verb of the engine's", "warning");
  return issues;
}

function isInsideItself(id: string, holders: ReadonlyMap<string, string>): boolean {
  return liesIn(id, id, holders);
}

/** True where something lies inside another thing, however deep. Ends on cycles. */
function liesIn(id: string, outer: string, holders: ReadonlyMap<string, string>): boolean {
  const passed = new Set<string>();
  for (let at = holders.get(id); at !== undefined && !passed.has(at); at = holders.get(at)) {
    if (at === outer) return true;
    passed.add(at);
  }
  return false;
}
