import type { ChinesePhrase } from "./chinese-phrases.ts";
import type { ChineseAction } from "./chinese-text.ts";
import { CLASSIFIERS, HAND_WORDS, INDEFINITE, LONGER_WORD, PLACE_WORDS } from "./chinese-words.ts";
import type { Deed, EntityKind, ActionNames } from "./deed.ts";
import { kindsOf } from "./target-kinds.ts";

/** Whether a place in a Chinese clause tells a verb: its words, with the things that the verb needs around them. */

export interface ChineseFit {
  readonly deed: Deed;
  /** Where what belongs to the deed begins, its 把 included, and ends. */
  readonly start: number;
  readonly end: number;
  /** Letters of the phrase: of two at one place, the longer is meant. */
  readonly weight: number;
  /** It could mean something of the scene, and is not plain. */
  readonly doubtful: boolean;
  readonly underway: boolean;
}

/** What an action has told so far. */
export interface ChineseTold {
  readonly names: ActionNames;
  readonly deeds: readonly Deed[];
  /** There were deeds in earlier clauses. */
  readonly fresh: boolean;
  /** The clauses before this one. */
  readonly before: string;
}

interface Thing {
  readonly id: string | null;
  readonly start: number;
  readonly end: number;
}

const BEFORE_THING = new RegExp(
  `^(?:[^把将给，]{0,14}的)?(?:那|这)?(?:半)?[${CLASSIFIERS}]?[湿旧新小大破老空铜木铁满冷热黑白红]{0,2}$`,
  "u",
);
const REACH = 24;

/** Fits one phrase to a place in a clause where its first part stands. */
export function fitChinese(
  clause: string,
  at: number,
  phrase: ChinesePhrase,
  read: ChineseAction,
  told: ChineseTold,
): ChineseFit | null {
  return new Frame(clause, at, phrase, read, told).fit();
}

class Frame {
  readonly #clause: string;
  readonly #at: number;
  readonly #phrase: ChinesePhrase;
  readonly #read: ChineseAction;
  readonly #told: ChineseTold;

  constructor(
    clause: string,
    at: number,
    phrase: ChinesePhrase,
    read: ChineseAction,
    told: ChineseTold,
  ) {
    this.#clause = clause;
    this.#at = at;
    this.#phrase = phrase;
    this.#read = read;
    this.#told = told;
  }

