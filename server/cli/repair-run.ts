import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { printable } from "../episodes/transcript.ts";
import { JournalError, openJournal } from "../training/repair/journal.ts";
import { editableTurns } from "../training/repair/own-dialogue.ts";
import {
  JOURNAL_FILE,
  MEANS_NOTHING,
  ROWS_FILE,
  writeRepairFiles,
} from "../training/repair/repair-files.ts";
import type { AskWriter } from "../training/repair/repair-item.ts";
import { runRepairJob, type RepairEnd } from "../training/repair/repair-job.ts";
import { planCost } from "../training/repair/repair-plan.ts";
import type { Progress } from "../training/repair/run-repairs.ts";
import { factsOf, settingDiff } from "../training/repair/setting-diff.ts";
import { openWriter, writerOf } from "./open-writer.ts";
import { openPersonaFile, type PersonaFile } from "./persona-file.ts";
import { LogPlace } from "../episodes/log-place.ts";
import { noteOutput } from "../training/rights/outputs/known-outputs.ts";
import { dataFolderOf } from "./log-named.ts";
import { isLog, readDialogues } from "./read-dialogues.ts";
import { readRepairSettings, REPAIR_USAGE, type RepairSettings } from "./repair-settings.ts";
import type { Environment } from "./setting-sources.ts";
import { systemClock } from "./system-clock.ts";

/** What the command needs of the world outside. */
export interface RepairSurroundings {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Asked instead of the endpoint, in tests. */
  readonly ask?: AskWriter;
}

/** Runs the command; its exit status is 0 for done (or only estimated), 1 for not all done, 2 for a wrong command. */
export async function runRepairCommand(
  args: readonly string[],
  around: RepairSurroundings,
): Promise<0 | 1 | 2> {
  const { print, complain } = around;
  const read = readRepairSettings(args, around.env);
  if (read.kind === "help") {
    print(REPAIR_USAGE);
    return 0;
  }
  if (read.kind === "refused") {
    for (const problem of read.problems) complain(problem);
    complain("See npm run repair -- --help.");
    return 2;
  }
  const { settings } = read;
  for (const note of settings.notes) complain(note);
  const { task, from, drafting } = settings;
  const persona = settings.persona === null ? null : await openPersonaFile(settings.persona);
  if (persona !== null && !persona.ok) {
    complain(persona.problem);
    return 2;
  }
  const found = await readDialogues(from);
  if (!found.ok) {
    complain(found.problem);
    return 1;
  }
  const dialogues = found.dialogues
    .filter(({ character }) => persona === null || character.id === persona.character.id)
    // The file may be newer than what was played.
    .map((dialogue) =>
      persona === null ? dialogue : { ...dialogue, character: persona.character },
    )
    .slice(0, settings.limit ?? undefined);
  const turns = dialogues.reduce((sum, one) => sum + editableTurns(one).length, 0);
  const writer = writerOf(settings.config);
  const estimate = planCost(task, dialogues, drafting);
  print(`${task}: ${dialogues.length} dialogues with ${turns} turns of their own in ${from}`);
  for (const [why, count] of Object.entries(found.leftOut)) print(`  left out: ${count} (${why})`);
  print(
    `estimate: ${estimate.calls} calls to ${writer.model} (at most ${estimate.callsAtMost}, if every answer must be repaired), about ${estimate.promptTokens} tokens of prompts and ${estimate.completionTokens} of answers`,
  );
  if (writer.synthetic && estimate.calls > 0) print(MEANS_NOTHING);
  if (!settings.yes) {
    print("Nothing was asked. Give the same command with --yes to begin.");
    return 0;
  }
  try {
    await mkdir(settings.out, { recursive: true, mode: 0o700 });
    if (isLog(from))
      noteOutput(dataFolderOf(new LogPlace(from)), { kind: "repair", path: settings.out });
    const head = { format: 1, task, ...writer, seed: settings.seed } as const;
    const journal = await openJournal(join(settings.out, JOURNAL_FILE), head);
    let end: RepairEnd;
    const opened =
      around.ask === undefined && estimate.calls > 0
        ? await openWriter(settings.config, settings.seed, systemClock())
        : null;
    try {
      end = await runRepairJob({
        task,
        dialogues,
        drafting,
        writer: { ...writer, ask: around.ask ?? opened?.ask ?? (() => Promise.resolve(null)) },
        journal,
        concurrency: settings.concurrency,
        signal: around.signal,
        progress: reporter(print),
      });
    } finally {
      await opened?.close();
      await journal.close();
    }
    const order = { task, from, ...writer, seed: settings.seed, limit: settings.limit, drafting };
    const { leftOut } = found;
    await writeRepairFiles(
      settings.out,
      { ...order, dialogues: dialogues.length, leftOut, estimate },
      end,
    );
    summary(settings, end, print);
    if (task === "settings") {
      const problem = await showSettings(settings, end, persona, print);
      if (problem !== null) {
        complain(problem);
        return 1;
      }
    }
    if (end.unanswered === 0) return 0;
    complain(
      `${end.unanswered} questions have no answer yet: look after the endpoint (npm run doctor), then give the same command again; what is finished is not asked again.`,
    );
    return 1;
  } catch (error) {
    if (around.signal.aborted) {
      complain("Stopped. Give the same command again, and it goes on from there.");
      return 1;
    }
    if (error instanceof JournalError) {
      complain(error.message);
      return 2;
    }
    const code = error instanceof Error && "code" in error ? String(error.code) : null;
    if (code === null) throw error;
    complain(`${settings.out} cannot be written (${code}). Check the disk and the folder.`);
    return 1;
  }
}

