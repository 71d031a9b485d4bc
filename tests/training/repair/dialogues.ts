import type {
  DialogueLine,
  LineSegment,
  OwnDialogue,
} from "../../../server/training/repair/own-dialogue.ts";
import { readHerLine } from "../../../server/training/repair/her-line.ts";
import type { AskWriter } from "../../../server/training/repair/repair-item.ts";

/** Segments of a turn in HER's writing. */
export function segmentsOf(text: string): readonly LineSegment[] {
  const read = readHerLine(text);
  if (!read.ok) throw new Error(read.problem);
  return read.segments;
}

/** A turn of the character's own. */
export function own(id: string, text: string, systemThinking = ""): DialogueLine {
  return {
    id,
    speaker: "Mara",
    own: true,
    editable: true,
    segments: segmentsOf(text),
    systemThinking,
  };
}

/** A line of somebody else's. */
export function heard(id: string, speaker: string, text: string): DialogueLine {
  return { ...own(id, text), speaker, own: false, editable: false };
}

export function dialogueOf(lines: readonly DialogueLine[], episode = "e1"): OwnDialogue {
  return {
    origin: { kind: "episode", log: "log.sqlite", episode },
    character: {
      id: "mara",
      name: "Mara",
      sheet: {
        appearance: "A woman in a grey coat.",
        known: "She keeps the light.",
        profile: "Mara keeps the light.",
        experience: "",
        motivation: "",
      },
    },
    language: "en",
    setting: "The lamp room.",
    lines,
    synthetic: false,
  };
}

/** What a question asked about, as the prompt tells it. */
export function askedIn(content: string): unknown {
  return (JSON.parse(content) as { asked: unknown }).asked;
}

/** A writer that answers by a function of the question's own material; counts what it is asked. */
export function writer(
  answer: (
    material: {
      asked: unknown;
      lines: { id: string; text: string }[];
    },
    call: number,
  ) => string | null,
): AskWriter & { readonly prompts: Parameters<AskWriter>[0][] } {
  const prompts: Parameters<AskWriter>[0][] = [];
  const ask: AskWriter = async (prompt) => {
    prompts.push(prompt);
    const [first] = prompt.messages;
    const content = first?.content ?? "{}";
    const material = content.startsWith("{") ? JSON.parse(content) : { asked: null, lines: [] };
    return answer(material, prompts.length);
  };
  return Object.assign(ask, { prompts });
}
