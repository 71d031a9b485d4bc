import type { Language, NoticeCode } from "../../shared/protocol.ts";
import type { ClientRefusal, Connection, PaceName } from "../index.ts";
import { en } from "./words/en.ts";
import type { PlayWords } from "./words/play-words.ts";
import { zh } from "./words/zh.ts";

/** Every text of the page, in each language it speaks. */
export interface Words extends PlayWords {
  readonly house: string;
  readonly tagline: string;
  readonly hook: readonly string[];
  readonly join: {
    readonly name: string;
    readonly nameHint: string;
    readonly language: string;
    readonly enter: string;
    readonly entering: string;
    readonly failed: string;
    readonly howTo: string;
    readonly lines: readonly string[];
    readonly aiNote: string;
  };
  readonly stage: { readonly label: string; readonly loading: string };
  readonly talk: {
    readonly title: string;
    readonly log: string;
    readonly history: string;
    readonly input: string;
    readonly cutIn: string;
    readonly cutInHint: (name: string) => string;
    readonly placeholder: (name: string) => string;
    readonly placeholderAll: string;
    readonly whisperPlaceholder: (name: string) => string;
    readonly send: string;
    readonly to: string;
    readonly everyone: string;
    readonly whisper: string;
    readonly whisperHint: string;
    readonly whisperTo: (name: string) => string;
    readonly says: (name: string) => string;
    readonly you: string;
    /** Over one's own lines. */
    readonly self: string;
    readonly considers: (name: string) => string;
    readonly unfinished: string;
    readonly skip: string;
  };
  readonly company: {
    readonly title: string;
    readonly ai: string;
    readonly aiLong: string;
    readonly player: string;
    readonly you: string;
    readonly away: string;
    readonly near: string;
    readonly far: string;
    readonly address: (name: string) => string;
  };
  readonly standIn: string;
  readonly standInLong: string;
  readonly connection: Readonly<Record<Connection, string>>;
  readonly comeBack: string;
  readonly refusals: Readonly<Record<ClientRefusal, string>>;
  readonly again: (seconds: number) => string;
  readonly notices: Readonly<Record<NoticeCode, string>>;
  readonly settings: {
    readonly title: string;
    readonly pace: string;
    readonly paces: Readonly<Record<PaceName, string>>;
    readonly weather: string;
    readonly language: string;
    readonly close: string;
    readonly leave: string;
  };
  /** What the switch says that lets a player's words be used for training; its wording is `CONSENT_NOTICE`. */
  readonly consent: {
    readonly title: string;
    readonly may: string;
    readonly meaning: string;
    readonly on: string;
    readonly off: string;
    readonly failed: string;
  };
  readonly help: { readonly title: string; readonly lines: readonly string[] };
}

const ALL: Readonly<Record<Language, Words>> = { en, zh };

/** The texts of one language. */
export function wordsOf(language: Language): Words {
  return ALL[language];
}
