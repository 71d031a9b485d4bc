import type { TranscriptEntry } from "../../../shared/protocol.ts";
import type { SceneClient } from "../../scene-client.ts";
import type { SpeechPace } from "../../speech-pace.ts";
import { marked } from "../style.ts";
import type { BoxWords } from "./box-words.ts";
import { element } from "./element.ts";

/** How many of the newest turns can still change. */
const RECENT = 24;
/** The most lines kept on the page. */
const MOST = 100;

/** What was said, each line once and only when it is finished, so that nothing is read out letter by letter. */
export class BoxLog {
  readonly root = element("div", { class: "log", role: "log", tabindex: "0" });
  #kept = new Set<string>();

  /** Begins anew with what the server says was heard; nothing of it is announced. */
  rebuild(client: SceneClient, pace: SpeechPace, words: BoxWords): void {
    this.root.setAttribute("aria-live", "off");
    this.root.replaceChildren();
    this.#kept.clear();
    this.#take(client.transcript.entries.slice(-MOST), client, pace, words);
    requestAnimationFrame(() => this.root.setAttribute("aria-live", "polite"));
  }

  refresh(client: SceneClient, pace: SpeechPace, words: BoxWords): void {
    this.#take(client.transcript.entries.slice(-RECENT), client, pace, words);
  }

  #take(
    entries: readonly TranscriptEntry[],
    client: SceneClient,
    pace: SpeechPace,
    words: BoxWords,
  ): void {
    let added = false;
    const { scrollHeight, scrollTop, clientHeight } = this.root;
    const atEnd = scrollHeight - scrollTop - clientHeight < 40;
    for (const entry of entries) {
      const { turnId, state } = entry;
      if (state === "open" || this.#kept.has(turnId) || pace.appearing(turnId)) continue;
      this.#kept.add(turnId);
      const line = lineOf(entry, client.you, words);
      if (line === null) continue;
      this.root.append(line);
      added = true;
    }
    if (!added) return;
    while (this.root.childElementCount > MOST) this.root.firstElementChild?.remove();
    if (atEnd) this.root.scrollTop = this.root.scrollHeight;
  }
}

/** A finished line, or null when there was nothing to hear. */
function lineOf(entry: TranscriptEntry, you: string, words: BoxWords): HTMLElement | null {
  const own = entry.speaker === you;
  const told = entry.segments.filter((segment) => segment !== null);
  if (told.every(({ text }) => text.trim() === "")) return null;
  const line = element("p", { class: own ? "own" : entry.kind, "data-turn": entry.turnId });
  const narrated = entry.kind === "environment";
  if (!narrated) {
    line.append(element("b", {}, own ? words.you : entry.name));
    const marks = [
      ...(entry.kind === "persona" ? [words.ai] : []),
      ...(entry.whisper ? [words.whisper] : []),
    ];
    if (marks.length > 0) line.append(" ", element("small", {}, `(${marks.join(", ")})`));
    line.append(": ");
  }
  for (const { kind, text } of told) {
    const shown = narrated ? text.trim() : marked({ kind, text: text.trim() });
    line.append(element(kind === "action" ? "em" : "span", {}, shown), " ");
  }
  if (entry.state === "cut" || entry.state === "cancelled") line.append(words.unfinished);
  return line;
}
