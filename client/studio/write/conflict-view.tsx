import type { SheetDesk } from "./sheet-desk.ts";
import { TextDiff } from "./text-diff.tsx";
import { words } from "./words.ts";

/** Two texts of one sheet, and the choice between them. */
export function ConflictView({ desk }: { readonly desk: SheetDesk }) {
  if (desk.conflict === null) return null;
  const { yaml, by } = desk.conflict;
  return (
    <section class="conflict" role="alert">
      <h2>
        {words.outside}
        {by === null ? null : (
          <>
            {": "}
            <bdi>{by}</bdi>
          </>
        )}
      </h2>
      <p>{words.outsideHow}</p>
      <TextDiff before={desk.yaml} after={yaml} />
      <p class="actions">
        <button type="button" class="main" onClick={() => desk.keepMine()}>
          {words.keepMine}
        </button>
        <button type="button" onClick={() => desk.takeTheirs()}>
          {words.takeTheirs}
        </button>
      </p>
    </section>
  );
}
