import { join, resolve } from "node:path";
import { openGround, openScene, type Play } from "../../server/index.ts";
import { createDirector, type DirectorOptions } from "../../server/stage/director.ts";
import type { SceneEvent, TurnOutcome } from "../../shared/protocol.ts";

/** Evenings in the tavern that `dramatis init` writes, with scripted players, on whatever model the settings name. */

const TAVERN = resolve(import.meta.dirname, "../../templates/game/npcs/tavern");
const HANNA = "hanna-lund";
const NAMES = ["Ayla", "Bram", "Cato", "Dora", "Edda", "Finn", "Gesa", "Hob"];
/** A player says as many lines as the rate limit grants at once; then the next one comes in. */
const LINES_EACH = 3;
/** For one turn, in ms. */
const PATIENCE = 180_000;

export interface Evening {
  readonly lines: readonly string[];
  /** Each so manieth turn is asked for in other words, and the shorter of the two preferred; 0 for none. */
  readonly retakeEvery: number;
}

export interface PlayedTurn {
  readonly asked: string;
  readonly outcome: TurnOutcome;
  /** What those in earshot saw, in order. */
  readonly visible: readonly { readonly kind: "speech" | "action"; readonly text: string }[];
}

/** Plays evenings one after the other into the log of `folder`; `env` are settings as an operator has them. */
export async function playEvenings(
  folder: string,
  env: Readonly<Record<string, string>>,
  evenings: readonly Evening[],
  told: (turn: PlayedTurn) => void = () => {},
): Promise<void> {
  const play = await opened({
    DRAMATIS_DATA_DIR: folder,
    DRAMATIS_MEMORY: "false",
    DRAMATIS_THINKING: "full",
    ...env,
  });
  try {
    for (const evening of evenings) await playEvening(play.options(), evening, told);
  } finally {
    await play.close();
  }
}

/** A busy machine may take longer over the first answer than a server waits for it. */
async function opened(env: Readonly<Record<string, string>>): Promise<Play> {
  const ground = openGround({ width: 12, height: 8, spots: { [HANNA]: { x: 6, y: 3 } } });
  for (let tries = 1; ; tries += 1) {
    try {
      return await openScene(TAVERN, { ground, env });
    } catch (error) {
      if (tries === 6 || !(error instanceof Error && error.message.includes("not answered yet")))
        throw error;
    }
  }
}

/** The log that was played into. */
export function logOf(folder: string): string {
  return join(folder, "episodes.sqlite");
}

async function playEvening(
  options: Omit<DirectorOptions, "tell">,
  { lines, retakeEvery }: Evening,
  told: (turn: PlayedTurn) => void,
): Promise<void> {
  const events: SceneEvent[] = [];
  let wake = (): void => {};
  const director = createDirector({
    ...options,
    tell(batch) {
      events.push(...batch.map(({ event }) => event));
      wake();
    },
  });

  /** The first turn that ends among the events from `from` on. */
  async function turnAfter(from: number): Promise<Extract<SceneEvent, { type: "turn-end" }>> {
    const until = performance.now() + PATIENCE;
    for (;;) {
      for (const event of events.slice(from)) if (event.type === "turn-end") return event;
      const left = until - performance.now();
      if (left <= 0) throw new Error(`no turn ended within ${PATIENCE / 1000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async function tell(asked: string, from: number): Promise<string> {
    const { turnId, outcome } = await turnAfter(from);
    told({ asked, outcome, visible: visibleOf(turnId, events.slice(from)) });
    return turnId;
  }

  for (const [index, text] of lines.entries()) {
    const nth = Math.floor(index / LINES_EACH);
    const player = `p-${nth + 1}`;
    if (index % LINES_EACH === 0) {
      const name = NAMES[nth % NAMES.length] ?? player;
      director.join({ id: player, name, language: "en", at: { x: 5, y: 4 } });
      await director.consent(player, { purpose: "training", given: true, notice: "loop-1" });
    }
    const said = events.length;
    const heard = director.say(player, { text, to: HANNA });
    if (!heard.ok) throw new Error(`a player's line was refused: ${heard.refusal}`);
    const turnId = await tell(text, said);
    if (retakeEvery === 0 || index % retakeEvery !== retakeEvery - 1) continue;

    const asked = events.length;
    const again = director.retake(player, { turnId });
    if (!again.ok) continue;
    const other = await tell(text, asked);
    const length = (id: string): number =>
      visibleOf(id, events).reduce((sum, { text: words }) => sum + words.length, 0);
    const shorter = length(other) < length(turnId);
    director.prefer(player, {
      turnId: shorter ? other : turnId,
      over: shorter ? turnId : other,
    });
  }
  await director.close("the evening is over");
}

function visibleOf(turnId: string, events: readonly SceneEvent[]): PlayedTurn["visible"] {
  const segments = new Map<number, { kind: "speech" | "action"; text: string }>();
  for (const event of events) {
    if (!("turnId" in event) || event.turnId !== turnId) continue;
    if (event.type === "turn-retract") segments.delete(event.segment);
    if (event.type !== "speech-delta" && event.type !== "action-delta") continue;
    const kind = event.type === "speech-delta" ? "speech" : "action";
    const before = segments.get(event.segment)?.text ?? "";
    segments.set(event.segment, { kind, text: before + event.text });
  }
  return [...segments.entries()].toSorted(([a], [b]) => a - b).map(([, segment]) => segment);
}
