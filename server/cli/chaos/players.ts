import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Director } from "../../stage/director.ts";
import type { Random } from "../../stage/ports.ts";
import type { Staging } from "../../stage/staging.ts";

/** Players who talk all the time, and come and go. */

export interface Wait {
  /** Resolves after `ms`, or at once when the run is over. */
  (ms: number): Promise<void>;
}

export interface PlayerFigures {
  lines: number;
  refused: number;
  joined: number;
  left: number;
}

const LINES = [
  "good evening to you.",
  "what do you remember of the storm?",
  "who was here before me?",
  "is there a bed for the night, and what does it cost?",
  "I do not believe a word of that.",
  "tell me about the others here.",
  "why do you look so tired?",
  "what would you do in my place?",
];
const NAMES = ["Ayla", "Ben", "Cato", "Dara", "Edgar", "Fenna", "Goran", "Hana"];

/** Plays one player of one scene until `over()`; whatever it is refused, it goes on. */
export async function playPlayer(
  scene: { readonly director: Director; readonly staging: Staging },
  id: ParticipantId,
  random: Random,
  life: { readonly wait: Wait; readonly over: () => boolean; readonly figures: PlayerFigures },
): Promise<void> {
  const { director, staging } = scene;
  const { wait, over, figures } = life;
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

  function come(): void {
    director.join({ id, name: pick(NAMES), language: "en" });
    figures.joined += 1;
  }
  function goTo(persona: ParticipantId): void {
    const body = director.cast.bodies.get(persona);
    if (body) director.move(id, director.cast.freeTileNear({ x: body.x, y: body.y }));
  }

  come();
  let friend = pick(staging.personas);
  goTo(friend.id);
  while (!over()) {
    await wait(400 + 2_200 * random());
    if (over()) return;
    const what = random();
    if (what < 0.03) {
      director.leave(id);
      figures.left += 1;
      await wait(500 + 2_000 * random());
      if (over()) return;
      come();
      goTo(friend.id);
    } else if (what < 0.1) {
      friend = pick(staging.personas);
      goTo(friend.id);
    } else if (what < 0.2) {
      director.typing(id, { to: friend.id });
    } else {
      const whisper = what < 0.3;
      const called = friend.name.split(" ")[0] ?? friend.name;
      const answer = director.say(id, {
        text: `${called}, ${pick(LINES)}`,
        ...(whisper || random() < 0.5 ? { to: friend.id } : {}),
        ...(whisper ? { whisper } : {}),
        ...(random() < 0.05 ? { interrupt: true } : {}),
      });
      if (answer.ok) figures.lines += 1;
      else figures.refused += 1;
      if (!answer.ok && answer.refusal === "out-of-reach") goTo(friend.id);
    }
  }
}
