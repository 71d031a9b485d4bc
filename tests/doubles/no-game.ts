import type { RunningGame } from "../../server/studio/running-game.ts";

/** A running game in which nothing runs. */
export const NO_GAME: RunningGame = {
  scenes: () => [],
  load: () => null,
  onChange: () => () => {},
  onLogged: () => () => {},
  recast: () => 0,
  admit: () => 0,
  dismiss: () => 0,
};
