import type { RunningGame } from "../studio/running-game.ts";

/** The running game for the studio. */
export function createRunningGame(): RunningGame {
  return {
    scenes: () => [],
    onChange: () => () => {},
    onLogged: () => () => {},
    recast: () => 0,
    admit: () => 0,
  };
}
