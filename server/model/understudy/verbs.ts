/** Agreement: the form a third-person verb takes after "I". */

const IRREGULAR: Record<string, string> = {
  // A player's word such as `constructor` must not find what every object has.
  __proto__: null as never,
  is: "am",
  has: "have",
  does: "do",
  goes: "go",
  "isn't": "am not",
  "doesn't": "don't",
  "hasn't": "haven't",
  undergoes: "undergo",
  forgoes: "forgo",
  echoes: "echo",
  dies: "die",
  lies: "lie",
  ties: "tie",
  vies: "vie",
  unties: "untie",
  belies: "belie",
  uses: "use",
  focuses: "focus",
  buses: "bus",
  was: "was",
  vetoes: "veto",
  "wasn't": "wasn't",
  "is not": "am not",
  are: "am",
  "aren't": "am not",
  were: "was",
  "weren't": "wasn't",
  aches: "ache",
  axes: "axe",
};

/** Words in -s that are no verbs in the third person. */
const NO_VERB = new Set(
  `always perhaps sometimes nevertheless nonetheless besides afterwards towards backwards upwards regardless this his its us as thus plus unless across was nowadays
  yes less yours ours theirs hers indoors outdoors overseas downstairs upstairs alas whereas besides once ever`.split(
    /\s+/,
  ),
);

/** Verbs that may follow "and" or a comma with the subject left out. Those that are also plural nouns are left to the words after them. */
const VERBS = new Set(
  `is has does keeps knows believes thinks remembers wants needs hopes fears feels sees hears says tells asks speaks writes reads sings owes
  owns runs lives loves hates trusts hides holds carries brings takes gives makes goes comes stays leaves waits watches listens wears eats sleeps rises sits stands
  serves pours pays sells buys owns mends repairs tends teaches learns helps protects guards swears lies dreams refuses tries seems becomes
  prefers enjoys despises resents misses admires considers understands recognises recognizes suspects pretends insists avoids regrets blames wishes plans
  intends expects worries prays mourns grieves laughs smiles limps counts collects saves sends drives rides sails rows fishes hunts cooks bakes brews sews
  weaves gathers heals treats studies recites plays begins starts continues finds loses forgets forgives dislikes distrusts treasures values suffers struggles
  maintains provides shows displays possesses demonstrates exhibits uses works drinks smokes talks walks moves lights burns rings polishes sweeps cleans`.split(
    /\s+/,
  ),
);
const NOUN_TOO = new Set(
  "runs works drinks smokes talks walks moves lights burns rings plays dreams hopes fears plans loves holds guards treats values watches needs shows uses saves drives rides sails rows lies helps leaves counts prays misses wishes worries hunts starts finds suspects treasures regrets".split(
    " ",
  ),
);
const OBJECT =
  /^(?:the|a|an|my|his|her|their|its|it|them|him|me|every|each|no|nothing|nobody|anyone|everyone|that|what|how|to|in|at|on|with|for|from|too|more|less|little|much|only|all|when|who|where|why|whether|about|of|by|over|up|down|out|alone|under)\b/i;
const ADVERB =
  /^(?:always|never|often|still|also|rarely|seldom|sometimes|perhaps|once|now|then|soon|almost|just|only|even|already|hardly|barely|secretly|quietly|usually|both|not|no longer|ever|really|[a-z]+ly)$/i;

/** True for an adverb that may stand between subject and verb. */
export function isAdverb(word: string): boolean {
  return (
    ADVERB.test(word) &&
    !/^(?:family|belly|fly|reply|rely|ally|bully|jelly|lily|holly|apply|supply)$/i.test(word)
  );
}

/** The word as it stands after "I"; unchanged where it is no third-person form. */
export function firstPersonVerb(word: string): string {
  const lower = word.toLowerCase();
  const irregular = IRREGULAR[lower];
  if (irregular !== undefined) return irregular;
  if (NO_VERB.has(lower) || !/[a-z]s$/.test(lower) || /(?:ss|us|is|'s)$/.test(lower)) return word;
  if (/(?:ss|sh|ch|x|zz)es$/.test(lower)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(lower)) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}

const TAKEN =
  /^(?:the|a|an|my|his|her|it|them|him|every|no|where|when|what|how|that|one|two|anyone|anything|nothing|nobody|everyone)\b/i;

/** True when `word` reads as a verb whose subject was named earlier (`she keeps the inn and KNOWS every guest`). */
export function isBareVerb(word: string, rest: string, afterAdverb: boolean): boolean {
  const lower = word.toLowerCase();
  if (/^(?:isn|hasn|doesn)'t$/.test(lower)) return true;
  if (!VERBS.has(lower)) {
    const looks = /[a-z]s$/.test(lower) && !NO_VERB.has(lower) && !/(?:ss|us)$/.test(lower);
    return looks && (afterAdverb || TAKEN.test(rest));
  }
  return NOUN_TOO.has(lower) && !afterAdverb ? OBJECT.test(rest) : true;
}
