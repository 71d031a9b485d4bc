import type { JournalEntry, ParticipantId } from "../../../shared/protocol.ts";
import { answersOf } from "../../roleplay/story/goal.ts";
import type { Story } from "../../roleplay/story/story.ts";

/** What each player has learned, kept by who the player is, so that it is there again when the player is. */
export interface Journal {
  /** Writes a finding into a subject's journal; null where it stands there already, and is told no better way now. */
  write(
    subject: string,
    finding: string,
    how: Pick<JournalEntry, "at" | "kind" | "source">,
  ): JournalEntry | null;
  /** A subject's pages, oldest first. */
  of(subject: ParticipantId): readonly JournalEntry[];
  /** What a subject knows, oldest first. */
  known(subject: string): readonly string[];
  /** What all subjects together know. */
  readonly all: ReadonlySet<string>;
}

/** More players than this have come and gone: the pages of the first are forgotten; what all found out stays. */
const SUBJECTS = 1_000;

export function createJournal(story: Story): Journal {
  const pages = new Map<string, Map<string, JournalEntry>>();
  const all = new Set<string>();
  const findings = new Map(story.findings.map((finding) => [finding.id, finding]));
  return {
    all,
    write(subject, id, how) {
      const finding = findings.get(id);
      if (finding === undefined) return null;
      const mine = pages.get(subject) ?? new Map<string, JournalEntry>();
      const before = mine.get(id);
      // Hearing it from whose secret it is counts for more than hearing of it.
      if (before !== undefined && !(before.kind === "told" && how.kind !== "told")) return null;
      const entry: JournalEntry = {
        id,
        ...how,
        text: finding.entry,
        answers: answersOf(story, id),
      };
      mine.delete(id);
      mine.set(id, entry);
      pages.set(subject, mine);
      all.add(id);
      const first = pages.keys().next().value;
      if (pages.size > SUBJECTS && first !== undefined) pages.delete(first);
      return entry;
    },
    of: (subject) => [...(pages.get(subject)?.values() ?? [])],
    known: (subject) => [...(pages.get(subject)?.keys() ?? [])],
  };
}
