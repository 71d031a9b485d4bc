import { startGame } from "../../../client/game/game.ts";
import { ScriptedScene } from "./scripted-scene.ts";

/** The game on a stage that a test sets: `window.stage`. */

const stage = new ScriptedScene();
Object.assign(window, { stage });
startGame({
  enter: async () => stage,
  back: async () => null,
});
