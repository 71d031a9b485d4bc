import { open } from "node:fs/promises";
import * as z from "zod";
import type { RowBody } from "./repair-item.ts";

/** What was asked, of whom: a journal of anything else is not gone on with. */
export interface JournalHead {
  readonly format: 1;
  readonly task: string;
  readonly model: string;
  readonly synthetic: boolean;
  readonly seed: number;
}

/** One finished question. */
export interface Finished {
  readonly key: string;
  readonly rows: readonly RowBody[];
  /** Why nothing of the answer could be used; null where it could. */
  readonly failed: string | null;
  readonly repaired: boolean;
  readonly dropped: Readonly<Record<string, number>>;
}

export interface Journal {
  readonly finished: ReadonlyMap<string, Finished>;
  add(one: Finished): Promise<void>;
  close(): Promise<void>;
}

/** A journal that cannot be gone on with; the message says what to do. */
export class JournalError extends Error {
  override name = "JournalError";
}

const Head = z.strictObject({
  format: z.literal(1),
  task: z.string(),
  model: z.string(),
  synthetic: z.boolean(),
  seed: z.number(),
});
const Row = z.strictObject({
  turn: z.string().nullable(),
  outcome: z.enum(["changed", "kept", "left"]),
  why: z.string().nullable(),
  before: z.string(),
  after: z.string(),
  details: z.record(z.string(), z.unknown()),
});
const Line = z.strictObject({
  key: z.string(),
  rows: z.array(Row),
  failed: z.string().nullable(),
  repaired: z.boolean(),
  dropped: z.record(z.string(), z.number()),
});

/**
 * Opens a journal to go on with, or begins one: JSON lines, a head and then one for each finished question. The end of
 * a line that a kill tore is taken away; its question is asked again. Rejects with a `JournalError` for another run's.
 */
export async function openJournal(file: string, head: JournalHead): Promise<Journal> {
  const handle = await open(file, "a+", 0o600);
  try {
    const bytes = await handle.readFile();
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    if (whole.length < bytes.length) await handle.truncate(whole.length);
    const [first, ...lines] = whole.toString("utf8").split("\n").slice(0, -1);
    const finished = new Map<string, Finished>();
    if (first === undefined) await handle.appendFile(`${JSON.stringify(head)}\n`);
    else checkHead(file, parsed(file, 1, first, Head), head);
    for (const [index, line] of lines.entries()) {
      const one = parsed(file, index + 2, line, Line);
      finished.set(one.key, one);
    }
    let writing = Promise.resolve();
    return {
      finished,
      add(one) {
        finished.set(one.key, one);
        // One write after another, so that no two lines can mix.
        writing = writing.then(() => handle.appendFile(`${JSON.stringify(one)}\n`));
        return writing;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function parsed<T>(file: string, number: number, line: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new JournalError(
      `${file}: line ${number} is no line of a repair's journal. Move the file away, or name another folder with --out.`,
    );
  }
}

function checkHead(file: string, found: JournalHead, expected: JournalHead): void {
  for (const field of ["task", "model", "synthetic", "seed"] as const) {
    if (found[field] === expected[field]) continue;
    throw new JournalError(
      `${file} is the journal of another run (its ${field} is ${JSON.stringify(found[field])}, now it is ${JSON.stringify(expected[field])}). Name another folder with --out.`,
    );
  }
}
