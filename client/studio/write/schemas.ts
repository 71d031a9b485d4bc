import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { language } from "../language.ts";
import type { JsonSchema } from "./form/json-schema.ts";

let kept: Promise<Readonly<Record<string, JsonSchema>> | null> | null = null;

/** The schema of a sheet, asked for once; null until it is there. */
export function useSchema(key: string): JsonSchema | null {
  const [schema, setSchema] = useState<JsonSchema | null>(null);
  useEffect(() => {
    kept ??= ask<Record<string, JsonSchema>>(`/writing/schemas?language=${language()}`).then(
      (answer) => {
        if (!answer.ok) kept = null;
        return answer.ok ? answer.value : null;
      },
    );
    void kept.then((all) => setSchema(all?.[key.startsWith("persona.") ? "persona" : key] ?? null));
  }, [key]);
  return schema;
}
