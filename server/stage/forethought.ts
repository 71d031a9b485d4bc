import type { ParticipantId } from "../../shared/protocol.ts";
import { readAddress } from "../roleplay/address.ts";
import type { Observation } from "../roleplay/observation.ts";
import type { AheadTrigger } from "../roleplay/thinking/thinking-mode.ts";
import { beforeTheLine } from "../roleplay/thinking/thought.ts";
import type { Mind } from "./mind.ts";
import type { ModelEnd } from "./ports.ts";
import { nameable, type SceneContext } from "./scene-context.ts";
import { NO_THOUGHT, think, type Thought } from "./thinking.ts";
import { createTokenLedger, type TokenLedger } from "./token-ledger.ts";
import { promptAhead } from "./turn-prompt.ts";
import { partnerName, purposeOf, thinkingSettings } from "./turn-request.ts";

/** Thinking before a player has finished speaking: begun, kept for a while, taken up with the line, or dropped. */
export interface Forethought {
  /** Someone is likely to speak to this persona soon. Does nothing where it may not think ahead, or is busy. */
  begin(mind: Mind, partner: ParticipantId, trigger: AheadTrigger): void;
  /** What was thought for this partner's line, up to this moment; nothing if the situation has changed since. */
  take(mind: Mind, partner: ParticipantId | null): Promise<Thought>;
  /** True while a thought is kept for another's line than this one's. */
  awaits(mind: Mind, partner: ParticipantId | null): boolean;
  /** Someone left: what was thought for them is dropped. */
  forget(participant: ParticipantId): void;
  /** What this persona thought ahead of anyone's line is dropped. */
  drop(mind: Mind, why: "recast" | "held"): void;
  /** Drops everything and resolves when every call has ended. */
  close(): Promise<void>;
  readonly ledger: TokenLedger;
}

