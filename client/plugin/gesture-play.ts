import type * as Phaser from "phaser";
import type { Gesture } from "../../shared/protocol.ts";
import type { Facing } from "../../shared/scene-state.ts";
import { frameOf, type Pose } from "./figure-sheet.ts";

/** How a body shows each gesture: a pose that is held, and a small movement in art pixels. */
interface Movement {
  readonly pose: Pose | null;
  readonly x: number;
  readonly y: number;
  readonly times: number;
  /** Milliseconds of one movement there. */
  readonly ms: number;
}

const MOVEMENTS: Readonly<Record<Gesture, Movement>> = {
  nod: { pose: null, x: 0, y: 1, times: 2, ms: 130 },
  "shake-head": { pose: null, x: 1, y: 0, times: 3, ms: 90 },
  shrug: { pose: null, x: 0, y: -1, times: 1, ms: 320 },
  bow: { pose: "bend", x: 0, y: 1, times: 1, ms: 700 },
  wave: { pose: "raise", x: 1, y: 0, times: 3, ms: 140 },
  point: { pose: "raise", x: 0, y: 0, times: 1, ms: 800 },
  give: { pose: "raise", x: 0, y: 1, times: 1, ms: 500 },
  take: { pose: "raise", x: 0, y: -1, times: 1, ms: 500 },
  drink: { pose: "raise", x: 0, y: -1, times: 2, ms: 420 },
  sit: { pose: "bend", x: 0, y: 2, times: 1, ms: 500 },
  stand: { pose: "stand", x: 0, y: -2, times: 1, ms: 220 },
  laugh: { pose: null, x: 0, y: -1, times: 5, ms: 80 },
  sigh: { pose: "bend", x: 0, y: 0, times: 1, ms: 600 },
  "look-away": { pose: null, x: 0, y: 0, times: 1, ms: 900 },
};

const AWAY: Readonly<Record<Facing, Facing>> = {
  down: "left",
  left: "up",
  up: "right",
  right: "down",
};

/** Plays a gesture on a sprite whose rest is at its own origin; `done` runs when the body is free again. */
export function playGesture(
  scene: Phaser.Scene,
  sprite: Phaser.GameObjects.Sprite,
  gesture: Gesture,
  facing: Facing,
  done: () => void,
): void {
  const { pose, x, y, times, ms } = MOVEMENTS[gesture];
  sprite.anims.stop();
  const shown = gesture === "look-away" ? AWAY[facing] : facing;
  sprite.setFrame(frameOf(shown, pose ?? "stand"));
  scene.tweens.killTweensOf(sprite);
  sprite.setPosition(0, 0);
  scene.tweens.add({
    targets: sprite,
    x,
    y,
    duration: ms,
    yoyo: true,
    repeat: times - 1,
    ease: "Stepped",
    easeParams: [2],
    onComplete: () => {
      sprite.setPosition(0, 0);
      done();
    },
  });
}

/** Plays the small movement of a gesture on an object that has no poses. `unit`: world pixels of one art pixel. */
export function playMovement(
  scene: Phaser.Scene,
  target: Phaser.GameObjects.GameObject & { x: number; y: number },
  gesture: Gesture,
  unit: number,
  done: () => void,
): void {
  const { x, y, times, ms } = MOVEMENTS[gesture];
  scene.tweens.killTweensOf(target);
  scene.tweens.add({
    targets: target,
    x: target.x + x * unit * 1.5,
    y: target.y + y * unit * 1.5,
    duration: ms,
    yoyo: true,
    repeat: times - 1,
    onComplete: done,
  });
}
