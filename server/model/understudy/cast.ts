import type { Sheet } from "./sheet-reading.ts";

/** Who is who in a sheet: the names someone goes by, and the pronoun that means them. */

export type Gender = "he" | "she" | "they";

export interface Someone {
  readonly name: string;
  /** Longest first, so that a full name is found before its parts. */
  readonly names: readonly string[];
  readonly gender: Gender;
}

const TITLES = new Set(
  "mr mrs ms miss dr sir lady lord captain father mother brother sister old young the professor doctor aunt uncle king queen prince princess saint st of de von van la".split(
    " ",
  ),
);

/** All the ways a name is written: whole, and its telling parts. */
export function namesOf(name: string): string[] {
  const bare = name
    .replace(/[“"‘'].*?[”"’']/g, " ")
    .replace(/[(（].*?[)）]/g, " ")
    .trim();
  const found = new Set([name, bare]);
  if (/[\u3400-\u9fff]/.test(bare)) {
    for (const part of bare.split(/[·・\s]+/)) if (part.length >= 2) found.add(part);
    if (/^[\u3400-\u9fff]{3}$/.test(bare)) found.add(bare.slice(1));
  } else {
    for (const part of bare.split(/[\s]+/)) {
      if (
        part.length >= 3 &&
        /^[A-ZÀ-Þ]/.test(part) &&
        !TITLES.has(part.toLowerCase().replace(".", ""))
      )
        found.add(part);
    }
  }
  return [...found].filter((n) => n !== "").sort((a, b) => b.length - a.length);
}

/** How someone is called in passing: the first telling part of the name. */
export function shortName(name: string): string {
  if (/[\u3400-\u9fff]/.test(name)) return name.split(/[·・\s]/)[0] ?? name;
  const parts = name
    .replace(/[“"(（].*$/, "")
    .trim()
    .split(/\s+/);
  const first = parts[0] ?? name;
  return TITLES.has(first.toLowerCase().replace(".", "")) ? name.trim() : first;
}

export function me(sheet: Sheet): Someone {
  const about = [sheet.profile, sheet.motivation, ...sheet.secrets.map((s) => s.text)].join("\n");
  return {
    name: sheet.name,
    names: sheet.name === "" ? [] : namesOf(sheet.name),
    gender: genderIn(about),
  };
}

/** Everybody else whom the sheet tells of: the cast, and those it only has a relation to. */
export function others(sheet: Sheet): Someone[] {
  const known = new Set(sheet.others.map(({ name }) => name));
  return [...sheet.others, ...sheet.relations.filter(({ name }) => !known.has(name))].map(
    ({ name, text }) => ({
      name,
      names: namesOf(name),
      gender: genderIn(
        `${text} ${sheet.relations.find((r) => r.name === name)?.text ?? ""}`,
        kinGender(text),
      ),
    }),
  );
}

const HE = /\b(?:he|him|his|himself)\b|他(?!们|人|乡|日)/gi;
const SHE = /\b(?:she|her|hers|herself)\b|她(?!们)/gi;
export const MALE_KIN =
  /\b(?:father|brother|husband|son|uncle|grandfather|man|boy|king|lord|nephew|fellow|grandson|lad)\b|父亲|爸|丈夫|儿子|弟弟|哥哥|爷爷|祖父|叔|男人|男子|少年|老汉/i;
export const FEMALE_KIN =
  /\b(?:mother|sister|wife|daughter|aunt|grandmother|woman|girl|queen|lady|widow|niece|granddaughter|lass)\b|母亲|妈|妻子|女儿|妹妹|姐姐|奶奶|祖母|姨|女人|女子|少女|寡妇/i;

function kinGender(text: string): Gender | null {
  const first = text.split(/[,.;，。；]/)[0] ?? "";
  if (FEMALE_KIN.test(first)) return "she";
  return MALE_KIN.test(first) ? "he" : null;
}

function genderIn(text: string, sure: Gender | null = null): Gender {
  if (sure) return sure;
  const he = text.match(HE)?.length ?? 0;
  const she = text.match(SHE)?.length ?? 0;
  if (he === she)
    return he === 0
      ? FEMALE_KIN.test(text)
        ? "she"
        : MALE_KIN.test(text)
          ? "he"
          : "they"
      : "they";
  return he > she ? "he" : "she";
}
