import type { ComponentChildren } from "preact";
import type { SheetPath } from "../../../../shared/studio/writing.ts";
import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { fieldId, samePath, useFormAround } from "./form-context.ts";

interface About {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid"?: "true";
  readonly "aria-required"?: "true";
}

/** A field with its name, its help, and what is said against it. */
export function Labelled({
  schema,
  path,
  required,
  label,
  children,
  beside,
}: Omit<FieldProps, "children"> & {
  readonly children: (about: About) => ComponentChildren;
  readonly beside?: ComponentChildren;
}) {
  const { problems } = useFormAround();
  const id = fieldId(path);
  const wrong = problems.some((one) => one.severity === "error" && samePath(one.path, path));
  return (
    <div class="field">
      <label for={id}>
        {schema.title ?? label ?? String(path.at(-1))}
        {required ? <span aria-hidden="true"> *</span> : null}
      </label>
      {children({
        id,
        "aria-describedby": `${id}-notes`,
        ...(wrong ? { "aria-invalid": "true" as const } : {}),
        ...(required ? { "aria-required": "true" as const } : {}),
      })}
      {beside}
      <Notes path={path} help={schema.description} example={schema.examples?.[0]} />
    </div>
  );
}

/** Help, an example, and what is said against the field at a path. */
export function Notes({
  path,
  help,
  example,
}: {
  readonly path: SheetPath;
  readonly help?: string | undefined;
  readonly example?: string | undefined;
}) {
  const { problems, findings } = useFormAround();
  return (
    <div class="notes" id={`${fieldId(path)}-notes`}>
      {help === undefined ? null : <p class="quiet">{help}</p>}
      {example === undefined ? null : (
        <p class="quiet">
          {words.example}
          <bdi>{example}</bdi>
        </p>
      )}
      {problems
        .filter((one) => samePath(one.path, path))
        .map((one) => (
          <p key={one.message} class={one.severity === "error" ? "wrong" : "advice"}>
            <bdi>{one.message}</bdi>
          </p>
        ))}
      {findings
        .filter((one) => samePath(one.path, path))
        .map((one) => (
          <p key={one.code} class="advice">
            <bdi>{one.what}</bdi> <bdi>{one.todo}</bdi>
          </p>
        ))}
    </div>
  );
}
