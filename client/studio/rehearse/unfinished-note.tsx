import type { RehearsalView } from "../../../shared/studio/rehearsal.ts";
import { words } from "./words.ts";

/** What of an unfinished sheet the server made up, and the way back to where it is written. */
export function UnfinishedNote({ view }: { readonly view: RehearsalView }) {
  const { madeUp, leftOut } = view.unfinished;
  const written = view.personas.find(({ sheet }) => sheet === "draft");
  if (written === undefined && madeUp.length === 0 && leftOut === 0) return null;
  return (
    <p class="unfinished">
      {madeUp.length === 0 ? null : (
        <span>{words.madeUp(madeUp.map((one) => words.parts[one]))} </span>
      )}
      {leftOut === 0 ? null : <span>{words.leftOut(leftOut)} </span>}
      {written === undefined ? null : (
        <a href={`#/write/${encodeURIComponent(view.world)}/persona.${written.id}`}>
          {words.backToForm}
        </a>
      )}
    </p>
  );
}
