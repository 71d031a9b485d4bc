import { nameKey } from "../character-names.ts";
import type { CoserCase, CoserCharacter } from "./coser-cases.ts";
import { mayBeSame, namesIn, ownParts, plainName } from "./coser-names.ts";

/** One character of a case with all that the case tells of it, whatever spelling it is told under. */
export interface CoserRole {
  /** Every spelling in the case, the one that speaks first. */
  readonly spellings: readonly string[];
  readonly told: readonly CoserCharacter[];
}

/** Who plays in a case, and who is only told of. Environment is in neither. */
export interface CoserCast {
  readonly roles: readonly CoserRole[];
  readonly absent: readonly string[];
  /** The role that a name of the case means. */
  roleOf(name: string): CoserRole | undefined;
}

/** In characters of a description and profile: names stand near the beginning. */
const READ_FOR_NAMES = 8_000;

const WORLD_VOICES = new Set(["environment", "env", "narrator", "narration", "环境", "旁白"]);

/** True for the voice of the world, which is no character. */
export function isWorldVoice(name: string): boolean {
  return WORLD_VOICES.has(plainName(name));
}

/** Gathers the characters of a case. Those who speak or have a thought play; profiles and plot complete them. */
export function coserCast(given: CoserCase): CoserCast {
  const lists = [given.keyCharacters, given.profiles, given.plotCharacters];
  const roles: OpenRole[] = [];
  const alike = likeness(lists);
  const exact = (name: string) =>
    roles.find(({ spellings }) => spellings.some((one) => plainName(one) === plainName(name)));
  const candidates = (name: string) =>
    roles.filter(({ spellings }) => spellings.some((one) => alike(one, name)));

  const names = playing(given);
  // The fullest names first: what could be short for two of them is then known to be neither's for sure.
  for (const name of names.toSorted((a, b) => ownParts(b).length - ownParts(a).length)) {
    const [only, ...more] = exact(name) ? [exact(name)] : candidates(name);
    if (only === undefined || more.length > 0) roles.push({ spellings: [name], told: [] });
    else spell(only, name);
  }
  for (const role of roles) role.spellings.sort((a, b) => names.indexOf(a) - names.indexOf(b));
  roles.sort((a, b) => names.indexOf(a.spellings[0]!) - names.indexOf(b.spellings[0]!));

  const absent = new Map<string, string>();
  for (const list of lists) {
    const others = list.filter(({ name }) => exact(name) === undefined && !isWorldVoice(name));
    for (const person of list) {
      if (isWorldVoice(person.name)) continue;
      let role = exact(person.name);
      if (role === undefined) {
        const [only, ...more] = candidates(person.name);
        const claimants = others.filter(({ name }) =>
          only?.spellings.some((one) => alike(one, name)),
        );
        // A name that could mean several people means none of them.
        if (more.length === 0 && claimants.length === 1) role = only;
      }
      if (role === undefined) {
        absent.set(plainName(person.name), person.name);
      } else {
        role.told.push(person);
        spell(role, person.name);
      }
    }
  }
  return { roles, absent: [...absent.values()], roleOf: exact };
}

interface OpenRole extends CoserRole {
  readonly spellings: string[];
  readonly told: CoserCharacter[];
}

/** How many different names a case has, played or told of: telling them apart takes time for each pair. */
export function nameCount(given: CoserCase): number {
  const told = [...given.profiles, ...given.plotCharacters].map(({ name }) => name);
  return new Set([...playing(given), ...told]).size;
}

/** All names that play, in the order of their first mention, each spelling once. */
function playing(given: CoserCase): string[] {
  const names = [
    ...given.speaking,
    ...given.major,
    ...given.keyCharacters.map(({ name }) => name),
    ...given.dialogues.map(({ character }) => character),
  ];
  return [...new Set(names)].filter((name) => plainName(name) !== "" && !isWorldVoice(name));
}

/** Whether two names may mean one character, by what the lists tell. One list's names are different people. */
function likeness(
  lists: readonly (readonly CoserCharacter[])[],
): (one: string, other: string) => boolean {
  const listed = lists.map((list) => new Set(list.map(({ name }) => plainName(name))));
  const texts = new Map<string, string>();
  for (const { name, description, profile } of lists.flat()) {
    const key = plainName(name);
    texts.set(
      key,
      [texts.get(key) ?? "", description, profile].join("\n").slice(0, READ_FOR_NAMES),
    );
  }
  const aliases = new Map(
    [...texts].map(([key, text]) => [key, new Set(namesIn(text).map(plainName))]),
  );
  return (one, other) => {
    const [a, b] = [plainName(one), plainName(other)];
    if (listed.some((names) => names.has(a) && names.has(b))) return false;
    return (
      mayBeSame(one, other, `${texts.get(a) ?? ""}\n${texts.get(b) ?? ""}`) ||
      aliases.get(a)?.has(b) === true ||
      aliases.get(b)?.has(a) === true
    );
  };
}

function spell(role: OpenRole, name: string): void {
  if (!role.spellings.some((one) => nameKey(one) === nameKey(name))) role.spellings.push(name);
}
