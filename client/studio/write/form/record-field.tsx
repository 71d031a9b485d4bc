import { useRef } from "preact/hooks";
import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Notes } from "./labelled.tsx";
import { fieldId, useFormAround } from "./form-context.ts";
import { isRecord } from "./group-value.ts";

/** Names to texts, such as whom a character knows to what they are to it. */
export function RecordField({ schema, value, path, onChange, label, required }: FieldProps) {
  const { Field, choices, say } = useFormAround();
  const frame = useRef<HTMLFieldSetElement>(null);
  const rows = Object.entries(isRecord(value) ? value : {});
  const inner = schema.additionalProperties || {};
  const title = schema.title ?? label ?? "";
  const known = choices[schema.propertyNames?.names ?? ""] ?? [];
  const put = (next: readonly (readonly [string, unknown])[]) =>
    onChange(next.length === 0 && !required ? undefined : Object.fromEntries(next));
  const list = `${fieldId(path)}-names`;
  return (
    <fieldset class="list" id={fieldId(path)} tabIndex={-1} ref={frame}>
      <legend>{title}</legend>
      <Notes path={path} help={schema.description} />
      <datalist id={list}>
        {known.map(({ id }) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <div class="rows">
        {rows.map(([name, text], index) => (
          <div key={index} class="row">
            <label class="field">
              {words.whom}
              <input
                type="text"
                list={list}
                dir="auto"
                value={name}
                onChange={({ currentTarget }) => {
                  const renamed = currentTarget.value.trim();
                  const taken = rows.some(([other], at) => at !== index && other === renamed);
                  if (renamed === "" || taken) currentTarget.value = name;
                  else put(rows.map((row, at) => (at === index ? [renamed, text] : row)));
                }}
              />
            </label>
            <Field
              schema={inner}
              label={title}
              value={text}
              path={[...path, name]}
              required
              onChange={(given) => put(rows.map((row, at) => (at === index ? [name, given] : row)))}
            />
            <div class="row-tools">
              <button
                type="button"
                class="small"
                aria-label={`${words.remove}: ${name}`}
                onClick={() => {
                  put(rows.filter((_row, at) => at !== index));
                  say(words.removed);
                  frame.current?.querySelector<HTMLElement>(":scope > .add")?.focus();
                }}
              >
                ✕
              </button>
            </div>
          </div>
        ))}
      </div>
      <button
        type="button"
        class="add"
        onClick={() => {
          const taken = new Set(rows.map(([name]) => name));
          const free = known.find(({ id }) => !taken.has(id))?.id;
          let name = free ?? "?";
          while (taken.has(name)) name += "?";
          put([...rows, [name, ""]]);
        }}
      >
        {words.add(title)}
      </button>
    </fieldset>
  );
}
