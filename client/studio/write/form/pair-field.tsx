import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Notes } from "./labelled.tsx";
import { fieldId } from "./form-context.ts";

/** From and to: two numbers. */
export function PairField({ schema, value, path, onChange, label }: FieldProps) {
  const given = Array.isArray(value) ? (value as unknown[]) : ((schema.default as unknown[]) ?? []);
  const numbers = given.map(Number);
  return (
    <fieldset class="pair" id={fieldId(path)} tabIndex={-1}>
      <legend>{schema.title ?? label}</legend>
      {(schema.prefixItems ?? []).map((bounds, at) => (
        <label key={at}>
          {at === 0 ? words.from : words.to}
          <input
            type="number"
            min={bounds.minimum}
            max={bounds.maximum}
            value={numbers[at] ?? ""}
            onInput={({ currentTarget }) =>
              onChange(
                numbers.map((one, index) =>
                  index === at ? currentTarget.valueAsNumber || 0 : one,
                ),
              )
            }
          />
        </label>
      ))}
      <Notes path={path} help={schema.description} />
    </fieldset>
  );
}
