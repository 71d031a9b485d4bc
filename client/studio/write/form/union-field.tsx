import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Notes } from "./labelled.tsx";
import { fieldId } from "./form-context.ts";
import { GroupBody } from "./group-field.tsx";
import { isRecord } from "./group-value.ts";
import { emptyOf, type UnionOption } from "./json-schema.ts";

/** One of several shapes: which one is chosen first. */
export function UnionField(props: FieldProps & { readonly options: readonly UnionOption[] }) {
  const { schema, value, path, onChange, options, label } = props;
  const own = isRecord(value) ? value : {};
  const current = options.find(({ id, tag }) =>
    tag === null ? Object.hasOwn(own, id) : own[tag[0]] === tag[1],
  );
  return (
    <fieldset class="group" id={fieldId(path)} tabIndex={-1}>
      <legend>{schema.title ?? label}</legend>
      <Notes path={path} help={schema.description} />
      <label class="field">
        {words.kind}
        <select
          value={current?.id ?? ""}
          onChange={({ currentTarget }) => {
            const chosen = options.find(({ id }) => id === currentTarget.value);
            if (chosen !== undefined) onChange(kept(own, chosen));
          }}
        >
          {current === undefined ? <option value="">{words.none}</option> : null}
          {options.map(({ id, schema: one, tag }) => (
            <option key={id} value={id}>
              {tag === null ? (one.properties?.[id]?.title ?? id) : id}
            </option>
          ))}
        </select>
      </label>
      {current === undefined ? null : (
        <GroupBody
          {...props}
          schema={current.schema}
          value={own}
          {...(current.tag === null ? {} : { skip: current.tag[0] })}
        />
      )}
    </fieldset>
  );
}

/** A fresh value of the chosen shape, with what both shapes have. */
function kept(own: Readonly<Record<string, unknown>>, { schema, tag }: UnionOption): unknown {
  const fresh = emptyOf(schema);
  if (!isRecord(fresh)) return fresh;
  const fields = Object.keys(schema.properties ?? {});
  const both = Object.entries(own).filter(([key]) => fields.includes(key) && key !== tag?.[0]);
  return { ...fresh, ...Object.fromEntries(both) };
}
