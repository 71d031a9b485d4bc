/** Who a line is meant for, read from its words alone. */

/** Someone who could be meant, under each name that others use. */
export interface Nameable {
  readonly id: string;
  /** Name and aliases. */
  readonly names: readonly string[];
}

export interface AddressReading {
  /** Called by name: at the start or the end of the line, or set off by commas. In the order of calling. */
  readonly called: readonly string[];
  /** Named anywhere else: talked about. */
  readonly mentioned: readonly string[];
  /** Says "you" in the singular sense. */
  readonly saysYou: boolean;
  readonly asks: boolean;
  readonly greets: boolean;
  /** Speaks to all at once: "everyone", "anybody". */
  readonly toAll: boolean;
}

const YOU = /\b(?:you|your|yours|yourself|thee|thou)\b|你|您/iu;
const TO_ALL =
  /\b(?:every(?:one|body)|any(?:one|body)|you all|all of you|some(?:one|body)|folks|friends)\b|大家|各位|诸位|你们|有人|谁能/iu;
const GREETING =
  /^\W*(?:hello|hi|hey|good (?:evening|day|morning|night)|greetings|well met|evening)\b|^[\s"“]*(?:大家|各位|诸位)?(?:你好|您好|晚上好|早上好|早安|好啊?[！!。]?$|大家好|各位好)/iu;
const QUESTION =
  /[?？]\s*["”']?\s*$|^\W*(?:who|what|where|when|why|how|which|whose|is|are|was|were|do|does|did|can|could|will|would|have|has|had|may|shall|should|tell me)\b|[吗呢么]\s*[。！.!]?\s*$|^(?:谁|什么|哪|为什么|怎么|几|多少)|告诉我/iu;

/** Reads a line for those who could be meant by it. Longest name first, so that "Ron Weasley" is not "Ron". */
export function readAddress(text: string, people: readonly Nameable[]): AddressReading {
  const names = people
    .flatMap(({ id, names: all }) => all.map((name) => ({ id, name })))
    .filter(({ name }) => name.trim().length > 0)
    .sort((a, b) => b.name.length - a.name.length);
  let rest = text;
  const found: { id: string; at: number; called: boolean }[] = [];
  for (const { id, name } of names) {
    for (let at = find(rest, name, 0); at !== -1; at = find(rest, name, at + name.length)) {
      found.push({ id, at, called: isCall(text, at, name.length) });
      rest = rest.slice(0, at) + " ".repeat(name.length) + rest.slice(at + name.length);
    }
  }
  found.sort((a, b) => a.at - b.at);
  const called = unique(found.filter((f) => f.called).map((f) => f.id));
  const mentioned = unique(found.map((f) => f.id)).filter((id) => !called.includes(id));
  const greets = GREETING.test(text);
  return {
    called,
    mentioned,
    saysYou: YOU.test(text),
    asks: QUESTION.test(text),
    greets,
    toAll: TO_ALL.test(text),
  };
}

/** The place of a name as whole words; a name in Han script needs no word borders. */
function find(text: string, name: string, from: number): number {
  const wanted = name.toLowerCase();
  const lower = text.toLowerCase();
  // A lower-cased text of another length would shift every place.
  if (lower.length !== text.length || wanted.length !== name.length) return -1;
  const bordered = /^[\p{Script=Latin}\p{N}]/u.test(name);
  for (let at = lower.indexOf(wanted, from); at !== -1; at = lower.indexOf(wanted, at + 1)) {
    if (!bordered) return at;
    const before = lower[at - 1] ?? " ";
    const after = lower[at + wanted.length] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return at;
  }
  return -1;
}

/** A name is a call when it opens the line or a clause before a pause, or closes one after a pause. */
function isCall(text: string, at: number, length: number): boolean {
  const before = text.slice(0, at).trimEnd();
  const after = text.slice(at + length).trimStart();
  const opens =
    /(?:^|[.!?…。！？,，;；:：—"“])$/u.test(before) ||
    /(?:^|[.!?,。！？，]\s*)["“]?(?:and|but|so|hey|hi|hello|good evening|evening|excuse me|please|tell me|thank you|thanks|dear|old|miss|mister|mr\.?|mrs\.?|你好|您好|嘿|喂|请问)$/iu.test(
      before,
    );
  const pauses = after === "" || /^[,，!！?？.。…:：;；—"”]/u.test(after);
  const verb =
    /^(?:can|could|do|did|have|will|would|are|were|tell|what|where|who|why|how|when|is|please)\b/iu;
  if (opens && before === "" && (pauses || verb.test(after))) return !/^['’]s\b/iu.test(after);
  if (opens && pauses) return true;
  return pauses && /[,，]$/u.test(before);
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
