import { castOf } from "./cast.ts";
import type { Pseudonyms, Rights } from "./rights-port.ts";
import type { Survey } from "./survey.ts";

/** What of one episode may be read in an export: names out of its texts, pseudonyms for its ids. */
export interface Veil {
  id: Pseudonyms["of"];
  /** The pseudonym of a player, by participant; the same over all episodes of one subject. */
  player(participant: string): string;
  text(text: string): string;
}

/** With `exact` texts stay as they are: for rows of tokens, which would spell the names anyway. */
export function createVeil(
  survey: Survey,
  pseudonyms: Pseudonyms,
  rights: Rights,
  exact: boolean,
): Veil {
  /** The episode's and its players' stand in every row. */
  const known = new Map<string, string>();
  const id: Pseudonyms["of"] = (kind, of) => {
    if (kind === "turn" || kind === "call") return pseudonyms.of(kind, of);
    const key = `${kind} ${of}`;
    const made = known.get(key) ?? pseudonyms.of(kind, of);
    known.set(key, made);
    return made;
  };
  const player = (participant: string): string =>
    id("player", survey.players.get(participant)?.subject ?? participant);
  const kept = castOf(survey).map(({ name }) => name);
  const scrubber = rights.createScrubber(survey.roster, { kept });
  /** A prompt repeats what the one before it held, paragraph by paragraph. */
  const seen = new Map<string, string>();
  function scrubbed(paragraph: string): string {
    let made = seen.get(paragraph);
    if (made === undefined) {
      made = scrubber.scrub(paragraph).text;
      if (seen.size >= REMEMBERED) seen.clear();
      seen.set(paragraph, made);
    }
    return made;
  }
  return {
    id,
    player,
    text: (text) =>
      exact || text === "" ? text : text.split(PARAGRAPHS).map(scrubbed).join(PARAGRAPHS),
  };
}

const PARAGRAPHS = "\n\n";
/** Paragraphs of one episode that are scrubbed once. */
const REMEMBERED = 2_000;
