import type { Effect, Verb } from "../../roleplay/verbs/verb.ts";
import { firstNamed } from "./named.ts";
import type { Said, Sayable } from "./say-do.ts";

/** Promises and refusals in Chinese speech: first person, now, about a verb and a thing of the scene. */

/** How each effect is promised; `你` in it is whoever is spoken to. */
const DOES: Partial<Record<Effect, RegExp>> = {
  "hand-over": /交给你|递给你|还给你|送给你|拿给你(?!看)|(?:把|将).{1,16}给你(?!看)|给你(?:吧)?$/u,
  show: /给你看|让你看看/u,
  "pick-up":
    /(?:去|来|把|帮你|替你|给你)(?:.{0,12})?(?:拿|取)(?:来|过来|去|走|起|下|给你)?|(?:拿|取)(?:起|来|走|过)/u,
  open: /(?:打开|开开|拆开|揭开|掀开)|(?:把|将).{1,16}(?:打开|开了)/u,
  close: /关上|合上|盖上/u,
  "put-down": /放下|放回|搁下|搁回/u,
  sit: /坐下/u,
  stand: /站起来|起身/u,
  follow: /跟(?:着)?你(?:走|去|来|一起)/u,
  walk: /(?:去|到|回)(?:.{1,12})(?:去|走一趟|看看)|(?:这就|马上)(?:去|到|回)/u,
};
const WILL = /我(?:这就|马上|立刻|现在就|这便|就|来|去|替你|帮你|给你|把|将|跟|会)/u;
const WILL_NOT =
  /(?:我)?(?:可)?(?:不会|不能|不肯|不愿意?|不想|决不|绝不|才不|不)(?:把|将|再|让|给|交|拿|开|打开|坐|跟|去|放)/u;
const OFFERS =
  /^(?:来|喏|哪|给|好)?[，,]?\s*(?:拿着|拿去|收下|你拿(?:着|去))|^(?:喏|来|给)[，,]?\s*(?:这是|给你)/u;
const NOT_NOW =
  /[？?]\s*$|[吗呢]$|如果|要是|等|若|明天|明早|以后|改天|下次|回头|将来|也许|或许|没|别|去过|来过|去年|昨|曾|已经|从前/u;

export function saidInChinese(speech: string, sayable: Sayable): Said[] {
  if (!/\p{Script=Han}/u.test(speech)) return [];
  return sentencesOf(speech).flatMap((sentence) => {
    if (NOT_NOW.test(sentence)) return [];
    const offered = offer(sentence, sayable);
    if (offered.length > 0) return offered;
    if (WILL_NOT.test(sentence))
      return read(sentence.replace(/[不决绝才可]/gu, ""), "will-not", sayable);
    return WILL.test(sentence) ? read(sentence, "will", sayable) : [];
  });
}

function sentencesOf(speech: string): string[] {
  return speech
    .replace(/[“「『][^”」』]*[”」』]/gu, "")
    .split(/(?<=[。！？；!?;…])|\n/u)
    .map((sentence) => sentence.replace(/[。！；!;…\s]+$/u, "").trim())
    .filter((sentence) => sentence !== "");
}

/** The effect whose words come first; with what the sentence names. */
function read(sentence: string, says: Said["says"], sayable: Sayable): Said[] {
  let best: { said: Said; at: number } | null = null;
  for (const verb of sayable.verbs) {
    const pattern = typeof verb.effect === "string" ? DOES[verb.effect] : undefined;
    const at = pattern === undefined ? ownWords(sentence, verb) : sentence.search(pattern);
    if (at === -1 || (best !== null && at >= best.at)) continue;
    const said = complete(sentence, verb, says, sayable);
    if (said !== null) best = { said, at };
  }
  return best === null ? [] : [best.said];
}

/** Where a game's own verb is named. */
function ownWords(sentence: string, { effect, words }: Verb): number {
  if (effect === "turn") return -1;
  const found = words.zh.map((word) => sentence.indexOf(word)).filter((at) => at !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

function complete(
  sentence: string,
  verb: Verb,
  says: Said["says"],
  { things, places, people, addressee }: Sayable,
): Said | null {
  const thing = firstNamed(sentence, things);
  const points = /[这那]个?|它/u.test(sentence);
  const said = (target: string | null, item: string | null): Said => ({
    verb: verb.id,
    target,
    item,
    says,
  });
  switch (verb.target) {
    case "none":
      return !verb.item || thing !== null ? said(null, verb.item ? thing : null) : null;
    case "person": {
      const person = sentence.includes("你") ? addressee : firstNamed(sentence, people);
      if (person === null) return null;
      if (!verb.item) return said(person, null);
      return thing !== null || points ? said(person, thing) : null;
    }
    case "prop":
      return thing !== null || verb.alone ? said(thing, null) : null;
    case "place":
    case "person-or-prop":
    case "anything": {
      // Who goes for a thing says what for: only a place is a goal by itself.
      const target = firstNamed(sentence, places) ?? (verb.effect === "walk" ? null : thing);
      return target === null ? null : said(target, null);
    }
  }
}

function offer(sentence: string, { verbs, things, addressee }: Sayable): Said[] {
  const give = verbs.find(({ effect }) => effect === "hand-over");
  if (give === undefined || addressee === null || !OFFERS.test(sentence)) return [];
  return [{ verb: give.id, target: addressee, item: firstNamed(sentence, things), says: "will" }];
}
