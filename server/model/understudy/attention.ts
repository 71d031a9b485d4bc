import type { Language } from "../../../shared/protocol.ts";
import { namesOf, shortName } from "./cast.ts";
import { isCue } from "./cues.ts";
import type { PastLine } from "./history-reading.ts";
import { nameTold } from "./intent.ts";
import { languageOf } from "./language.ts";
import type { Sheet } from "./sheet-reading.ts";

/** What a character attends to: the line to answer, who said it, and in which language. */
export interface Attention {
  readonly line: PastLine | null;
  readonly kind: "player" | "persona" | "environment" | "nobody";
  /** The name to call the partner by; empty when none is known. */
  readonly partner: string;
  readonly language: Language;
}

const GENERIC =
  /^(?:guest|player|visitor|stranger|traveller|traveler|anonymous|anon|user|human|you|访客|玩家|旅人|客人|游客|用户)[\s_#-]*\d*$/i;

export function attend(history: readonly PastLine[], sheet: Sheet): Attention {
  const lastOwn = history.findLastIndex((line) => line.kind === "own");
  const fresh = history.slice(lastOwn + 1);
  const spoken = fresh.filter((line) => line.kind === "other");
  const mine = sheet.name === "" ? [] : namesOf(sheet.name);
  const isPersona = (line: PastLine): boolean =>
    sheet.others.some(({ name }) => name === line.speaker);
  const last = spoken.at(-1);
  // Whoever names me is answered first; a player goes before a housemate.
  const newest = fresh.at(-1);
  const cue = newest?.kind === "environment" && isCue(newest.speech) ? newest : null;
  const line =
    cue ??
    spoken.findLast(
      (one) => mine.some((name) => one.speech.includes(name)) && (!isPersona(one) || one === last),
    ) ??
    spoken.findLast((one) => !isPersona(one)) ??
    last ??
    fresh.findLast((one) => one.kind === "environment") ??
    null;
  const kind =
    line === null
      ? "nobody"
      : line.kind === "environment"
        ? "environment"
        : isPersona(line)
          ? "persona"
          : "player";
  return {
    line,
    kind,
    partner: line ? partnerName(line, history) : "",
    language: spokenLanguage(line, history, sheet),
  };
}

function partnerName(line: PastLine, history: readonly PastLine[]): string {
  const told = nameToldBy(line.speaker, history);
  if (told !== null) return told;
  return GENERIC.test(line.speaker) || line.kind === "environment" ? "" : shortName(line.speaker);
}

/** The last name a speaker gave for itself. */
export function nameToldBy(speaker: string, history: readonly PastLine[]): string | null {
  for (const line of history.toReversed()) {
    if (line.kind !== "other" || line.speaker !== speaker) continue;
    const name = nameTold(line.speech, speaker);
    if (name !== null && name.length <= 32) return name;
  }
  return null;
}

/** The language of the line addressed; where it has no words, that of the talk before it. */
function spokenLanguage(
  line: PastLine | null,
  history: readonly PastLine[],
  sheet: Sheet,
): Language {
  const before = history
    .toReversed()
    .filter((one) => one.kind === "other" && (line === null || one.speaker === line.speaker));
  const past = before.find((one) => one.speech !== "");
  const fallback = past ? languageOf(past.speech, sheet.language) : sheet.language;
  if (!line || line.kind === "environment") return sheet.language;
  return languageOf(line.speech, fallback);
}
