import type { ModelCall } from "../../stage/ports.ts";
import { promptOf } from "./call-prompt.ts";
import { joinedPieces, playedText, systemThinkingOf } from "./her-text.ts";
import { withinEpisode } from "../rights/pseudonyms.ts";
import type { LeftOut } from "./left-out.ts";
import type { CallPart, Marks, Message, Sample } from "./sample.ts";
import type { TurnFacts } from "./selection.ts";
import { tokenMask } from "./token-mask.ts";
import type { Veil } from "./veil.ts";
import { chainOf, piecesOf } from "./whole-turn.ts";

/** What a sample is made of. */
export interface Making {
  readonly facts: TurnFacts;
  readonly marks: Marks;
  readonly turnIndex: number;
  readonly split: string;
  readonly calls: readonly ModelCall[];
  readonly find: (callId: string) => ModelCall | null;
  readonly veil: Veil;
}

/** The sample of one turn, with names and ids taken out; a reason where there can be none. */
export function sampleOf(making: Making): Sample | LeftOut {
  const { facts, marks, calls, find, veil } = making;
  const { turn, persona, scene } = facts;
  const last = turn.callId === null ? null : find(turn.callId);
  if (last === null) return "no-call";
  const prompt = promptOf(last);
  if (prompt === null) return "unreadable-call";
  const chain = chainOf(last, find);
  const pieces = piecesOf(chain).map(({ text, taught }) => ({ text: veil.text(text), taught }));
  const joined = joinedPieces(pieces);
  // A name that stands across a border is only found in the whole; then nothing of it is vouched for.
  const completion = veil.text(joined.text);
  const untaught = completion === joined.text ? joined.untaught : [[0, completion.length] as const];
  const played = veil.text(playedText(turn.segments));
  if (completion === "" || played === "") return "empty";
  const messages = prompt.messages.map(({ role, content }) => ({
    role,
    content: veil.text(content),
  }));
  const { request } = last;
  return {
    episode: veil.id("episode", turn.episodeId),
    turn: veil.id("turn", withinEpisode(turn.episodeId, turn.turnId)),
    at: turn.at,
    turnIndex: making.turnIndex,
    persona,
    scene: scene.id,
    split: making.split,
    messages,
    completion,
    untaught,
    played,
    systemThinking: systemThinkingOf(completion),
    calls: calls.map((call) => partOf(call, chain, turn.episodeId, veil)),
    outcome: turn.outcome,
    mode: turn.thinking?.mode ?? null,
    instead:
      turn.instead === undefined
        ? null
        : veil.id("turn", withinEpisode(turn.episodeId, turn.instead)),
    afterCut: turn.cut !== undefined,
    policy: {
      model: last.servedModel ?? last.requestedModel,
      temperature: numberOr(request["temperature"]),
      topP: numberOr(request["top_p"]),
    },
    marks,
  };
}

function partOf(
  call: ModelCall,
  chain: readonly ModelCall[],
  episode: string,
  veil: Veil,
): CallPart {
  const at = chain.indexOf(call);
  const used = at !== -1;
  const next = used ? (chain[at + 1] ?? null) : null;
  const exact = textsOf(call).every((text) => veil.text(text) === text);
  const { purpose, thinking } = call;
  return {
    id: veil.id("call", withinEpisode(episode, call.callId)),
    after: thinking.after === null ? null : veil.id("call", withinEpisode(episode, thinking.after)),
    call: {
      ...call,
      purpose: {
        ...purpose,
        scene: veil.id("episode", purpose.scene),
        player: purpose.player === null ? null : veil.id("player", purpose.player),
      },
      ...(exact ? {} : veiledTexts(call, veil)),
    },
    used,
    mask: exact ? tokenMask(call, next, used) : null,
    exact,
  };
}

/** Everything in a call that somebody wrote. */
function textsOf({ promptText, request, completionText, thinking }: ModelCall): string[] {
  const sent = Array.isArray(request["messages"]) ? (request["messages"] as Message[]) : [];
  return [
    promptText ?? "",
    ...sent.map(({ content }) => String(content)),
    completionText,
    thinking.forced,
  ];
}

/** Ids and log probabilities would spell what left the text. */
function veiledTexts(call: ModelCall, veil: Veil): Partial<ModelCall> {
  const prompt = call.promptText === null ? null : veil.text(call.promptText);
  return {
    request: veiledRequest(call.request, veil),
    promptText: prompt,
    promptTokenIds: null,
    completionText: veil.text(call.completionText),
    completionTokenIds: null,
    logprobs: null,
    thinking: { ...call.thinking, forced: veil.text(call.thinking.forced) },
  };
}

function veiledRequest(request: ModelCall["request"], veil: Veil): Record<string, unknown> {
  const sent = { ...request };
  if (typeof sent["prompt"] === "string") sent["prompt"] = veil.text(sent["prompt"]);
  if (Array.isArray(sent["messages"])) {
    sent["messages"] = (sent["messages"] as Message[]).map((message) => ({
      ...message,
      content: veil.text(String(message.content)),
    }));
  }
  return sent;
}

function numberOr(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
