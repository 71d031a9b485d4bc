import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Trigger } from "../../roleplay/life/life.ts";
import { holdsAnyWord } from "../../roleplay/life/spoken-words.ts";
import type { Deed } from "../happenings.ts";
import type { HeardTurn } from "../hearing.ts";
import type { SceneContext } from "../scene-context.ts";
import type { Voice } from "../voice.ts";
import { lifeWords } from "./life-words.ts";

/** What an author wrote to happen when something happens. */
export interface Triggers {
  stop(): void;
}

/** A persona does something by the rules because an author says so. */
export type AuthoredDeed = (deed: Pick<Deed, "actor" | "verb" | "target" | "item">) => void;

/** A trigger may set off another, which may set off a third. */
const DEEP = 3;
/** Firings in a minute; what would be more does not happen. */
const A_MINUTE = 12;

type On<K extends Trigger["when"]["on"]> = Extract<Trigger["when"], { on: K }>;

/** `fired`: those that have fired before this scene went on. */
export function createTriggers(
  context: SceneContext,
  voice: Voice,
  act: AuthoredDeed,
  fired: readonly string[] = [],
): Triggers {
  const { cast, chronicle, clock, cues, happenings, minds, play, staging } = context;
  const { ground, life } = staging;
  const words = lifeWords(staging.scene.language);
  const firedAt = new Map(fired.map((id) => [id, clock.elapsed()]));
  let lately: number[] = [];
  let depth = 0;
  const cancels: (() => void)[] = [];

  const isPlayer = (id: ParticipantId) => cast.bodies.get(id)?.kind === "player";

  function fire(trigger: Trigger, by: ParticipantId | null): void {
    const now = clock.elapsed();
    const before = firedAt.get(trigger.id);
    if (before !== undefined) {
      if (trigger.again_after === undefined) return;
      if (now - before < trigger.again_after * 1_000) return;
    }
    lately = lately.filter((at) => at > now - 60_000);
    if (depth >= DEEP || lately.length >= A_MINUTE) return;
    firedAt.set(trigger.id, now);
    lately.push(now);
    void chronicle.note("trigger", { trigger: trigger.id, by });
    depth += 1;
    try {
      for (const deed of trigger.do) carryOut(deed, by);
    } finally {
      depth -= 1;
    }
  }

  function carryOut(deed: Trigger["do"][number], by: ParticipantId | null): void {
    if ("environment" in deed) {
      const area = deed.place === undefined ? undefined : ground.places.get(deed.place);
      if (area === undefined) return voice.environment(deed.environment, everyone(), null);
      const at = { x: area.x + (area.width >> 1), y: area.y + (area.height >> 1) };
      voice.environment(deed.environment, cast.perceivers("world", at), at);
    } else if ("cue" in deed) {
      const suggested = deed.says === undefined ? "" : words.mightSay(deed.says);
      cues.give(deed.persona, `${deed.cue}${suggested}`, by, "trigger");
    } else {
      const { persona, verb, target = null, item = null } = deed;
      if (minds.has(persona)) act({ actor: persona, verb, target, item });
    }
  }

  function everyone(): Set<ParticipantId> {
    return new Set(cast.bodies.keys());
  }

  /** Fires every trigger of a kind whose condition holds. */
  function each<K extends Trigger["when"]["on"]>(
    on: K,
    by: ParticipantId | null,
    holds: (when: On<K>) => boolean,
  ): void {
    for (const trigger of life.triggers) {
      if (trigger.when.on === on && holds(trigger.when as On<K>)) fire(trigger, by);
    }
  }

  function said(turn: HeardTurn): void {
    // What is whispered is for one alone, and sets off nothing that others see.
    if (turn.whisper || turn.part === "aside") return;
    const text = turn.segments.flatMap((s) => (s?.kind === "speech" ? [s.text] : [])).join(" ");
    each("said", turn.speaker, ({ words, who }) => {
      const speaks = who === undefined ? isPlayer(turn.speaker) : turn.speaker === who;
      return speaks && holdsAnyWord(text, words);
    });
  }

  function atMinute(trigger: Trigger, { minutes }: On<"minutes">): void {
    let cancel = (): void => {};
    const strike = (): void => {
      fire(trigger, null);
      if (trigger.again_after !== undefined)
        cancel = clock.after(trigger.again_after * 1_000, strike);
    };
    cancel = clock.after(minutes * 60_000, strike);
    cancels.push(() => cancel());
  }

  /** Silence is counted from the last word of anyone, and only while there is somebody to hear it. */
  function awaitSilence(trigger: Trigger, { seconds }: On<"silence">): void {
    let since = clock.elapsed();
    let cancel = (): void => {};
    const look = (): void => {
      const left = since + seconds * 1_000 - clock.elapsed();
      if (left > 0) {
        cancel = clock.after(left, look);
        return;
      }
      const speaking = [...minds.values()].some(({ running }) => running !== null);
      if (!speaking && (play.aloneTalk || [...cast.bodies.keys()].some(isPlayer)))
        fire(trigger, null);
      since = clock.elapsed();
      if (trigger.again_after !== undefined || !firedAt.has(trigger.id))
        cancel = clock.after(seconds * 1_000, look);
    };
    const heard = ({ turn }: { turn: HeardTurn }) => {
      if (turn.kind !== "environment" && turn.part !== "aside") since = clock.elapsed();
    };
    cancels.push(
      happenings.on("line", heard),
      happenings.on("turn-ended", heard),
      happenings.on("came-in", () => (since = clock.elapsed())),
      () => cancel(),
    );
    cancel = clock.after(seconds * 1_000, look);
  }

  for (const trigger of life.triggers) {
    const { when } = trigger;
    if (when.on === "minutes") atMinute(trigger, when);
    if (when.on === "silence") awaitSilence(trigger, when);
  }
  cancels.push(
    happenings.on("came-in", ({ id }) => each("came-in", id, () => true)),
    happenings.on("entered", ({ id, place }) =>
      each("entered", id, (when) => {
        const walks = when.who === undefined ? isPlayer(id) : id === when.who;
        return walks && place === when.place;
      }),
    ),
    happenings.on("line", ({ turn }) => said(turn)),
    happenings.on("turn-ended", ({ turn }) => said(turn)),
    happenings.on("deed", ({ deed }) => {
      if (deed.outcome !== "done") return;
      each("done", deed.actor, ({ verb, target, item }) => {
        if (deed.verb !== verb) return false;
        return (target ?? deed.target) === deed.target && (item ?? deed.item) === deed.item;
      });
    }),
    happenings.on("found", ({ player, finding }) =>
      each("found", player, (when) => when.finding === finding),
    ),
  );
  return {
    stop() {
      for (const cancel of cancels) cancel();
    },
  };
}
