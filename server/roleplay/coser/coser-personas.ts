import type { Language } from "../../../shared/protocol.ts";
import { CharacterName, type Persona } from "../persona.ts";
import { isReservedName, nameKey } from "../character-names.ts";
import type { CoserRole } from "./coser-cast.ts";
import { ownParts, plainName } from "./coser-names.ts";
import { clipped, firstSentences, readableMarkdown, slugOf, unused } from "./coser-text.ts";
import { inertLine } from "../prompt/prompt-text.ts";
import { fallbackLines, waitingGestures, wearyLines } from "../stock-lines.ts";

const PROSE = 20_000;
const KNOWN = 240;

const WORDS = {
  en: {
    appearance: (book: string) =>
      book === "" ? "A character of this tale." : `A figure from ${book}.`,
    known: (name: string) => `${name} is part of this scene.`,
    unnamed: "Stranger",
  },
  zh: {
    appearance: (book: string) => (book === "" ? "故事中的人物。" : `《${book}》中的人物。`),
    known: (name: string) => `${name}是这一幕中的人物。`,
    unnamed: "陌生人",
  },
} as const;

/** The roles of a case as personas, in order, with notes on what was made up or mended. */
export function coserPersonas(
  roles: readonly CoserRole[],
  book: string,
  language: Language,
): { personas: Persona[]; notes: string[] } {
  const notes: string[] = [];
  const taken = { ids: new Set<string>(), names: new Set<string>() };
  const named = roles.map((role) => ({ role, name: freeName(role, language, taken.names, notes) }));
  const aliases = freeAliases(named, notes);
  const personas = named.map(({ role, name }, index) => {
    const description = longest(role, "description");
    const profile = readableMarkdown(longest(role, "profile"));
    const words = WORDS[language];
    const made = profile === "" ? readableMarkdown(description) : profile;
    if (profile === "") notes.push(profileNote(name, description));
    if (Math.max(made.length, longest(role, "thought").length) > PROSE) {
      notes.push(`${name}: text beyond ${PROSE} characters was left out.`);
    }
    const stock = { language, waiting_gestures: [], fallback_lines: [], weary_lines: [] };
    const id = slugOf(name, `character-${index + 1}`);
    const persona: Persona = {
      id: unused(id, taken.ids, (count) => `${id}-${count}`),
      name,
      aliases: aliases[index]!,
      language,
      public: {
        appearance: words.appearance(clipped(inertLine(book), 200)),
        // The description is what a reader is told first; the profile knows the whole book and stays private.
        known: firstSentences(inertLine(description), KNOWN) || words.known(name),
      },
      private: {
        motivation: clipped(readableMarkdown(longest(role, "thought")), PROSE),
        secrets: [],
        knowledge_limits: [],
      },
      profile: clipped(made, PROSE) || words.known(name),
      experience: clipped(readableMarkdown(longest(role, "experience")), PROSE),
      voice: [],
      relationships: {},
      fallback_lines: [...fallbackLines(stock)],
      weary_lines: [...wearyLines(stock)],
      waiting_gestures: [...waitingGestures(stock)],
    };
    return persona;
  });
  return { personas, notes };
}

function longest(
  role: CoserRole,
  field: "description" | "profile" | "thought" | "experience",
): string {
  return role.told
    .map((told) => told[field])
    .reduce((best, text) => (text.length > best.length ? text : best), "");
}

function profileNote(name: string, description: string): string {
  return description === ""
    ? `${name}: there is no profile and no description; it plays from the scene alone.`
    : `${name}: there is no profile; the plot's description stands in.`;
}

/** A name that may stand before a colon and that nobody else in the cast has. */
function freeName(
  role: CoserRole,
  language: Language,
  taken: Set<string>,
  notes: string[],
): string {
  const written = role.spellings[0] ?? "";
  let name = legalName(written);
  if (name === "") name = WORDS[language].unnamed;
  if (isReservedName(name)) name = `${name} (1)`;
  const bare = name;
  for (let count = 2; taken.has(nameKey(name)); count++) name = `${bare.slice(0, 58)} (${count})`;
  taken.add(nameKey(name));
  if (name !== written) notes.push(`${name}: the name was mended to be one line without signs.`);
  return name;
}

function legalName(name: string): string {
  return inertLine(name.replace(/[\n\r:：<>[\]|＜＞‹›]+/g, " "))
    .slice(0, 64)
    .toWellFormed()
    .trim();
}

/** Other spellings, and first and last names that only one of the cast has. */
function freeAliases(
  named: readonly { role: CoserRole; name: string }[],
  notes: string[],
): string[][] {
  const taken = new Set(named.map(({ name }) => nameKey(name)));
  const shorts = named.map(({ role }) => shortNames(role.spellings[0] ?? ""));
  const within = (spelling: string, short: string) =>
    ` ${plainName(spelling)} `.includes(` ${plainName(short)} `);
  const shared = (short: string) =>
    named.filter(({ role }) => role.spellings.some((spelling) => within(spelling, short))).length >
    1;
  return named.map(({ role, name }, index) => {
    const wanted = [
      ...role.spellings.slice(1).map(legalName),
      ...shorts[index]!.filter((short) => !shared(short)),
    ];
    const others = role.spellings.slice(1);
    if (others.length > 0) notes.push(`${name}: also written ${others.map(legalName).join(", ")}.`);
    return wanted
      .filter((alias) => {
        const key = nameKey(alias);
        if (!CharacterName.safeParse(alias).success || isReservedName(alias) || taken.has(key)) {
          return false;
        }
        taken.add(key);
        return true;
      })
      .slice(0, 16);
  });
}

/** `Abraham` and `Van Helsing`; of a name with a place, the place alone: `Monte Cristo`. */
function shortNames(name: string): string[] {
  const words = legalName(name).split(/\s+/);
  const place = words.indexOf("of");
  if (place > 0) return [words.slice(place + 1).join(" ")].filter((short) => short !== "");
  const own = ownParts(name);
  const parts = words.filter((word) => own.includes(plainName(word)));
  const particle = parts.findIndex((part, index) => index > 0 && PARTICLES.has(plainName(part)));
  const surname = particle > 0 ? parts.slice(particle).join(" ") : parts.at(-1);
  return [...new Set([parts[0] ?? "", surname ?? ""])].filter((short) => /^\p{L}{2}/u.test(short));
}

const PARTICLES = new Set(["van", "von", "de", "du", "la", "le", "der", "den", "da", "di"]);
