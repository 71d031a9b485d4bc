import * as Phaser from "phaser";
import { PROTOCOL_VERSION } from "../../shared/protocol.ts";
import { DramatisPlugin, connect, resume, type SceneClient } from "../index.ts";
import { BootScene } from "./boot-scene.ts";
import { pixelRatio, zoomFor } from "./framing.ts";
import { InnScene } from "./inn-scene.ts";
import { JoinScreen } from "./overlay/join-screen.ts";
import { Overlay } from "./overlay/overlay.ts";
import { followViewport } from "./page.ts";
import { playerKey } from "./player-key.ts";
import { installProbe, probe } from "./probe.ts";
import { SettingsStore } from "./settings.ts";
import type { Sprites } from "./sprites.ts";
import { TitleScene } from "./title-scene.ts";

/** The demo game: a user of the client's public door. */

const ROOM = "scene";

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element "${id}"`);
  return found;
}

const settings = new SettingsStore();
const stage = part("stage");
const memory = sessionStorage;
let client: SceneClient | null = null;
let inn: InnScene | null = null;
let sprites: Sprites = { names: [] };

const join = new JoinScreen(settings, (name) => void enter(name));
part("app").append(join.root);

const overlay = new Overlay(stage, part("talk"), settings, {
  addressed: ({ to }) => {
    if (to !== null) void client?.face(to);
  },
  leave: () => void leave(),
  comeBack: () => void comeBack(),
});
overlay.show(null);

const size = () => {
  const ratio = pixelRatio();
  const width = Math.max(1, Math.round(stage.clientWidth * ratio));
  const height = Math.max(1, Math.round(stage.clientHeight * ratio));
  return { ratio, width, height, zoom: zoomFor(width, height, ratio) };
};
const first = size();
const game = new Phaser.Game({
  type: Phaser.WEBGL,
  parent: stage,
  width: first.width,
  height: first.height,
  scale: { mode: Phaser.Scale.NONE, zoom: 1 / first.ratio },
  pixelArt: true,
  backgroundColor: "#0a0d1c",
  banner: false,
  disableContextMenu: true,
  audio: { noAudio: true },
  fps: { target: 60 },
  plugins: { scene: [{ key: "dramatis", plugin: DramatisPlugin, mapping: "dramatis" }] },
});

function fit(): void {
  const { ratio, width, height, zoom } = size();
  if (game.scale.width !== width || game.scale.height !== height) {
    game.scale.resize(width, height);
    /* Also sets the size of the canvas on the page, which `resize` leaves alone at a zoom of 1. */
    game.scale.setZoom(1 / ratio);
  }
  for (const scene of game.scene.scenes) scene.cameras?.main?.setZoom(zoom);
  inn?.sharpen();
}

const title = new TitleScene(settings);
const boot = new BootScene((loaded) => {
  sprites = loaded;
  part("loading").hidden = true;
  void begin();
});
game.scene.add("title", title);
game.scene.add(
  "inn",
  new InnScene({
    settings,
    picked: (id) => overlay.turnTo(id),
    refused: (answer) => overlay.refuse(answer),
    touched: () => stage.focus(),
    frame: () => overlay.refresh(),
    opened: (scene) => {
      inn = scene;
      fit();
      if (client) overlay.show({ client, pace: scene.dramatis.pace, sprites });
      fit();
    },
  }),
);
/* A picture of text is drawn once: its fonts must be there before. */
const FONTS = [
  '500 16px "Alegreya Sans"',
  'italic 500 16px "Alegreya Sans"',
  '16px "Pixelify Sans"',
];
void Promise.allSettled(FONTS.map((font) => document.fonts.load(font, "Aé"))).then(() =>
  game.scene.add("boot", boot, true),
);

/* Keys are steps only while nothing on the page wants them as letters. */
const listenToKeys = () => {
  const focused = document.activeElement;
  const busy = focused !== null && focused !== document.body && focused !== stage;
  inn?.dramatis.suspendKeyboard(busy);
};
document.addEventListener("focusin", listenToKeys);
document.addEventListener("focusout", () => queueMicrotask(listenToKeys));

followViewport(() => fit());
new ResizeObserver(() => fit()).observe(stage);
installProbe(() => probe(client, inn, overlay.address, pixelRatio()));

/** Straight back to the body that this tab left, else to the first page. */
async function begin(): Promise<void> {
  const back = await resume({ url: location.origin, room: ROOM, memory });
  if (back) return open(back);
  showTitle();
}

function showTitle(): void {
  overlay.show(null);
  game.scene.stop("inn");
  inn = null;
  game.scene.start("title");
  game.scene.getScene("title")?.events.once("create", fit);
  join.show();
  fit();
}

async function enter(name: string): Promise<void> {
  settings.change({ name });
  join.busy("entering");
  const { language } = settings.now;
  const key = playerKey(localStorage);
  const options = { name: name || undefined, key, language, version: PROTOCOL_VERSION };
  try {
    open(await connect({ url: location.origin, room: ROOM, options, memory }));
  } catch {
    showTitle();
    join.busy("failed");
  }
}

function open(opened: SceneClient): void {
  client = opened;
  join.hide();
  const start = () => {
    game.scene.stop("title");
    game.scene.stop("inn");
    game.scene.start("inn", { client: opened, sprites });
  };
  if (opened.scene.map !== "") return start();
  const off = opened.on("state", () => {
    if (opened.scene.map === "") return;
    off();
    start();
  });
}

async function leave(): Promise<void> {
  const left = client;
  client = null;
  showTitle();
  await left?.leave().catch(() => undefined);
}

async function comeBack(): Promise<void> {
  client = null;
  showTitle();
  await enter(settings.now.name);
}
