import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { VisibleSegment } from "../../shared/protocol.ts";
import { readWorld } from "../../server/worlds/read-world.ts";
import { createAdmissions, type PerceivedTurn } from "../../server/roleplay/story/admission.ts";

/** Labelled words of personas: what they admit, hint at, deny, ask, suppose, or tell of others. */
export interface LabelledTurns {
  readonly world: string;
  readonly by: string;
  readonly kind: string;
  /** The findings that the last turn makes; empty for none. */
  readonly finds: readonly string[];
  /** Written before the signs were, and never looked at while they were tuned. */
  readonly held: boolean;
  /** The persona's turns to one hearer, oldest first; `*…*` is an action. */
  readonly turns: readonly string[];
}

export interface Score {
  readonly lines: number;
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  readonly precision: number;
  readonly recall: number;
  /** What went wrong, in words. */
  readonly faults: readonly string[];
}

export function readAdmissions(): LabelledTurns[] {
  return JSON.parse(
    readFileSync(resolve(import.meta.dirname, "admissions.json"), "utf8"),
  ) as LabelledTurns[];
}

/** Judges every labelled line with the signs of its own world; `signs` false judges by likeness alone. */
export async function scoreAdmissions(
  lines: readonly LabelledTurns[],
  signs = true,
): Promise<Score> {
  const judges = new Map<string, ReturnType<typeof createAdmissions>>();
  let [right, wrong, missed] = [0, 0, 0];
  const faults: string[] = [];
  for (const { world, by, kind, finds, turns } of lines) {
    const judge = judges.get(world) ?? (await judgeOf(world, signs));
    judges.set(world, judge);
    const found = turns.map((_, at) => judge.of(by, turns.slice(0, at + 1).map(perceived))).flat();
    const extra = found.filter((id) => !finds.includes(id));
    const lost = finds.filter((id) => !found.includes(id));
    right += finds.length - lost.length;
    wrong += extra.length;
    missed += lost.length;
    if (extra.length > 0) faults.push(`wrong ${extra.join()} (${kind}): ${turns.join(" / ")}`);
    if (lost.length > 0) faults.push(`missed ${lost.join()} (${kind}): ${turns.join(" / ")}`);
  }
  return {
    lines: lines.length,
    right,
    wrong,
    missed,
    precision: right / Math.max(1, right + wrong),
    recall: right / Math.max(1, right + missed),
    faults,
  };
}

/** A turn as it is written in the labelled lines. */
export function perceived(text: string): PerceivedTurn {
  const said = text.split(/(\*[^*]+\*)/u).flatMap((part): VisibleSegment[] => {
    if (part.trim() === "") return [];
    const action = /^\*(.+)\*$/u.exec(part)?.[1];
    return action === undefined
      ? [{ kind: "speech", text: part.trim() }]
      : [{ kind: "action", text: action }];
  });
  return { said, ended: true };
}

async function judgeOf(name: string, signs: boolean) {
  const read = await readWorld(resolve(import.meta.dirname, "../../assets/worlds", name));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const { world } = read;
  if (signs) return createAdmissions(world);
  const findings = world.story.findings.map((finding) => ({ ...finding, signs: [] }));
  return createAdmissions({ ...world, story: { ...world.story, findings } });
}
