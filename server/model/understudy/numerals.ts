/** Small numbers as words in both languages, for saying an age in the language one is asked in. */

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const DIGITS = "零一二三四五六七八九";

/** The first number from 1 to 99 written as a Chinese word, or null. */
export function chineseNumber(text: string): number | null {
  const match = /([一二三四五六七八九]?)十([一二三四五六七八九]?)|([一二三四五六七八九])/.exec(
    text,
  );
  if (!match) return null;
  if (match[3] !== undefined) return DIGITS.indexOf(match[3]);
  return (match[1] ? DIGITS.indexOf(match[1]) : 1) * 10 + (match[2] ? DIGITS.indexOf(match[2]) : 0);
}

/** The first number from 1 to 99 written as an English word or in digits, or null. */
export function englishNumber(text: string): number | null {
  for (const word of text.toLowerCase().match(/[a-z]+(?:-[a-z]+)?|\d+/g) ?? []) {
    if (/^\d{1,2}$/.test(word)) return Number(word);
    const [tens = "", ones = ""] = word.split("-");
    if (TENS.indexOf(tens) > 1) return TENS.indexOf(tens) * 10 + Math.max(0, ONES.indexOf(ones));
    if (ONES.indexOf(word) > 0) return ONES.indexOf(word);
  }
  return null;
}

export function inEnglishWords(n: number): string {
  if (n < 20) return ONES[n] ?? String(n);
  const ones = n % 10;
  return `${TENS[Math.floor(n / 10)]}${ones === 0 ? "" : `-${ONES[ones]}`}`;
}

export function inChineseWords(n: number): string {
  const tens = Math.floor(n / 10);
  const ones = n % 10 === 0 ? "" : (DIGITS[n % 10] ?? "");
  if (tens === 0) return ones;
  return `${tens === 1 ? "" : DIGITS[tens]}十${ones}`;
}
