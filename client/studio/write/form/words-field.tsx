import { language } from "../../language.ts";
import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Notes } from "./labelled.tsx";
import { fieldId } from "./form-context.ts";
import { isRecord } from "./group-value.ts";
import { kindOf, type JsonSchema } from "./json-schema.ts";
import { TextField } from "./text-field.tsx";

/** Text for all languages, or one for each. */
export function WordsField(props: FieldProps & { readonly text: JsonSchema }) {
  const { schema, value, path, onChange, text, required, label } = props;
  const title = schema.title ?? label ?? "";
  const kind = kindOf(text);
  const size = kind.kind === "text" ? kind.size : "line";
  const own = language();
  if (!isRecord(value)) {
    const more = typeof value === "string" && value !== "";
    return (
      <div class="words">
        <TextField
          {...props}
          schema={{ ...schema, maxLength: text.maxLength ?? 200 }}
          size={size}
        />
        {more ? (
          <button
            type="button"
            class="small"
            onClick={() => onChange(own === "en" ? { en: value, zh: "" } : { en: "", zh: value })}
          >
            {words.eachLanguage}: <bdi>{title}</bdi>
          </button>
        ) : null}
      </div>
    );
  }
  return (
    <fieldset class="group words" id={fieldId(path)} tabIndex={-1}>
      <legend>{title}</legend>
      <Notes path={path} help={schema.description} />
      {(["en", "zh"] as const).map((one) => (
        <TextField
          key={one}
          schema={{ title: one === "en" ? "English" : "中文" }}
          size={size}
          value={value[one]}
          path={[...path, one]}
          required={required}
          onChange={(given) => onChange({ ...value, [one]: given ?? "" })}
        />
      ))}
      <button type="button" class="small" onClick={() => onChange(value[own] ?? "")}>
        {words.oneText}
      </button>
    </fieldset>
  );
}
