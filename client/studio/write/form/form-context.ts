import { createContext, type ComponentType } from "preact";
import { useContext } from "preact/hooks";
import type {
  Choices,
  SheetFinding,
  SheetPath,
  SheetProblem,
} from "../../../../shared/studio/writing.ts";
import type { FieldProps } from "./field-props.ts";

/** What every field of one form may ask for. */
export interface FormAround {
  /** Any field: fields hold fields. */
  readonly Field: ComponentType<FieldProps>;
  readonly choices: Choices;
  readonly problems: readonly SheetProblem[];
  readonly findings: readonly SheetFinding[];
  readonly tokens: Readonly<Record<string, number>>;
  /** Says something to whoever cannot see it. */
  readonly say: (text: string) => void;
  /** Lets a place be chosen on a map; absent where none stands beside the form. */
  readonly pickPlace?: (done: (place: string) => void) => void;
}

export const FormAroundContext = createContext<FormAround>({
  Field: () => null,
  choices: {},
  problems: [],
  findings: [],
  tokens: {},
  say: () => {},
});

export function useFormAround(): FormAround {
  return useContext(FormAroundContext);
}

/** The element's id of the field at a path. */
export function fieldId(path: SheetPath): string {
  return `field-${path.map((step) => encodeURIComponent(String(step))).join(".")}`;
}

export function samePath(one: SheetPath, other: SheetPath): boolean {
  return one.length === other.length && one.every((step, at) => String(step) === String(other[at]));
}

/** Moves the focus to the field at a path, or to the nearest one around it. */
export function goTo(path: SheetPath): void {
  for (let depth = path.length; depth > 0; depth--) {
    const element = document.getElementById(fieldId(path.slice(0, depth)));
    if (element === null) continue;
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      if (at instanceof HTMLDetailsElement) at.open = true;
    element.scrollIntoView({ block: "center" });
    element.focus();
    return;
  }
}
