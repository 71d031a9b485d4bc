import { words } from "../words.ts";
import { ChoiceField } from "./choice-field.tsx";
import type { FieldProps } from "./field-props.ts";
import { fieldId } from "./form-context.ts";
import { GroupField } from "./group-field.tsx";
import { kindOf } from "./json-schema.ts";
import { Labelled, Notes } from "./labelled.tsx";
import { ListField } from "./list-field.tsx";
import { PairField } from "./pair-field.tsx";
import { RecordField } from "./record-field.tsx";
import { TextField } from "./text-field.tsx";
import { UnionField } from "./union-field.tsx";
import { WordsField } from "./words-field.tsx";

/** Any field of a form, by what its schema says it is. */
export function Field(props: FieldProps) {
  const { schema, value, path, onChange, required } = props;
  const kind = kindOf(schema);
  switch (kind.kind) {
    case "text":
      return <TextField {...props} size={kind.size} />;
    case "choice":
      return <ChoiceField {...props} names={kind.names} fixed={kind.fixed} />;
    case "words":
      return <WordsField {...props} text={kind.text} />;
    case "union":
      return <UnionField {...props} options={kind.options} />;
    case "list":
      return <ListField {...props} />;
    case "pair":
      return <PairField {...props} />;
    case "record":
      return <RecordField {...props} />;
    case "group":
      return <GroupField {...props} />;
    case "options":
      return (
        <Labelled {...props}>
          {(about) => (
            <select
              {...about}
              value={typeof value === "string" ? value : ""}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.value === "" ? undefined : currentTarget.value)
              }
            >
              {required ? null : <option value="">{words.none}</option>}
              {kind.options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      );
    case "number":
      return (
        <Labelled {...props}>
          {(about) => (
            <input
              {...about}
              type="number"
              step="any"
              min={schema.minimum}
              max={schema.maximum}
              placeholder={schema.default === undefined ? "" : String(schema.default)}
              value={typeof value === "number" ? value : ""}
              onInput={({ currentTarget }) => {
                const given = currentTarget.valueAsNumber;
                onChange(Number.isNaN(given) ? undefined : given);
              }}
            />
          )}
        </Labelled>
      );
    case "switch":
      return (
        <label class="switch" for={fieldId(path)}>
          <input
            id={fieldId(path)}
            type="checkbox"
            checked={typeof value === "boolean" ? value : schema.default === true}
            onChange={({ currentTarget }) => {
              const { checked } = currentTarget;
              onChange(checked === schema.default ? undefined : checked);
            }}
          />
          {schema.title ?? props.label}
          <Notes path={path} help={schema.description} />
        </label>
      );
  }
}
