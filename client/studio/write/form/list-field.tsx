import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Notes } from "./labelled.tsx";
import { fieldId, useFormAround } from "./form-context.ts";
import { isRecord } from "./group-value.ts";
import { emptyOf, kindOf, type JsonSchema } from "./json-schema.ts";

/** A list: entries are added, taken out, and moved by buttons or by Alt and an arrow key. */
export function ListField({ schema, value, path, onChange, label, required }: FieldProps) {
  const { say } = useFormAround();
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const [focus, setFocus] = useState<number | null>(null);
  const frame = useRef<HTMLFieldSetElement>(null);
  const title = schema.title ?? label ?? "";
  const item = schema.items === false || schema.items === undefined ? {} : schema.items;
  const plain = ["text", "choice", "options"].includes(kindOf(item).kind);
  useEffect(() => {
    if (focus === null) return;
    setFocus(null);
    const rows = frame.current?.querySelectorAll<HTMLElement>(":scope > .rows > .row");
    const row = rows?.item(Math.min(focus, rows.length - 1));
    const inside = row?.querySelector<HTMLElement>("input, textarea, select, summary, button");
    (inside ?? frame.current?.querySelector<HTMLElement>(":scope > .add"))?.focus();
  }, [focus]);
  const put = (next: readonly unknown[]) =>
    onChange(next.length === 0 && !required ? undefined : next);
  const move = (from: number, to: number) => {
    if (to < 0 || to >= items.length) return;
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
    setFocus(to);
    say(words.moved(to + 1));
  };
  return (
    <fieldset class="list" id={fieldId(path)} tabIndex={-1} ref={frame}>
      <legend>{title}</legend>
      <Notes path={path} help={schema.description} example={schema.examples?.[0]} />
      <div class="rows">
        {items.map((one, index) => (
          <div
            key={keyOf(one, index)}
            class={plain ? "row plain" : "row"}
            onKeyDown={(event) => {
              if (!event.altKey) return;
              const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
              if (step === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              move(index, index + step);
            }}
          >
            <Entry
              schema={item}
              plain={plain}
              label={words.item(title, index + 1)}
              value={one}
              path={[...path, index]}
              onChange={(given) =>
                put(items.map((old, at) => (at === index ? (given ?? "") : old)))
              }
            />
            <div class="row-tools">
              <button
                type="button"
                class="small"
                disabled={index === 0}
                aria-label={`${words.up}: ${words.item(title, index + 1)}`}
                onClick={() => move(index, index - 1)}
              >
                ↑
              </button>
              <button
                type="button"
                class="small"
                disabled={index === items.length - 1}
                aria-label={`${words.down}: ${words.item(title, index + 1)}`}
                onClick={() => move(index, index + 1)}
              >
                ↓
              </button>
              <button
                type="button"
                class="small"
                aria-label={`${words.remove}: ${words.item(title, index + 1)}`}
                onClick={() => {
                  put(items.filter((_one, at) => at !== index));
                  setFocus(index);
                  say(words.removed);
                }}
              >
                ✕
              </button>
            </div>
          </div>
        ))}
      </div>
      {items.length >= (schema.maxItems ?? Number.POSITIVE_INFINITY) ? null : (
        <button
          type="button"
          class="add"
          onClick={() => {
            put([...items, emptyOf(item)]);
            setFocus(items.length);
          }}
        >
          {words.add(title)}
        </button>
      )}
    </fieldset>
  );
}

interface EntryProps {
  readonly schema: JsonSchema;
  readonly plain: boolean;
  readonly label: string;
  readonly value: unknown;
  readonly path: FieldProps["path"];
  readonly onChange: (value: unknown) => void;
}

/** A plain entry stands in its line; a larger one opens, and says what it is while it is closed. */
function Entry({ schema, plain, label, value, path, onChange }: EntryProps) {
  const { Field } = useFormAround();
  const field = { schema: { ...schema, title: label }, value, path, onChange, required: true };
  if (plain) return <Field {...field} />;
  return (
    <details id={fieldId(path)} open={nameOf(value) === ""}>
      <summary>
        {label}
        {nameOf(value) === "" ? null : (
          <>
            {": "}
            <bdi>{nameOf(value)}</bdi>
          </>
        )}
      </summary>
      <Field {...field} path={path} />
    </details>
  );
}

/** What an entry is called by whoever looks for it. */
function nameOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(nameOf).join(", ").slice(0, 80);
  if (typeof value === "string") return value.slice(0, 60);
  if (!isRecord(value)) return "";
  for (const key of [
    "name",
    "title",
    "ask",
    "text",
    "id",
    "persona",
    "speaker",
    "environment",
    "cue",
    "go",
    "action",
    "verb",
    "when",
  ]) {
    const one = value[key];
    if (typeof one === "string" && one !== "") return one.slice(0, 60);
    if (isRecord(one) && typeof one["en"] === "string") return one["en"].slice(0, 60);
  }
  return "";
}

/** An entry keeps its box while it moves, where it has an id to be known by. */
function keyOf(value: unknown, index: number): string {
  const id = isRecord(value) ? value["id"] : undefined;
  return typeof id === "string" && id !== "" ? `${id}` : `at ${index}`;
}
