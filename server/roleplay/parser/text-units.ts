import { fold, isSoftClose, isSoftOpen } from "./character-folding.ts";
import { plainEnd } from "./plain-runs.ts";

/** One character as it arrived and as it is compared; an escaped one (`&lt;`, `\u003c`, `%3C`) is one unit. */
export interface Unit {
  /** As it arrived: what is shown if it is shown. */
  readonly raw: string;
  /** Folded; empty for what cannot be seen. */
  readonly char: string;
  readonly escaped: boolean;
  /** A bracket that is only perhaps an angle bracket. */
  readonly soft: "open" | "close" | null;
}

/** Takes plain text (`plainEnd`) in one piece instead of unit by unit, while it wants to. */
export interface RunTaker {
  wanted(): boolean;
  take(run: string): void;
}

/** Cuts a stream into units, whatever the chunks: halves of pairs and of escapes wait for their rest. */
export interface UnitReader {
  push(text: string, take: (unit: Unit) => void, runs?: RunTaker): void;
  /** Gives back the beginning of an escaped bracket that the text's end cut off, or nothing. */
  end(take: (unit: Unit) => void): string;
}

/** An escape longer than this is none. */
const LONGEST_ESCAPE = 40;
const NAMED: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  lowbar: "_",
  underbar: "_",
  sol: "/",
  verbar: "|",
  vert: "|",
  colon: ":",
  newline: "\n",
  tab: " ",
  amp: "&",
  percnt: "%",
  bsol: "\\",
  lang: "<",
  rang: ">",
  langle: "<",
  rangle: ">",
  shy: "",
  zwj: "",
  zwnj: "",
  lrm: "",
  rlm: "",
};
/** What may still become an escape. */
const PARTIAL =
  /^(?:&#?[a-z0-9]*|\\(?:0{0,4}[37]?|0?7[46]?|u(?:[0-9a-f]{0,8}|\{[0-9a-f]{0,6})|x(?:[0-9a-f]{0,2}|\{[0-9a-f]{0,6})|o\{?[0-7]{0,6}|n\{?[a-z0-9+ -]{0,24})?|%(?:u[0-9a-f]{0,4}|[0-9a-f])?|=3?)$/iu;
/** `\u003c`, `\u{3c}`, `\x3c`, `\x{3c}`, `%3c`, `%u003c`; `\U0000003c` has eight digits, but some write `\U003c`. */
const HEXADECIMAL =
  /^\\(?:u([0-9a-fA-F]{4})|U(?!0000)([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[uUxX]\{([0-9a-fA-F]{1,6})\}|[xX]([0-9a-fA-F]{2})|N\{U\+([0-9a-fA-F]{1,6})\})$|^%(?:u([0-9a-fA-F]{4})|([0-9a-fA-F]{2}))$/u;
/** A bracket in octal (`\74`), in a style sheet (`\3c`), in mail (`=3C`), by name (`\N{LESS-THAN SIGN}`). */
const BRACKET =
  /^(?:\\0?7([46])|\\o\{0*7([46])\}|\\0{0,4}3([ce])|=3([ce])|\\n\{(less|greater)-than sign\})$/iu;
const OPENS = new Set(["4", "c", "less"]);
const UNENDED = /^&(?:lt|gt|amp|#x[0-9a-f]{1,8}|#[0-9]{1,8})(?![0-9])/iu;
/** At the text's end, what may have become a bracket. */
const CUT_BRACKET = /^(?:&#x?[0-9a-f]*|\\(?:0{0,4}[37]|0+|u.*|x.*|o\{.*|n\{.*)|%(?:u.+|3)|=3)$/iu;

export function createUnitReader(): UnitReader {
  let high = "";
  /** Raw text of an escape that has begun; `read` is the part of it still to be understood. */
  let raw = "";
  let read = "";

  function plain(text: string, take: (unit: Unit) => void): void {
    for (const point of text) take(unitOf(point));
  }

  function finish(take: (unit: Unit) => void, value: string): void {
    const whole = raw;
    raw = "";
    read = "";
    take({
      raw: whole,
      char: [...value].map(fold).join("").slice(0, 4),
      escaped: true,
      soft: null,
    });
  }

  /** An escape was none, or one without its end, as in `&ltb` and `&#60b`. */
  function giveUp(take: (unit: Unit) => void): void {
    const begun = UNENDED.exec(read)?.[0];
    if (begun !== undefined) {
      const rest = read.slice(begun.length);
      raw = raw.slice(0, raw.length - rest.length);
      finish(take, entity(begun.slice(1)) ?? "");
      for (const point of rest) next(point, take);
      return;
    }
    const whole = raw;
    raw = "";
    read = "";
    plain(whole, take);
  }

  /** `&amp;lt;` is `&lt;` escaped once more: what begins an escape is read on as what it stands for. */
  function understood(value: string, take: (unit: Unit) => void): void {
    if (value !== "&" && value !== "%" && value !== "\\") {
      finish(take, value);
      return;
    }
    if (raw.length >= LONGEST_ESCAPE) {
      take({ raw: raw.slice(0, -1), char: "", escaped: true, soft: null });
      raw = raw.slice(-1);
    }
    read = value;
  }

  function extend(point: string, take: (unit: Unit) => void): void {
    raw += point;
    read += point;
    if (read.startsWith("&") && point === ";") {
      const value = entity(read.slice(1, -1));
      if (value === null) giveUp(take);
      else understood(value, take);
      return;
    }
    const code = HEXADECIMAL.exec(read)?.slice(1).find(Boolean);
    if (code !== undefined) {
      understood(fromCode(Number.parseInt(code, 16)), take);
      return;
    }
    const bracket = BRACKET.exec(read)?.slice(1).find(Boolean)?.toLowerCase();
    if (bracket !== undefined) {
      finish(take, OPENS.has(bracket) ? "<" : ">");
      return;
    }
    if (read === "\\n" || read === "\\r") {
      finish(take, "\n");
      return;
    }
    if (read.length >= LONGEST_ESCAPE) {
      giveUp(take);
      return;
    }
    if (!PARTIAL.test(read)) {
      raw = raw.slice(0, -point.length);
      read = read.slice(0, -point.length);
      giveUp(take);
      next(point, take);
    }
  }

  function next(point: string, take: (unit: Unit) => void): void {
    if (raw !== "") extend(point, take);
    else if (point === "&" || point === "\\" || point === "%" || point === "=") {
      raw = point;
      read = point;
    } else take(unitOf(point));
  }

  return {
    push(text, take, runs) {
      const joined = high + text;
      high = "";
      let end = joined.length;
      const last = joined.charCodeAt(end - 1);
      if (last >= 0xd800 && last <= 0xdbff) {
        end -= 1;
        high = joined.slice(end);
      }
      for (let i = 0; i < end;) {
        if (runs !== undefined && raw === "" && runs.wanted()) {
          const to = plainEnd(joined, i, end);
          if (to > i) runs.take(joined.slice(i, to));
          i = to;
          if (i >= end) break;
        }
        const code = joined.codePointAt(i) ?? 0;
        const size = code > 0xffff ? 2 : 1;
        // Half of a pair alone is no character: it can be neither shown nor compared.
        if (code < 0xd800 || code > 0xdfff) next(joined.slice(i, i + size), take);
        i += size;
      }
    },
    end(take) {
      high = "";
      if (CUT_BRACKET.test(read)) return raw;
      if (raw !== "") giveUp(take);
      return "";
    },
  };
}

/** The unit that one code point is when it is no part of an escape. */
export function unitOf(point: string): Unit {
  const code = point.charCodeAt(0);
  if (code < 0x80) return ASCII_UNITS[code] ?? { raw: point, char: "", escaped: false, soft: null };
  const soft = isSoftOpen(point) ? "open" : isSoftClose(point) ? "close" : null;
  return { raw: point, char: fold(point), escaped: false, soft };
}

const ASCII_UNITS: readonly Unit[] = Array.from({ length: 0x80 }, (_, code) => {
  const point = String.fromCharCode(code);
  return { raw: point, char: fold(point), escaped: false, soft: null };
});

function entity(name: string): string | null {
  const numeric = /^#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}))$/iu.exec(name);
  if (numeric) {
    return fromCode(numeric[1] ? Number.parseInt(numeric[1], 16) : Number(numeric[2]));
  }
  return NAMED[name.toLowerCase()] ?? null;
}

function fromCode(code: number): string {
  const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return valid ? String.fromCodePoint(code) : "";
}
