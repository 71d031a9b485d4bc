import { LoreEntry } from "../../roleplay/lore/lore.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { isPattern } from "../../roleplay/lore/lore-pattern.ts";
import { CardChoices, type CardFormat } from "../../../shared/studio/cards.ts";
import { blankPicture } from "./blank-picture.ts";
import { bookIn, cardHolder, FIELD_KEYS, readCardFields, type CardFields } from "./card-fields.ts";
import { decorated } from "./card-lore.ts";
import { mendedName } from "./card-names.ts";
import { personaOf } from "./card-persona.ts";
import { ICON_PATH, writeCharx } from "./charx-file.ts";
import { changeItems, edited, insertMembers, setMember, type TextEdit } from "./json-edit.ts";
import {
  memberOf,
  nodeAt,
  readJsonText,
  stringOf,
  type JsonNode,
  type JsonObject,
  type JsonText,
} from "./json-text.ts";
import { readPngChunks, writePng } from "../../pictures/png-chunks.ts";
import { CARD_KEYWORDS, textChunk } from "./png-text.ts";

/** What goes along beyond what everyone may know; each has to be ticked. */
export interface TakeOut {
  readonly format: CardFormat;
  readonly secrets: boolean;
  readonly motivation: boolean;
  /** What its author told it to be played like. */
  readonly direction: boolean;
}

/** A card's file, with the ending it has. */
export interface CardOut {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly ending: string;
}

/** A persona as a card. One that came from a card keeps that card's text wherever nothing was changed here, to the byte. */
export function cardOut(
  persona: Persona,
  came: string | null,
  portrait: Uint8Array | null,
  out: TakeOut,
): CardOut {
  const json = cardJson(persona, came, out, portrait !== null);
  switch (out.format) {
    case "json":
      return { bytes: new TextEncoder().encode(json), type: "application/json", ending: "json" };
    case "charx":
      return {
        bytes: writeCharx(json, portrait, iconIn(json)),
        type: "application/zip",
        ending: "charx",
      };
    case "png":
      return {
        bytes: cardPng(json, portrait ?? blankPicture(persona.name)),
        type: "image/png",
        ending: "png",
      };
    default:
      return out.format satisfies never;
  }
}

/** A PNG with the card in both chunks: `ccv3` as it is, and `chara` for tools that know V2 alone. */
function cardPng(json: string, picture: Uint8Array): Uint8Array {
  const read = readPngChunks(picture);
  const chunks = read.ok ? read.chunks : [];
  const bare = chunks.filter(({ type }) => ["IHDR", "IDAT", "IEND"].includes(type));
  const texts = [...CARD_KEYWORDS].map((keyword) =>
    textChunk(keyword, asVersion(json, keyword === "ccv3" ? 3 : 2)),
  );
  return writePng([...bare.slice(0, -1), ...texts, ...bare.slice(-1)]);
}

/** The same card under the name of another version: everything in it stays; only what says which version it is changes. */
function asVersion(json: string, version: 2 | 3): string {
  const read = readJsonText(json);
  if (!read.ok || read.root.kind !== "object") return json;
  const { text, root } = read;
  const spec = `"chara_card_v${version}"`;
  if (nodeAt(root, "data")?.kind !== "object") {
    const { start, end } = cardHolder(read) ?? root;
    return `{"spec":${spec},"spec_version":"${version}.0","data":${text.slice(start, end)}}`;
  }
  if (stringOf(text, nodeAt(root, "spec")) === `chara_card_v${version}`) return json;
  const missing = (["spec", "spec_version"] as const).filter((key) => !memberOf(root, key));
  const values = { spec, spec_version: `"${version}.0"` };
  return edited(text, [
    ...(["spec", "spec_version"] as const)
      .filter((key) => !missing.includes(key))
      .flatMap((key) => setMember(text, root, key, values[key])),
    ...(missing.length === 0
      ? []
      : [
          insertMembers(
            text,
            root,
            missing.map((key) => [key, values[key]] as const),
          ),
        ]),
  ]);
}

function cardJson(persona: Persona, came: string | null, out: TakeOut, picture: boolean): string {
  const read = came === null ? null : readJsonText(came);
  const fields = read?.ok === true ? readCardFields(read) : null;
  if (read?.ok === true && fields?.ok === true) return patched(persona, read, fields, out);
  return freshCard(persona, out, picture);
}

