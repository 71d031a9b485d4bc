import { LORE_LIMITS, LoreEntry } from "../../roleplay/lore/lore.ts";
import { isPattern, lorePattern } from "../../roleplay/lore/lore-pattern.ts";
import { clipped, readableMarkdown } from "../../roleplay/coser/coser-text.ts";
import { inertProse } from "../../roleplay/prompt/prompt-text.ts";
import { estimateTokens } from "../../roleplay/prompt/token-estimate.ts";
import type { CardWarning } from "../../../shared/studio/cards.ts";
import type { BookEntry, CardBook } from "./card-fields.ts";
import { plainMacros, type MacroNames } from "./card-macros.ts";

/** A lorebook's entries as a persona's lore, with what was left out. */
export interface CardLore {
  readonly lore: readonly LoreEntry[];
  readonly warnings: readonly CardWarning[];
}

/** Bytes of all entries together, so that a sheet's file stays one that is read and that a person can open. */
const ALL = 120_000;
/** Tokens of what stands in every prompt. */
const ALWAYS = 800;
/** Patterns that are taken of one book: each has to be made ready, and takes its time in every talk. */
const PATTERNS = 64;

/** Makes lore of a lorebook: what is on, in the order in which it counts, as much as fits. */
export function cardLore(book: CardBook, names: MacroNames): CardLore {
  const counts = { cut: 0, off: 0, keys: 0, positions: 0, always: 0 };
  const patterns = new Map<string, boolean>();
  const made = book.entries.flatMap((entry): LoreEntry[] => {
    const { decorators, text } = decorated(entry.content);
    const body = inertProse(readableMarkdown(plainMacros(text, names)));
    const rules = rulesOf(decorators);
    if (!entry.enabled || rules.off || body === "") {
      counts.off += 1;
      return [];
    }
    if (rules.positions) counts.positions += 1;
    const keys = keysOf(entry, [...entry.keys, ...rules.keys], names, patterns);
    const secondary = keysOf(entry, entry.secondary, names, patterns);
    counts.keys += keys.left + secondary.left;
    const always = entry.constant || rules.always;
    if (!always && keys.kept.length === 0) {
      counts.off += 1;
      return [];
    }
    const none = entry.logic === 2;
    const lines = rules.lines ?? book.scanDepth ?? undefined;
    const read = LoreEntry.safeParse({
      id: `card-${entry.index}`,
      keys: keys.kept,
      also: entry.selective && !none ? secondary.kept : [],
      unless: [
        ...(none ? secondary.kept : []),
        ...keysOf(entry, rules.unless, names, patterns).kept,
      ],
      text: clipped(body, LORE_LIMITS.text),
      always,
      exact_case: entry.exactCase,
      ...(lines === undefined ? {} : { lines: Math.min(20, Math.max(1, Math.round(lines))) }),
      order: Math.max(-1_000_000, Math.min(1_000_000, Math.round(entry.order))),
    });
    if (!read.success || body.length > LORE_LIMITS.text) counts.cut += 1;
    return read.success ? [read.data] : [];
  });
  const standing = within(made, counts);
  counts.cut += Math.max(0, book.total - book.entries.length);
  const warnings: CardWarning[] = [];
  const warn = (code: CardWarning["code"], count: number) =>
    count > 0 && warnings.push({ code, what: String(count) });
  warn("lore-cut", counts.cut);
  warn("lore-off", counts.off);
  warn("lore-keys-left", counts.keys);
  warn("lore-positions", counts.positions);
  warn("lore-always-cut", counts.always);
  return { lore: standing, warnings };
}

/** As many entries as a sheet takes; what may not stand in every prompt is called by its keys, if it has any. */
function within(made: readonly LoreEntry[], counts: { cut: number; always: number }): LoreEntry[] {
  let [bytes, tokens] = [0, 0];
  const kept = new Set<LoreEntry>();
  for (const entry of made.toSorted((a, b) => a.order - b.order)) {
    const size = Buffer.byteLength(entry.text) + Buffer.byteLength(entry.keys.join());
    if (kept.size === LORE_LIMITS.entries || bytes + size > ALL) {
      counts.cut += 1;
      continue;
    }
    if (entry.always) {
      const cost = estimateTokens(entry.text);
      if (tokens + cost > ALWAYS) {
        counts.always += 1;
        if (entry.keys.length === 0) continue;
        entry.always = false;
      } else tokens += cost;
    }
    bytes += size;
    kept.add(entry);
  }
  return made.filter((entry) => kept.has(entry));
}

/** Keys that can be looked for, each once, and how many cannot. */
function keysOf(
  { useRegex }: BookEntry,
  written: readonly string[],
  names: MacroNames,
  patterns: Map<string, boolean>,
): { kept: string[]; left: number } {
  const sound = (pattern: string): boolean => {
    const known = patterns.get(pattern);
    if (known !== undefined) return known;
    if (patterns.size === PATTERNS) return false;
    const made = lorePattern(pattern) !== null;
    patterns.set(pattern, made);
    return made;
  };
  const kept: string[] = [];
  let left = 0;
  for (const raw of new Set(written)) {
    const key = plainMacros(raw.slice(0, 1_000), names).trim();
    // Many tools say that every key is a pattern; a plain word is found as a word.
    const plain = isPattern(key) || !/[\\^$.*+?()[\]{}|]/u.test(key);
    const pattern = useRegex && !plain ? `/${key}/i` : key;
    const usable =
      key !== "" &&
      pattern.length <= LORE_LIMITS.key &&
      kept.length < LORE_LIMITS.keys &&
      (!isPattern(pattern) || sound(pattern));
    if (usable) kept.push(pattern);
    else left += 1;
  }
  return { kept, left };
}

/** The lines that V3 puts before an entry's text, and the text. A third @ means: only if the one before is not known. */
export function decorated(content: string): { decorators: readonly string[]; text: string } {
  const lines = content.split("\n", 64);
  let count = 0;
  let size = 0;
  while (count < lines.length && (lines[count] ?? "").startsWith("@@")) {
    size += (lines[count]?.length ?? 0) + 1;
    count += 1;
  }
  return { decorators: lines.slice(0, count), text: content.slice(size) };
}

interface Rules {
  readonly always: boolean;
  readonly off: boolean;
  readonly lines: number | undefined;
  readonly keys: readonly string[];
  readonly unless: readonly string[];
  /** It asks for a place in the prompt; here lore has its own. */
  readonly positions: boolean;
}

function rulesOf(decorators: readonly string[]): Rules {
  const said = new Map<string, string>();
  for (const line of decorators) {
    const [, name = "", value = ""] = /^@{2,3}([\w-]{1,40})\s?(.{0,1000})/u.exec(line) ?? [];
    if (!said.has(name)) said.set(name, value.trim());
  }
  const listed = (name: string) =>
    (said.get(name) ?? "")
      .split(",")
      .map((key) => key.trim())
      .filter((key) => key !== "")
      .slice(0, LORE_LIMITS.keys);
  const lines = Number(said.get("scan_depth") ?? Number.NaN);
  return {
    always: said.has("activate"),
    off: said.has("dont_activate") || said.has("is_greeting") || said.has("is_user_icon"),
    lines: Number.isFinite(lines) ? lines : undefined,
    keys: listed("additional_keys"),
    unless: listed("exclude_keys"),
    positions: [...said.keys()].some((name) =>
      /^(?:reverse_|instruct_)*depth$|^position$|^role$/u.test(name),
    ),
  };
}
