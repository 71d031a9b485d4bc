/** True for a noun phrase that describes somebody, with no verb of its own: "A broad woman of fifty with rolled sleeves." */
export function isPortrait(text: string): boolean {
  return PORTRAIT.test(text);
}

const PORTRAIT =
  /^An? (?:[\w'-]+,? ){0,4}?(?:man|woman|girl|boy|fellow|lad|lass|person|widow|widower|youth|gentleman|lady|sailor|captain|innkeeper|cook|doctor|merchant|soldier|scholar|figure|stranger)\b(?! (?:is|was|has|had|hangs|sleeps|lies|stands|came|comes))|^[^，。]{2,14}(?:老人|女子|男子|男人|女人|老头|老太太|少年|少女|姑娘|汉子|妇人|青年)，/i;
