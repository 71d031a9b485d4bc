import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { fieldId, useFormAround } from "./form-context.ts";
import { isFrame, isRecord, withField } from "./group-value.ts";
import { emptyOf } from "./json-schema.ts";
import { Notes } from "./labelled.tsx";

/** Fields that belong together. One that may be left out is set and unset as a whole. */
export function GroupField(props: FieldProps) {
  const { schema, value, path, onChange, required, label } = props;
  const title = schema.title ?? label ?? "";
  if (value === undefined && !required) {
    return (
      <p>
        <button type="button" id={fieldId(path)} onClick={() => onChange(emptyOf(schema))}>
          {words.set(title)}
        </button>
      </p>
    );
  }
  return (
    <fieldset class="group" id={fieldId(path)} tabIndex={-1}>
      <legend>{title}</legend>
      <Notes path={path} help={schema.description} />
      <GroupBody {...props} />
      {required ? null : (
        <button type="button" class="small" onClick={() => onChange(undefined)}>
          {words.unset}
        </button>
      )}
    </fieldset>
  );
}

/** The fields of a group without a frame. */
export function GroupBody({
  schema,
  value,
  path,
  onChange,
  skip,
}: FieldProps & { readonly skip?: string }) {
  const { Field } = useFormAround();
  const own = isRecord(value) ? value : {};
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([key]) => key !== skip)
        .map(([key, field]) => (
          <Field
            key={key}
            schema={field}
            label={key}
            value={own[key]}
            path={[...path, key]}
            required={(schema.required ?? []).includes(key) || isFrame(field)}
            onChange={(given) => onChange(withField(own, key, given, schema))}
          />
        ))}
    </>
  );
}
