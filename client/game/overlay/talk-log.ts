import type { Language, TranscriptEntry } from "../../../shared/protocol.ts";
import { marked, type SceneClient, type ShownSegment, type SpeechPace } from "../../index.ts";
import { portraitOf, type Sprites } from "../sprites.ts";
import type { Words } from "../words.ts";
import { element, write } from "./element.ts";
import { LogNotes, noteNode, type Note } from "./log/log-notes.ts";
import type { TurnTools } from "./log/turn-tools.ts";

interface Row {
  readonly root: HTMLElement;
  readonly head: HTMLElement;
  readonly words: HTMLElement;
  readonly segments: Map<number, HTMLElement>;
  ended: boolean;
}

/** How many of the newest turns can still change. */
const RECENT = 24;

/**
 * What was heard. Finished segments go into a `role="log"` once; words that are still appearing are shown below it,
 * hidden from screen readers, so that nothing is read out letter by letter.
 */
export class TalkLog {
  readonly root: HTMLElement;
  readonly #log = element("div", { class: "log", role: "log", tabindex: "0" });
  readonly #live = element("div", { class: "live", "aria-hidden": "true" });
  readonly #status = element("p", { class: "unseen", role: "status" });
  readonly #rows = new Map<string, Row>();
  readonly #liveRows = new Map<string, { root: HTMLElement; words: HTMLElement }>();
  readonly #notes = new LogNotes();
  readonly #tools: TurnTools;
  #stuck = true;

