import type { Language, ParticipantId, SuggestedLine } from "../../../shared/protocol.ts";
import { createSuggestions } from "../../roleplay/story/suggestions.ts";
import type { SceneContext } from "../scene-context.ts";

/** Keeps each player's suggested lines fitting to the moment, and tells them when they have changed. */
export interface Suggesting {
  cameIn(player: ParticipantId, language: Language): void;
  /** Something changed that may call for other lines; what changes at once is told once. */
  changed(player: ParticipantId): void;
  /** A player turned to someone or spoke to someone. */
  turnedTo(player: ParticipantId, other: ParticipantId): void;
  said(player: ParticipantId, text: string): void;
  /** A persona spoke to a player. */
  talked(player: ParticipantId, persona: ParticipantId): void;
  left(player: ParticipantId): void;
  of(player: ParticipantId): readonly SuggestedLine[];
  close(): void;
}

/** Lines wait so long for what else changes, in ms. */
const SETTLE = 300;
/** Of what a player has said, so many lines are not offered again. */
const REMEMBERED = 100;
/** How near someone is with whom one might speak, in tiles; beyond it lines are for nobody in particular. */
const NEAR = 6;

interface Writer {
  readonly language: Language;
  readonly said: string[];
  readonly spoken: Map<ParticipantId, number>;
  partner: ParticipantId | null;
  lines: readonly SuggestedLine[];
  cancel: (() => void) | null;
}

/** `known` gives the findings of a player, oldest first. */
export function createSuggesting(
  context: SceneContext,
  known: (player: ParticipantId) => readonly string[],
): Suggesting {
  const { cast, clock, minds, staging, telling } = context;
  const suggestions = createSuggestions(staging);
  const writers = new Map<ParticipantId, Writer>();

  /** The personas in earshot, whom the player turns to first and then the nearest. */
  function near(player: ParticipantId, partner: ParticipantId | null) {
    const heard = [...cast.earshot(player)].filter((id) => minds.has(id));
    const faced = cast.faced(player);
    const beside = (id: ParticipantId | null): id is ParticipantId =>
      id !== null && heard.includes(id) && cast.distance(player, id) <= NEAR;
    const focus = [partner, faced].find(beside) ?? null;
    const others = heard
      .filter((id) => id !== focus && cast.distance(player, id) <= NEAR)
      .sort((a, b) => cast.distance(player, a) - cast.distance(player, b) || (a < b ? -1 : 1));
    return { near: focus === null ? others : [focus, ...others], facing: focus !== null };
  }

  function linesFor(player: ParticipantId, writer: Writer): SuggestedLine[] {
    const { language, said, spoken, partner } = writer;
    const moment = { language, said, spoken, known: known(player), ...near(player, partner) };
    return suggestions.for(moment);
  }

  const suggesting: Suggesting = {
    cameIn(player, language) {
      const writer: Writer = {
        language,
        said: [],
        spoken: new Map(),
        partner: null,
        lines: [],
        cancel: null,
      };
      writers.set(player, writer);
      writer.lines = linesFor(player, writer);
    },
    changed(player) {
      const writer = writers.get(player);
      if (writer === undefined || writer.cancel !== null) return;
      writer.cancel = clock.after(SETTLE, () => {
        writer.cancel = null;
        const lines = linesFor(player, writer);
        if (JSON.stringify(lines) === JSON.stringify(writer.lines)) return;
        writer.lines = lines;
        telling.tell(new Set([player]), { type: "suggestions", lines });
      });
    },
    turnedTo(player, other) {
      const writer = writers.get(player);
      if (writer === undefined || !minds.has(other)) return;
      writer.partner = other;
      suggesting.changed(player);
    },
    said(player, text) {
      const writer = writers.get(player);
      if (writer === undefined) return;
      writer.said.push(text);
      if (writer.said.length > REMEMBERED) writer.said.shift();
      suggesting.changed(player);
    },
    talked(player, persona) {
      const writer = writers.get(player);
      if (writer === undefined) return;
      writer.spoken.set(persona, (writer.spoken.get(persona) ?? 0) + 1);
      suggesting.turnedTo(player, persona);
    },
    left(player) {
      writers.get(player)?.cancel?.();
      writers.delete(player);
    },
    of: (player) => writers.get(player)?.lines ?? [],
    close() {
      for (const { cancel } of writers.values()) cancel?.();
      writers.clear();
    },
  };
  return suggesting;
}
