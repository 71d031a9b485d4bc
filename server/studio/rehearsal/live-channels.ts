import type { Channel } from "../../../shared/studio/rehearsal.ts";
import { parseUtterance, type ParserOptions } from "../../roleplay/parser/utterance-parser.ts";
import { THOUGHT_CLOSE, THOUGHT_OPEN } from "../../roleplay/thinking/thought.ts";
import { isVisible } from "../../roleplay/utterance.ts";
import type { Clock, Model, ModelEvent, ModelRequest } from "../../stage/ports.ts";

/**
 * What a persona thinks, heard while the model still writes it. The one place beside the log's own where a designer comes
 * by private text as it streams: what others see and hear of a turn comes from the scene's own telling, never from here.
 */

/** A stretch of thought has more text, or (`whole`) other text than so far; empty for one that turned out to be none. */
export interface ThoughtHeard {
  readonly turnId: string;
  readonly block: string;
  readonly channel: Extract<Channel, "system-thinking" | "role-thinking">;
  readonly text: string;
  readonly whole: boolean;
}

/** Who speaks among whom, as the parser has to know it. */
export type SpeakerOf = (persona: string) => Pick<ParserOptions, "self" | "others"> | null;

export interface Hearing {
  readonly clock: Clock;
  readonly speakerOf: SpeakerOf;
  /** What `full` turns begin with, where the model goes on with a prefill. */
  readonly opens: "expected" | "none";
  heard(thought: ThoughtHeard): void;
}

/** A text that grows is read anew at most so often, in ms. */
const EVERY = 80;

/** The same model, whose thoughts are heard on the way; nothing of what it yields or records is changed. */
export function heardModel(model: Model, hearing: Hearing): Model["generate"] {
  return async function* generate(request, signal): AsyncGenerator<ModelEvent> {
    const listen = listenerOf(request, hearing);
    for await (const event of model.generate(request, signal)) {
      if (event.type === "text") listen?.more(event.text);
      else listen?.end();
      yield event;
    }
  };
}

interface Listener {
  more(text: string): void;
  end(): void;
}

function listenerOf(request: ModelRequest, hearing: Hearing): Listener | null {
  const { callId, purpose, thinking } = request;
  const [, turnId, attempt] = /^(.+)\.(\d+)$/u.exec(callId) ?? [];
  if (turnId === undefined || purpose.lane === "ambient") return null;
  if (thinking.phase === "think") {
    return {
      more(text) {
        const block = `t${attempt}`;
        hearing.heard({ turnId, block, channel: "system-thinking", text, whole: false });
      },
      end() {},
    };
  }
  const speaker = hearing.speakerOf(purpose.persona);
  return speaker === null ? null : wholeListener(request, turnId, attempt ?? "", speaker, hearing);
}

/** Reads what there is so far with the parser of the scene, and tells what of it is thought. */
function wholeListener(
  { prompt, thinking }: ModelRequest,
  turnId: string,
  attempt: string,
  speaker: Pick<ParserOptions, "self" | "others">,
  { clock, opens, heard }: Hearing,
): Listener {
  const speaks = thinking.phase === "speak";
  const start =
    opens === "none" || speaks ? "none" : prompt.prefill === "" ? "expected" : "prefilled";
  const options = {
    ...speaker,
    start,
    ...(speaks ? { thought: thoughtIn(prompt.prefill) } : {}),
  } as const;
  const told: string[] = [];
  let text = "";
  let read = Number.NEGATIVE_INFINITY;

  function look(): void {
    read = clock.elapsed();
    const { segments } = parseUtterance(text, options).utterance;
    const thoughts = segments.flatMap((segment) => {
      if (isVisible(segment) || segment.kind === "unreleased") return [];
      return [{ channel: segment.kind, text: settled(segment.text.reveal()) }];
    });
    // The thought before the words was heard in its own call.
    const own = speaks && thoughts[0]?.channel === "system-thinking" ? thoughts.slice(1) : thoughts;
    for (let at = 0; at < Math.max(own.length, told.length); at += 1) {
      const before = told[at] ?? "";
      const now = own[at];
      const after = now?.text ?? "";
      if (after === before) continue;
      const grows = after.startsWith(before);
      told[at] = after;
      heard({
        turnId,
        block: `p${attempt}-${at}`,
        channel: now?.channel ?? "role-thinking",
        text: grows ? after.slice(before.length) : after,
        whole: !grows,
      });
    }
  }

  return {
    more(more) {
      text += more;
      if (clock.elapsed() - read >= EVERY) look();
    },
    end: () => look(),
  };
}

/** Without a tag that may still be closing. */
function settled(text: string): string {
  return text.replace(/<[^<>]{0,40}$/u, "");
}

function thoughtIn(prefill: string): string {
  const close = prefill.indexOf(THOUGHT_CLOSE);
  const open = prefill.startsWith(THOUGHT_OPEN) ? THOUGHT_OPEN.length : 0;
  return close === -1 ? "" : prefill.slice(open, close);
}
