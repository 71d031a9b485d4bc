import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Labelled } from "./labelled.tsx";
import { useFormAround } from "./form-context.ts";

/** An id of something that is written elsewhere, chosen by its name. What is not there any more stays choosable. */
export function ChoiceField(
  props: FieldProps & { readonly names: string; readonly fixed: readonly string[] },
) {
  const { value, onChange, required, names, fixed } = props;
  const { choices, pickPlace } = useFormAround();
  const known = choices[names] ?? [];
  const current = typeof value === "string" ? value : "";
  const missing =
    current !== "" && !fixed.includes(current) && !known.some(({ id }) => id === current);
  const picks = names === "place" && pickPlace !== undefined;
  return (
    <Labelled
      {...props}
      beside={
        picks ? (
          <button type="button" class="small pick" onClick={() => pickPlace(onChange)}>
            {words.pickOnMap}
          </button>
        ) : null
      }
    >
      {(about) => (
        <select
          {...about}
          value={current}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === "" && !required ? undefined : currentTarget.value)
          }
        >
          <option value="">{words.none}</option>
          {fixed.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
          {known.map(({ id, name }) => (
            <option key={id} value={id}>
              {name === id ? id : `${name} (${id})`}
            </option>
          ))}
          {missing ? <option value={current}>{current} ?</option> : null}
        </select>
      )}
    </Labelled>
  );
}
