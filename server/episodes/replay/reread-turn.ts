import type { VisibleSegment } from "../../../shared/protocol.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { characterSheet } from "../../roleplay/prompt/prompt-sections.ts";
import type { CopyIndex } from "../../roleplay/parser/copy-index.ts";
import { fallbackLines, waitingGestures, wearyLines } from "../../roleplay/stock-lines.ts";
import { ACTION_OPEN } from "../../roleplay/thinking/thought.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import { hiddenIn } from "../../stage/guarded-sheet.ts";
import type { Model, ModelCall, ModelEvent } from "../../stage/ports.ts";
import { segmentsForTheLog } from "../../stage/chronicle.ts";
import { SILENCED } from "../../stage/silencing.ts";
import { speak } from "../../stage/speaking.ts";
import { othersOf } from "../../stage/turn-prompt.ts";
import type { TurnStage } from "../../stage/turn-stage.ts";
import { sheetsAt, type EpisodeSheets } from "./episode-sheets.ts";
import type { NotRebuilt } from "./rebuilt-prompt.ts";
import type { ReplayedMind } from "./replayed-mind.ts";
import type { ThoughtChain } from "./thought-chain.ts";

type TurnRecord = Extract<EpisodeEvent, { type: "turn" }>;
type SegmentRecord = TurnRecord["segments"][number];

/** A turn read again from what the model wrote. */
export type RereadTurn =
  | {
      readonly ok: true;
      /** Private ones included, in the log's form. */
      readonly segments: readonly SegmentRecord[];
      /** As it was shown, segment by segment; null for one that was taken back. */
      readonly shown: readonly (VisibleSegment | null)[];
    }
  | { readonly ok: false; readonly reason: NotRebuilt };

/** What a persona may not copy out of its sheet does not change while the sheets of the cast stay as they are. */
const hiddenBySheets = new WeakMap<EpisodeSheets, Map<Persona, CopyIndex>>();

/**
 * Parses a turn's completions again, with the parser and the way of showing that the stage has, told the same. `calls`
 * are the turn's own, in their order.
 */
export async function rereadTurn(
  turn: TurnRecord,
  calls: readonly ModelCall[],
  latest: EpisodeSheets,
  mind: ReplayedMind | null,
  thoughts: ThoughtChain,
): Promise<RereadTurn> {
  const basis = calls.at(-1)?.basis;
  const sheets = basis === undefined ? latest : sheetsAt(latest, basis.sheets ?? 0);
  const no = (reason: NotRebuilt): RereadTurn => ({ ok: false, reason });
  if (sheets.known === null) return no("earlier-version");
  const persona = sheets.personas.find(({ id }) => id === turn.speaker);
  if (persona === undefined || mind === null) return no("sheet-unknown");
  const shown: (VisibleSegment | null)[] = [];
  const stage: TurnStage = {
    delta(segment, kind, text) {
      shown[segment] = { kind, text: (shown[segment]?.text ?? "") + text };
    },
    segmentEnd() {},
    retract(segment) {
      shown[segment] = null;
    },
  };
  let segments: SegmentRecord[] | null = null;
  for (const call of calls) {
    const { reading } = call;
    const told = reading?.parser;
    if (call.thinking.phase === "think") continue;
    if (reading === undefined || told === undefined) return no("earlier-version");
    if (reading.overtaken) continue;
    const silence = new AbortController();
    const guarded = mind.guarded(told.guards);
    const begun = thoughts.begun(call);
    if (guarded === null) return no("thoughts-lost");
    if (begun === null) return no("thought-missing");
    const spoken = await speak(
      {
        callId: call.callId,
        prompt: { system: "", messages: [], prefill: "" },
        basis: call.basis ?? NO_BASIS,
        purpose: call.purpose,
        sampling: { temperature: 0, topP: 1, maxTokens: 1, stop: [] },
        thinking: call.thinking,
        parser: {
          self: { name: persona.name, aliases: persona.aliases },
          others: told.others,
          start: told.start,
          recentPrivate: guarded,
          hidden: hiddenOf(persona, sheets),
          ...(call.thinking.phase === "speak" ? { thought: begun.thought } : {}),
        },
        guards: () => told.guards,
        opening: call.thinking.forced.endsWith(ACTION_OPEN) ? ACTION_OPEN : "",
      },
      stage,
      { model: recorded(call, silence), random: () => 0 },
      { cancel: silence.signal, news: NEVER },
    );
    segments = segmentsForTheLog(spoken.segments);
  }
  const said = segments ?? thoughtAlone(calls, thoughts);
  const standIn = standInOf(turn, said.length, persona);
  for (const { kind, text } of standIn) stage.delta(shown.length, kind, text);
  // A stage leaves no hole where a segment was never shown.
  return {
    ok: true,
    segments: [...said, ...standIn],
    shown: Array.from(shown, (one) => one ?? null),
  };
}

const NEVER = new AbortController().signal;
const NO_BASIS: NonNullable<ModelCall["basis"]> = {
  changes: 0,
  observations: 0,
  partner: null,
  hearers: [],
  prefill: "",
  shorter: false,
};

/** A model that says once more what it said, as far as it was read, and is silenced where it was. */
function recorded(call: ModelCall, silence: AbortController): Model {
  return {
    synthetic: call.synthetic,
    description: "a recorded call",
    continuesPrefill: true,
    async *generate(): AsyncGenerator<ModelEvent> {
      const text = call.completionText.slice(0, call.reading?.read ?? 0);
      if (text !== "") yield { type: "text", text };
      if (call.reading?.silenced) silence.abort(SILENCED);
      yield { type: "end", end: call.end, call };
    },
  };
}

function hiddenOf(persona: Persona, sheets: EpisodeSheets): CopyIndex {
  const ofSheets = hiddenBySheets.get(sheets) ?? new Map<Persona, CopyIndex>();
  hiddenBySheets.set(sheets, ofSheets);
  const known = ofSheets.get(persona);
  if (known !== undefined) return known;
  const { scene, personas, things } = sheets;
  const system = characterSheet(
    persona,
    scene,
    othersOf(personas, persona),
    sheets.known?.[persona.id] ?? [],
  );
  const index = hiddenIn(persona, { system }, { scene, personas: [...personas], things });
  ofSheets.set(persona, index);
  return index;
}

/** A turn that never came to speak holds what it thought. */
function thoughtAlone(calls: readonly ModelCall[], thoughts: ThoughtChain): SegmentRecord[] {
  const last = calls.findLast(({ thinking }) => thinking.phase === "think");
  const text = last === undefined ? "" : (thoughts.thoughtOf(last.callId) ?? "");
  return text === "" ? [] : [{ kind: "system-thinking", text }];
}

/** The authored words at the end of a turn whose model had none, if its author wrote them. */
function standInOf(
  { outcome, segments }: TurnRecord,
  after: number,
  persona: Persona,
): VisibleSegment[] {
  const last = segments[after];
  if (outcome !== "fallback" || last === undefined || segments.length !== after + 1) return [];
  const { kind, text } = last;
  const written =
    kind === "action"
      ? waitingGestures(persona)
      : kind === "speech"
        ? [...fallbackLines(persona), ...wearyLines(persona)]
        : [];
  return (kind === "action" || kind === "speech") && written.includes(text) ? [{ kind, text }] : [];
}
