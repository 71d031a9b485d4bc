import { TAKE_RULE } from "../../stage/rehearsing.ts";
import { languageTokens } from "../language-tokens.ts";
import { signal, type Of, type Signal, type Turn } from "./signal.ts";

/** What players and authors said of turns by pressing something. */

/** What an author made of a turn in rehearsal: its words before and after. */
export interface Edit {
  readonly turnId: string;
  readonly before: string;
  readonly after: string;
}

/** Thumbs, retakes and preferences. `turns` by id; opinions of turns that are not among them are left out. */
export function opinionSignals(
  turns: ReadonlyMap<string, Turn>,
  opinions: readonly (Of<"feedback"> | Of<"preference">)[],
): Signal[] {
  const thumbs = new Map<string, Map<string, number>>();
  const kept = new Map<string, Map<string, number>>();
  for (const opinion of opinions) {
    if (opinion.type === "feedback") {
      note(thumbs, opinion.turnId, opinion.participant, opinion.rating === "up" ? 1 : -1);
      continue;
    }
    // Versions of one turn are compared by pairs: what somebody says of another pair is another opinion.
    const { participant, chosen, rejected } = opinion;
    const pair = `${participant} ${[chosen, rejected].toSorted().join(" ")}`;
    note(kept, chosen, pair, 1);
    note(kept, rejected, pair, -1);
  }
  // A designer's take is asked for out of curiosity, before anyone has judged.
  const retakes = [...turns.values()].filter(({ chosenBy }) => chosenBy !== TAKE_RULE);
  const asked = new Set(retakes.flatMap(({ instead }) => instead ?? []));
  return [...turns.values()].flatMap((turn) => [
    ...mean("thumb", turn, thumbs.get(turn.turnId)),
    ...(asked.has(turn.turnId) ? [signal("retake-asked", turn, -1)] : []),
    ...mean("preference", turn, kept.get(turn.turnId)),
  ]);
}

/** How much of turns was changed, in words. */
export function editSignals(turns: ReadonlyMap<string, Turn>, edits: readonly Edit[]): Signal[] {
  const last = new Map(edits.map((edit) => [edit.turnId, edit]));
  return [...last.values()].flatMap((edit) => {
    const turn = turns.get(edit.turnId);
    return turn === undefined ? [] : [signal("edited", turn, -changed(edit.before, edit.after))];
  });
}

function note(
  all: Map<string, Map<string, number>>,
  turnId: string,
  who: string,
  value: number,
): void {
  const known = all.get(turnId) ?? new Map<string, number>();
  all.set(turnId, known.set(who, value));
}

function mean(
  name: "thumb" | "preference",
  turn: Turn,
  given: ReadonlyMap<string, number> | undefined,
): Signal[] {
  if (given === undefined) return [];
  const values = [...given.values()];
  return [signal(name, turn, values.reduce((sum, one) => sum + one, 0) / values.length)];
}

/** Longer texts are compared by their beginnings, in tokens. */
const COMPARED = 1_000;

/** The share of tokens of both texts that are not in their longest common run of picks, 0 to 1. */
function changed(before: string, after: string): number {
  const a = languageTokens(before).slice(0, COMPARED);
  const b = languageTokens(after).slice(0, COMPARED);
  if (a.length + b.length === 0) return 0;
  let row = new Uint32Array(b.length + 1);
  for (const token of a) {
    const next = new Uint32Array(b.length + 1);
    for (const [at, other] of b.entries()) {
      next[at + 1] =
        token === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0);
    }
    row = next;
  }
  return 1 - (2 * (row.at(-1) ?? 0)) / (a.length + b.length);
}
