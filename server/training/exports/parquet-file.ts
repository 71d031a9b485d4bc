import * as zlib from "node:zlib";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { writeColumn } from "hyparquet-writer/src/column.js";
import { encodeNestedValues } from "hyparquet-writer/src/dremel.js";
import { schemaPathResolver } from "hyparquet-writer/src/schema.js";
import { openOutFile, type Disk } from "./out-file.ts";
import type { Columns, ColumnType, Row, RowFile } from "./row-file.ts";

/** What is held in memory before it is written as one group: so many rows, or so many bytes of them. */
const GROUP = { rows: 1_000, bytes: 48 * 1024 * 1024 } as const;
/** Bytes that may gather before they go to the disk. */
const BUFFER = 4 * 1024 * 1024;
const PAGE = 1024 * 1024;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];
type Path = Parameters<typeof encodeNestedValues>[0];
type PageData = Parameters<typeof writeColumn>[0]["pageData"];
type Chunk = ReturnType<typeof writeColumn>["chunk"];

/** True where this Node can compress with zstd; otherwise parquet is written with snappy, and JSONL only plain. */
export const HAS_ZSTD = typeof zlib.zstdCompressSync === "function";

/** Begins a parquet file of these columns, written in groups of rows, so that memory does not grow with the file. */
export function openParquetFile(path: string, columns: Columns, disk?: Disk): RowFile {
  const out = openOutFile(path, disk);
  const writer = new GroupWriter(columns, (bytes) => out.write(bytes));
  let group: Row[] = [];
  let held = 0;
  return {
    write(row) {
      group.push(row);
      held += weightOf(row);
      if (group.length < GROUP.rows && held < GROUP.bytes) return;
      writer.writeGroup(group);
      group = [];
      held = 0;
    },
    async finish() {
      if (group.length > 0) writer.writeGroup(group);
      await writer.finish();
      return out.finish();
    },
    abandon: out.abandon,
  };
}

/**
 * The library's writer with a way of its own for lists of numbers, which are most of a file of tokens: the library
 * walks each of them by recursion, at three times the cost of everything else together.
 */
class GroupWriter extends ParquetWriter {
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];

  constructor(columns: Columns, take: (bytes: Uint8Array) => void) {
    const bytes = new ByteWriter(BUFFER);
    const flush = (): void => {
      take(bytes.getBytes());
      bytes.index = 0;
    };
    const grow = bytes.ensure.bind(bytes);
    bytes.ensure = (size) => {
      if (bytes.index + size > BUFFER) flush();
      grow(size);
    };
    bytes.finish = flush;
    super({
      writer: bytes,
      schema: schemaOf(columns),
      codec: HAS_ZSTD ? "ZSTD" : "SNAPPY",
      ...(HAS_ZSTD ? { compressors: { ZSTD: compress } } : {}),
      createdBy: "dramatis",
      statistics: false,
    });
    this.columns = Object.entries(columns);
  }

  writeGroup(rows: readonly Row[]): void {
    const start = this.writer.offset;
    const resolve = schemaPathResolver(this.schema);
    const chunks: Chunk[] = [];
    for (const [name, type] of this.columns) {
      const values = rows.map((row) => row[name] ?? null);
      const numbers = numberList(type);
      for (const leaf of leavesOf(resolve([name]))) {
        const schemaPath = leaf.map(({ element }) => element);
        const element = schemaPath.at(-1);
        if (element === undefined) continue;
        const written = writeColumn({
          writer: this.writer,
          column: {
            columnName: schemaPath
              .slice(1)
              .map((one) => one.name)
              .join("."),
            element,
            schemaPath,
            codec: this.codec,
            compressors: this.compressors,
            stats: false,
            // A row never spans pages, and to look for their borders in numbers takes longer than to write them.
            pageSize: numbers === null ? PAGE : 0,
            columnIndex: false,
            offsetIndex: true,
            // To look for repetitions costs most where there are none.
            ...(numbers === null && type !== "text" ? {} : { encoding: "PLAIN" as const }),
          },
          pageData:
            numbers === null
              ? encodeNestedValues(leaf, values)
              : numberPages(values as (readonly number[] | null)[], numbers),
        });
        chunks.push(written.chunk);
        this.pendingIndexes.push(written);
      }
    }
    const sizes = chunks.map(({ meta_data }) => meta_data?.total_uncompressed_size ?? 0n);
    this.num_rows += BigInt(rows.length);
    this.row_groups.push({
      columns: chunks,
      total_byte_size: sizes.reduce((sum, size) => sum + size, 0n),
      num_rows: BigInt(rows.length),
      total_compressed_size: BigInt(this.writer.offset - start),
    });
  }
}

/** About how many bytes a value takes. */
function weightOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (Array.isArray(value) && typeof value[0] === "number") return 8 * value.length;
  let weight = 8;
  for (const part of Object.values(value)) weight += weightOf(part);
  return weight;
}

/** The array that holds a list column's numbers; null for every other column. */
function numberList(type: ColumnType): typeof Int32Array | typeof Float64Array | null {
  if (typeof type === "string" || !("list" in type)) return null;
  if (type.list === "int") return Int32Array;
  return type.list === "double" ? Float64Array : null;
}

/**
 * Levels and values of an optional list of optional numbers none of which is null: 0 for no list, 1 for an empty one, 3
 * for a number.
 */
function numberPages(
  lists: readonly (readonly number[] | null)[],
  Numbers: typeof Int32Array | typeof Float64Array,
): PageData {
  const slots = lists.reduce((sum, list) => sum + Math.max(1, list?.length ?? 0), 0);
  const held = new Numbers(slots);
  const definition = new Uint8Array(slots).fill(3);
  const repetition = new Uint8Array(slots).fill(1);
  const gaps: number[] = [];
  let at = 0;
  for (const list of lists) {
    repetition[at] = 0;
    if (list === null || list.length === 0) {
      definition[at] = list === null ? 0 : 1;
      gaps.push(at);
      at += 1;
      continue;
    }
    held.set(list, at);
    at += list.length;
  }
  let values: ArrayLike<number | null> = held;
  if (gaps.length > 0) {
    const withGaps: (number | null)[] = Array.from(held);
    for (const gap of gaps) withGaps[gap] = null;
    values = withGaps;
  }
  // The library only indexes, slices and filters them, which typed arrays can as well.
  return {
    values,
    definitionLevels: definition,
    repetitionLevels: repetition,
    maxDefinitionLevel: 3,
  } as unknown as PageData;
}

function leavesOf(path: Path): Path[] {
  const children = path.at(-1)?.children ?? [];
  return children.length === 0 ? [path] : children.flatMap((child) => leavesOf([...path, child]));
}

function compress(bytes: Uint8Array): Uint8Array {
  return zlib.zstdCompressSync(bytes, {
    params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 },
  });
}

function schemaOf(columns: Columns): Schema {
  const elements = Object.entries(columns).flatMap(([name, type]) => elementsOf(name, type));
  return [{ name: "schema", num_children: Object.keys(columns).length }, ...elements] as Schema;
}

const PRIMITIVES = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  int: { type: "INT32" },
  double: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
} as const;

function elementsOf(name: string, type: ColumnType): object[] {
  const optional = { name, repetition_type: "OPTIONAL" };
  if (typeof type === "string") return [{ ...optional, ...PRIMITIVES[type] }];
  if ("list" in type) {
    return [
      { ...optional, num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      ...elementsOf("element", type.list),
    ];
  }
  const fields = Object.entries(type.struct);
  return [
    { ...optional, num_children: fields.length },
    ...fields.flatMap(([field, of]) => elementsOf(field, of)),
  ];
}
