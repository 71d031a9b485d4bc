import { CARD_LIMITS, refused, type CardRefusal } from "./limits.ts";
import {
  flagOf,
  memberOf,
  nodeAt,
  numberOf,
  stringOf,
  stringsOf,
  type JsonNode,
  type JsonObject,
  type JsonText,
} from "./json-text.ts";

/** The fields of a card that are known here, whichever version wrote them. Text is as it was written. */
export interface CardFields {
  readonly ok: true;
  readonly version: 1 | 2 | 3;
  /** Whoever wrote it, as far as its shape tells. */
  readonly dialect: "plain" | "pygmalion" | "agnai" | "character-ai";
  readonly name: string;
  readonly nickname: string;
  readonly description: string;
  readonly personality: string;
  readonly scenario: string;
  readonly firstMessage: string;
  readonly otherGreetings: readonly string[];
  readonly groupGreetings: readonly string[];
  readonly examples: string;
  readonly creatorNotes: string;
  readonly systemPrompt: string;
  readonly postHistory: string;
  /** What some tools put so many messages deep into every talk. */
  readonly depthPrompt: string;
  readonly tags: readonly string[];
  readonly creator: string;
  readonly characterVersion: string;
  readonly book: CardBook | null;
  /** It brings scripts or patterns that rewrite text, which nothing here runs. */
  readonly scripts: boolean;
  /** Addresses in it that other tools would fetch from. */
  readonly remote: number;
}

/** A lorebook's entries, at most so many as are read. */
export interface CardBook {
  readonly name: string;
  readonly scanDepth: number | null;
  readonly total: number;
  readonly entries: readonly BookEntry[];
}

export interface BookEntry {
  /** Its place in the file's list. */
  readonly index: number;
  readonly keys: readonly string[];
  readonly secondary: readonly string[];
  readonly selective: boolean;
  /** How SillyTavern reads the secondary keys: any, not all, none, all. */
  readonly logic: number;
  readonly content: string;
  readonly enabled: boolean;
  readonly constant: boolean;
  readonly order: number;
  readonly exactCase: boolean;
  readonly useRegex: boolean;
  readonly name: string;
}

/** The keys under which each version keeps what has a place in Dramatis. */
export const FIELD_KEYS = {
  name: ["name", "char_name", "participant__name"],
  nickname: ["nickname"],
  description: ["description", "char_persona"],
  personality: ["personality", "definition"],
  scenario: ["scenario", "world_scenario"],
  firstMessage: ["first_mes", "char_greeting", "greeting"],
  examples: ["mes_example", "example_dialogue", "sampleChat"],
  creatorNotes: ["creator_notes"],
  systemPrompt: ["system_prompt", "systemPrompt"],
  postHistory: ["post_history_instructions", "postHistoryInstructions"],
  book: ["character_book", "characterBook"],
} as const;

/** The object that a card's fields stand in: `data`, the `character` of a dump, or the whole of a V1 card. Null for what is no card. */
export function cardHolder({ root }: JsonText): JsonObject | null {
  const data = nodeAt(root, "data");
  if (data?.kind === "object" && hasName(data)) return data;
  const dumped = nodeAt(root, "character");
  if (dumped?.kind === "object" && hasName(dumped) && looksLikeV1(dumped)) return dumped;
  return root.kind === "object" && hasName(root) && looksLikeV1(root) ? root : null;
}

function hasName(node: JsonObject): boolean {
  return FIELD_KEYS.name.some((key) => memberOf(node, key)?.value.kind === "string");
}

function looksLikeV1(node: JsonObject): boolean {
  const { description, firstMessage, examples, personality } = FIELD_KEYS;
  const keys = [...description, ...firstMessage, ...examples, ...personality];
  return keys.some((key) => memberOf(node, key)?.value.kind === "string");
}

/** Reads what a card says; fields of the wrong kind count as empty. */
export function readCardFields(json: JsonText): CardFields | CardRefusal {
  const { text, root } = json;
  const holder = cardHolder(json);
  if (holder === null) return refused("no-card", noCardWords(json));
  const spec = stringOf(text, nodeAt(root, "spec")) ?? "";
  const one = (keys: readonly string[]): string =>
    keys.map((key) => stringOf(text, memberOf(holder, key)?.value) ?? "").find(Boolean) ?? "";
  const many = (key: string): string[] => stringsOf(text, memberOf(holder, key)?.value);
  const extensions = memberOf(holder, "extensions")?.value;
  const book = bookIn(holder);
  const dialect = dialectOf(holder);
  const [agnai, definition] = [dialect === "agnai", dialect === "character-ai"];
  return {
    ok: true,
    version: holder !== nodeAt(root, "data") ? 1 : /v3/iu.test(spec) ? 3 : 2,
    dialect,
    name: one(FIELD_KEYS.name),
    nickname: one(FIELD_KEYS.nickname),
    description: agnai ? agnaiPersona(text, holder) : one(FIELD_KEYS.description),
    personality: one(FIELD_KEYS.personality),
    scenario: one(FIELD_KEYS.scenario),
    firstMessage: one(FIELD_KEYS.firstMessage),
    otherGreetings: [...many("alternate_greetings"), ...many("alternateGreetings")],
    groupGreetings: many("group_only_greetings"),
    // A dump's definition is prose and talk in one.
    examples: one(FIELD_KEYS.examples) || (definition ? one(["definition"]) : ""),
    creatorNotes: one(agnai ? FIELD_KEYS.description : FIELD_KEYS.creatorNotes),
    systemPrompt: one(FIELD_KEYS.systemPrompt),
    postHistory: one(FIELD_KEYS.postHistory),
    depthPrompt: extensions
      ? (stringOf(text, nodeAt(extensions, "depth_prompt", "prompt")) ?? "")
      : "",
    tags: many("tags").slice(0, 200),
    creator: one(["creator"]),
    characterVersion: one(["character_version"]),
    book: book === undefined ? null : bookOf(text, book),
    scripts: hasScripts(extensions),
    remote: remoteAssets(text, memberOf(holder, "assets")?.value),
  };
}

