import * as Phaser from "phaser";
import { MeadowScene } from "./MeadowScene.ts";

const game = new Phaser.Game({
  type: Phaser.AUTO,
  parent: "game",
  width: 800,
  height: 600,
  backgroundColor: "#3f7d4e",
  scale: { mode: Phaser.Scale.FIT, autoCenter: Phaser.Scale.CENTER_BOTH },
  scene: [MeadowScene],
});

// For the console.
Object.assign(window, { game });
