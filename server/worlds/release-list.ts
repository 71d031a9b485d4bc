import type { Release } from "./world-shelf.ts";

/**
 * What was released in a world, oldest first: `history/releases.yaml`, a line for each release, so that a person reads
 * it, git merges it, and one torn line spoils no other. Each line is JSON and, with its dash, YAML.
 */
export interface ReleaseLine extends Release {
  /** As `sheetKey` names it. */
  readonly sheet: string;
}

/** In bytes; the oldest lines go first. */
export const RELEASE_LIST_LIMIT = 1024 * 1024;

export function readReleases(text: string): ReleaseLine[] {
  return text.split("\n").flatMap((line): ReleaseLine[] => {
    if (!line.startsWith("- {")) return [];
    try {
      const { at, by, sheet, version, gone } = JSON.parse(line.slice(2)) as Record<string, unknown>;
      const time = typeof at === "string" ? Date.parse(at) : Number.NaN;
      if (typeof sheet !== "string" || typeof version !== "string") return [];
      if (!/^[0-9a-f]{12}$/u.test(version) || Number.isNaN(time)) return [];
      const left = gone === true ? ({ gone: true } as const) : {};
      return [{ at: time, by: typeof by === "string" ? by : null, sheet, version, ...left }];
    } catch {
      return [];
    }
  });
}

export function withRelease(text: string, { at, ...release }: ReleaseLine): string {
  const { by, sheet, version, gone } = release;
  const line = `- ${JSON.stringify({ at: new Date(at).toISOString(), by, sheet, version, gone })}\n`;
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const whole = before + line;
  return whole.length <= RELEASE_LIST_LIMIT
    ? whole
    : whole.slice(whole.indexOf("\n", line.length) + 1);
}
