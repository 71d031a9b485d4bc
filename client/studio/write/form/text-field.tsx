import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../words.ts";
import type { FieldProps } from "./field-props.ts";
import { Labelled } from "./labelled.tsx";
import { useFormAround } from "./form-context.ts";

/** Text: a line, some lines, or prose with its tokens counted. Boxes grow with what is in them. */
export function TextField(props: FieldProps & { readonly size: "line" | "lines" | "prose" }) {
  const { value, onChange, required, path, size } = props;
  const { tokens } = useFormAround();
  const text = typeof value === "string" ? value : "";
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    current.style.height = "auto";
    current.style.height = `${current.scrollHeight + 2}px`;
  }, [text]);
  const change = (given: string) => onChange(given === "" && !required ? undefined : given);
  const counted = tokens[path.join("/")];
  return (
    <Labelled
      {...props}
      beside={counted === undefined ? null : <span class="tokens">{words.tokens(counted)}</span>}
    >
      {(about) =>
        size === "line" ? (
          <input
            {...about}
            type="text"
            dir="auto"
            value={text}
            onInput={({ currentTarget }) => change(currentTarget.value)}
          />
        ) : (
          <textarea
            {...about}
            ref={box}
            dir="auto"
            rows={size === "prose" ? 5 : 1}
            value={text}
            onInput={({ currentTarget }) => change(currentTarget.value)}
          />
        )
      }
    </Labelled>
  );
}