  fit(): ChineseFit | null {
    const { verb, before, after, ofBa } = this.#phrase;
    const past = this.#pastAspect(this.#at + before.length);
    if (verb.item && verb.target === "person") return this.#giving(past);
    if (after !== null) return this.#around();
    const principal: readonly EntityKind[] = verb.item ? ["prop"] : kindsOf(verb);
    if (principal.length === 0 || (verb.alone && !ofBa)) {
      return this.#is(null, null, this.#at, past);
    }
    const ba = this.#ba(this.#at, principal);
    if (ba !== null) {
      if (ofBa && HAND_WORDS.test(this.#clause.slice(past + 1))) return null;
      return this.#principal(ba, ba.start, past);
    }
    if (ofBa) return null;
    const thing = this.#thingAt(past, principal);
    if (thing !== null) return this.#principal(thing, this.#at, thing.end);
    // "Picks it up, and puts down again": the thing is the one of the deed before.
    const last = this.#told.deeds.at(-1);
    const same = last?.item ?? (principal.includes("prop") ? (last?.target ?? null) : null);
    const prop = this.#told.names.props.some(({ id }) => id === same);
    if (!this.#told.fresh || !prop || past < this.#clause.length) return null;
    return this.#principal({ id: same, start: this.#at, end: past }, this.#at, past);
  }

  /** `走到…`, `朝…走去`: the thing stands after the first part. */
  #around(): ChineseFit | null {
    const { verb, before, after } = this.#phrase;
    const from = this.#pastAspect(this.#at + before.length);
    const thing = this.#thingAt(from, kindsOf(verb), true);
    const place = new RegExp(`^${PLACE_WORDS}`, "u");
    if (thing === null) {
      if (!verb.alone) return null;
      // One sits down somewhere, whatever it is called.
      if (after === "") return this.#is(null, null, this.#at, from);
      const tail = this.#clause.indexOf(after ?? "", from);
      if (tail === -1 || tail - from > REACH) return null;
      return this.#is(null, null, this.#at, this.#pastAspect(tail + (after ?? "").length));
    }
    let end =
      thing.end +
      (after?.startsWith("身") ? 0 : (place.exec(this.#clause.slice(thing.end))?.[0].length ?? 0));
    if (this.#clause[end] === "的") return null;
    const underway = /^(?:走|跑|冲|踱|奔)?向$|^[朝向往]$/u.test(before);
    if (after !== null && after !== "") {
      const gap = this.#clause.slice(end, end + 10);
      const skip =
        /^(?:的)?(?:慢慢|缓缓|轻轻|匆匆|快步|大步|径直|一步步|一步一步|悄悄|的方向|[\p{Script=Han}]{1,3}地)*/u.exec(
          gap,
        )?.[0] ?? "";
      const tail = gap.startsWith(after) ? end : end + skip.length;
      if (!this.#clause.startsWith(after, tail)) return null;
      end = this.#pastAspect(tail + after.length);
    }
    const seat = verb.alone && thing.id !== null && !kindsOf(verb).includes(this.#kindOf(thing.id));
    return this.#is(
      seat ? null : thing.id,
      null,
      this.#at,
      end,
      thing.id === null && !verb.alone,
      underway,
    );
  }

  /** `把信递给林`, `递给林那封信`, `把信给林看`. */
  #giving(past: number): ChineseFit | null {
    const { verb, before, after } = this.#phrase;
    const person = this.#personAt(past);
    if (person === null) return null;
    const hand = HAND_WORDS.exec(this.#clause.slice(person.end))?.[0] ?? "";
    if (/[到进在]$/u.test(before) && hand === "") return null;
    let end = person.end + hand.length;
    // Two who are given one thing: who has it then, nobody can say.
    if (/^[和与跟]/u.test(this.#clause.slice(end))) return null;
    if (after !== null) {
      const seen = /^(?:看|瞧|过目)/u.test(this.#clause.slice(end)) && after === "看";
      if (!seen && !this.#clause.startsWith(after, end)) return null;
      end += after.length;
    } else if (
      verb.effect !== "show" &&
      /^(?:看|瞧|过目|念|读|听|讲|说|倒|当|做|留|带|使|打|赔|让|的)/u.test(this.#clause.slice(end))
    )
      return null;
    const ba = this.#ba(this.#at, ["prop"]);
    if (ba !== null) return this.#handed(person, ba, ba.start, end);
    const direct = this.#justBefore(this.#at);
    if (direct !== null && (after !== null || direct.held))
      return this.#handed(person, direct, direct.start, end);
    if (before.length > 1 && after === null) {
      const item = this.#thingAt(end, ["prop"]);
      if (item !== null) return this.#handed(person, item, this.#at, item.end);
    }
    if (end < this.#clause.length || (before.length === 1 && after === null)) return null;
    const last = this.#told.fresh ? (this.#told.deeds.at(-1)?.item ?? null) : null;
    const item = last ?? this.#heldBefore();
    if (item !== null) return this.#handed(person, { ...person, id: item }, this.#at, end);
    return null;
  }

  #handed(person: Thing, item: Thing, start: number, end: number): ChineseFit {
    const doubtful = person.id === null || item.id === null;
    return this.#is(person.id, item.id, start, end, doubtful);
  }

  #principal(thing: Thing, start: number, end: number): ChineseFit {
    return this.#phrase.verb.item
      ? this.#is(null, thing.id, start, end, thing.id === null)
      : this.#is(thing.id, null, start, end, thing.id === null);
  }

  #is(
    target: string | null,
    item: string | null,
    start: number,
    end: number,
    doubtful = false,
    underway = false,
  ): ChineseFit {
    const { verb, before, after } = this.#phrase;
    const weight = before.length + (after?.length ?? 0);
    return { deed: { verb: verb.id, target, item }, start, end, weight, doubtful, underway };
  }

  #pastAspect(at: number): number {
    return (/^(?:了起来|起来|过来|过去|了|过(?!去|来))/u.exec(this.#clause.slice(at))?.[0].length ??
      0)
      ? at +
          (/^(?:了起来|起来|过来|过去|了|过(?!去|来))/u.exec(this.#clause.slice(at))?.[0].length ??
            0)
      : at;
  }

  /** What 把 or 将 names, if its verb comes at `end`; the words between may tell the way. */
  #ba(end: number, kinds: readonly EntityKind[]): Thing | null {
    const from = Math.max(0, end - REACH - 12);
    const near = this.#clause.slice(from, end);
    const ba = Math.max(near.lastIndexOf("把"), near.lastIndexOf("将"));
    if (ba === -1) return null;
    const thing = this.#thingAt(from + ba + 1, kinds);
    if (thing === null || thing.end > end) return null;
    const gap = this.#clause.slice(thing.end, end);
    if (gap.length > 12 || UNDONE_GAP.test(gap)) return null;
    return { ...thing, start: from + ba };
  }

  /** The thing right before a place, and whether it is told that it was in hand: `拿出钥匙递给…`. */
  #justBefore(at: number): (Thing & { readonly held: boolean }) | null {
    const props = this.#propsAt(this.#clause[at - 1] ?? "");
    if (props.length === 0) return null;
    const lead = this.#clause.slice(0, at - 1);
    const own = HELD.exec(lead)?.[0].length ?? 0;
    const held = own > 0 || TAKEN.test(lead);
    return {
      id: props.length === 1 ? (props[0] ?? null) : null,
      start: at - 1 - own,
      end: at,
      held,
    };
  }

  /** What the clause before took out and did nothing with: `拿出信，递给…`. */
  #heldBefore(): string | null {
    const { before } = this.#told;
    const props = this.#propsAt(before.at(-1) ?? "");
    return props.length === 1 && HELD.test(before.slice(0, -1)) ? (props[0] ?? null) : null;
  }

  #propsAt(sign: string): string[] {
    return this.#read
      .entitiesOf(sign)
      .filter(({ kind }) => kind === "prop")
      .map(({ id }) => id);
  }

  /** The thing whose name or words begin at a place. */
  #thingAt(at: number, kinds: readonly EntityKind[], place = false): Thing | null {
    const { names } = this.#told;
    const near = this.#clause.slice(at, at + REACH);
    if (near.startsWith("它") && kinds.includes("prop"))
      return { id: this.#told.deeds.at(-1)?.item ?? null, start: at, end: at + 1 };
    if (/^[你您她他](?!们|的)/u.test(near) && kinds.includes("person")) return this.#personAt(at);
    if (names.props.length + names.places.length + names.people.length === 0) return null;
    for (let end = 0; end < near.length; end++) {
      const entities = this.#read.entitiesOf(near[end] ?? "");
      if (entities.length === 0) continue;
      const after = near.slice(end + 1);
      if (after.startsWith("的") && !place) continue;
      if (after.startsWith("的") && !new RegExp(`^${PLACE_WORDS}`, "u").exec(after)?.[0].slice(1))
        continue;
      const lead = near.slice(0, end);
      const indefinite = INDEFINITE.test(lead);
      const meant = entities.filter(
        ({ kind }) => kinds.includes(kind) || (place && kind === "place"),
      );
      // "The letter that Gu handed over": who stands before 的 is not the thing.
      if (meant.length === 0 && /^[^的]{1,8}的./u.test(after)) continue;
      if (meant.length === 0 || (!indefinite && !BEFORE_THING.test(lead))) return null;
      if (LONGER_WORD.test(after) && !place) return null;
      const people = meant.every(({ kind }) => kind === "person");
      if (people && lead !== "") return null;
      const plain = meant.length === 1 && !indefinite;
      return { id: plain ? (meant[0]?.id ?? null) : null, start: at, end: at + end + 1 };
    }
    return null;
  }

  #personAt(at: number): Thing | null {
    const sign = this.#clause[at] ?? "";
    const one = { start: at, end: at + 1 };
    if (/^[她他](?!们)/u.test(this.#clause.slice(at))) return { ...one, id: this.#lastPerson() };
    if (/^[你您](?!们)/u.test(this.#clause.slice(at)))
      return { ...one, id: this.#told.names.addressee };
    const people = this.#read.entitiesOf(sign).filter(({ kind }) => kind === "person");
    return people.length === 0
      ? null
      : { ...one, id: people.length === 1 ? (people[0]?.id ?? null) : null };
  }

  /** Him or her: whom the last deed was done to, or, where nobody was named, whom the actor talks with. */
  #lastPerson(): string | null {
    const { names, before, deeds } = this.#told;
    const earlier = before + this.#clause.slice(0, this.#at);
    const named = [...earlier].flatMap((sign) =>
      this.#read.entitiesOf(sign).flatMap(({ kind, id }) => (kind === "person" ? [id] : [])),
    );
    if (named.length === 0) return names.addressee;
    const last = named.at(-1) ?? null;
    if (new Set(named).size === 1 && (names.addressee === null || names.addressee === last))
      return last;
    return deeds.at(-1)?.target === last ? last : null;
  }

  #kindOf(id: string): EntityKind {
    const { people, places } = this.#told.names;
    if (people.some((one) => one.id === id)) return "person";
    return places.some((one) => one.id === id) ? "place" : "prop";
  }
}

/** What one has in hand, and what one took just now. */
const HELD = /(?:拿出|取出|掏出|摸出|抽出|亮出|举起|举着|拿着|捧着|拿)$/u;
const TAKEN = /(?:拿起|捡起|拾起|提起|端起|接过|捧起|抓起|取下|摘下)$/u;
const UNDONE_GAP = /不|没|未|想|要|让|请/u;