/** Why a thought came to nothing; recorded with its calls. */
export const DROP_REASONS = [
  "situation-changed",
  "expired",
  "left",
  "closed",
  "failed",
  /** It was thought with a sheet that is no longer played, or by somebody who may not speak any more. */
  "recast",
  "held",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

interface Held {
  readonly partner: ParticipantId;
  readonly trigger: AheadTrigger;
  /** The last thing the persona had observed when it began to think. */
  readonly anchor: Observation | null;
  thought: Thought;
  /** The call that runs, if one does. */
  running: { readonly abort: AbortController; readonly done: Promise<void> } | null;
  /** It was thought to its end: nothing is to be added before the line. */
  whole: boolean;
  readonly expire: () => void;
}

/** A thought is kept for so long, in ms. */
const KEPT_FOR = 60_000;
/** What anything but typing may cost, as a part of the whole budget: it is wrong more often than right. */
const ON_A_GUESS = 1 / 4;

export function createForethought(context: SceneContext): Forethought {
  const { chronicle, clock, model, play } = context;
  const held = new Map<Mind, Held>();
  const ending = new Set<Promise<void>>();
  const ledger = createTokenLedger(play.thinking.waste);
  let count = 0;
  let closed = false;

  function run(mind: Mind, entry: Held, budget: number): void {
    const abort = new AbortController();
    const { thought, partner } = entry;
    const forced =
      thought.text === ""
        ? beforeTheLine(mind.persona.language, partnerName(context, partner))
        : "";
    count += 1;
    const request = {
      callId: `${chronicle.episodeId}.ahead.${count}`,
      ...promptAhead(context, mind, partner),
      purpose: purposeOf(context, mind, partner, "ahead"),
      sampling: play.sampling,
      mode: "ahead" as const,
      budget,
      begun: thought.text + forced,
      forced,
      after: thought.calls.at(-1)?.callId ?? null,
      trimmed: thought.trimmed,
    };
    const done = think(request, context, abort.signal).then(({ thought: more, end }) => {
      entry.running = null;
      entry.whole = isWhole(end);
      entry.thought = { ...more, calls: [...thought.calls, ...more.calls] };
      // What had to give way to an answer is as good, as far as it came, as what a line has cut short.
      const gaveWay =
        end.status === "failed" && end.failure === "shed" && more.text !== thought.text;
      if (end.status === "failed" && !gaveWay && held.get(mind) === entry) drop(mind, "failed");
    });
    entry.running = { abort, done };
  }

  function drop(mind: Mind, why: DropReason): void {
    const entry = held.get(mind);
    if (entry === undefined) return;
    held.delete(mind);
    entry.expire();
    entry.running?.abort.abort();
    const recorded = Promise.resolve(entry.running?.done).then(async () => {
      ledger.dropped(entry.trigger, entry.thought.calls);
      await chronicle.discarded(mind.persona.id, entry.thought.calls, why);
    });
    ending.add(recorded);
    void recorded.finally(() => ending.delete(recorded));
  }

  function mayThink(mind: Mind, partner: ParticipantId, trigger: AheadTrigger): boolean {
    const settings = thinkingSettings(context, mind);
    const body = context.cast.bodies.get(partner);
    return (
      !closed &&
      model.continuesPrefill &&
      play.opens === "expected" &&
      (settings.mode === "auto" || settings.mode === "ahead") &&
      settings.ahead.includes(trigger) &&
      mind.running === null &&
      mind.pending === null &&
      context.holds.of(mind.persona.id) === null &&
      body?.kind === "player"
    );
  }

  return {
    ledger,
    begin(mind, partner, trigger) {
      if (!mayThink(mind, partner, trigger)) return;
      const whole = thinkingSettings(context, mind).budget.ahead;
      const budget = trigger === "typing" ? whole : Math.ceil(whole * ON_A_GUESS);
      const before = held.get(mind);
      if (before !== undefined) {
        const other = before.partner !== partner;
        if (other && (trigger !== "typing" || before.trigger === "typing")) return;
        if (other || changed(mind, before, context)) drop(mind, "situation-changed");
        else {
          // What was begun on a guess goes on now that there is more to it.
          const more = trigger === "typing" && before.trigger !== "typing";
          if (more && before.running === null && !before.whole) {
            const entry = { ...before, trigger };
            held.set(mind, entry);
            run(mind, entry, budget);
          }
          return;
        }
      }
      if (!ledger.begins(trigger, budget)) return;
      const entry: Held = {
        partner,
        trigger,
        anchor: mind.observations.at(-1) ?? null,
        thought: NO_THOUGHT,
        running: null,
        whole: false,
        expire: clock.after(KEPT_FOR, () => drop(mind, "expired")),
      };
      held.set(mind, entry);
      run(mind, entry, budget);
    },
    awaits(mind, partner) {
      const entry = held.get(mind);
      return entry !== undefined && entry.partner !== partner;
    },
    async take(mind, partner) {
      const entry = held.get(mind);
      if (entry === undefined) return NO_THOUGHT;
      if (entry.partner !== partner || changed(mind, entry, context)) {
        drop(mind, "situation-changed");
        return NO_THOUGHT;
      }
      held.delete(mind);
      entry.expire();
      entry.running?.abort.abort();
      await entry.running?.done;
      ledger.used(entry.trigger, entry.thought.calls, entry.thought.trimmed);
      return entry.thought;
    },
    forget(participant) {
      for (const [mind, { partner }] of held) if (partner === participant) drop(mind, "left");
    },
    drop,
    async close() {
      closed = true;
      for (const mind of held.keys()) drop(mind, "closed");
      await Promise.all(ending);
    },
  };
}

function isWhole(end: ModelEnd): boolean {
  return end.status === "complete" && end.finishReason === "stop";
}

/**
 * Whether the persona has spoken since, or somebody other than the partner has spoken to it or of it. What others say
 * to each other, and what the world does, it can take in when it thinks on.
 */
function changed(mind: Mind, { anchor, partner }: Held, context: SceneContext): boolean {
  const at = anchor === null ? -1 : mind.observations.lastIndexOf(anchor);
  if (anchor !== null && at === -1) return true;
  const partnersName = partnerName(context, partner);
  return mind.observations.slice(at + 1).some((one) => {
    if (one.kind !== "heard") return one.kind === "own";
    return one.speaker !== partnersName && concerns(one, mind, context);
  });
}

function concerns(
  { to, segments }: Extract<Observation, { kind: "heard" }>,
  { persona }: Mind,
  context: SceneContext,
): boolean {
  if (to === persona.id) return true;
  const words = segments.map(({ text }) => text).join(" ");
  const { called, mentioned } = readAddress(words, [nameable(context, persona.id)]);
  return called.length + mentioned.length > 0;
}
