import type { SheetFinding, SheetProblem } from "../../../shared/studio/writing.ts";
import { goTo } from "./form/form-context.ts";
import { words } from "./words.ts";

/** What keeps from a release, and apart from it what may be meant as it is. */
export function ProblemLists(props: Parameters<typeof ProblemList>[0]) {
  const errors = props.problems.filter(({ severity }) => severity === "error");
  const warnings = props.problems.filter(({ severity }) => severity === "warning");
  return (
    <>
      {errors.length === 0 ? null : (
        <>
          <h2>{words.problems}</h2>
          <ProblemList {...props} problems={errors} />
        </>
      )}
      {warnings.length === 0 ? null : (
        <details>
          <summary>
            {words.perhaps} ({warnings.length})
          </summary>
          <ProblemList {...props} problems={warnings} />
        </details>
      )}
    </>
  );
}

/** What is to be mended, with a way to where it stands; `here` is the sheet that is open, null for none. */
export function ProblemList({
  problems,
  world,
  here,
}: {
  readonly problems: readonly SheetProblem[];
  readonly world: string;
  readonly here: string | null;
}) {
  return (
    <ul class="findings">
      {problems.map((one, index) => (
        <li key={index} class={one.severity === "error" ? "wrong" : "advice"}>
          <Where sheet={one.sheet} path={one.path} world={world} here={here} />
          <bdi>{one.message}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** What an editor would say, with why and what to do. */
export function FindingList({
  findings,
  world,
  here,
}: {
  readonly findings: readonly SheetFinding[];
  readonly world: string;
  readonly here: string | null;
}) {
  if (findings.length === 0) return <p class="quiet">{words.noFindings}</p>;
  return (
    <ul class="findings">
      {findings.map((one, index) => (
        <li key={index} class="advice">
          <details>
            <summary>
              <span class={`mark ${one.severity}`}>
                {one.severity === "problem" ? words.problemOf : words.adviceOf}
              </span>{" "}
              <bdi>{one.what}</bdi>
            </summary>
            <p>
              <bdi>{one.why}</bdi>
            </p>
            <p>
              <bdi>{one.todo}</bdi>
            </p>
          </details>
          <Where sheet={one.sheet} path={one.path} world={world} here={here} />
        </li>
      ))}
    </ul>
  );
}

function Where({
  sheet,
  path,
  world,
  here,
}: {
  readonly sheet: string;
  readonly path: readonly (string | number)[];
  readonly world: string;
  readonly here: string | null;
}) {
  if (sheet !== here) {
    return (
      <a class="where" href={`#/write/${encodeURIComponent(world)}/${sheet}`}>
        {here === null ? "" : `${words.elsewhere} `}
        <bdi>{sheet.replace(/^persona\./u, "")}</bdi>
      </a>
    );
  }
  if (path.length === 0) return null;
  return (
    <button type="button" class="small where" onClick={() => goTo(path)}>
      {words.goThere}: <bdi>{path.join(" › ")}</bdi>
    </button>
  );
}
