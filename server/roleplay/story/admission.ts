import type { VisibleSegment } from "../../../shared/protocol.ts";
import type { World } from "../world/world.ts";
import { publicTerms, termsOf } from "./public-words.ts";
import { denies, statementsOf, type Statement, type Telling } from "./statements.ts";
import { stemsOf } from "./stems.ts";
import type { Finding } from "./story.ts";

/** Whether what somebody said and did in public gives a secret away. Knows nothing of thoughts. */

/** A turn as others perceived it; `ended` is false for one that was broken off. */
export interface PerceivedTurn {
  readonly said: readonly VisibleSegment[];
  readonly ended: boolean;
}

export interface Admissions {
  /**
   * Ids of the findings that a persona gives away by its last turn, as a hearer of the turns before it understands
   * them: `turns` are its own, oldest first. Only the owner of a secret can give it away.
   */
  of(persona: string, turns: readonly PerceivedTurn[]): string[];
  /** Of the findings in `known`, those that a player's line passes on. */
  retold(line: string, known: ReadonlySet<string>): string[];
}

/** Of a secret's own rare words, so much must have been stated where its author gave no signs. */
const LIKENESS = 0.25;
/** And at least so many of them. */
const LIKE_WORDS = 3;
/** Words that may stand between two words of one sign. */
const GAP = 3;

/** Reads the signs of a world's findings once. */
export function createAdmissions(world: Pick<World, "scene" | "personas" | "story">): Admissions {
  const open = publicTerms(world);
  const tests = world.story.findings.map((finding) => ({
    id: finding.id,
    owners: new Set(finding.secrets.map((secret) => secret.split("/")[0] ?? "")),
    admits: admissionTest(finding, world, open),
  }));
  return {
    of(persona, turns) {
      const mine = tests.filter(({ owners }) => owners.has(persona));
      const last = turns.at(-1);
      if (mine.length === 0 || last === undefined) return [];
      const now = read(last, "owner");
      const before = turns.slice(0, -1).flatMap((turn) => read(turn, "owner"));
      return mine.flatMap(({ id, admits }) =>
        admits(now) || (admits([...before, ...now]) && !admits(before)) ? [id] : [],
      );
    },
    retold(line, known) {
      const stated = statementsOf(line, "retells");
      return tests.flatMap(({ id, admits }) => (known.has(id) && admits(stated) ? [id] : []));
    },
  };
}

function read({ said, ended }: PerceivedTurn, telling: Telling): Statement[] {
  return said.flatMap(({ text }, index) =>
    statementsOf(text, telling, ended || index < said.length - 1),
  );
}

type Test = (stated: readonly Statement[]) => boolean;

function admissionTest(
  finding: Finding,
  world: Pick<World, "personas">,
  open: ReadonlySet<string>,
): Test {
  if (finding.secrets.length === 0) return () => false;
  const ways = finding.signs.map((lists) => lists.map((words) => words.map(signTest)));
  if (ways.length > 0)
    return (stated) =>
      ways.some((lists) =>
        lists.every((signs) => signs.some((sign) => stated.some((one) => sign(one)))),
      );
  const likenesses = finding.secrets.map((path) => likenessTest(secretText(world, path), open));
  return (stated) => likenesses.some((likeness) => likeness(stated));
}

/** True for a statement that holds the sign: its words in order and near each other, in whatever form. */
function signTest(sign: string): (statement: Statement) => boolean {
  const alsoDenied = denies(sign);
  if (/\p{Script=Han}/u.test(sign))
    return ({ clauses }) =>
      clauses.some(({ text, denied }) => (alsoDenied || !denied) && text.includes(sign));
  const [first = "", ...rest] = stemsOf(sign);
  return ({ words }) => {
    const usable = (at: number): boolean => alsoDenied || words[at]?.denied === false;
    return words.some(({ stem }, start) => {
      if (stem !== first || !usable(start)) return false;
      let at = start;
      return rest.every((next) => {
        const from = at + 1;
        const found = words
          .slice(from, from + GAP + 1)
          .findIndex((word, step) => word.stem === next && usable(from + step));
        at = from + found;
        return found !== -1;
      });
    });
  };
}

/** The words of a secret that nobody knows from elsewhere, found again in what was stated. */
function likenessTest(secret: string, open: ReadonlySet<string>): Test {
  const rare = [...termsOf(secret)].filter((term) => !open.has(term));
  if (rare.length < LIKE_WORDS) return () => false;
  const enough = Math.max(LIKE_WORDS, Math.ceil(rare.length * LIKENESS));
  return (stated) => {
    const told = new Set(
      stated.flatMap(({ clauses }) =>
        clauses.flatMap(({ text, denied }) => (denied ? [] : [...termsOf(text)])),
      ),
    );
    return rare.filter((term) => told.has(term)).length >= enough;
  };
}

function secretText({ personas }: Pick<World, "personas">, path: string): string {
  const [owner, id] = path.split("/");
  const persona = personas.find((one) => one.id === owner);
  return persona?.private.secrets.find((secret) => secret.id === id)?.text ?? "";
}
