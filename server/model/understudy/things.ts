import type { Language } from "../../../shared/protocol.ts";
import type { Moment } from "./moment.ts";
import { termsOf } from "./terms.ts";

/** A thing that a sheet tells of. */
export interface SheetThing {
  readonly name: string;
  /** The character's own. */
  readonly yours: boolean;
  /** In the character's own hands or clothes. */
  readonly held: boolean;
  /** Nobody else knows that it is here. */
  readonly hidden: boolean;
  /** In somebody else's hands, or not to be carried. */
  readonly beyond: boolean;
}

/** Something done with a thing in the course of a turn; `sentences` stand in for the reply's where there are any. */
export interface Handling {
  readonly action: string;
  readonly sentences: readonly string[];
}

const SEEN_LABEL = /^(?:things here|这里的东西)\s*[:：]\s*$/iu;
const HIDDEN_LABEL =
  /^(?:things that only you know to be here|只有你知道在这里的东西)\s*[:：]\s*$/iu;
const BULLET = /^\s*[-*•]\s+(.*)$/u;
const OWN = /^(?:yours|你的)$/u;
const LOCKED = /^(?:locked|锁着)$/u;
const FIXED = /^(?:cannot be carried|搬不动)$/u;
const ON_YOU = /^(?:kept out of sight on you|贴身藏着)$/u;
const ELSEWHERE = /^in the hands of |^在.+手里$/u;

/** Takes the lists of things out of a part of a sheet: what is left is prose. */
export function withoutThings(lines: readonly string[]): { rest: string[]; things: SheetThing[] } {
  const rest: string[] = [];
  const things: SheetThing[] = [];
  let list: "seen" | "hidden" | null = null;
  for (const line of lines) {
    const plain = line.trim();
    if (SEEN_LABEL.test(plain)) list = "seen";
    else if (HIDDEN_LABEL.test(plain)) list = "hidden";
    else {
      const bullet = list === null ? null : BULLET.exec(line);
      if (bullet === null && plain !== "") list = null;
      if (bullet !== null) things.push(thingOf(bullet[1] ?? "", list === "hidden"));
      else rest.push(line);
    }
  }
  return { rest, things };
}

function thingOf(text: string, hidden: boolean): SheetThing {
  const [, name = "", inside = ""] =
    /^(.+?)(?:\s*[(（](.+?)[)）])?(?:\s*[:：]\s*[\s\S]*)?$/u.exec(text) ?? [];
  const notes = inside.split(/[;；，]\s*/u).map((note) => note.trim());
  const has = (pattern: RegExp) => notes.some((note) => pattern.test(note));
  const told = notes.filter((note) => ![OWN, LOCKED, FIXED].some((known) => known.test(note)));
  const yours = has(OWN);
  return {
    name: name.trim(),
    yours,
    held: yours && (has(ON_YOU) || told.every((note) => note === "")),
    hidden,
    beyond: has(ELSEWHERE) || has(FIXED),
  };
}

