import type { SheetPath } from "../../../../shared/studio/writing.ts";
import type { JsonSchema } from "./json-schema.ts";

/** What every kind of field is given. */
export interface FieldProps {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly path: SheetPath;
  /** Undefined takes the field out. */
  readonly onChange: (value: unknown) => void;
  readonly required: boolean;
  /** Where the schema has no title of its own. */
  readonly label?: string;
}
