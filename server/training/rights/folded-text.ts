/** A text in plain letters, with the way back to where each of them stood. */
export interface FoldedText {
  /** Without accents, widths and unseen characters; case as it was. */
  readonly plain: string;
  /** The same in small letters, unit by unit. */
  readonly small: string;
  /** The place in the original of each unit of `plain`, and behind the last one the original's length. */
  readonly at: readonly number[];
}

/** Folds a text so that `Ａｙｌａ`, `AYLA` and `Äyla` read alike. Linear; anything is a text, broken pairs too. */
export function foldText(text: string): FoldedText {
  let plain = "";
  let small = "";
  const at: number[] = [];
  let place = 0;
  for (const point of text) {
    const folded = foldPoint(point);
    const lower = folded.toLowerCase();
    plain += folded;
    small += lower.length === folded.length ? lower : folded;
    for (let unit = 0; unit < folded.length; unit++) at.push(place);
    place += point.length;
  }
  at.push(place);
  return { plain, small, at };
}

function foldPoint(point: string): string {
  const code = point.codePointAt(0) ?? 0;
  if (code < 0x80) return point;
  const known = ALIKE[point];
  if (known !== undefined) return known;
  // Taken apart, a Hangul syllable or a Han character would be no place to begin or end at.
  if (/[\p{Script=Hangul}\p{Script=Han}]/u.test(point)) return point;
  return point.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
}

/** Marks that are written in several ways. */
const ALIKE: Readonly<Record<string, string>> = {
  "’": "'",
  "‘": "'",
  ʼ: "'",
  "‐": "-",
  "‑": "-",
  "−": "-",
  "。": ".",
  "．": ".",
  // A colon of Chinese begins what follows, and is no part of it.
  "：": "：",
  ß: "ß",
};
