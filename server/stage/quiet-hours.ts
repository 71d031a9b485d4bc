import type { ParticipantId } from "../../shared/protocol.ts";
import type { Prompt } from "../roleplay/observation.ts";
import {
  dueForReflection,
  readReflections,
  reflectByRules,
  matterOf,
  reflectionPrompt,
  withReflections,
} from "../roleplay/memory/reflection.ts";
import type { Fact } from "../roleplay/memory/memory.ts";
import { speechOf } from "../roleplay/observation.ts";
import type { Mind } from "./mind.ts";
import type {
  AsideBasis,
  ModelEnd,
  PromptBasis,
  QuotedFact,
  Sampling,
  ThinkingPart,
} from "./ports.ts";
import type { SceneContext } from "./scene-context.ts";
import {
  budgetAt,
  promptBudget,
  standingPrompt,
  type BasedPrompt,
  type TurnFor,
} from "./turn-prompt.ts";

/** What is done while nobody waits: histories are cut and read ahead, and personas make something of what they heard. */
export interface QuietHours {
  start(): void;
  stop(): void;
  /** A turn has ended: if its history is nearly full and nobody waits, it is cut now and read ahead. */
  afterTurn(mind: Mind, turn: TurnFor): void;
  /** A player came near personas who have not spoken yet: their sheets are read ahead. */
  cameIn(participant: ParticipantId): void;
  /** A persona's sheet has changed: what was read ahead of its prompt is worth nothing, and is read anew if it was. */
  recast(mind: Mind): void;
}

/** A history that takes more than this share of its room is cut in the first quiet moment. */
const FULL = 0.85;
/** Between two looks for something to reflect on, in ms, and how many reflections one scene has in an hour. */
const LOOK_EVERY = 60_000;
const REFLECTIONS_AN_HOUR = 12;
/** How many personas are read ahead when one player comes in. */
const WARMED_AT_ONCE = 8;
const REFLECTION: Omit<Sampling, "seed" | "stop"> = { temperature: 0.3, topP: 0.9, maxTokens: 160 };

/** No thinking is asked for, and none of it would be kept. */
const ASIDE: ThinkingPart = {
  mode: "reflex",
  phase: "whole",
  budget: null,
  after: null,
  forced: "",
  trimmed: 0,
};

export function createQuietHours(context: SceneContext, running: () => number): QuietHours {
  const { clock, chronicle, memory, minds, model, play } = context;
  const closing = new AbortController();
  const warmed = new Set<Mind>();
  const reflections: number[] = [];
  let asides = 0;
  let cancel = (): void => {};

  /** One call outside any turn; null when it did not end well. It is on record like every other. */
  async function ask(
    occasion: string,
    mind: Mind,
    prompt: Prompt,
    sampling: Omit<Sampling, "seed" | "stop">,
    basis: { readonly basis: PromptBasis } | { readonly aside: AsideBasis },
  ): Promise<string | null> {
    asides += 1;
    const callId = `${chronicle.episodeId}.${occasion}-${asides}`;
    let text = "";
    let end: ModelEnd = { status: "aborted" };
    const events = model.generate(
      {
        callId,
        prompt,
        sampling: {
          ...sampling,
          stop: play.sampling.stop,
          seed: Math.floor(context.random() * 2 ** 31),
        },
        purpose: {
          lane: "ambient",
          scene: chronicle.episodeId,
          persona: mind.persona.id,
          player: null,
        },
        thinking: ASIDE,
      },
      closing.signal,
    );
    for await (const event of events) {
      if (event.type === "text") text += event.text;
      else {
        end = event.end;
        void chronicle.aside(callId, mind.persona.id, { ...event.call, ...basis });
      }
    }
    return end.status === "complete" ? text : null;
  }

  function warm(mind: Mind, { prompt, basis }: BasedPrompt): void {
    warmed.add(mind);
    void ask("warm", mind, prompt, { ...play.sampling, maxTokens: 1 }, { basis });
  }

  function readAhead(mind: Mind, partner: ParticipantId | null): void {
    const { id } = mind.persona;
    const listeners = context.cast.earshot(id);
    const turn: TurnFor = { turnId: "", addressee: partner, whisper: false, listeners };
    warm(mind, standingPrompt(context, mind, turn, promptBudget(context)));
  }

  function look(): void {
    cancel = clock.after(LOOK_EVERY, look);
    const quiet = running() === 0 && [...minds.values()].every(({ pending }) => pending === null);
    while (reflections.length > 0 && clock.elapsed() - (reflections[0] ?? 0) > 3_600_000)
      reflections.shift();
    if (!quiet || reflections.length >= REFLECTIONS_AN_HOUR) return;
    for (const mind of minds.values()) {
      const due = memory.met(mind.persona).find(dueForReflection);
      if (due === undefined) continue;
      reflections.push(clock.elapsed());
      void reflect(mind, due.subject);
      return;
    }
  }

  async function reflect(mind: Mind, subject: string): Promise<void> {
    const find = () => memory.met(mind.persona).find((one) => one.subject === subject);
    const before = find();
    if (before === undefined) return;
    const { persona } = mind;
    const matter = matterOf(before);
    const { name, facts, deeds } = matter;
    const text = play.reflect
      ? await ask("reflect", mind, reflectionPrompt(persona, matter), REFLECTION, {
          aside: {
            kind: "reflection",
            name,
            facts: facts.map((fact) => quotedFact(mind, fact)),
            deeds,
            prefill: "",
          },
        })
      : null;
    const read = text === null ? null : readReflections(text, persona, before.name);
    // What was heard while the model thought stays: only the reflections are replaced.
    const now = find();
    if (now === undefined) return;
    const made = read ?? reflectByRules(persona, now);
    memory.keep(withReflections(now, made, read === null ? "rules" : "model", clock.now()));
  }

  return {
    start() {
      cancel = clock.after(LOOK_EVERY, look);
    },
    stop() {
      cancel();
      closing.abort();
    },
    afterTurn(mind, turn) {
      if (!play.warm || mind.pending !== null || mind.running !== null) return;
      const standing = standingPrompt(context, mind, turn, budgetAt(context, mind, FULL));
      if (standing.cut !== null) warm(mind, standing);
    },
    cameIn(participant) {
      if (!play.warm) return;
      const near = [...context.cast.earshot(participant)].flatMap((id) => minds.get(id) ?? []);
      for (const mind of near.filter((one) => !warmed.has(one)).slice(0, WARMED_AT_ONCE)) {
        if (mind.notes === null) readAhead(mind, participant);
      }
    },
    recast(mind) {
      if (warmed.delete(mind)) readAhead(mind, null);
    },
  };
}

/** Where a fact stands in what the mind has heard here; its own text where it does not. */
function quotedFact({ observations }: Mind, { turnId, text }: Fact): QuotedFact {
  const heard = observations.find((one) => one.kind === "heard" && one.turnId === turnId);
  const from = heard === undefined ? -1 : speechOf(heard).indexOf(text);
  return turnId === null || from === -1 ? { text } : { turnId, from, length: text.length };
}
