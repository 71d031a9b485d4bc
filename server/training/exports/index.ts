/** From episodes to trainers: the one function, and what it is given and gives. */

export { exportEpisodes } from "./export-episodes.ts";
export type { ExportProgress, ExportRequest, ExportResult } from "./export-episodes.ts";
export { ExportError, type ExportFailure } from "./export-error.ts";
export type { ExportOptions } from "./export-order.ts";
export type { Format, FormatRun, RowOut } from "./format.ts";
export { FORMATS } from "./formats.ts";
export { callOfRow } from "./formats/calls.ts";
export type { Rights } from "./rights-port.ts";
export type { ExportFilters } from "./selection.ts";
