import { createHash } from "node:crypto";
import type { Clock, EpisodeLog } from "../../stage/ports.ts";
import { isCollapse } from "../diversity/diversity.ts";
import { spreadOf, turnPattern } from "../diversity/turn-pattern.ts";
import { nameAtHead, readDialogue } from "./dialogue.ts";
import { evidenceOf, rewardOfEvidence, type Judged } from "./evidence.ts";
import type { EvidenceFile } from "./evidence-file.ts";
import { holdAgainstBaseline, type Case, type Judge, type Verdict } from "./judge.ts";
import { judgedText, type Speaker } from "./judged-text.ts";
import type { LoggedTurns } from "./logged-turns.ts";
import type { Asked } from "./reward-request.ts";

/** Answers of a policy in, rewards out: finds each one's baseline, asks the judge, and keeps the evidence. */
export interface RewardService {
  /** In the order of what was asked. Rejects with `JudgeUnreachable`, and with the signal's reason on abort. */
  rewards(asked: readonly Asked[], signal: AbortSignal): Promise<RewardsGiven>;
  /** Of the last responses of the policy; for whoever watches a training. */
  readonly diversity: ResponseDiversity;
  readonly judge: Pick<Judge, "model" | "synthetic">;
}

export type RewardsGiven =
  | { readonly ok: true; readonly verdicts: readonly Verdict[] }
  /** Which answer's data cannot be used, counted from 0, and why. */
  | { readonly ok: false; readonly index: number; readonly problem: string };

/** How varied the last responses were, by their patterns of thought, deed and speech. */
export interface ResponseDiversity {
  readonly responses: number;
  readonly top1Share: number;
  readonly entropyBits: number;
  /** Below the line of `COLLAPSE`: the training should stop. */
  readonly collapse: boolean;
  /** The share that held nothing to judge, 0 to 1. */
  readonly empty: number;
}

export interface RewardServiceOptions {
  /** Its `ask` decides how many questions are asked at once. */
  readonly judge: Judge;
  readonly clock: Clock;
  /** Null: labels may not name turns. */
  readonly turns: LoggedTurns | null;
  /** Where the evidence of logged turns goes; null for the file. */
  readonly log: EpisodeLog | null;
  /** Where all other evidence goes; null for nowhere. */
  readonly file: EvidenceFile | null;
  /** How a response begins where neither its prompt nor its label says so. */
  readonly begins: Speaker["begins"];
  /** Told when evidence could not be kept; without a text of it. */
  readonly trouble: (problem: string) => void;
}

/** Responses whose patterns are watched. */
const WATCHED = 256;
/** Verdicts that are remembered: a trainer that was refused sends all of its batch again. */
const REMEMBERED = 10_000;

export function createRewardService(options: RewardServiceOptions): RewardService {
  const { judge, clock, turns, log, file } = options;
  const patterns: string[] = [];
  const known = new Map<string, Verdict>();

  /** A text says what is wrong with the data. */
  async function caseOf(
    asked: Asked,
  ): Promise<(Case & Judged & { episodeId: string | null }) | string> {
    const { label } = asked;
    const logged = label.turn === null ? null : await turnOf(label.turn);
    if (typeof logged === "string") return logged;
    const prompt = asked.prompt ?? label.prompt ?? logged?.prompt ?? null;
    if (prompt === null) {
      return "no talk to judge by; send the prompt, or put it into the label as prompt";
    }
    const read = readDialogue(prompt, label.persona ?? logged?.name ?? null);
    // Where nobody says who answers, the baseline does: a name that only one of the two loses would tell them apart.
    const dialogue = { ...read, name: read.name || (nameAtHead(label.baseline ?? "") ?? "") };
    if (dialogue.lines.length === 0) return "the prompt holds nothing that may be judged by";
    const { name } = dialogue;
    const begins = label.begins ?? dialogue.begins ?? options.begins;
    const baseline =
      label.baseline === null ? logged?.text : judgedText(label.baseline, { name, begins: "none" });
    if (baseline === undefined || baseline.segments.length === 0) {
      return "the baseline holds nothing that may be judged: no speech, no action, no closed role thought";
    }
    return {
      dialogue,
      response: judgedText(asked.response, { name, begins }),
      baseline,
      turn: logged?.turnId ?? null,
      episodeId: logged?.episodeId ?? null,
      provenance: label.provenance,
    };
  }

  async function turnOf(id: string) {
    if (turns === null) return "a turn is named, and no log is open; start with --file";
    const found = await turns.find(id);
    if (found.ok) return found.turn;
    return found.why === "unknown"
      ? "the log has no such turn"
      : "this turn answers a player who has not allowed training; leave it out";
  }

  async function keep(
    judged: Judged & { readonly episodeId: string | null },
    verdict: Verdict,
  ): Promise<void> {
    const evidence = evidenceOf(judge, judged, verdict);
    const at = clock.now();
    try {
      if (judged.turn !== null && judged.episodeId !== null && log !== null) {
        await log.append([rewardOfEvidence(judged.episodeId, judged.turn, at, evidence)]);
        return;
      }
    } catch (error) {
      options.trouble(
        `the log did not take a reward (${codeOf(error)}); its evidence goes to the file`,
      );
    }
    try {
      await file?.write(at, evidence);
    } catch (error) {
      options.trouble(`evidence could not be written (${codeOf(error)}); check the disk`);
    }
  }

  function remember(name: string, verdict: Verdict): void {
    known.set(name, verdict);
    const oldest = known.keys().next().value;
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  function watch({ segments }: Case["response"]): void {
    patterns.push(turnPattern(segments));
    if (patterns.length > WATCHED) patterns.shift();
  }

  return {
    judge,
    get diversity() {
      const { top1Share, entropyBits, counts } = spreadOf(patterns);
      const figures = { turns: patterns.length, top1Share, entropyBits };
      return {
        responses: patterns.length,
        top1Share,
        entropyBits,
        collapse: isCollapse(figures),
        empty: (counts.find(([pattern]) => pattern === "empty")?.[1] ?? 0) / (patterns.length || 1),
      };
    },
    async rewards(asked, signal) {
      const cases: Exclude<Awaited<ReturnType<typeof caseOf>>, string>[] = [];
      // All of the data is looked at before a judge is asked anything.
      for (const [index, one] of asked.entries()) {
        const read = await caseOf(one);
        if (typeof read === "string") return { ok: false, index, problem: read };
        cases.push(read);
      }
      // One that fails ends the others: the trainer sends them all again.
      const failing = new AbortController();
      const either = AbortSignal.any([signal, failing.signal]);
      try {
        const verdicts = await Promise.all(
          cases.map(async (one) => {
            const name = nameOfCase(one);
            const before = known.get(name);
            const verdict = before ?? (await holdAgainstBaseline(judge, one, either));
            // A policy that repeats itself to the letter is what is watched for.
            watch(one.response);
            if (before === undefined) {
              remember(name, verdict);
              await keep(one, verdict);
            }
            return verdict;
          }),
        );
        return { ok: true, verdicts };
      } catch (error) {
        failing.abort(error);
        throw error;
      }
    },
  };
}

/** The same for the same question, and for nothing else. */
function nameOfCase({ dialogue, response, baseline, turn }: Case & Judged): string {
  const asked = JSON.stringify([dialogue, response, baseline, turn]);
  return createHash("sha256").update(asked).digest("base64");
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error
    ? String(error.code)
    : "unknown cause";
}
