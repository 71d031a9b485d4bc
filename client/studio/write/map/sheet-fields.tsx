import type { ComponentChildren } from "preact";
import type { Choices, SheetPath } from "../../../../shared/studio/writing.ts";
import { Field } from "../form/field.tsx";
import { FormAroundContext, samePath } from "../form/form-context.ts";
import type { SheetDesk } from "../sheet-desk.ts";

/** Fields of a sheet outside of its form, made of the same schema: with what is said against them, and places to pick. */
export function SheetFields({
  desk,
  sheet,
  choices,
  pickPlace,
  say,
  children,
}: {
  readonly desk: SheetDesk;
  readonly sheet: string;
  readonly choices: Choices;
  readonly pickPlace: (done: (place: string) => void) => void;
  readonly say: (text: string) => void;
  readonly children: ComponentChildren;
}) {
  const here = (one: { readonly sheet: string }) => one.sheet === sheet;
  return (
    <FormAroundContext.Provider
      value={{
        Field,
        choices,
        problems: (desk.reading?.problems ?? []).filter(here),
        findings: (desk.reading?.findings ?? []).filter(here),
        tokens: desk.reading?.tokens ?? {},
        say,
        pickPlace,
      }}
    >
      {children}
    </FormAroundContext.Provider>
  );
}

/** Whether something at or below a path keeps the sheet from being released. */
export function isWrong(desk: SheetDesk, sheet: string, path: SheetPath): boolean {
  return (desk.reading?.problems ?? []).some(
    (one) =>
      one.sheet === sheet &&
      one.severity === "error" &&
      samePath(one.path.slice(0, path.length), path),
  );
}
