/** Tells which of the names in a CoSER case mean the same character: `Mr Bennet`, `Mr. Bennet`, `MR. BENNET`. */

type Gender = "m" | "f" | "any";

const TITLES: Readonly<Record<string, Gender>> = {
  ...titles(
    "m",
    "mr mister sir lord master monsieur señor senor don father uncle king prince count",
  ),
  ...titles("f", "mrs miss ms madam madame mme mlle lady señora dona aunt queen princess countess"),
  ...titles("any", "dr doctor prof professor captain capt colonel col major general lieutenant"),
  ...titles("any", "sergeant inspector detective judge reverend rev saint the old young"),
};
const CHINESE_TITLES = /(?:先生|小姐|太太|夫人|女士|老师|博士|医生|大人|公子|姑娘)$/;

function titles(gender: Gender, words: string): Record<string, Gender> {
  return Object.fromEntries(words.split(" ").map((word) => [word, gender]));
}

/** A name without case, accents of Latin letters, punctuation and doubled spaces. */
export function plainName(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036F]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/['’`"“”]/g, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** The parts of a name that are the character's own, without titles; all parts where nothing else is left. */
export function ownParts(name: string): string[] {
  const all = plainName(name).replace(CHINESE_TITLES, "").split(" ");
  const own = all.filter((part) => TITLES[part] === undefined);
  return own.length > 0 && own[0] !== "" ? own : plainName(name).split(" ");
}

/**
 * Whether two different spellings may mean one character. `told` is what the case tells of either, for its
 * pronouns: `Mr Bennet` is not `Elizabeth Bennet`, though all of his name that is not a title is in hers.
 */
export function mayBeSame(one: string, other: string, told: string): boolean {
  const [a, b] = [genderOf(one), genderOf(other)];
  if (a !== null && b !== null && a !== "any" && b !== "any" && a !== b) return false;
  const size = (name: string) => ownParts(name).join(" ").length;
  const [short, long] = size(one) <= size(other) ? [one, other] : [other, one];
  const [inner, outer] = [ownParts(short), ownParts(long)];
  if (inner.join(" ") === outer.join(" ")) return true;
  if (!isEdge(inner, outer)) return false;
  const title = genderOf(short);
  if (title === null || title === "any" || genderOf(long) !== null) return true;
  return pronouns(told) === title;
}

/** Other names that a text gives its character, such as `also known as "Nelly"` or `人称“柳嫂”`. */
export function namesIn(text: string): string[] {
  const found: string[] = [];
  for (const pattern of ALIAS_PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      found.push(...(match[1] ?? "").split(/\s*(?:,|、|;| or | and )\s*/));
    }
  }
  return found
    .map((name) => name.replace(/^[\s"“'‘]+|[\s"”'’.]+$/gu, ""))
    .filter((name) => name !== "");
}

const CAPITALISED = String.raw`[\p{Lu}][\p{L}'’-]*(?:[ .]+[\p{Lu}][\p{L}'’-]*){0,3}`;
const ALIAS_PATTERNS = [
  new RegExp(
    String.raw`(?:known (?:\w+ ){0,3}as|nicknamed|called|aka|a\.k\.a\.|goes by|alias(?:es)?:?\**:?|née)\s+["“'‘]?(${CAPITALISED})`,
    "gu",
  ),
  /\*\*(?:Name|Aliases|Alias|Nickname|Nicknames|Also known as):?\*\*:?[ \t]*([^\n]{1,120})/gi,
  /(?:又名|人称|外号|绰号|别名|本名|原名|小名|昵称)(?:是|叫|为)?[：:]?[“"「『]?([\p{Script=Han}·]{1,12})/gu,
];

/** Given names stand first and surnames last: only whole parts from either edge count. */
function isEdge(inner: readonly string[], outer: readonly string[]): boolean {
  const [short, long] = [inner.join(" "), outer.join(" ")];
  if (short.length < 2) return false;
  if (inner.length === 1 && outer.length === 1) {
    // Chinese puts the surname before the given name without a space.
    return /^\p{Script=Han}{2,}$/u.test(short) && long.endsWith(short);
  }
  return long.startsWith(`${short} `) || long.endsWith(` ${short}`);
}

function genderOf(name: string): Gender | null {
  const parts = plainName(name).split(" ");
  const genders = parts.slice(0, -1).flatMap((part) => TITLES[part] ?? []);
  if (/先生$|公子$/.test(name)) return "m";
  if (/(?:小姐|太太|夫人|女士|姑娘)$/.test(name)) return "f";
  return genders.find((gender) => gender !== "any") ?? genders[0] ?? null;
}

function pronouns(text: string): Gender {
  const count = (pattern: RegExp) => text.slice(0, 2_000).match(pattern)?.length ?? 0;
  const he = count(/\b(?:he|him|his|himself)\b|他/gi);
  const she = count(/\b(?:she|her|hers|herself)\b|她/gi);
  if (he > 2 * she) return "m";
  return she > 2 * he ? "f" : "any";
}
