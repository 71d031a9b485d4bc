import type { FoundLayer, MapWarningCode } from "../../../shared/studio/maps.ts";
import { wordsOf } from "../language.ts";

type Becomes = Readonly<Record<FoundLayer["becomes"], string>>;
type Warnings = Readonly<Record<MapWarningCode, (count: number, about: string) => string>>;

const en = {
  title: "Maps",
  comma: ", ",
  drop: "Drop a Tiled map here, or choose its files",
  hint: "The map (.tmj or .json), its tilesets (.tsj or .tsx) and their PNG pictures: all files at once, their folder, or one zip. Nothing is written yet, and nothing is fetched from elsewhere.",
  looking: "Looking at it…",
  again: "Bring another map",
  picture: (name: string) => `The map ${name} as players will see it`,
  size: (width: number, height: number, tile: number) =>
    `${width} by ${height} tiles of ${tile} pixels`,
  bytes: (kilobytes: number) => `A player's page loads ${kilobytes} KB for it.`,
  show: "Show",
  showFloor: "Where nobody can walk",
  showNames: "Places and spots",
  warnings: "What to know",
  layers: "Its layers",
  layer: "Layer",
  becomesWhat: "Becomes",
  sizeOf: "Tiles or objects",
  places: "Places",
  spots: "Spots to stand on",
  none: "none",
  at: (x: number, y: number) => `tile ${x}, ${y}`,
  wide: (width: number, height: number) => `${width} by ${height}`,
  becomes: {
    under: "painted below people",
    over: "painted above people",
    walls: "walls: stop people, sight and voices",
    furniture: "furniture: stops people",
    blocks: "not painted: stops people",
    places: "places and spots",
    lights: "lights",
    "left-out": "left out",
  } satisfies Becomes as Becomes,
  warning: {
    "no-entrance": (_count, about) =>
      `There is no spot called entrance, so players come in here: ${about}. Draw a point of that name in a layer called spots.`,
    "no-walls": () =>
      "Nothing stops anybody: people walk everywhere and are heard through everything. Name a layer walls, or give tiles the property collides.",
    "no-places": () =>
      "It names no places, so routines and triggers have nowhere to lead. Draw rectangles with names in a layer called places.",
    "image-layers": (_count, about) => `Layers that are one picture are left out: ${about}.`,
    "object-pictures": (count) =>
      `${count} ${count === 1 ? "object is a picture or a text and is" : "objects are pictures or texts and are"} left out. What is to be seen must be tiles.`,
    "ids-changed": (_count, about) =>
      `Some names were changed, since ids are small letters, digits and dashes, each once: ${about}.`,
    "spots-moved": (_count, about) =>
      `Spots in a wall or outside were moved to the nearest free tile: ${about}.`,
    "places-outside": (_count, about) => `Places outside of the map are left out: ${about}.`,
    "layer-shift": (_count, about) => `Layers are not shifted here: ${about}.`,
    "layer-tint": (_count, about) => `Layers are not tinted here: ${about}.`,
    "unknown-tiles": (count) =>
      `${count} ${count === 1 ? "tile belongs" : "tiles belong"} to no tileset and ${count === 1 ? "stays" : "stay"} empty. Look whether a tileset is missing among the files.`,
    "still-tiles": (_count, about) =>
      about === ""
        ? "Some tiles that move will stand still."
        : `Tiles that move will stand still: ${about}.`,
    unreachable: (count) =>
      `${count} free ${count === 1 ? "tile" : "tiles"} cannot be reached from the entrance. Look whether a door is closed.`,
    "files-unused": (_count, about) => `These files are not needed: ${about}.`,
  } satisfies Warnings as Warnings,
  name: "What it is called",
  world: "For which world",
  bringIn: "Bring it in",
  readOnly: "The files of this world cannot be changed here.",
  broughtIn: (name: string, world: string) =>
    `${name} is now among the maps of ${world}. Nothing plays on it until you say so.`,
  worlds: "Maps of your worlds",
  now: "plays on it",
  draft: "its draft plays on it",
  unused: "not used",
  ofGame: "of the game",
  by: (name: string) => `brought in by ${name}`,
  play: "Play on it",
  asDraft: "As a draft of the scene",
  clear: "Whoever would stand in a wall or outside stands at their place instead",
  playsNow: (map: string) => `The world plays on ${map} in scenes that open from now on.`,
  drafted: (map: string) =>
    `The scene's draft is on ${map}. Release it when everybody stands well.`,
  cleared: (names: string) => `They stand at their place now: ${names}.`,
  goToMap: "See who stands where",
  otherMap: "Another map",
  choose: "Map",
  takeOut: "Take out",
  takeOutSure: (name: string) => `Take ${name} out of this world? Its files are deleted.`,
  takenOut: (name: string) => `${name} was taken out.`,
  noMaps: "No map was brought into this world.",
};

