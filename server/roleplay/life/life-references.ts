import { nearMiss } from "../world/near-miss.ts";
import type { IssuePath, WorldIssue } from "../world/world-issue.ts";
import type { World } from "../world/world.ts";
import { sentencesIn } from "./environment-text.ts";
import type { TriggerDo, TriggerWhen } from "./life.ts";

/** What a life names and its world does not have, what it names twice, and what the world may not say. */
export function lifeIssues(world: World): WorldIssue[] {
  const { life, scene, things, story } = world;
  const personas = scene.cast.map(({ persona }) => persona);
  const places = scene.places.map(({ id }) => id);
  const props = things.props.map(({ id }) => id);
  const findings = story.findings.map(({ id }) => id);
  const issues: WorldIssue[] = [];
  const names = world.personas.flatMap(({ name, aliases }) => [name, ...aliases]);

  const problem = (path: IssuePath, found: string, expected: string, hint?: string) => {
    const where = { part: "life" } as const;
    const advice = hint === undefined ? {} : { hint };
    issues.push({ severity: "error", where, path, at: "value", found, expected, ...advice });
  };
  const known = (
    word: string | undefined,
    words: readonly string[],
    path: IssuePath,
    what: string,
  ) => {
    if (word === undefined || words.includes(word)) return;
    const meant = nearMiss(word, words);
    problem(
      path,
      `'${word}', which is no ${what}`,
      words.length === 0 ? `a ${what}, and there is none` : `one of ${words.join(", ")}`,
      meant === undefined ? undefined : `did you mean '${meant}'?`,
    );
  };
  const once = (words: readonly string[], path: (index: number) => IssuePath) => {
    for (const [index, word] of words.entries())
      if (words.indexOf(word) !== index) problem(path(index), `'${word}' again`, "each once");
  };
  const targets = [...personas, ...props, ...places];
  const deed = (
    { target, item }: { target?: string | undefined; item?: string | undefined },
    path: IssuePath,
  ) => {
    known(target, targets, [...path, "target"], "persona, prop or place");
    known(item, props, [...path, "item"], "prop");
  };

  function when(condition: TriggerWhen, path: IssuePath): void {
    switch (condition.on) {
      case "entered":
        known(condition.place, places, [...path, "place"], "place");
        known(condition.who, personas, [...path, "who"], "member of the cast");
        return;
      case "said":
        known(condition.who, personas, [...path, "who"], "member of the cast");
        return;
      case "done":
        deed(condition, path);
        return;
      case "found":
        known(condition.finding, findings, [...path, "finding"], "finding of the story");
        return;
      case "came-in":
      case "minutes":
      case "silence":
        return;
      default:
        condition satisfies never;
    }
  }

  function does(deedOf: TriggerDo, path: IssuePath): void {
    if (!("environment" in deedOf)) {
      known(deedOf.persona, personas, [...path, "persona"], "member of the cast");
      if ("verb" in deedOf) deed(deedOf, path);
      return;
    }
    known(deedOf.place, places, [...path, "place"], "place");
    const count = sentencesIn(deedOf.environment);
    if (count < 1 || count > 3)
      problem([...path, "environment"], `${count} whole sentences`, "1 to 3 sentences");
    const who = names.find((name) => begins(deedOf.environment, name));
    if (who !== undefined)
      problem(
        [...path, "environment"],
        `a sentence that begins with '${who}'`,
        "what the world does; the cast speaks and acts for itself",
      );
  }

  for (const [index, trigger] of life.triggers.entries()) {
    when(trigger.when, ["triggers", index, "when"]);
    for (const [at, one] of trigger.do.entries()) does(one, ["triggers", index, "do", at]);
  }
  once(
    life.triggers.map(({ id }) => id),
    (index) => ["triggers", index, "id"],
  );
  once(
    life.routines.map(({ persona }) => persona),
    (index) => ["routines", index, "persona"],
  );
  for (const [index, { persona, every, steps }] of life.routines.entries()) {
    known(persona, personas, ["routines", index, "persona"], "member of the cast");
    if (every[0] > every[1])
      problem(["routines", index, "every"], `${every[0]} to ${every[1]}`, "from less to more");
    for (const [at, step] of steps.entries()) {
      const path = ["routines", index, "steps", at];
      known(step.go, places, [...path, "go"], "place");
      deed(step, path);
      if (step.go === undefined && step.verb === undefined && step.action === undefined)
        problem(path, "a step with nothing in it", "'go', 'verb' or 'action'");
    }
  }
  once(
    life.errands.map(({ id }) => id),
    (index) => ["errands", index, "id"],
  );
  for (const [index, errand] of life.errands.entries()) {
    known(errand.persona, personas, ["errands", index, "persona"], "member of the cast");
    known(errand.with, personas, ["errands", index, "with"], "member of the cast");
    if (errand.with === errand.persona)
      problem(["errands", index, "with"], `'${errand.with}' itself`, "somebody else of the cast");
  }
  return issues;
}

/** True where a sentence of the text begins with the name itself, and not with something of its owner's. */
function begins(text: string, name: string): boolean {
  return text.split(/(?<=[.!?…。！？])\s*/u).some((sentence) => {
    const start = sentence.trimStart().toLowerCase().replace(/^the /u, "");
    if (!start.startsWith(name.toLowerCase())) return false;
    const rest = start.slice(name.length);
    return !/^(?:['’]s\b|的|[\p{Script=Latin}\p{N}])/u.test(rest);
  });
}
