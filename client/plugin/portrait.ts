import type * as Phaser from "phaser";
import { tokenOf } from "./portrait-address.ts";

/** Portraits that the server shows: a persona's `sprite` names one where its picture is no sheet of the game's. */

/** The side of a token's texture, in pixels, and the width of its rim. */
const SIDE = 96;
const RIM = 5;

/**
 * Makes a portrait a round token and says under which key its texture is. Never, where the picture does not come: what
 * is drawn meanwhile stays.
 */
export function portraitToken(
  scene: Phaser.Scene,
  address: string,
  ready: (texture: string) => void,
): void {
  const key = tokenOf(address);
  if (scene.textures.exists(key)) {
    ready(key);
    return;
  }
  const picture = new Image();
  picture.addEventListener("load", () => {
    // The play may have ended meanwhile; textures belong to the whole game.
    if (!scene.sys?.textures) return;
    if (!scene.textures.exists(key)) paint(scene, key, picture);
    ready(key);
  });
  picture.src = address;
}

function paint(scene: Phaser.Scene, key: string, picture: HTMLImageElement): void {
  const texture = scene.textures.createCanvas(key, SIDE, SIDE);
  if (texture === null) return;
  const pen = texture.context;
  const middle = SIDE / 2;
  pen.save();
  pen.beginPath();
  pen.arc(middle, middle, middle - RIM, 0, Math.PI * 2);
  pen.clip();
  pen.drawImage(picture, 0, 0, SIDE, SIDE);
  pen.restore();
  pen.beginPath();
  pen.arc(middle, middle, middle - RIM / 2 - 0.5, 0, Math.PI * 2);
  pen.lineWidth = RIM;
  pen.strokeStyle = "#f0b25e";
  pen.stroke();
  texture.refresh();
  // A face is no pixel art: it is smoothed where the picture is enlarged.
  texture.setFilter(LINEAR);
}

/** `Phaser.Textures.FilterMode.LINEAR`, without loading Phaser for it. */
const LINEAR = 0;
