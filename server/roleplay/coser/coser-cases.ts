/**
 * Cases of CoSER's test set (Neph0s/CoSER, `data/test/test_set.json`) and its relatives, read leniently: absent
 * or odd fields become empty ones. `thought` and `motivation` are two names of one field.
 */
export interface CoserCase {
  readonly book: string;
  readonly scenario: string;
  readonly topic: string;
  readonly plotSummary: string;
  /** The lists of names, each of which names different people. */
  readonly speaking: readonly string[];
  readonly major: readonly string[];
  readonly keyCharacters: readonly CoserCharacter[];
  readonly plotCharacters: readonly CoserCharacter[];
  readonly profiles: readonly CoserCharacter[];
  readonly dialogues: readonly { readonly character: string; readonly message: string }[];
}
export interface CoserCharacter {
  readonly name: string;
  readonly thought: string;
  readonly thoughtField: "thought" | "motivation" | null;
  readonly description: string;
  readonly experience: string;
  readonly profile: string;
}

type Fields = Readonly<Record<string, unknown>>;
const DEEPEST = 8;

/** Every case of a file in the order it stands there. An entry of a list of cases that is none is `null`. */
export function coserCases(json: unknown): (CoserCase | null)[] {
  if (Array.isArray(json) && json.some(isCase)) {
    return json.map((entry) => (isCase(entry) ? readCase(entry, []) : null));
  }
  return nestedCases(json, [], DEEPEST);
}

/** Cases under keys, or in the `conversation` lists of whole books; what stands around them completes them. */
function nestedCases(json: unknown, around: readonly Fields[], depth: number): CoserCase[] {
  if (depth === 0) return [];
  if (Array.isArray(json)) return json.flatMap((entry) => nestedCases(entry, around, depth - 1));
  if (!isFields(json)) return [];
  if (isCase(json)) return [readCase(json, around)];
  return Object.entries(json).flatMap(([key, value]) =>
    key === "character_datasets" ? [] : nestedCases(value, [json, ...around], depth - 1),
  );
}

function isCase(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const has = (key: string) => typeof value[key] === "object" && value[key] !== null;
  const people =
    has("key_characters") || has("character_profiles") || has("speaking_characters_w_env");
  return has("dialogues")
    ? people || textOf(value["scenario"]) !== ""
    : people && "scenario" in value;
}

function readCase(fields: Fields, around: readonly Fields[]): CoserCase {
  const own = isFields(fields["plot"]) ? [fields["plot"], ...around] : around;
  const nearest = (keys: readonly string[], from: readonly Fields[]) =>
    from.map((one) => firstText(one, keys)).find((text) => text !== "") ?? "";
  const listed = (key: string, from: readonly Fields[]) =>
    from.map((one) => characters(one[key])).find((list) => list.length > 0) ?? [];
  return {
    book: nearest(["book", "book_name"], [fields, ...own]),
    scenario: textOf(fields["scenario"]),
    topic: textOf(fields["topic"]),
    plotSummary: nearest(["summary"], own),
    speaking: names(fields["speaking_characters_w_env"]),
    major: names(fields["major_characters"]),
    keyCharacters: characters(fields["key_characters"]),
    plotCharacters: listed("key_characters", own),
    profiles:
      [
        listed("character_profiles", [fields, ...own]),
        // Whole books keep them with all that each character does in the book.
        listed("character_datasets", own),
      ].find((list) => list.length > 0) ?? [],
    dialogues: (Array.isArray(fields["dialogues"]) ? fields["dialogues"] : [])
      .filter(isFields)
      .map((line) => ({
        character: textOf(line["character"]),
        message: textOf(line["message"]),
      }))
      .filter(({ character, message }) => character !== "" && message !== ""),
  };
}

/** A list of people, or an object from names to what is told of them. */
function characters(value: unknown): CoserCharacter[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry) => {
      if (typeof entry === "string") return character(entry, {});
      return isFields(entry) ? character(textOf(entry["name"]), entry) : [];
    });
  }
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, told]) =>
    character(name, isFields(told) ? told : { profile: told }),
  );
}

function character(name: string, told: Fields): CoserCharacter[] {
  if (name.trim() === "") return [];
  const thought = textOf(told["thought"]);
  const motivation = textOf(told["motivation"]);
  const field = thought === "" ? "motivation" : "thought";
  return [
    {
      name: name.trim(),
      thought: thought === "" ? motivation : thought,
      thoughtField: thought === "" && motivation === "" ? null : field,
      description: textOf(told["description"]),
      experience: firstText(told, ["experience", "summary"]),
      profile: firstText(told, ["profile", "character_profile"]),
    },
  ];
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf).filter((name) => name !== "") : [];
}

function firstText(fields: Fields, keys: readonly string[]): string {
  return keys.map((key) => textOf(fields[key])).find((text) => text !== "") ?? "";
}

/** A text, or a list of texts as lines; anything deeper is no text. */
function textOf(value: unknown): string {
  const lines: unknown[] = Array.isArray(value) ? value : [value];
  return lines
    .filter((line) => typeof line === "string")
    .map((line) => line.toWellFormed().trim())
    .filter((line) => line !== "")
    .join("\n");
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