const ASKS: Record<Language, { give: RegExp; show: RegExp; not: RegExp }> = {
  en: {
    give: /\b(?:give|hand|pass|lend) (?:me|us)\b|\b(?:may|can|could|might) (?:i|we) (?:please )?(?:have|take|borrow|hold)\b/iu,
    show: /\bshow (?:me|us)\b|\blet (?:me|us) (?:see|look at)\b|\b(?:may|can|could|might) (?:i|we) (?:please )?(?:see|look at)\b/iu,
    not: /\b(?:don't|do not|never|if|would you have)\b/iu,
  },
  zh: {
    give: /(?:给|递给|交给|借给?)我(?!看)|能(?:不能)?(?:把|给).*给我/u,
    show: /给我看|让我看/u,
    not: /别|不要|如果|要是/u,
  },
};

const SAYS: Record<Language, { give: readonly string[]; show: readonly string[] }> = {
  en: {
    give: ["Here, take it.", "Here. Mind how you hold it.", "Take it, then, and bring it back."],
    show: ["Look at it, then.", "There. Look for yourself.", "See for yourself."],
  },
  zh: {
    give: ["给你，拿好。", "拿去吧，小心些。", "喏，拿着。"],
    show: ["你自己看吧。", "喏，你看。", "看看就好。"],
  },
};

/** How often a thing of one's own is handled while one listens. */
const NOW_AND_THEN = 0.12;

/**
 * What the character does with a thing in this turn: gives or shows one that a player asked for, unless it guards
 * what is still kept; shows what proves a secret it has just told; now and then takes up one of its own. Null for nothing.
 */
export function handle(moment: Moment): Handling | null {
  const { sheet, attention, language, dice } = moment;
  if (sheet.things.length === 0 || attention.kind !== "player") return null;
  const partner = attention.line?.speaker ?? "";
  if (partner === "") return null;
  const speech = attention.line?.speech ?? "";
  const asks = ASKS[language];
  const wanted = sheet.things.find((thing) => names(speech, thing));
  const free = (thing: SheetThing) => mine(moment, thing) && isFree(moment, thing);
  if (wanted !== undefined && free(wanted) && !asks.not.test(speech)) {
    if (asks.show.test(speech))
      return {
        action: shows(wanted, partner, language),
        sentences: [dice.one(SAYS[language].show)],
      };
    if (asks.give.test(speech))
      return {
        action: gives(wanted, partner, language),
        sentences: [dice.one(SAYS[language].give)],
      };
    return null;
  }
  const proof = sheet.things.find(
    (thing) =>
      thing.hidden &&
      free(thing) &&
      moment.secrets.some((state) => state.justOpened && touches(thing, state.terms)),
  );
  if (proof !== undefined) return { action: shows(proof, partner, language), sentences: [] };
  if (!dice.chance(NOW_AND_THEN)) return null;
  const idle = sheet.things.filter(
    (thing) =>
      thing.yours && !thing.held && !thing.hidden && !thing.beyond && isFree(moment, thing),
  );
  if (idle.length === 0) return null;
  const thing = dice.one(idle);
  const lifted = lastDone(moment, thing) === "take";
  return { action: lifted ? lays(thing, language) : takes(thing, language), sentences: [] };
}

/** In its own hands still, as far as its own deeds tell. */
function mine(moment: Moment, thing: SheetThing): boolean {
  if (!thing.yours) return false;
  const last = lastDone(moment, thing);
  return last === "take" || last === "show" || (thing.held && last === null);
}

/** A thing that has to do with what is still kept stays where it is; one that is hidden comes out with its secret. */
function isFree({ secrets }: Moment, thing: SheetThing): boolean {
  const about = secrets.filter(({ terms }) => touches(thing, terms));
  return about.every(({ open }) => open) && (!thing.hidden || about.length > 0);
}

function touches({ name }: SheetThing, terms: ReadonlySet<string>): boolean {
  return termsOf(name).some((term) => terms.has(term));
}

/** All that tells the thing's name from others, as the line says it. */
function names(speech: string, { name }: SheetThing): boolean {
  const said = new Set(termsOf(speech));
  const wanted = termsOf(name);
  return (wanted.length > 0 && said.has(wanted.at(-1) ?? "")) || speech.includes(name);
}

type Done = "take" | "give" | "show" | "put";

function lastDone({ history }: Moment, { name }: SheetThing): Done | null {
  const bare = name.replace(/^(?:the|an?) /iu, "");
  for (const line of history.toReversed()) {
    if (line.kind !== "own") continue;
    const action = line.actions.find((one) => one.includes(bare));
    if (action === undefined) continue;
    if (/^(?:hands|把.*交给)/u.test(action)) return "give";
    if (/^(?:picks up|拿起)/u.test(action)) return "take";
    if (/^(?:puts down|放下)/u.test(action)) return "put";
    if (/^(?:shows|把.*给.*看)/u.test(action)) return "show";
  }
  return null;
}

function gives({ name }: SheetThing, to: string, language: Language): string {
  return language === "zh" ? `把${name}交给${to}` : `hands ${name} to ${to}`;
}
function shows({ name }: SheetThing, to: string, language: Language): string {
  return language === "zh" ? `把${name}给${to}看` : `shows ${name} to ${to}`;
}
function takes({ name }: SheetThing, language: Language): string {
  return language === "zh" ? `拿起${name}` : `picks up ${name}`;
}
function lays({ name }: SheetThing, language: Language): string {
  return language === "zh" ? `放下${name}` : `puts down ${name}`;
}
