import { ExportError } from "./export-error.ts";
import type { Format } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { HAS_ZSTD } from "./parquet-file.ts";
import type { ExportFilters, Included } from "./selection.ts";
import type { SplitOrder } from "./splits.ts";

/** What may be asked of an export beside its format and its folder. Everything has a default. */
export interface ExportOptions {
  readonly filters?: ExportFilters;
  readonly includeSynthetic?: boolean;
  readonly includeUnconsented?: boolean;
  readonly includeRecalled?: boolean;
  /** What designers rehearsed in the studio, with what they chose and how they would have had it. */
  readonly includeRehearsals?: boolean;
  /** In formats of tokens: rows as they were, with the names that they spell. */
  readonly exact?: boolean;
  readonly splitBy?: SplitOrder["by"];
  /** The share that validation gets, from 0 to 1; 0.05 if not said. */
  readonly validation?: number;
  /** Decides splits and coins; the same seed makes the same export of the same log. */
  readonly seed?: string;
  /** Rows of one file; 50,000 if not said. */
  readonly shardRows?: number;
  /** Compresses JSON lines; parquet always is. */
  readonly zstd?: boolean;
  readonly keepUnbalanced?: boolean;
  /** Under what terms the rows may be passed on. */
  readonly licence?: string;
}

/** An order with nothing left open. */
export interface ExportOrder {
  readonly format: Format;
  readonly filters: ExportFilters;
  readonly included: Included;
  readonly exact: boolean;
  readonly split: SplitOrder;
  readonly shardRows: number;
  readonly zstd: boolean;
  readonly keepUnbalanced: boolean;
  readonly licence: string | null;
}

/** Fills in what was left open; throws `unknown-format` or `bad-option` where an order makes no sense. */
export function orderOf(asked: string | Format, options: ExportOptions): ExportOrder {
  const format = typeof asked === "string" ? FORMATS.find((one) => one.name === asked) : asked;
  if (format === undefined) {
    throw new ExportError(
      "unknown-format",
      `There is no format ${JSON.stringify(asked)}. There are: ${FORMATS.map((one) => one.name).join(", ")}.`,
    );
  }
  const { validation = 0.05, shardRows = 50_000, filters = {}, zstd = false } = options;
  const { maxTurns } = filters;
  if (!(validation >= 0 && validation <= 1)) {
    throw bad("The share for validation has to be a number from 0 to 1.");
  }
  if (!isCount(shardRows)) throw bad("Rows of one file have to be a whole number from 1.");
  if (maxTurns !== undefined && !isCount(maxTurns)) {
    throw bad("The most turns have to be a whole number from 1.");
  }
  if (options.exact === true && format.tokens !== true) {
    throw bad(
      `Exact rows are for formats of tokens; ${format.name} is made of text, from which players' names always go.`,
    );
  }
  if (zstd && !HAS_ZSTD) {
    throw bad(
      "This Node.js cannot compress with zstd; use Node.js 22.15 or later, or leave it out.",
    );
  }
  if (zstd && format.folders === true) {
    throw bad(`What reads ${format.name} does not read compressed JSON lines; leave zstd out.`);
  }
  return {
    format,
    filters,
    included: {
      synthetic: options.includeSynthetic ?? false,
      unconsented: options.includeUnconsented ?? false,
      recalled: options.includeRecalled ?? false,
      rehearsals: options.includeRehearsals ?? false,
    },
    exact: options.exact ?? false,
    split: { by: options.splitBy ?? "episode", validation, seed: options.seed ?? "dramatis" },
    shardRows,
    zstd,
    keepUnbalanced: options.keepUnbalanced ?? false,
    licence: options.licence ?? null,
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function bad(message: string): ExportError {
  return new ExportError("bad-option", message);
}
