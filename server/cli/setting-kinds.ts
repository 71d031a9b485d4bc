import * as z from "zod";
import { LogPlace } from "../episodes/log-place.ts";

/** A kind of value a setting may have: how to read it, and what to tell someone who wrote another. */
export interface Kind<T> {
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** From a variable's text, or from the JSON value of the configuration file. */
  readonly schema: z.ZodType<T>;
}

const Numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(?:\.\d+)?$/)
    .transform(Number),
]);

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    schema: Numeric.pipe(z.int().min(min).max(max)),
  };
}

export function decimal(min: number, max: number): Kind<number> {
  return {
    expected: `a number from ${min} to ${max}`,
    schema: Numeric.pipe(z.number().min(min).max(max)),
  };
}

export function oneOf<T extends string>(values: readonly [T, ...T[]]): Kind<T> {
  return { expected: `one of ${values.join(", ")}`, schema: z.enum(values) as z.ZodType<T> };
}

/** Maps each accepted word to its value. */
export function wordFor<T>(words: Readonly<Record<string, T>>): Kind<T> {
  const known = Object.keys(words);
  return {
    expected: `one of ${known.join(", ")}`,
    schema: z.string().transform((word, context) => {
      const value = Object.hasOwn(words, word) ? words[word] : undefined;
      if (value !== undefined) return value;
      context.addIssue({ code: "custom", message: "unknown word" });
      return z.NEVER;
    }),
  };
}

export const onOrOff: Kind<boolean> = {
  expected: "on or off",
  schema: z.union([
    z.boolean(),
    z
      .enum(["on", "off", "true", "false", "yes", "no", "1", "0"])
      .transform((word) => ["on", "true", "yes", "1"].includes(word)),
  ]),
};

export function text(expected: string, pattern = /^\S(?:.*\S)?$/): Kind<string> {
  return { expected, schema: z.string().max(4_096).regex(pattern) };
}

/** Ports that `fetch` never opens, from the Fetch standard (section 2.9, port blocking). */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

/** An address up to and with `/v1`; without its closing slashes. */
export const baseUrl: Kind<string> = {
  expected:
    "an http or https address such as http://127.0.0.1:8000/v1, without user name, password, ? or # in it, on a port that web clients open (they refuse those of other protocols, such as 9, 6000 or 6666)",
  schema: z.string().transform((value, context) => {
    const url = URL.parse(value);
    const bare = url !== null && `${url.username}${url.password}${url.search}${url.hash}` === "";
    const open = url !== null && !BLOCKED_PORTS.has(Number(url.port));
    if (bare && open && ["http:", "https:"].includes(url.protocol) && !/[?#@]/.test(value)) {
      return url.href.replace(/\/+$/, "");
    }
    context.addIssue({ code: "custom", message: "no such address" });
    return z.NEVER;
  }),
};

/** Web origins, as a list or separated by commas. */
export const origins: Kind<readonly string[]> = {
  expected:
    "web origins separated by commas, such as https://play.example.org,http://localhost:2567",
  schema: z
    .union([
      z.array(z.string()),
      z.string().transform((list) => list.split(",").map((one) => one.trim())),
    ])
    .pipe(
      z.array(
        z.string().refine((one) => /^https?:\/\//.test(one) && URL.parse(one)?.origin === one),
      ),
    ),
};

/** A JSON object, or its text. */
export const jsonObject: Kind<Readonly<Record<string, unknown>>> = {
  expected: 'a JSON object such as {"enable_thinking": false}',
  schema: z.preprocess(
    (value) => {
      if (typeof value !== "string") return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return value;
      }
    },
    z.record(z.string(), z.unknown()),
  ),
};

/** Where the episode log is; a value that is no such place is not shown, since a password may stand in it. */
export const logPlace: Kind<LogPlace> = {
  expected: "the path of a file, or postgres://USER@HOST:PORT/DATABASE[?schema=NAME]",
  schema: z.string().transform((place, context) => {
    try {
      return new LogPlace(place);
    } catch {
      context.addIssue({ code: "custom", message: "no place of a log" });
      return z.NEVER;
    }
  }),
};
