import { mayHear, type Audience, type Observation, type PromptMessage } from "../observation.ts";
import type { PromptWording } from "./prompt-wording.ts";
import { inertLine, inertName } from "./prompt-text.ts";

/** Stands before everything that was said; HER's training data has it in the first user message. */
export const CONVERSATION_START = "===Conversation Start===";
/** The prefix of what the world does, in every language. */
export const ENVIRONMENT = "Environment";

type Part = { readonly kind: "speech" | "action" | "role-thinking"; readonly text: string };
type Line = { readonly speaker: string; readonly own: boolean; readonly parts: readonly Part[] };

/**
 * What a persona observed as alternating messages: others' lines merged into one user message, its own turns as
 * assistant messages with its role thinking. The first and the last message are always the user's. Of a whisper only
 * the fact is told where `audience` holds someone else.
 */
export function historyMessages(
  name: string,
  observations: readonly Observation[],
  words: PromptWording,
  audience: Audience | null = null,
): PromptMessage[] {
  const messages: PromptMessage[] = [];
  let pending: string[] = [CONVERSATION_START];
  const flush = () => {
    if (pending.length > 0) messages.push({ role: "user", content: pending.join("\n\n") });
    pending = [];
  };
  const lines = mergedLines(observations, name, words, audience);
  for (const line of lines) {
    const text = `${line.speaker}: ${render(line.parts, words)}`;
    if (line.own) {
      flush();
      messages.push({ role: "assistant", content: text });
    } else {
      pending.push(text);
    }
  }
  // Chat templates expect the assistant to answer someone, and nothing but time has passed.
  if (lines.at(-1)?.own === true) pending.push(`${ENVIRONMENT}: ${words.moment}`);
  flush();
  return messages;
}

/** One line per run of one speaker, without those that show nothing. */
function mergedLines(
  observations: readonly Observation[],
  name: string,
  words: PromptWording,
  audience: Audience | null,
): Line[] {
  const lines: Line[] = [];
  for (const observation of observations) {
    const line = lineOf(
      audience === null ? observation : asTold(observation, audience, words),
      name,
    );
    if (line.parts.length === 0) continue;
    const last = lines.at(-1);
    if (last !== undefined && last.own === line.own && last.speaker === line.speaker) {
      lines[lines.length - 1] = { ...last, parts: [...last.parts, ...line.parts] };
    } else {
      lines.push(line);
    }
  }
  return lines;
}

/** What of an observation may stand in a prompt for these hearers: of a whisper to or from someone else, a gesture. */
function asTold(observation: Observation, audience: Audience, words: PromptWording): Observation {
  switch (observation.kind) {
    case "heard": {
      const { from, company } = observation;
      if (company !== "whisper" || from === undefined) return observation;
      if (mayHear({ with: from, company }, audience)) return observation;
      return { ...observation, segments: [{ kind: "action", text: words.whispersToYou }] };
    }
    case "own": {
      const { to, company } = observation;
      if (company !== "whisper" || !to || mayHear({ with: to, company }, audience))
        return observation;
      return { ...observation, segments: [{ kind: "action", text: words.whispersBack }] };
    }
    case "recalled":
      return observation.only === undefined || mayHear(observation.only, audience)
        ? observation
        : { ...observation, text: "" };
    case "environment":
      return observation;
    default:
      return observation satisfies never;
  }
}

function lineOf(observation: Observation, name: string): Line {
  switch (observation.kind) {
    case "heard":
      return {
        speaker: inertName(observation.speaker),
        own: false,
        parts: told(observation.segments.map(({ kind, text }) => ({ kind, text }))),
      };
    case "environment":
    case "recalled":
      return {
        speaker: ENVIRONMENT,
        own: false,
        parts: told([{ kind: "speech", text: observation.text }]),
      };
    case "own":
      return {
        speaker: name,
        own: true,
        parts: told(
          observation.segments.map((segment) =>
            segment.kind === "role-thinking"
              ? { kind: segment.kind, text: segment.text.reveal() }
              : { kind: segment.kind, text: segment.text },
          ),
        ),
      };
    default:
      return observation satisfies never;
  }
}

function told(parts: readonly Part[]): Part[] {
  return parts
    .map(({ kind, text }) => ({ kind, text: inertLine(text) }))
    .filter(({ text }) => text !== "");
}

/** Parts in HER's writing: no space beside a tag, and never the same tag twice in a row. */
function render(parts: readonly Part[], words: PromptWording): string {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === part.kind) {
      joined[joined.length - 1] = { ...last, text: continued(last.text, part.text, words) };
    } else {
      joined.push(part);
    }
  }
  return joined.map(tagged).join("");
}

function continued(before: string, after: string, words: PromptWording): string {
  const ended = /[\p{P}\p{S}]$/u.test(before);
  return `${before}${ended ? words.sentenceGap : words.phraseGap}${after}`;
}

function tagged({ kind, text }: Part): string {
  switch (kind) {
    case "speech":
      return text;
    case "action":
      return `<role_action>${text}</role_action>`;
    case "role-thinking":
      return `<role_thinking>${text}</role_thinking>`;
    default:
      return kind satisfies never;
  }
}