/** A line for about every twentieth part. */
function reporter(print: (text: string) => void) {
  const said = new Map<string, number>();
  return (stage: string, { done, all, calls, failed }: Progress): void => {
    const part = Math.floor((20 * done) / all);
    if (said.get(stage) === part) return;
    said.set(stage, part);
    print(`  ${stage}: ${done} of ${all}, ${calls} calls, ${failed} without a usable answer`);
  };
}

function summary({ out }: RepairSettings, end: RepairEnd, print: (text: string) => void): void {
  const told = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([word, count]) => `${word} ${count}`)
      .join(", ") || "none";
  print(`${end.rows.length} rows in ${join(out, ROWS_FILE)}: ${told(end.outcomes)}`);
  print(`  ${end.calls} calls in this run, ${end.askedAgain} answers asked for again`);
  if (Object.keys(end.left).length > 0) print(`  left as they were: ${told(end.left)}`);
  if (Object.keys(end.dropped).length > 0) print(`  dropped: ${told(end.dropped)}`);
}

/** Prints the diff of each character; writes it into the designer's file only where that was asked for. */
async function showSettings(
  { apply, persona: file }: RepairSettings,
  { rows }: RepairEnd,
  persona: PersonaFile | null,
  print: (text: string) => void,
): Promise<string | null> {
  for (const character of new Set(rows.map((row) => row.character))) {
    const facts = factsOf(rows, character);
    if (facts.length === 0) continue;
    const sheet: Record<string, string> = {};
    for (const { character: of, details, before } of rows) {
      if (of === character) sheet[String(details["field"])] = before;
    }
    print(`\n${settingDiff(printable(character), facts, sheet)}`);
    if (!apply || persona === null || !persona.ok) continue;
    const synthetic = rows.some((row) => row.character === character && row.synthetic);
    if (synthetic) return `A stand-in made some of this: nothing was written into ${file ?? ""}.`;
    const problem = await persona.add(facts);
    if (problem !== null) return problem;
    print(`written into ${file ?? ""}`);
  }
  if (!apply) print("\nNothing was applied: --persona FILE --apply --yes writes it into a file.");
  return null;
}
