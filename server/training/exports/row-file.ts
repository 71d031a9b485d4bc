import type { Written } from "./out-file.ts";

/** One row of a format: what is `undefined` in it counts as absent. */
export type Row = Readonly<Record<string, unknown>>;

/** A file of rows, written as they come. */
export interface RowFile {
  /** Resolves once the next row may come. */
  write(row: Row): Promise<void> | void;
  finish(): Promise<Written>;
  /** Stops writing and leaves the unfinished file where it is. */
  abandon(): void;
}

/** The type of a parquet column; everything may be null. `text` is a string that hardly ever comes twice. */
export type ColumnType =
  | "string"
  | "text"
  | "int"
  | "double"
  | "boolean"
  | { readonly list: ColumnType }
  | { readonly struct: Readonly<Record<string, ColumnType>> };

/** A parquet file's columns, in order. */
export type Columns = Readonly<Record<string, ColumnType>>;