  constructor(tools: TurnTools) {
    this.#tools = tools;
    this.#log.addEventListener("click", (event) => {
      const turn = (event.target as HTMLElement).closest(".turn");
      for (const other of this.#log.querySelectorAll(".tapped")) other.classList.remove("tapped");
      turn?.classList.add("tapped");
    });
    this.root = element("div", { class: "talk-scroll" }, this.#log, this.#live, this.#status);
    /* What stands below takes room or gives it back: the newest line stays in sight. */
    new ResizeObserver(() => this.#follow()).observe(this.root);
    this.root.addEventListener("scroll", () => {
      const below = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight;
      this.#stuck = below < 40;
    });
  }

  /** Begins anew with what the server says was heard; nothing of it is announced. */
  rebuild(
    client: SceneClient,
    pace: SpeechPace,
    sprites: Sprites,
    language: Language,
    words: Words,
  ): void {
    this.#log.setAttribute("aria-live", "off");
    this.#log.replaceChildren();
    this.#rows.clear();
    this.#tools.restart();
    const put = (after: string | null) => {
      for (const note of this.#notes.after(after)) {
        this.#log.append(noteNode(note, language, words));
      }
    };
    put(null);
    for (const entry of client.transcript.entries) {
      this.#keep(entry, client, pace, sprites, words);
      put(entry.turnId);
    }
    this.#stuck = true;
    this.#follow();
    requestAnimationFrame(() => this.#log.setAttribute("aria-live", "polite"));
  }

  refresh(client: SceneClient, pace: SpeechPace, sprites: Sprites, words: Words): void {
    this.#log.setAttribute("aria-label", words.talk.log);
    let changed = false;
    const recent = client.transcript.entries.slice(-RECENT);
    for (const entry of recent) {
      changed = this.#keep(entry, client, pace, sprites, words) || changed;
    }
    changed = this.#showLive(recent, pace, words) || changed;
    if (changed) this.#follow();
  }

  /** Writes a deed or a thought below what is there. */
  note(note: Note, client: SceneClient, language: Language, words: Words): void {
    this.#notes.keep(note, client.transcript.entries.at(-1)?.turnId ?? null);
    this.#log.append(noteNode(note, language, words));
    this.#follow();
  }

  /** Another night begins: what was noted of this one is over. */
  forget(): void {
    this.#notes.clear();
  }

  /** Brings a turn into view and lights it. Returns false when it is not there. */
  jump(turnId: string): boolean {
    const root = this.#rows.get(turnId)?.root;
    if (root === undefined || !root.isConnected) return false;
    root.setAttribute("tabindex", "-1");
    root.scrollIntoView({ block: "center" });
    root.focus({ preventScroll: true });
    root.classList.remove("lit");
    void root.offsetWidth;
    root.classList.add("lit");
    return true;
  }

  /** Takes over what has finished of one turn. Returns true when something changed. */
  #keep(
    entry: TranscriptEntry,
    client: SceneClient,
    pace: SpeechPace,
    sprites: Sprites,
    words: Words,
  ): boolean {
    const known = this.#rows.get(entry.turnId);
    if (known?.ended) return false;
    const over = entry.state !== "open" && !pace.appearing(entry.turnId);
    const whole = pace.shown(entry).filter((segment) => segment.whole);
    const last = entry.segments.length - 1;
    const done = over ? whole : whole.filter((segment) => segment.index < last);
    let changed = false;
    if (known) {
      for (const [index, node] of known.segments) {
        if (entry.segments[index] !== null) continue;
        node.remove();
        known.segments.delete(index);
        changed = true;
      }
    }
    if (done.length > 0) {
      const row = known ?? this.#add(entry, client, sprites, words);
      for (const segment of done) {
        if (row.segments.has(segment.index)) continue;
        const node = segmentNode(segment, entry.kind === "environment");
        row.segments.set(segment.index, node);
        row.words.append(node, " ");
        changed = true;
      }
    }
    const row = this.#rows.get(entry.turnId);
    if (over && row) {
      row.ended = true;
      if (row.segments.size === 0) row.root.remove();
      else if (entry.state === "cut") {
        row.words.append(element("span", { class: "unfinished" }, words.talk.unfinished));
      }
      if (row.segments.size > 0 && entry.kind === "persona") {
        row.words.after(this.#tools.attach(entry));
      }
      changed = true;
    }
    return changed;
  }

  #add(entry: TranscriptEntry, client: SceneClient, sprites: Sprites, words: Words): Row {
    const own = entry.speaker === client.you;
    const other = entry.instead === undefined ? undefined : this.#rows.get(entry.instead);
    const narrated = entry.kind === "environment";
    const view = client.cast.get(entry.speaker);
    const head = element("header", { class: "turn-head" });
    const said = element("p", { class: "turn-words" });
    if (!narrated) {
      head.append(element("b", { class: "turn-name" }, own ? words.talk.self : entry.name));
      if (entry.kind === "persona") {
        head.append(
          element("abbr", { class: "ai-mark", title: words.company.aiLong }, words.company.ai),
        );
      }
      const to = addresseeName(entry, client, words);
      if (to !== null) head.append(element("span", { class: "turn-to" }, to));
      if (entry.instead !== undefined) {
        head.append(element("span", { class: "another" }, words.feedback.another));
        head.append(element("span", { class: "only-you" }, words.minds.only));
      }
    }
    const root = element("article", {
      class: `turn ${entry.kind}${own ? " own" : ""}${entry.whisper ? " whisper" : ""}${
        entry.instead === undefined ? "" : " variant"
      }`,
      "data-turn": entry.turnId,
    });
    if (!narrated) {
      const known = view ?? { id: entry.speaker, sprite: entry.speaker };
      root.append(
        element("img", {
          src: portraitOf(sprites, known),
          alt: "",
          width: "48",
          height: "48",
          class: "portrait",
        }),
      );
    }
    root.append(element("div", { class: "turn-body" }, ...(narrated ? [] : [head]), said));
    if (other?.root.isConnected) other.root.after(root);
    else this.#log.append(root);
    const row = { root, head, words: said, segments: new Map<number, HTMLElement>(), ended: false };
    this.#rows.set(entry.turnId, row);
    return row;
  }

  /** The words that are appearing, and who considers. Returns true when something changed. */
  #showLive(recent: readonly TranscriptEntry[], pace: SpeechPace, words: Words): boolean {
    let changed = false;
    let considering = "";
    const open = new Set<string>();
    for (const entry of recent) {
      const { turnId, name } = entry;
      if (entry.state !== "open" && !pace.appearing(turnId)) continue;
      if (entry.kind === "player") continue;
      const shown = pace.shown(entry);
      const newest = shown.at(-1);
      const waiting = shown.length === 0 && entry.state === "open";
      if (waiting) considering = words.talk.considers(name);
      const inLog = newest !== undefined && this.#rows.get(turnId)?.segments.has(newest.index);
      if ((!newest && !waiting) || inLog) continue;
      open.add(turnId);
      const row = this.#liveRows.get(turnId) ?? this.#addLive(turnId, name, entry.kind);
      const gesture = entry.gesture === "" ? "…" : `*${entry.gesture}* …`;
      const narrated = entry.kind === "environment";
      const text = newest ? (narrated ? newest.text : partly(newest)) : gesture;
      const kind = newest?.kind ?? "action";
      row.words.className = `turn-words ${kind}${waiting ? " waiting" : ""}`;
      if (row.words.textContent !== text) {
        row.words.textContent = text;
        changed = true;
      }
    }
    for (const [turnId, { root }] of this.#liveRows) {
      if (open.has(turnId)) continue;
      root.remove();
      this.#liveRows.delete(turnId);
      changed = true;
    }
    write(this.#status, considering);
    return changed;
  }

  #addLive(turnId: string, name: string, kind: string): { root: HTMLElement; words: HTMLElement } {
    const words = element("p", { class: "turn-words" });
    const head = kind === "environment" ? [] : [element("b", { class: "turn-name" }, name)];
    const root = element("div", { class: `live-turn ${kind}` }, ...head, words);
    this.#live.append(root);
    const row = { root, words };
    this.#liveRows.set(turnId, row);
    return row;
  }

  #follow(): void {
    if (this.#stuck) this.root.scrollTop = this.root.scrollHeight;
  }
}

/** A finished action carries its stars; half an action carries the first of them. */
function partly({ kind, text, whole }: ShownSegment): string {
  if (whole) return marked({ kind, text });
  return kind === "action" ? `*${text}` : text;
}

/** What the world does needs no stars: all of it is done, and none of it said. */
function segmentNode(segment: ShownSegment, narrated: boolean): HTMLElement {
  const tag = segment.kind === "action" ? "em" : "span";
  return element(tag, { class: segment.kind }, narrated ? segment.text : marked(segment));
}

function addresseeName(entry: TranscriptEntry, client: SceneClient, words: Words): string | null {
  if (entry.addressee === null) return null;
  const { talk } = words;
  const name = entry.addressee === client.you ? talk.you : client.cast.get(entry.addressee)?.name;
  if (name === undefined) return null;
  return entry.whisper ? talk.whisperTo(name) : talk.says(name);
}
