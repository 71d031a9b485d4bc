/** Words where a script has spaces, single characters where it has none; signs and case are left out. */

const TOKEN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;
const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** A text's tokens for counting: `I don't` is two, `不知道` is three. */
export function languageTokens(text: string): string[] {
  const tokens: string[] = [];
  for (const [token] of text.toLowerCase().normalize("NFKC").matchAll(TOKEN)) {
    // A word of letters may run into characters that stand alone, as in mixed text.
    if (token.length > 1 && SPACELESS.test(token)) tokens.push(...token);
    else tokens.push(token.replaceAll("’", "'"));
  }
  return tokens;
}

/** All runs of `n` tokens, in order; none where there are fewer. */
export function runsOf(tokens: readonly string[], n: number): string[] {
  const runs: string[] = [];
  for (let at = 0; at + n <= tokens.length; at++)
    runs.push(tokens.slice(at, at + n).join("\u0001"));
  return runs;
}
