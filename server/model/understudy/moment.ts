import type { Language } from "../../../shared/protocol.ts";
import { attend, type Attention } from "./attention.ts";
import { namesOf } from "./cast.ts";
import type { Conversation } from "./chatml.ts";
import { CopyGuard } from "./copy-guard.ts";
import { readHistory, type PastLine } from "./history-reading.ts";
import { intentsOf, type Intent } from "./intent.ts";
import { sentencesOf } from "./language.ts";
import { Wording } from "./phrasing.ts";
import { factsOf, Recall } from "./recall.ts";
import { lorePut } from "./recalled.ts";
import { givesAway, judgeSecrets, type SecretState } from "./secret-keeping.ts";
import { diceOf, hashOf, type Dice } from "./seeded.ts";
import { readSheet, type Sheet } from "./sheet-reading.ts";
import { Telling } from "./telling.ts";
import { termsOf } from "./terms.ts";
import { voiceOf, type Voice } from "./voice.ts";

/** Everything a character has in mind when it is its turn. */
export interface Moment {
  readonly sheet: Sheet;
  readonly history: readonly PastLine[];
  readonly attention: Attention;
  readonly language: Language;
  readonly voice: Voice;
  readonly dice: Dice;
  readonly wording: Wording;
  readonly guard: CopyGuard;
  readonly recall: Recall;
  readonly telling: Telling;
  readonly secrets: readonly SecretState[];
  /** Own speech so far, oldest first. */
  readonly ownPast: readonly string[];
  readonly intents: readonly Intent[];
  /** Terms that only name the character itself, or call it. */
  readonly vocative: ReadonlySet<string>;
}

/** How many of its own turns a character keeps from repeating. */
const REMEMBERED = 24;

export function momentOf(conversation: Conversation, seed: number): Moment {
  const sheet = readSheet(conversation.system);
  const history = readHistory(conversation.messages, sheet);
  const attention = attend(history, sheet);
  const { language } = attention;
  const dice = diceOf(
    hashOf(`${seed}\n${conversation.system}\n${JSON.stringify(conversation.messages)}`),
  );
  const voice = voiceOf(sheet, language);
  const own = lastOwn(history, REMEMBERED);
  const ownPast = own.map((line) => line.speech);
  const wording = new Wording(
    language,
    voice,
    own.map((line) => [line.speech, ...line.actions, ...line.thoughts].join("\n")),
    dice,
  );
  const guard = new CopyGuard(
    sheet.guarded,
    own.flatMap((line) => line.thoughts),
  );
  const castTerms = new Set(
    [...sheet.others, ...sheet.relations].flatMap(({ name }) => termsOf(name)),
  );

  const everything = new Recall(factsOf(sheet, [], () => true));
  const secrets = judgeSecrets(
    sheet,
    history,
    attention.line,
    (term) => everything.weight(term),
    castTerms,
  );
  const closed = secrets.filter((state) => !state.open);
  const common = new Set([
    ...castTerms,
    ...termsOf(sheet.name),
    ...termsOf(`${sheet.scenario} ${sheet.others.map((other) => other.text).join(" ")}`),
  ]);
  const opened = secrets.filter((state) => state.open).map(({ secret }) => secret.text);
  const speakable = (text: string): boolean =>
    !isCode(text) && !isAboutTheBook(text, sheet.world) && !givesAway(text, closed, common);
  const recall = new Recall(factsOf(sheet, opened, speakable, lorePut(history, sheet.name)));

  const speech = attention.line?.speech ?? "";
  return {
    sheet,
    history,
    attention,
    language,
    voice,
    dice,
    wording,
    guard,
    recall,
    secrets,
    ownPast,
    telling: new Telling(sheet, voice, guard, wording, dice, ownPast.slice(-4)),
    intents: intentsOf(withoutVocative(speech, sheet), language),
    vocative: new Set(sheet.name === "" ? [] : namesOf(sheet.name).flatMap(termsOf)),
  };
}

/** Its own lines back to the so many-th in which it said something: what it did in passing counts for nothing. */
function lastOwn(history: readonly PastLine[], spoken: number): PastLine[] {
  const own = history.filter((line) => line.kind === "own");
  const from = own.filter(({ speech }) => speech !== "").at(-spoken);
  return from === undefined ? own : own.slice(own.indexOf(from));
}

/** Keys, links, braces and words that are no words are in some prompts; nobody says them. */
function isCode(text: string): boolean {
  return /https?:|[{}_\\|]|\b(?=\w*\d)(?=\w*[A-Za-z])\w{5,}\b|\b[A-Z]{2,}[-_][A-Z0-9-]+|\b[A-Za-z]{22,}\b|\b[0-9a-f]{8,}\b/.test(
    text.replace(/\b\d+(?:st|nd|rd|th|s)\b/g, ""),
  );
}

/** Some profiles speak of a character as critics do. Nobody says such things of himself. */
function isAboutTheBook(text: string, world: string): boolean {
  if (world.length > 5 && /^(?:the )?[A-Z]/.test(world) && text.includes(`"${world}`)) return true;
  return /\b(?:novel|narrative|protagonist|antagonist|storyline|plot|the story|chapter|readers?|fictional|literary|character arc|character's|archetype|symboli[sz]\w*|embod(?:y|ies|iment)|underscores?|highlights?|epitomi[sz]es?|personif\w+|explicitly|throughout the (?:book|story|series)|pivotal|catalyst|foil|complex (?:and \w+ )?(?:character|figure)|central (?:character|figure)|development|the scene)\b|小说|主人公|主角|情节|读者|书中人物|作者|象征/i.test(
    text,
  );
}

/** "Mara, how old are you?" asks "how old are you?". */
function withoutVocative(speech: string, sheet: Sheet): string {
  const names = sheet.name === "" ? [] : namesOf(sheet.name);
  const ends = names
    .filter((name) => /^[A-Z]/.test(name))
    .map((name) => name.replace(/[^\w\s'-]/g, "."));
  const atEnd =
    ends.length === 0
      ? null
      : new RegExp(`,\\s*(?:mrs?\\.? |miss |old |dear )?(?:${ends.join("|")})\\s*([?.!]*)$`, "i");
  return sentencesOf(speech)
    .map((sentence) => {
      const direct = sentence
        .replace(atEnd ?? /,\s*(?:sir|madam|ma'am|my (?:lord|lady|dear|friend))\s*([?.!]*)$/i, "$1")
        .replace(
          /^(?:先生|掌柜的?|师傅|姑娘|老板娘?|大叔|大爷)(?=[您你今本最喜住考多是有在为从])/,
          "您",
        );
      const comma = /^([^,，]{1,24})[,，]\s*(.+)$/s.exec(direct);
      if (!comma) return direct;
      const called = comma[1] as string;
      const calls =
        names.some((name) => called.includes(name)) ||
        /^(?:林师傅|师傅|先生|.{0,2}掌柜的?|.{0,2}先生|姑娘|老板娘?|大叔|大爷|婆婆|sir|madam|ma'am|my (?:lord|lady|dear)|captain)$/i.test(
          called,
        );
      return calls ? (comma[2] as string) : direct;
    })
    .join(/[\u3400-\u9fff]/.test(speech) ? "" : " ");
}
