import * as zlib from "node:zlib";
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from "hyparquet";
import type { Columns, ColumnType, Row } from "./row-file.ts";

/** A parquet file of an export, to be read again. */
export interface ParquetRows {
  readonly columns: Columns;
  /** In order, a group of rows at a time: what is in memory does not grow with the file. */
  rows(): AsyncIterable<Row>;
}

const COMPRESSORS = {
  ZSTD: (bytes: Uint8Array): Uint8Array => zlib.zstdDecompressSync(bytes),
};

/** Opens a parquet file; rejects where it cannot be read, or has columns that no export writes. */
export async function openParquetRows(path: string): Promise<ParquetRows> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const [root, ...elements] = metadata.schema;
  const left = [...elements];
  const columns = fieldsOf(left, root?.num_children ?? 0);
  return {
    columns,
    async *rows() {
      let from = 0;
      for (const { num_rows } of metadata.row_groups) {
        const to = from + Number(num_rows);
        yield* await parquetReadObjects({
          file,
          metadata,
          rowStart: from,
          rowEnd: to,
          compressors: COMPRESSORS,
        });
        from = to;
      }
    },
  };
}

function fieldsOf(left: SchemaElement[], count: number): Columns {
  const fields: Record<string, ColumnType> = {};
  for (let n = 0; n < count; n++) {
    const element = left.shift();
    if (element === undefined) throw unknown();
    fields[element.name] = typeOf(element, left);
  }
  return fields;
}

/** The other way of what `parquet-file.ts` makes of a column's type. */
function typeOf(element: SchemaElement, left: SchemaElement[]): ColumnType {
  const { type, converted_type, num_children = 0 } = element;
  if (num_children > 0) {
    if (converted_type !== "LIST") return { struct: fieldsOf(left, num_children) };
    const [list, one] = [left.shift(), left.shift()];
    if (list === undefined || one === undefined) throw unknown();
    return { list: typeOf(one, left) };
  }
  switch (type) {
    case "BYTE_ARRAY":
      return "string";
    case "INT32":
      return "int";
    case "DOUBLE":
      return "double";
    case "BOOLEAN":
      return "boolean";
    default:
      throw unknown();
  }
}

function unknown(): Error {
  return new Error("columns that no export writes");
}