function dialectOf(holder: JsonObject): CardFields["dialect"] {
  if (memberOf(holder, "char_name") !== undefined) return "pygmalion";
  if (memberOf(holder, "definition")?.value.kind === "string") return "character-ai";
  return nodeAt(holder, "persona", "attributes")?.kind === "object" ? "agnai" : "plain";
}

/** Agnai keeps a character as a list of texts, or as attributes with lists of words; its `description` is a note. */
function agnaiPersona(text: string, holder: JsonObject): string {
  const attributes = nodeAt(holder, "persona", "attributes");
  if (attributes?.kind !== "object") return "";
  return attributes.members
    .slice(0, 200)
    .map(({ key, value }) => {
      const said = stringsOf(text, value).slice(0, 200);
      return key === "text"
        ? said.join("\n")
        : said.length === 0
          ? ""
          : `${key}: ${said.join(", ")}`;
    })
    .filter((line) => line !== "")
    .join("\n");
}

/** The lorebook of a card, under the name that its tool gives it. */
export function bookIn(holder: JsonObject): JsonNode | undefined {
  return FIELD_KEYS.book
    .map((key) => memberOf(holder, key)?.value)
    .find((book) => book?.kind === "object");
}

/** What the file is, where that can be told. */
function noCardWords({ text, root }: JsonText): string {
  const spec = stringOf(text, nodeAt(root, "spec")) ?? "";
  const entries = nodeAt(root, "entries") ?? nodeAt(root, "data", "entries");
  if (spec.startsWith("lorebook") || entries !== undefined)
    return "This is a lorebook without a character; bring the card that it belongs to, or write its entries under 'lore' in a persona's sheet.";
  return "This JSON is no card: a card has a 'name' and a 'description' or 'first_mes', at its root or under 'data'.";
}

function bookOf(text: string, book: JsonNode): CardBook {
  const entries = nodeAt(book, "entries");
  const list =
    entries?.kind === "array"
      ? entries.items
      : entries?.kind === "object"
        ? entries.members.map(({ value }) => value)
        : [];
  return {
    name: stringOf(text, nodeAt(book, "name")) ?? "",
    scanDepth: numberOf(text, nodeAt(book, "scan_depth")) ?? null,
    total: list.length,
    entries: list
      .slice(0, CARD_LIMITS.lore)
      .flatMap((entry, index) => (entry.kind === "object" ? [entryOf(text, entry, index)] : [])),
  };
}

function entryOf(text: string, entry: JsonObject, index: number): BookEntry {
  const at = (key: string) => memberOf(entry, key)?.value;
  const extensions = at("extensions");
  const extension = (key: string) =>
    extensions === undefined ? undefined : nodeAt(extensions, key);
  const list = (key: string, other: string) =>
    stringsOf(text, at(key) ?? at(other))
      // One string of keys with commas is how some tools still write them.
      .flatMap((keys) => (at(key)?.kind === "string" ? keys.split(",") : [keys]))
      .map((key_) => key_.trim())
      .filter((key_) => key_ !== "");
  return {
    index,
    keys: list("keys", at("keywords") === undefined ? "key" : "keywords"),
    secondary: list("secondary_keys", "keysecondary"),
    selective: flagOf(text, at("selective")) ?? false,
    logic: numberOf(text, extension("selectiveLogic") ?? at("selectiveLogic")) ?? 0,
    content: stringOf(text, at("content") ?? at("entry")) ?? "",
    enabled: flagOf(text, at("enabled")) ?? !(flagOf(text, at("disable")) ?? false),
    constant: flagOf(text, at("constant")) ?? false,
    order: numberOf(text, at("insertion_order") ?? at("order")) ?? 100,
    exactCase: flagOf(text, at("case_sensitive") ?? extension("case_sensitive")) ?? false,
    useRegex: flagOf(text, at("use_regex")) ?? false,
    name: stringOf(text, at("name")) || stringOf(text, at("comment")) || "",
  };
}

const SCRIPTS = [
  "regex_scripts",
  "customScripts",
  "triggerscript",
  "virtualscript",
  "tavern_helper",
];

/** Scripts that SillyTavern, its helpers and RisuAI keep in a card. */
function hasScripts(extensions: JsonNode | undefined): boolean {
  if (extensions === undefined) return false;
  const places = [extensions, nodeAt(extensions, "risuai")];
  return places.some((place) =>
    SCRIPTS.some((key) => {
      const value = place === undefined ? undefined : nodeAt(place, key);
      if (value?.kind === "array") return value.items.length > 0;
      if (value?.kind === "object") return value.members.length > 0;
      return value?.kind === "string" && value.end - value.start > 2;
    }),
  );
}

function remoteAssets(text: string, assets: JsonNode | undefined): number {
  if (assets?.kind !== "array") return 0;
  const uris = assets.items.slice(0, 5_000).map((asset) => stringOf(text, nodeAt(asset, "uri")));
  return uris
    .filter((uri) => uri !== undefined && /^[a-z][a-z+.-]*:\/\//iu.test(uri))
    .filter((uri) => !/^embedd?ed:/iu.test(uri ?? "")).length;
}
