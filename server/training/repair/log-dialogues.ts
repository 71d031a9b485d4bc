import type { Voice } from "../../roleplay/memory/voices.ts";
import { Persona } from "../../roleplay/persona.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { createConsentReading } from "../rights/consent.ts";
import {
  readConsentHistory,
  type ConsentHistory,
  type PeopleReader,
} from "../rights/consent-history.ts";
import { createWhoseWords, type HeldWords } from "../rights/whose-words.ts";
import { characterOf } from "./coser-dialogues.ts";
import { holdsTags } from "./her-line.ts";
import type { DialogueLine, DialoguesRead, LineSegment, OwnDialogue } from "./own-dialogue.ts";

type Heard = Extract<EpisodeEvent, { type: "line" | "turn" }>;

/**
 * The dialogues of an episode, one for each persona that spoke, from what it heard itself. Words of a player who did
 * not allow training go into no prompt: there a persona's dialogue ends, since all that follows has heard them.
 */
export async function logDialogues(
  reader: PeopleReader,
  episode: string,
  log: string,
): Promise<DialoguesRead> {
  const read = createEpisodeReading();
  for await (const { event } of reader.events(episode)) read.take(event);
  const history = read.remembers ? await historyOf(reader) : null;
  const allowed = (voice: Voice): boolean => history?.allows(voice, "training") === true;
  return read.dialogues({ kind: "episode", log, episode }, allowed);
}

/** What was allowed in all episodes, read once for a reader however many of them remember. */
const histories = new WeakMap<PeopleReader, Promise<ConsentHistory>>();
function historyOf(reader: PeopleReader): Promise<ConsentHistory> {
  const history = histories.get(reader) ?? readConsentHistory(reader);
  histories.set(reader, history);
  return history;
}

function createEpisodeReading() {
  let start: Extract<EpisodeEvent, { type: "episode-start" }> | null = null;
  const names = new Map<string, string>();
  const players = new Set<string>();
  const consents = createConsentReading();
  const heard: { event: Heard; held: HeldWords | null }[] = [];
  const words = createWhoseWords();
  return {
    /** Somebody remembered words of an earlier visit. */
    get remembers(): boolean {
      return heard.some(({ held }) => held !== null && held.remembered.length > 0);
    },
    take(event: EpisodeEvent): void {
      consents.take(event);
      words.take(event);
      if (event.type === "episode-start") start = event;
      else if (event.type === "participant-joined") {
        names.set(event.participant, event.name);
        if (event.kind === "player") players.add(event.participant);
      } else if (event.type === "line" || event.type === "turn") {
        heard.push({ event, held: event.type === "turn" ? words.of(event.speaker) : null });
      }
    },
    dialogues(origin: OwnDialogue["origin"], earlier: (voice: Voice) => boolean): DialoguesRead {
      if (start === null) return { dialogues: [], leftOut: { "no-start": 1 } };
      const { personas, scene, synthetic } = start;
      const leftOut: Record<string, number> = {};
      const count = (why: string): void => {
        leftOut[why] = (leftOut[why] ?? 0) + 1;
      };
      const given = consents.given();
      const allowed = (speaker: string): boolean =>
        !players.has(speaker) || given.get(speaker)?.has("training") === true;
      const dialogues = personas.flatMap((sheet): OwnDialogue[] => {
        const persona = Persona.safeParse(sheet);
        if (!persona.success) {
          count("unreadable-persona");
          return [];
        }
        const { id, language } = persona.data;
        const lines: DialogueLine[] = [];
        let barred = false;
        for (const { event, held } of heard) {
          const own = event.type === "turn" && event.speaker === id;
          if (!own && !event.listeners.includes(id)) continue;
          barred ||= !allowed(event.speaker);
          if (own && held !== null) barred ||= held.unknown || !held.remembered.every(earlier);
          if (barred) {
            if (own) count("no-consent");
            continue;
          }
          if (event.type === "turn" && event.instead !== undefined) {
            if (own) count("retake");
            continue;
          }
          const line = lineOf(event, own, names.get(event.speaker) ?? nameOf(event.speaker));
          if (own && !line.editable) count(whyNot(event));
          if (line.segments.length > 0) lines.push(line);
        }
        if (!lines.some(({ own }) => own)) return [];
        const character = characterOf(persona.data);
        const setting = textIn(scene, "setting");
        return [{ origin, character, language, setting, lines, synthetic }];
      });
      return { dialogues, leftOut };
    },
  };
}

function lineOf(event: Heard, own: boolean, speaker: string): DialogueLine {
  const segments = event.segments.flatMap(({ kind, text }): LineSegment[] => {
    const trimmed = text.trim();
    if (trimmed === "") return [];
    if (kind === "speech" || kind === "action") return [{ kind, text: trimmed }];
    return own && kind === "role-thinking" ? [{ kind, text: trimmed }] : [];
  });
  const systemThinking = event.segments
    .filter(({ kind }) => own && kind === "system-thinking")
    .map(({ text }) => text.trim())
    .join("\n");
  const editable = own && segments.length > 0 && whyNot(event) === "unreadable";
  return {
    id: event.turnId,
    speaker,
    own,
    editable: editable && !segments.some(({ text }) => holdsTags(text)),
    segments,
    systemThinking,
  };
}

function whyNot(event: Heard): string {
  if (event.type === "line") return "line";
  if (!event.trainable) return "not-trainable";
  return event.outcome === "complete" ? "unreadable" : "not-complete";
}

function nameOf(speaker: string): string {
  return speaker === "environment" ? "Environment" : speaker;
}

function textIn(value: unknown, key: string): string {
  if (typeof value !== "object" || value === null) return "";
  const text = (value as Readonly<Record<string, unknown>>)[key];
  return typeof text === "string" ? text : "";
}
