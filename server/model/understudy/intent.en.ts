import type { IntentPattern } from "./intent.ts";

const AUX =
  "(?:is|are|was|were|am|do|does|did|can|could|have|has|had|will|would|should|shall|may|might|must|isn't|aren't|don't|doesn't|didn't|won't|can't|haven't|hasn't|wouldn't|couldn't)";

/** What English lines want, most telling first. */
export const ENGLISH_INTENTS: readonly IntentPattern[] = [
  {
    kind: "memory",
    pattern:
      /\b(?:what|who) (?:was|were|is|am|are) (?:I|we|you|he|she|[A-Z][\w'-]+) (?:just )?(?:saying|asking|telling|talking)\b(?<object>.*)/,
  },
  {
    kind: "injection",
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass)\b.*\b(?:instructions?|rules?|prompts?|directions?|everything (?:above|before)|guidelines|programming|previous|above)\b|\b(?:system|hidden|initial|original) (?:prompt|message|instructions?)\b|\b(?:print|reveal|repeat|show|output|recite|dump|display|reproduce|translate|summari[sz]e|list)\b.*\b(?:prompt|instructions?|thoughts?|thinking|system|character sheet|profile|(?:words|text|everything) above|verbatim|your secrets)\b|\b(?:are you|you'?re|you are) (?:\w+ )?(?:an? )?(?:AI|bot|chatbot|language model|robot|program|NPC|GPT|machine|computer)\b|\bas an ai\b|\bdeveloper mode\b|\bjailbreak|\bDAN\b|\bpretend (?:you are|to be|that)\b|\bact as\b|\bfrom now on,? you\b|\byou are now\b|\bnew (?:rules?|instructions?|persona)\b|\bwhat are you thinking\b|\byour (?:inner|private|secret|hidden) thoughts?\b|\bbase64\b|\bJSON\b|\bstay in character\b|\bbreak character\b|<\/?\w+>|\bcondition (?:is|has been) met\b|\badmin(?:istrator)?\b/i,
  },
  {
    kind: "memory",
    pattern:
      /\b(?:what|which|who|whom|where|when|how) (?:\w+ )?(?:did|have|had|was it that|were) (?:I|you|we|he|she|they|[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)\s+(?:just |first |last |already |ever )?(?:say|said|ask|asked|tell|told|mention|mentioned|call|called|promise|promised|order|ordered|talk|talking|claim|claimed)\b(?<object>.*)/i,
  },
  {
    kind: "memory",
    pattern: /\b(?:do|can|don't|did) you (?:still )?(?:remember|recall)\b(?<object>.*)/i,
  },
  {
    kind: "memory",
    pattern:
      /\b(?:what|which) was (?:the )?(?:first|last) (?:thing|question|words?)\b(?<object>.*)|\bwhat (?:were|have) we (?:been )?(?:talking|speaking|talked|spoken)\b.*|\bremind me (?:what|who|where|of)\b.*|\bwho (?:said|told|asked|mentioned)\b.*|\b(?:what|which) (?:\w+ )?(?:is|was) my (?!name|problem|fault|business)\w+.*\??$/i,
  },
  {
    kind: "ask-my-name",
    pattern:
      /\b(?:what(?:'s| is| was)|do you (?:even )?(?:know|remember|recall)|can you (?:say|tell me|remember)|tell me|say|remember|forgot(?:ten)?|guess|know)\b.{0,16}\bmy name\b|\bwho am I\b|\bdo you (?:know|remember) (?:me|who I am)\b|\bwhat (?:did I say|do you call me|am I called)\b/i,
  },
  {
    kind: "ask-your-name",
    pattern:
      /\b(?:what(?:'s| is| was)|tell me|may I (?:ask|have|know)|have you|give me|and) (?:is )?(?:you(?:r)?|thy) (?:own )?(?:full )?name\b|\bwho are you\b|\bwho(?:'m| am) I (?:speaking|talking) (?:to|with)\b|\bwhat (?:do|should|shall|can|may) (?:people|they|I|we|folk) call you\b|\bwhat are you called\b|\bdo you have a name\b/i,
  },
  {
    kind: "how-are-you",
    pattern:
      /\bhow (?:are|have) (?:you|ye|things)(?: (?:been|doing|feeling|today|tonight|this evening|keeping|faring|now|holding up|going))*\s*(?:,[^?]*)?\?|\bhow(?:'s| is) (?:it going|your (?:day|evening|night)|everything|business|life)\b|\bare you (?:all ?right|okay|ok|well|tired|fine)\b|\bhow do you (?:do|feel|fare)\b/i,
  },
  {
    kind: "secret",
    pattern:
      /\b(?:secrets?|hiding (?:something|anything)|(?:are|what are|what(?:'re)?) you (?:really )?(?:hiding|concealing|keeping (?:from|back)|not telling)|the (?:whole |real )?truth\b|confess|come clean|admit it|own up|tell me everything|hold(?:ing)? (?:something )?back|(?:are|were) you lying|you(?:'re| are) lying|you lied|liar)\b/i,
  },
  {
    kind: "tell-about-you",
    pattern:
      /\b(?:tell me|talk|speak) (?:more |something |a (?:bit|little) )?(?:about|of) (?:yourself|you|your (?:life|past|story))\b|\bwhat(?:'s| is) your story\b|\bdescribe yourself\b|\bwhat (?:kind|sort) of (?:person|man|woman) are you\b/i,
  },
  {
    kind: "where-are-we",
    pattern:
      /\bwhere (?:are we|am I|is this|are you now)\b|\bwhat(?:'s| is) this (?:place|house|inn|town|room)\b|\bwhat place is this\b|\b(?:tell me|talk) (?:about|of) this (?:place|inn|house|town|village)\b/i,
  },
  { kind: "opinion", pattern: /\bwhat(?:'s| is| was) (?<object>(?:the )?[A-Z][\w' ]+) like\b/ },
  {
    kind: "opinion",
    pattern:
      /\b(?:what (?:do|did) you (?:think|make|reckon) (?:of|about)|how do you (?:feel|find) (?:about )?|what(?:'s| is) your (?:opinion|view) (?:of|on|about)|(?:do|did) you (?:\w+ )?(?:trust|like|love|hate|believe|respect|fear|know|get on with|get along with))\s+(?<object>.+?)\s*[?.!]*$/i,
  },
  {
    kind: "who-is",
    pattern:
      /\b(?:who(?:'s| is| was|'re| are)|tell me (?:more )?(?:about|of)|what (?:about|of|can you tell me (?:about|of)|do you know (?:about|of))|have you (?:heard of|met)|talk about|^and)\s+(?<object>[^?.!]+?)(?: to you)?\s*[?.!]*$/i,
  },
  {
    kind: "where-is",
    pattern:
      /\bwhere(?:'s| is| are| was|'re| were| has| did| might| could)\s+(?<object>(?!you\b|we\b|I\b|ye\b).+?)(?: (?:now|gone|go|be|tonight|hiding))*\s*[?.!]*$/i,
  },
  {
    kind: "who-is-here",
    pattern:
      /\bwho(?:'s| is| are)?(?: all| else)? (?:here|around|in (?:the|this) (?:room|house|inn|place))|\bwho are (?:these|those|the (?:other )?(?:people|guests|folk))\b|\bwho else\b|\banyone else (?:here|about)\b/i,
  },
  {
    kind: "what-happens",
    pattern:
      /\bwhat(?:'s| is| has| was|'re| are)? (?:been )?(?:going on|happening|happened|the matter|wrong|new|up|all this)(?: (?:here|tonight|today|then|now))*\s*[?.!]*$|\bany (?:news|rumou?rs)\b|\bwhat did I miss\b/i,
  },
  {
    kind: "why-here",
    pattern:
      /\b(?:why are you|what (?:brings|brought) you|what are you doing|what do you do|how did you (?:come|get)) (?:to be )?here\b|\bwhat(?:'s| is) your (?:story|business)\b/i,
  },
  {
    kind: "follow-up",
    pattern:
      /^(?:(?:but|and|so|oh|hm+|ah|really|no|yes|well|okay|ok),? )*(?:why(?: not| is that| so)?|how(?: so| come)?|and then|then what|go on|tell me more|more|what else|anything else|is that all|really|what do you mean(?: by that)?|meaning|such as|like what|what happened (?:next|then|after(?:wards| that)?)|since when|says who|are you sure|what then|continue|and|who|where|when|what|what about it|say more|how do you know(?: that)?)\s*[?.!…]*$/i,
  },
  {
    kind: "help-offer",
    pattern:
      /\b(?:let me help|I (?:can|could|will|want to|would like to) help|may I help|can I help|how can (?:I|we) help|I'll help)\b/i,
  },
  {
    kind: "request",
    pattern:
      /^(?:please\b|give me|bring me|pass me|show me|hand me|come (?:with|here|along)|follow me|sit\b|wait\b|listen\b|look\b|open\b|close\b|sing\b|dance\b|help (?:me|us)|take (?:me|us|this)|let (?:me|us)|pour|fetch|join me|stop\b|leave\b|go\b|do (?:it|that|this)\b|stand\b|drink\b|eat\b)|\b(?:can|could|may|might) (?:I|we) (?:have|get|buy|order|borrow|see|sit|stay|rent|join)\b|\b(?:can|could|would|will) you (?:please )?(?:give|bring|pass|show|hand|come|help|take|sing|play|pour|fetch|open|lend|sell|join|follow|guide|lead|make|do me)\b|\bI(?:'d| would) like (?:a|an|some|to (?:order|buy|rent|stay|sit))\b|\bI(?:'ll| will) (?:have|take) (?:a|an|the|some)\b/i,
  },
  {
    kind: "question",
    pattern: new RegExp(
      `\\?\\s*$|^(?:\\W*\\w+,\\s*)?(?:and |so |but |well,? |then |please,? |tell me,? )*(?:who|whom|whose|what|where|when|why|how|which|${AUX})\\b(?! .*[.!]$)|\\b(?:tell me|tell us|explain|describe|I(?:'d| would) (?:like|love) to (?:know|hear)|I wonder|I want to know)\\b`,
      "i",
    ),
  },
  {
    kind: "insult",
    pattern:
      /\b(?:you(?:'re| are)? (?:an? )?(?:\w+ )?(?:idiot|fool|stupid|coward|bastard|ugly|useless|pathetic|disgusting|horrible|dumb|moron|drunk|thief|murderer|killer|villain|crook|terrible|worthless|traitor|hag|witch|pig)|shut up|go to hell|screw you|damn you|fuck|hate you)\b/i,
  },
  {
    kind: "threat",
    pattern:
      /\b(?:I(?:'ll| will| shall| am going to|'m going to) (?:\w+ )?(?:kill|hurt|hit|burn|break|report|arrest|punch|beat|make you|destroy|end you|cut)|or else|you(?:'ll| will) (?:regret|pay|be sorry|hang)|draws? (?:a|his|her|my) (?:knife|sword|gun))\b/i,
  },
  {
    kind: "love",
    pattern:
      /\b(?:I love you|marry me|kiss me|will you marry|you(?:'re| are) (?:so |very )?(?:beautiful|pretty|handsome|lovely|gorgeous))\b/i,
  },
  {
    kind: "praise",
    pattern:
      /\b(?:well done|good (?:job|work)|you(?:'re| are) (?:so |very |really |a )?(?:kind|good|great|brave|wise|clever|amazing|wonderful|nice|funny|smart)|I (?:like|admire|trust) you|(?:delicious|wonderful|excellent|lovely|beautiful)\b(?!.*\?))/i,
  },
  {
    kind: "apology",
    pattern: /\b(?:sorry|apologi[sz]e|forgive me|pardon me|my apologies|excuse me)\b/i,
  },
  {
    kind: "grief",
    pattern:
      /\b(?:died|passed away|is dead|lost (?:my|him|her|them)|drowned|funeral|mourning|I(?:'m| am) (?:so )?(?:sad|scared|afraid|lonely|tired|lost|cold|hungry|frightened|worried|exhausted|wet))\b/i,
  },
  {
    kind: "told-name",
    pattern:
      /\b(?:my name(?:'s| is)|I(?:'m| am) called|call me|they call me|people call me|I go by|name's)\b/i,
  },
  {
    kind: "told-name",
    pattern:
      /^(?:(?:hi|hello|hey|good \w+|greetings|well met)[\s,!.]*(?:\w+)?[\s,!.]*)?(?:I(?:'m| am)|this is) [A-Z][\w'-]+(?: [A-Z][\w'-]+)?\s*[.!,]*(?: and .*)?$/,
  },
  {
    kind: "farewell",
    pattern:
      /\b(?:good ?bye|farewell|see you|so long|good ?night|until (?:next|tomorrow|we meet)|I (?:must|should|have to|need to|ought to) (?:go|leave|be going)|I(?:'m| am) (?:leaving|off|going)(?: now)?\s*[.!]|take care|be seeing you|bye)\b/i,
  },
  {
    kind: "thanks",
    pattern:
      /\b(?:thank(?:s| you| ye)|much obliged|grateful|appreciate (?:it|that|your)|cheers)\b/i,
  },
  {
    kind: "greeting",
    pattern:
      /^(?:hi|hello|hey|hiya|greetings|good (?:morning|evening|day|afternoon)|evening|morning|well met|ahoy|howdy|welcome|nice to meet you|pleased to meet|hail)\b|\b(?:nice|pleased|good|glad|pleasure) to (?:meet|see) you\b/i,
  },
  {
    kind: "refuse",
    pattern:
      /^(?:no|nope|nay|never|not really|I don't (?:think so|believe (?:you|it|that)|agree)|nonsense|rubbish|that's not true|liar)\b/i,
  },
  {
    kind: "agree",
    pattern:
      /^(?:yes|yeah|yep|aye|sure|of course|indeed|right|ok(?:ay)?|fine|agreed|very well|I see|I understand|true|exactly|certainly|fair enough|alright|all right|that makes sense|interesting|oh|ah|hm+|wow)\b/i,
  },
];

const NO_NAME = new Set(
  `fine good well ok okay sorry tired hungry cold lost new here just not so very too really afraid sure looking going trying glad happy sad a an the from in at on your my our his her
  alone back ready done ill sick wet dry thirsty curious confused worried scared busy leaving off only still also now about interested waiting staying travelling traveling asking
  serious kidding joking innocent guilty right wrong certain sorry nobody no one someone something nothing innkeeper sailor inspector doctor captain traveller traveler stranger friend
  quite rather pretty all almost never always what who how why where when that this it he she they we you told called broke drunk dead alive old young fond proud pleased grateful unable able`.split(
    /\s+/,
  ),
);

/** The name someone gives for itself in English, or null. `prefix`: the name its lines carry. */
export function englishTold(speech: string, prefix: string): string | null {
  const sure =
    /\b(?:my name(?:'s| is)|I(?:'m| am) called|(?:you (?:can|may) |please |just )?call me|they call me|people call me|everyone calls me|I go by|the name(?:'s| is))\s+(?:the name of\s+)?([\p{L}][\p{L}'’-]*(?: (?!(?:And|But|So|From)\b)\p{Lu}[\p{L}'’-]+)?)/iu.exec(
      speech,
    );
  if (sure && !NO_NAME.has((sure[1] as string).toLowerCase()))
    return titled((sure[1] as string).replace(/\s+(?:and|but|from|so|i|by|if)\b.*$/i, ""));
  const said =
    /\b(?:I(?:'m| am|’m)|this is)\s+(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)(?=[\s,.!?;]|$)/u.exec(
      speech,
    );
  if (
    said &&
    !NO_NAME.has((said[1] as string).toLowerCase().split(" ")[0] ?? "") &&
    !(said[1] as string).endsWith("ing")
  )
    return said[1] as string;
  const low = /\bi(?:'m|m| am)\s+([a-z][a-z'-]+)\s*(?:[,.!]|$)/i.exec(speech);
  const word = low?.[1]?.toLowerCase() ?? "";
  return word !== "" && word === prefix.toLowerCase() ? titled(word) : null;
}

function titled(name: string): string {
  return name.trim().replace(/(?<=^| )\p{Ll}/gu, (letter) => letter.toUpperCase());
}