const zh: typeof en = {
  title: "地图",
  comma: "、",
  drop: "把 Tiled 地图拖到这里，或选择它的文件",
  hint: "地图（.tmj 或 .json）、图块集（.tsj 或 .tsx）和 PNG 图片：一次选齐，或拖入整个文件夹，或一个 zip。现在还什么都不会写入，也不会从别处下载。",
  looking: "正在查看……",
  again: "换一张地图",
  picture: (name) => `玩家将看到的地图：${name}`,
  size: (width, height, tile) => `${width} × ${height} 格，每格 ${tile} 像素`,
  bytes: (kilobytes) => `玩家的页面要为它加载 ${kilobytes} KB。`,
  show: "显示",
  showFloor: "走不了的地方",
  showNames: "地点与站位",
  warnings: "需要知道的",
  layers: "图层",
  layer: "图层",
  becomesWhat: "成为",
  sizeOf: "图块或对象数",
  places: "地点",
  spots: "站位",
  none: "无",
  at: (x, y) => `第 ${x} 列第 ${y} 行`,
  wide: (width, height) => `${width} × ${height}`,
  becomes: {
    under: "画在人物下面",
    over: "画在人物上面",
    walls: "墙：挡人、挡视线、挡声音",
    furniture: "家具：挡人",
    blocks: "不画出来，只挡人",
    places: "地点与站位",
    lights: "灯光",
    "left-out": "不采用",
  },
  warning: {
    "no-entrance": (_count, about) =>
      `没有名为 entrance 的点，玩家会从这里进来：${about}。请在 spots 图层里画一个这个名字的点。`,
    "no-walls": () =>
      "没有任何东西挡人：哪里都能走，隔着什么都听得见。请把一个图层命名为 walls，或给图块加上 collides 属性。",
    "no-places": () => "没有地点，日常和触发就没有去处。请在 places 图层里画出带名字的矩形。",
    "image-layers": (_count, about) => `整张图片的图层不采用：${about}。`,
    "object-pictures": (count) =>
      `有 ${count} 个对象是图片或文字，不采用。要看得见的东西必须是图块。`,
    "ids-changed": (_count, about) =>
      `有些名字改了，因为标识只能用小写字母、数字和短横，且不能重复：${about}。`,
    "spots-moved": (_count, about) => `在墙里或地图外的站位移到了最近的空格：${about}。`,
    "places-outside": (_count, about) => `地图外的地点不采用：${about}。`,
    "layer-shift": (_count, about) => `这里不移动图层：${about}。`,
    "layer-tint": (_count, about) => `这里不给图层染色：${about}。`,
    "unknown-tiles": (count) =>
      `有 ${count} 个图块不属于任何图块集，会空着。请看看是不是少了一个图块集文件。`,
    "still-tiles": (_count, about) =>
      about === "" ? "有些会动的图块将静止不动。" : `这些会动的图块将静止不动：${about}。`,
    unreachable: (count) => `有 ${count} 个空格从入口走不到。请看看是不是有门关着。`,
    "files-unused": (_count, about) => `用不到这些文件：${about}。`,
  },
  name: "叫什么名字",
  world: "给哪个世界",
  bringIn: "带进来",
  readOnly: "这里不能改这个世界的文件。",
  broughtIn: (name, world) => `${name} 已在“${world}”的地图里。您决定之前，没有场景会用它。`,
  worlds: "各个世界的地图",
  now: "正在用",
  draft: "草稿在用",
  unused: "没有用",
  ofGame: "游戏自带",
  by: (name) => `由 ${name} 带进来`,
  play: "用它上演",
  asDraft: "作为场景的草稿",
  clear: "会站进墙里或地图外的人，改站在自己的地点",
  playsNow: (map) => `此后开场的场景就用 ${map}。`,
  drafted: (map) => `场景的草稿已换成 ${map}。等大家都站好了再发布。`,
  cleared: (names) => `现在站在自己地点的有：${names}。`,
  goToMap: "看谁在哪里",
  otherMap: "换一张地图",
  choose: "地图",
  takeOut: "取出",
  takeOutSure: (name) => `把 ${name} 从这个世界取出？它的文件会被删除。`,
  takenOut: (name) => `${name} 已取出。`,
  noMaps: "这个世界还没有带进来的地图。",
};

/** The maps page's own texts. */
export const words = wordsOf({ en, zh });
