import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pythonWith } from "../../doubles/find-python.ts";
import { exportTo } from "./export-to.ts";

/** Where a Python with pyarrow is there: Debian 12 has none, Debian 14 and wheels do. `PYTHON` names one. */
const python = pythonWith(["pyarrow"]);

const READ = `
import json, sys
import pyarrow.parquet as pq
file = pq.ParquetFile(sys.argv[1])
print(json.dumps({"rows": [row for batch in file.iter_batches(2) for row in batch.to_pylist()], "schema": str(file.schema_arrow)}))
`;

test.runIf(python.found).each([
  ["verl", false],
  ["calls", true],
  ["calls", false],
])("[T2] pyarrow reads %s as hyparquet does; exact: %s", async (name, exact) => {
  const made = await exportTo(name, { exact, shardRows: 4 });
  const files = made.files.filter((one) => one.endsWith(".parquet"));
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const command = python.found ? python.command : "";
    const { stdout, stderr } = spawnSync(command, ["-c", READ, join(made.folder, file)], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const read = JSON.parse(stdout) as { rows: unknown; schema: string };
    expect(read.rows).toEqual(known(await made.rowsOf(file)));
    // A column of no type at all is one that no row of any export could fill.
    expect(read.schema).not.toMatch(/: null/u);
  }
});

/** Values as JSON has them: whole numbers as numbers, and null for what is not there. */
function known(rows: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(rows, (_, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value === undefined ? null : value,
    ),
  );
}
