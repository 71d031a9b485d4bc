/** What a character is for comparison alone. Visible text itself is never changed by it. */

/** Letters of other scripts, and small capitals, that look like Latin ones. */
const LOOK_ALIKES = new Map<string, string>(
  [
    "aаαɑᴀ∀",
    "bвʙ",
    "cсϲᴄ",
    "dԁᴅɗ",
    "eеєεᴇҽ",
    "fғꜰ",
    "gɡɢԍ",
    "hнһʜ",
    "iіιɪıӏ",
    "jјᴊ",
    "kкκᴋ",
    "lⅼʟł",
    "mмᴍ",
    "nпηνɴոռ",
    "oоοσᴏօ",
    "pрρᴘ",
    "qԛ",
    "rгʀꭇ",
    "sѕꜱʂ",
    "tтτᴛ",
    "uυᴜս",
    "vѵᴠ",
    "wԝᴡω",
    "xхχ",
    "yуγʏ",
    "zᴢ",
  ].flatMap((group) => {
    const [latin = "", ...others] = [...group];
    return others.map((other) => [other, latin] as const);
  }),
);

const cache = new Map<string, string>();

/**
 * The comparable form of one code point: lower-case Latin look-alikes, digits and other letters without marks;
 * `<`, `>`, `/`, `|`, `:`, `_`, `-`, `–`, a space or a line break for all their kinds; nothing for what cannot be
 * seen.
 */
export function fold(point: string): string {
  const code = point.charCodeAt(0);
  if (code < 0x80) return ASCII[code] ?? "";
  const known = cache.get(point);
  if (known !== undefined) return known;
  const folded = foldRare(point);
  if (cache.size < 20_000) cache.set(point, folded);
  return folded;
}

const ASCII: readonly string[] = Array.from({ length: 0x80 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (char === "\n" || char === "\r" || char === "\v" || char === "\f") return "\n";
  if (char === "\t") return " ";
  if (code < 0x20 || code === 0x7f) return "";
  return char.toLowerCase();
});

function foldRare(point: string): string {
  if (/^[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Mn}\p{Me}\u115f\u1160\u3164\uffa0\u2800\ufffd]$/u.test(point))
    return "";
  if (/^[\u2028\u2029\u0085]$/u.test(point)) return "\n";
  if (/^\p{Z}$/u.test(point)) return " ";
  const plain = point
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  let folded = "";
  for (const char of plain) folded += MARKS.get(char) ?? LOOK_ALIKES.get(char) ?? char;
  return folded.length > 4 ? folded.slice(0, 4) : folded;
}

/** Marks that matter to tags, tokens and speaker lines, by what they look like. */
const MARKS = new Map<string, string>([
  ...[..."_‗＿﹍﹎﹏"].map((c) => [c, "_"] as const),
  ...[..."‐‑−﹣·"].map((c) => [c, "-"] as const),
  ...[..."‒–—―﹘"].map((c) => [c, "–"] as const),
  ...[..."｜∣ǀ│❘￨"].map((c) => [c, "|"] as const),
  ...[..."：﹕︰꞉ː∶܃∷⸬⁝⦂᠄։׃"].map((c) => [c, ":"] as const),
  ...[..."⁄∕╱／"].map((c) => [c, "/"] as const),
  ...[..."＜﹤"].map((c) => [c, "<"] as const),
  ...[..."＞﹥"].map((c) => [c, ">"] as const),
]);

/** Brackets that may be meant as angle brackets, but are quotation marks in some languages. */
const SOFT_OPEN = new Set("‹❮⟨〈〈˂ᐸ«《❬⦑≺≪⋖".normalize("NFC"));
const SOFT_CLOSE = new Set("›❯⟩〉〉˃ᐳ»》❭⦒≻≫⋗".normalize("NFC"));

export function isSoftOpen(point: string): boolean {
  return SOFT_OPEN.has(point);
}
export function isSoftClose(point: string): boolean {
  return SOFT_CLOSE.has(point);
}

const LETTER = /^[\p{L}\p{N}]/u;
/** True for a folded letter or digit. */
export function isLetter(folded: string): boolean {
  const code = folded.charCodeAt(0);
  if (code < 0x80) {
    return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  }
  return folded !== "" && LETTER.test(folded);
}

/** Scripts that say much in one character: each counts double in the copy filter. */
export function isDense(folded: string): boolean {
  return (
    folded.charCodeAt(0) >= 0x2e80 &&
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(folded)
  );
}

/** Letters and digits alone, folded: what two texts are compared by. */
export function comparable(text: string): string {
  let result = "";
  for (const point of text) {
    const folded = fold(point);
    for (const char of folded) if (isLetter(char)) result += char;
  }
  return result;
}
