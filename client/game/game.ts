import * as Phaser from "phaser";
import { PROTOCOL_VERSION, type JoinOptions } from "../../shared/protocol.ts";
import { DramatisPlugin, type SceneClient } from "../index.ts";
import { BootScene } from "./boot-scene.ts";
import { pixelRatio, zoomFor } from "./framing.ts";
import { InnScene } from "./inn-scene.ts";
import { write } from "./overlay/element.ts";
import { JoinScreen } from "./overlay/join-screen.ts";
import { Overlay } from "./overlay/overlay.ts";
import { followViewport } from "./page.ts";
import { playerKey } from "./player-key.ts";
import { installProbe, probe } from "./probe.ts";
import { SettingsStore } from "./settings.ts";
import { SoundBox } from "./sound/sound-box.ts";
import type { Sprites } from "./sprites.ts";
import { TitleScene } from "./title-scene.ts";
import { wordsOf } from "./words.ts";

/** The demo game: a user of the client's public door. */

/** How the game comes to a scene: over a line to a server, or on a stage that a test has set. */
export interface Ways {
  readonly enter: (options: JoinOptions) => Promise<SceneClient>;
  /** Back to the body that this tab left; null when there is none. */
  readonly back: () => Promise<SceneClient | null>;
}

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element "${id}"`);
  return found;
}

/** Builds the page and begins. Throws when the page lacks one of its parts. */
export function startGame(ways: Ways): void {
  const settings = new SettingsStore();
  const stage = part("stage");
  let client: SceneClient | null = null;
  let inn: InnScene | null = null;
  let sprites: Sprites = { names: [], props: [] };
  const sound = new SoundBox(settings);
  const words = () => wordsOf(settings.now.language);

  const join = new JoinScreen(settings, (name) => void enter(name));
  /* Nobody comes in before there are pictures of who is there. */
  join.hide();
  part("app").append(join.root);

  const overlay = new Overlay(stage, part("talk"), settings, {
    addressed: ({ to }) => {
      if (to !== null) void client?.face(to);
    },
    leave: () => void leave(),
    comeBack: () => void comeBack(),
    sound: (cue) => sound.play(cue),
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
    /* What is pressed in a window over the picture is not pressed on whoever stands behind it. */
    input: { windowEvents: false },
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
  const boot = new BootScene(
    (loaded) => {
      sprites = loaded;
      void begin();
    },
    (loaded) => loading(words().progress.map(Math.round(loaded * 100))),
  );
  game.scene.add("title", title);
  game.scene.add(
    "inn",
    new InnScene({
      settings,
      picked: (kind, id, at) => void overlay.pick({ kind, id }, at),
      refused: (answer) => overlay.refuse(answer),
      touched: () => stage.focus(),
      loading: (loaded) => loading(words().progress.map(Math.round(loaded * 100))),
      frame: () => {
        overlay.refresh();
        sound.place(inn?.surroundings ?? null);
      },
      opened: (scene) => {
        inn = scene;
        loading("");
        fit();
        const figure = (id: string) => inn?.figureOf(id) ?? null;
        if (client) overlay.show({ client, pace: scene.dramatis.pace, sprites, figure });
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
  installProbe(() => probe(client, inn, overlay.address, sound));

  /** Straight back to the body that this tab left, else to the first page. */
  async function begin(): Promise<void> {
    loading(words().progress.back);
    const back = await ways.back();
    if (back) return open(back);
    showTitle();
  }

  /** What the page waits for; an empty text when it waits for nothing. */
  function loading(text: string): void {
    const line = part("loading");
    line.hidden = text === "";
    write(line, text);
  }

  function showTitle(): void {
    loading("");
    sound.place(null);
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
      open(await ways.enter(options));
    } catch {
      showTitle();
      join.busy("failed");
    }
  }

  function open(opened: SceneClient): void {
    client = opened;
    join.hide();
    loading(words().progress.hearing);
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
    const left = client;
    client = null;
    showTitle();
    await left?.leave().catch(() => undefined);
    await enter(settings.now.name);
  }
}