/** A persona that was written here, as a new V3 card. */
function freshCard(persona: Persona, out: TakeOut, picture: boolean): string {
  const card = {
    spec: "chara_card_v3",
    spec_version: "3.0",
    data: {
      name: persona.name,
      description: told(persona, out),
      personality: "",
      scenario: "",
      first_mes: "",
      mes_example: examples(persona.voice),
      creator_notes: "",
      system_prompt: out.direction ? (persona.direction ?? "") : "",
      post_history_instructions: "",
      alternate_greetings: [],
      group_only_greetings: [],
      tags: [],
      creator: "",
      character_version: "",
      ...(persona.aliases[0] === undefined ? {} : { nickname: persona.name }),
      ...(picture
        ? { assets: [{ type: "icon", uri: `embeded://${ICON_PATH}`, name: "main", ext: "png" }] }
        : {}),
      ...(persona.lore === undefined
        ? {}
        : { character_book: { extensions: {}, entries: persona.lore.map(newEntry) } }),
      extensions: {},
    },
  };
  return `${JSON.stringify(card, null, 2)}\n`;
}

/** What the card's description says: the public face and the profile, and what was ticked. */
function told(persona: Persona, out: TakeOut): string {
  const { motivation, secrets } = persona.private;
  return [
    persona.profile,
    `Appearance: ${persona.public.appearance}`,
    persona.public.known,
    persona.experience,
    out.motivation ? motivation : "",
    ...(out.secrets ? secrets.map(({ text }) => `Secret: ${text}`) : []),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

function examples(voice: readonly string[]): string {
  return voice.map((line) => `<START>\n{{char}}: ${line}`).join("\n");
}

/** The card's own text, with what was changed here put in its place. */
function patched(persona: Persona, json: JsonText, fields: CardFields, out: TakeOut): string {
  const { text, root } = json;
  const holder = cardHolder(json);
  if (holder === null || root.kind !== "object") return text;
  // A persona that was given another name may have been brought in under it, or renamed since.
  const asCame = [persona.name, mendedName(fields.name) || persona.name].map((name) =>
    asItCame(persona, fields, name),
  );
  const changed = (field: "profile" | "experience" | "voice" | "direction") =>
    asCame.every((one) => !same(persona[field], one[field]));
  const edits: TextEdit[] = [];
  const inserted = new Map<JsonObject, [string, string][]>();
  const put = (keys: readonly string[], value: string) => {
    const json = JSON.stringify(value);
    for (const place of new Set([holder, root])) {
      // SillyTavern writes the fields of V1 a second time at the root; both are kept alike.
      const key = keys.find((one) => memberOf(place, one) !== undefined);
      if (key !== undefined) edits.push(...setMember(text, place, key, json));
      else if (place === holder)
        inserted.set(holder, [...(inserted.get(holder) ?? []), [keys[0] ?? "", json]]);
    }
  };
  if (persona.name !== mendedName(fields.name)) put(FIELD_KEYS.name, persona.name);
  const extra = [
    out.motivation ? persona.private.motivation : "",
    ...(out.secrets ? persona.private.secrets.map((secret) => `Secret: ${secret.text}`) : []),
  ].filter((one) => one !== "");
  const unchanged = !changed("profile");
  if (!unchanged || extra.length > 0) {
    const base = unchanged ? fields.description : persona.profile;
    const told = [base, ...extra].join("\n\n");
    if (fields.dialect === "agnai") {
      const whole = { kind: "text", attributes: { text: [told] } };
      edits.push(...setMember(text, holder, "persona", JSON.stringify(whole)));
    } else put(FIELD_KEYS.description, told);
    // The personality is in the profile already.
    if (!unchanged && fields.personality !== "") put(FIELD_KEYS.personality, "");
  }
  if (changed("experience") && persona.experience !== "")
    put(FIELD_KEYS.scenario, persona.experience);
  if (changed("voice")) put(FIELD_KEYS.examples, examples(persona.voice));
  if (out.direction && persona.direction !== undefined && changed("direction"))
    put(FIELD_KEYS.systemPrompt, persona.direction);
  for (const [place, members] of inserted) edits.push(insertMembers(text, place, members));
  const nearest = asCame.find((one) => same(one.lore, persona.lore)) ?? asCame[0] ?? persona;
  return withLore(edited(text, edits), persona, nearest);
}

/** The persona as its card made it, with the same choices as far as they can be told from it. */
function asItCame(persona: Persona, fields: CardFields, name: string): Persona {
  const choices = (direction: boolean) =>
    CardChoices.parse({
      name,
      appearance: persona.public.appearance,
      known: persona.public.known,
      systemPrompt: direction,
      postHistory: direction,
      depthPrompt: direction,
      scenario: persona.experience !== "",
    });
  return personaOf(fields, choices(persona.direction !== undefined), { id: persona.id }).persona;
}

/** Lore that was changed, added or taken out here, in the card's lorebook; entries that were not stay as they are. */
function withLore(json: string, persona: Persona, before: Persona): string {
  // Lore that was never taken, or is written nowhere, says nothing against the card's own.
  if (persona.lore === undefined) return json;
  const { lore } = persona;
  const old = new Map((before.lore ?? []).map((entry) => [entry.id, entry]));
  const changed = lore.some((entry) => !sameEntry(entry, old.get(entry.id)));
  if (!changed && lore.length === old.size) return json;
  const read = readJsonText(json);
  const holder = read.ok ? cardHolder(read) : null;
  if (!read.ok || holder === null) return json;
  const { text } = read;
  const book = bookIn(holder);
  const entries = book === undefined ? undefined : nodeAt(book, "entries");
  const added = lore
    .filter(({ id }) => !old.has(id))
    .map((entry) => JSON.stringify(newEntry(entry)));
  if (book?.kind !== "object" || entries?.kind !== "array") {
    if (added.length === 0) return json;
    const made = `{"extensions":{},"entries":[${added.join(",")}]}`;
    return edited(text, setMember(text, holder, "character_book", made));
  }
  const now = new Map(lore.map((entry) => [entry.id, entry]));
  const indexOf = (id: string | undefined) => Number(/^card-(\d+)$/u.exec(id ?? "")?.[1] ?? -1);
  const gone = new Set([...old.keys()].filter((id) => !now.has(id)).map(indexOf));
  const edits = [...changeItems(text, entries, gone, added)];
  for (const [id, entry] of now) {
    const was = old.get(id);
    const node = entries.items[indexOf(id)];
    if (was === undefined || node?.kind !== "object" || sameEntry(entry, was)) continue;
    edits.push(...entryEdits(text, node, entry, was));
  }
  return edited(text, edits);
}

function entryEdits(text: string, node: JsonObject, entry: LoreEntry, was: LoreEntry): TextEdit[] {
  const said: [string, string][] = [];
  if (entry.text !== was.text) {
    const content = stringOf(text, memberOf(node, "content")?.value) ?? "";
    const { decorators } = decorated(content);
    said.push(["content", JSON.stringify([...decorators, entry.text].join("\n"))]);
  }
  if (!same(entry.keys, was.keys)) said.push(["keys", JSON.stringify(entry.keys)]);
  if (!same(entry.also, was.also)) said.push(["secondary_keys", JSON.stringify(entry.also)]);
  if (entry.always !== was.always) said.push(["constant", String(entry.always)]);
  if (entry.exact_case !== was.exact_case) said.push(["case_sensitive", String(entry.exact_case)]);
  if (entry.order !== was.order) said.push(["insertion_order", String(entry.order)]);
  const there = said.filter(([key]) => memberOf(node, key) !== undefined);
  const missing = said.filter(([key]) => memberOf(node, key) === undefined);
  return [
    ...there.flatMap(([key, json]) => setMember(text, node, key, json)),
    ...(missing.length === 0 ? [] : [insertMembers(text, node, missing)]),
  ];
}

/** Lore that no card brought, as an entry of a lorebook. */
function newEntry(entry: LoreEntry) {
  return {
    keys: entry.keys,
    content: [
      ...(entry.unless.length === 0 ? [] : [`@@exclude_keys ${entry.unless.join(",")}`]),
      ...(entry.lines === 4 ? [] : [`@@scan_depth ${entry.lines}`]),
      entry.text,
    ].join("\n"),
    extensions: {},
    enabled: true,
    insertion_order: entry.order,
    case_sensitive: entry.exact_case,
    constant: entry.always,
    selective: entry.also.length > 0,
    secondary_keys: entry.also,
    use_regex: entry.keys.some(isPattern),
  };
}

function sameEntry(one: LoreEntry, other: LoreEntry | undefined): boolean {
  return other !== undefined && same(LoreEntry.parse(one), LoreEntry.parse(other));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Where the card itself says that its main picture lies, if it lies in the file. */
function iconIn(json: string): string {
  const read = readJsonText(json);
  const assets: JsonNode | undefined = read.ok ? nodeAt(read.root, "data", "assets") : undefined;
  if (!read.ok || assets?.kind !== "array") return ICON_PATH;
  for (const asset of assets.items) {
    if (stringOf(read.text, nodeAt(asset, "type")) !== "icon") continue;
    const uri = stringOf(read.text, nodeAt(asset, "uri")) ?? "";
    const path = /^embedd?ed:\/\/([\w./-]{1,200})$/iu.exec(uri)?.[1];
    if (path !== undefined && !path.split("/").includes("..") && path.endsWith(".png")) return path;
  }
  return ICON_PATH;
}
