import type { StudioProblem } from "../../../shared/studio/api.ts";

/** What went wrong, in words, announced to whoever cannot see it. */
export function Notice({ problem }: { readonly problem: StudioProblem }) {
  return (
    <p class="notice" role="alert">
      {problem.message}
    </p>
  );
}
