import type * as Phaser from "phaser";
import type { Facing } from "../../shared/scene-state.ts";

/** How a person's sheet is laid out: a row for each facing, a column for each pose. */

/** One frame of a sheet, in pixels. */
export const FIGURE = { width: 16, height: 24 } as const;
/** The rows from the top. Not taken from the state's own list: that file brings a library with it. */
const ROWS = ["down", "up", "left", "right"] as const satisfies readonly Facing[];
const POSES = ["stand", "step-left", "pass", "step-right", "raise", "bend"] as const;
/** The name of a column of a sheet. */
export type Pose = (typeof POSES)[number];

const WALK: readonly Pose[] = ["step-left", "pass", "step-right", "pass"];
const STEPS_PER_SECOND = 8;

/** The frame of one pose, counted as Phaser counts a sprite sheet. */
export function frameOf(facing: Facing, pose: Pose): number {
  return ROWS.indexOf(facing) * POSES.length + POSES.indexOf(pose);
}

/** The name of a walk; it is made on first use. */
export function walkOf(anims: Phaser.Animations.AnimationManager, texture: string, facing: Facing) {
  const key = `${texture}:walk:${facing}`;
  if (!anims.exists(key)) {
    anims.create({
      key,
      frames: WALK.map((pose) => ({ key: texture, frame: frameOf(facing, pose) })),
      frameRate: STEPS_PER_SECOND,
      repeat: -1,
    });
  }
  return key;
}
