import type { Arm } from "./speed-arms.ts";
import type { Played } from "./speed-company.ts";
import { quantile } from "./report.ts";

/** What one arm gave at one number of turns at once. Times in ms; shares from 0 to 1. */
export interface ArmFigures {
  readonly arm: Arm;
  readonly turns: number;
  readonly incomplete: number;
  readonly acknowledged: readonly number[];
  readonly firstVisible: readonly number[];
  readonly lastWord: readonly number[];
  readonly callsPerLine: number;
  readonly tokensPerLine: number;
  /** Thrown away, as the episodes' own records say, and as the endpoint counted. */
  readonly thrownAway: number;
  readonly thrownAwayCounted: number;
  readonly prefixReuse: number;
  readonly modes: Readonly<Record<string, number>>;
}

export function armFigures(arm: Arm, played: Played): ArmFigures {
  const { lines, ledger, counted } = played;
  const said = Math.max(1, lines.length);
  const answered = lines.filter(({ outcome }) => outcome === "complete");
  // What was still kept for a line to come when the bench ended is neither used nor thrown away.
  const generated = Math.max(1, counted.generated - ledger.unfinished);
  const modes: Record<string, number> = {};
  for (const mode of ledger.modes) modes[mode] = (modes[mode] ?? 0) + 1;
  return {
    arm,
    turns: lines.length,
    incomplete: lines.length - answered.length,
    acknowledged: lines.map(({ acknowledged }) => acknowledged ?? Number.POSITIVE_INFINITY),
    firstVisible: answered.flatMap(({ firstVisible }) => firstVisible ?? []),
    lastWord: answered.flatMap(({ lastWord }) => lastWord ?? []),
    callsPerLine: counted.calls / said,
    tokensPerLine: generated / said,
    thrownAway: ledger.thrownAway / Math.max(1, ledger.used + ledger.thrownAway),
    thrownAwayCounted: Math.max(0, generated - ledger.used) / generated,
    prefixReuse: counted.promptBytes === 0 ? 0 : counted.knownBytes / counted.promptBytes,
    modes,
  };
}

/** One table for one number of turns at once. */
export function tableOf(title: string, rows: readonly ArmFigures[]): string {
  return [
    "",
    title,
    `${"".padEnd(44)}${"turns".padStart(6)}${"ack ms".padStart(12)}${"first visible s".padStart(17)}${"last word s".padStart(14)}${"calls".padStart(7)}${"tokens".padStart(8)}${"thrown away".padStart(13)}${"prefix".padStart(8)}`,
    `${"".padEnd(44)}${"".padStart(6)}${"p50  p95".padStart(12)}${"p50   p95".padStart(17)}${"p50   p95".padStart(14)}${"/line".padStart(7)}${"/line".padStart(8)}${"own  counted".padStart(13)}${"reuse".padStart(8)}`,
    ...rows.flatMap(rowOf),
  ].join("\n");
}

function rowOf(row: ArmFigures): string[] {
  const seconds = (values: readonly number[], q: number) =>
    (quantile(values, q) / 1_000).toFixed(2).padStart(6);
  const ms = (values: readonly number[], q: number) => quantile(values, q).toFixed(0).padStart(5);
  const share = (value: number) => `${(value * 100).toFixed(0)} %`;
  const modes = Object.entries(row.modes)
    .map(([mode, count]) => `${mode} ${count}`)
    .join(", ");
  const line = [
    row.arm.says.padEnd(44),
    String(row.turns).padStart(6),
    `${ms(row.acknowledged, 0.5)}${ms(row.acknowledged, 0.95)}`.padStart(12),
    `${seconds(row.firstVisible, 0.5)}${seconds(row.firstVisible, 0.95)}`.padStart(17),
    `${seconds(row.lastWord, 0.5)}${seconds(row.lastWord, 0.95)}`.padStart(14),
    row.callsPerLine.toFixed(1).padStart(7),
    row.tokensPerLine.toFixed(0).padStart(8),
    `${share(row.thrownAway)} ${share(row.thrownAwayCounted).padStart(6)}`.padStart(13),
    share(row.prefixReuse).padStart(8),
  ].join("");
  const notes = [
    ...(row.arm.thinking.mode === "auto" || row.arm.thinking.mode === "ahead" ? [modes] : []),
    ...(row.incomplete > 0 ? [`${row.incomplete} turns did not end complete`] : []),
  ];
  return notes.length === 0 ? [line] : [line, `${"".padEnd(8)}${notes.join("; ")}`];
}
