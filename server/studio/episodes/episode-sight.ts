import type { Role } from "../../../shared/studio/role.ts";
import type { Segment, Shown, Withheld } from "../../../shared/studio/episodes.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createScrubber } from "../../training/rights/scrubber.ts";
import type { EpisodeDigest } from "./episode-digest.ts";

type LineEvent = Extract<EpisodeEvent, { type: "line" }>;
type TurnEvent = Extract<EpisodeEvent, { type: "turn" }>;

/** How much of texts somebody may read at most. */
export type Reading = "designer" | "exporter" | "operator";

/** What one caller may read of one episode. Every text that leaves goes through it. */
export interface EpisodeSight {
  /** A player's pseudonym, a persona's own id; anyone else's id as it is. */
  id(participant: string): string;
  line(line: LineEvent): Shown<readonly Segment[]>;
  words(turn: TurnEvent): Shown<readonly Segment[]>;
  thoughts(turn: TurnEvent, seq: number): Shown<readonly Segment[]>;
  /** What a persona was asked, answered or observed around a turn, as a function from text to what is shown. */
  behind(
    turn: Pick<TurnEvent, "speaker" | "whisper" | "addressee">,
    seq: number,
  ): (text: string) => Shown<string>;
}

/** Roles add up: whoever designs reads as a designer, else as an exporter, else as an operator. */
export function readingOf(roles: ReadonlySet<Role>): Reading {
  if (roles.has("designer")) return "designer";
  return roles.has("exporter") ? "exporter" : "operator";
}

/**
 * The rules ST112 to ST116. `root` is false for a branch of an episode that the caller may not read in full: its prompts
 * hold what was said there.
 */
export function createSight(
  digest: EpisodeDigest,
  reading: Reading,
  pseudonymOf: (participant: string) => string,
  root: boolean,
): EpisodeSight {
  const { players, whispers } = digest;
  const rehearsed = digest.origin === "rehearsal" && digest.branchOf === null;
  const closed = new Set(
    [...players]
      .filter(([, { allows }]) => !allows && digest.origin !== "rehearsal")
      .map(([id]) => id),
  );
  const roster = new Map<string, { names: string[]; by: string }>();
  for (const [id, { name }] of players) {
    const by = pseudonymOf(id);
    const names = roster.get(by)?.names ?? [];
    roster.set(by, { names: [...names, name], by });
  }
  const scrubber = rehearsed ? null : createScrubber([...roster.values()]);
  const seen = new Map<string, string>();
  const scrub = (text: string): string => {
    if (scrubber === null || text === "") return text;
    const known = seen.get(text) ?? scrubber.scrub(text).text;
    if (seen.size > 500) seen.clear();
    seen.set(text, known);
    return known;
  };
  const scrubbed = (segments: TurnEvent["segments"]): Shown<readonly Segment[]> => ({
    shown: segments.map(({ kind, text }) => ({ kind, text: scrub(text) })),
  });
  const everyoneAllows = closed.size === 0;

  /** Why nothing that this persona said or thought then is shown, beside what is aloud. */
  function hidden(
    turn: Pick<TurnEvent, "speaker" | "whisper" | "addressee">,
    seq: number,
  ): Withheld | null {
    if (reading === "operator") return "role";
    if (reading === "exporter" && !everyoneAllows) return "no-consent";
    if (whisperedTo(turn)) return "whisper";
    for (const [player, first] of whispers.get(turn.speaker) ?? [])
      if (closed.has(player) && first < seq) return "whisper";
    return null;
  }
  const whisperedTo = ({ whisper, addressee }: Pick<TurnEvent, "whisper" | "addressee">) =>
    whisper && addressee !== null && closed.has(addressee);

  return {
    id: (participant) => (players.has(participant) ? pseudonymOf(participant) : participant),
    line(line) {
      if (reading === "operator") return { withheld: "role" };
      if (closed.has(line.speaker)) return { withheld: line.whisper ? "whisper" : "no-consent" };
      return scrubbed(line.segments);
    },
    words(turn) {
      if (reading === "operator") return { withheld: "role" };
      if (reading === "exporter" && !everyoneAllows) return { withheld: "no-consent" };
      if (whisperedTo(turn)) return { withheld: "whisper" };
      return scrubbed(turn.segments.filter(isVisible));
    },
    thoughts(turn, seq) {
      const why = hidden(turn, seq);
      if (why !== null) return { withheld: why };
      return scrubbed(turn.segments.filter((segment) => !isVisible(segment)));
    },
    behind(turn, seq) {
      const remembers = (digest.remembering.get(turn.speaker) ?? Infinity) <= seq;
      const own = everyoneAllows && root && (rehearsed || !remembers);
      const why = hidden(turn, seq) ?? (own ? null : "others-words");
      return (text) => (why === null ? { shown: scrub(text) } : { withheld: why });
    },
  };
}

function isVisible({ kind }: { readonly kind: Segment["kind"] }): boolean {
  return kind === "speech" || kind === "action";
}
