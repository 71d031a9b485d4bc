import { BUILT_IN_VERBS } from "../verbs/built-in-verbs.ts";
import { nearMiss } from "../world/near-miss.ts";
import type { IssuePath, WorldIssue, WorldPart } from "../world/world-issue.ts";
import type { World } from "../world/world.ts";
import { secretTerms, termsOf } from "./public-words.ts";
import type { Ending } from "./story.ts";

/** What a story names and its world does not have, and what of it can never come to pass. */
export function storyIssues(world: World): WorldIssue[] {
  const { story, scene, personas, things } = world;
  const cast = personas.map(({ id }) => id);
  const props = things.props.map(({ id }) => id);
  const places = scene.places.map(({ id }) => id);
  const findings = story.findings.map(({ id }) => id);
  const questions = story.questions.map(({ id }) => id);
  // A game's own verbs are known by being listed.
  const verbs = things.verbs ?? BUILT_IN_VERBS.map(({ id }) => id);
  const secrets = personas.flatMap(({ id, private: { secrets: own } }) =>
    own.map((secret) => ({
      path: `${id}/${secret.id}`,
      opens: secret.revealed_when !== undefined,
    })),
  );
  const issues: WorldIssue[] = [];

  const tell = (
    severity: WorldIssue["severity"],
    path: IssuePath,
    found: string,
    expected: string,
    hint?: string,
  ) => {
    const where: WorldPart = { part: "story" };
    const advice = hint === undefined ? {} : { hint };
    issues.push({ severity, where, path, at: "value", found, expected, ...advice });
  };
  const known = (
    word: string | undefined,
    words: readonly string[],
    path: IssuePath,
    what: string,
  ) => {
    if (word === undefined || words.includes(word)) return;
    const meant = nearMiss(word, words);
    const expected =
      words.length === 0
        ? `a ${what}, and there is none`
        : `one of ${[...new Set(words)].join(", ")}`;
    const hint = meant === undefined ? undefined : `did you mean '${meant}'?`;
    tell("error", path, `'${word}', which is no ${what}`, expected, hint);
  };
  const once = (words: readonly string[], list: string) => {
    for (const [index, word] of words.entries())
      if (words.indexOf(word) !== index)
        tell("error", [list, index, "id"], `'${word}' again`, "each once");
  };

  const shown = new Set(things.props.flatMap(({ reveals }) => reveals));
  const findable = new Set<string>();
  once(findings, "findings");
  for (const [index, finding] of story.findings.entries()) {
    const path = ["findings", index];
    const paths = secrets.map((secret) => secret.path);
    for (const [at, secret] of finding.secrets.entries())
      known(secret, paths, [...path, "secrets", at], "persona's secret");
    if (finding.secrets.length === 0 && finding.signs.length > 0)
      tell(
        "warning",
        [...path, "signs"],
        "signs, and no secret whose owner could give them",
        "the secret, as 'persona/secret', under 'secrets'",
      );
    const admitted = secrets.some(({ path: own, opens }) => opens && finding.secrets.includes(own));
    if (admitted || shown.has(finding.id)) findable.add(finding.id);
    else if (finding.secrets.every((secret) => paths.includes(secret)))
      tell(
        "warning",
        [...path, "id"],
        `'${finding.id}', which nobody would admit and no thing shows`,
        "a secret with 'revealed_when', or a prop that 'reveals' it",
      );
  }

  const answerable = new Set<string>();
  once(questions, "questions");
  for (const [index, { id, found_by: brackets }] of story.questions.entries()) {
    for (const [at, bracket] of brackets.entries())
      for (const [one, finding] of bracket.entries())
        known(finding, findings, ["questions", index, "found_by", at, one], "finding");
    if (brackets.every((bracket) => bracket.some((finding) => findable.has(finding))))
      answerable.add(id);
    else if (brackets.flat().every((finding) => findings.includes(finding)))
      tell(
        "warning",
        ["questions", index, "id"],
        `'${id}', which can never be answered`,
        "findings that can be found",
      );
  }

  once(
    story.endings.map(({ id }) => id),
    "endings",
  );
  for (const [index, ending] of story.endings.entries()) {
    const path = ["endings", index];
    for (const [at, id] of ending.questions.entries())
      known(id, questions, [...path, "questions", at], "question");
    for (const [at, id] of ending.findings.entries())
      known(id, findings, [...path, "findings", at], "finding");
    known(
      ending.on?.target,
      [...props, ...cast, ...places],
      [...path, "on", "target"],
      "prop, persona or place",
    );
    known(ending.on?.item, props, [...path, "on", "item"], "prop");
    known(ending.on?.verb, verbs, [...path, "on", "verb"], "verb of this scene");
    const never = whyNever(ending, index);
    if (never !== null)
      tell(
        "error",
        [...path, "id"],
        `'${ending.id}', which can never be reached: ${never.why}`,
        never.expected,
      );
  }

  /** Why an ending whose words are all known is never played; null where it may be. */
  function whyNever(ending: Ending, index: number): { why: string; expected: string } | null {
    const question = ending.questions.find((id) => questions.includes(id) && !answerable.has(id));
    if (question !== undefined)
      return {
        why: `its question '${question}' cannot be answered`,
        expected: "questions that can be answered",
      };
    const finding = ending.findings.find((id) => findings.includes(id) && !findable.has(id));
    if (finding !== undefined)
      return { why: `'${finding}' cannot be found`, expected: "findings that can be found" };
    if (ending.at_least > answerable.size)
      return {
        why: `it wants ${ending.at_least} answers`,
        expected: `at most ${answerable.size}, which is all that can be answered`,
      };
    if (ending.on === undefined && scene.end.length === 0)
      return {
        why: "it waits for the scene's time to be over",
        expected: "a deed under 'on', or an 'end' in scene.yaml",
      };
    const first = story.endings.slice(0, index).find((earlier) => alwaysBefore(earlier, ending));
    return first === undefined
      ? null
      : {
          why: `'${first.id}' stands before it and wants no more`,
          expected: "the ending that wants most first",
        };
  }

  const rare = secretTerms(world);
  for (const [index, { text, to, knows, until }] of story.suggestions.entries()) {
    const path = ["suggestions", index];
    known(to, cast, [...path, "to"], "member of the cast");
    for (const [at, id] of knows.entries()) known(id, findings, [...path, "knows", at], "finding");
    for (const [at, id] of until.entries()) known(id, findings, [...path, "until", at], "finding");
    const both = knows.find((id) => until.includes(id));
    if (both !== undefined)
      tell(
        "error",
        [...path, "until"],
        `'${both}', which 'knows' wants as well`,
        "another finding",
      );
    const giving = story.findings.filter(({ id }) => knows.includes(id));
    const told = termsOf(giving.flatMap(({ entry }) => Object.values(entry)).join("\n"));
    const open = new Set(giving.flatMap((finding) => finding.secrets));
    for (const secret of open) for (const term of rare.get(secret) ?? []) told.add(term);
    const terms = [...termsOf(Object.values(text).join("\n"))].filter((term) => !told.has(term));
    const slip = [...rare].find(
      ([secret, words]) => !open.has(secret) && terms.some((term) => words.has(term)),
    );
    if (slip !== undefined)
      tell(
        "warning",
        [...path, "text"],
        `a word that only the secret '${slip[0]}' has`,
        "words that are known from elsewhere, or a finding under 'knows' that gives it; until then it is not offered",
      );
  }
  return issues;
}

/** True where the earlier ending is played whenever the later one could be. */
function alwaysBefore(earlier: Ending, later: Ending): boolean {
  const [a, b] = [earlier.on, later.on];
  const sameMoment =
    a === undefined || b === undefined
      ? a === b
      : a.verb === b.verb &&
        (a.target === undefined || a.target === b.target) &&
        (a.item === undefined || a.item === b.item);
  return (
    sameMoment &&
    earlier.questions.every((id) => later.questions.includes(id)) &&
    earlier.findings.every((id) => later.findings.includes(id)) &&
    earlier.at_least <= Math.max(later.at_least, later.questions.length)
  );
}
