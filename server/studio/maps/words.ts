import type { Language } from "../../../shared/protocol.ts";
import { MAP_LIMITS, type MapRefusal } from "../../worlds/tiled/map-limits.ts";

/** Why a map is not taken, in words for whoever brought it: what happened, why, and what to do. */

type Words = Readonly<Record<MapRefusal["code"], (about: string) => string>>;

const MILLION = 1_000_000;

const EN: Words = {
  "no-map": () =>
    "There is no map among these files. Bring the map that Tiled saved (.tmj or .json) together with its tilesets and pictures.",
  "several-maps": (about) => `These files hold several maps (${about}). Bring one map at a time.`,
  "xml-map": (about) =>
    `'${about}' is a map in Tiled's XML format. Open it in Tiled, choose 'Save As' and JSON (.tmj), and bring that file.`,
  "not-json": (about) =>
    `'${about}' cannot be read as JSON; it was cut off or changed by hand. Save it again in Tiled.`,
  "not-tiled": (about) =>
    `Something in '${about}' is not as Tiled writes it. Open the map in Tiled and save it again as JSON.`,
  "not-orthogonal": (about) =>
    `The map is ${about}, and bodies here walk on square tiles seen from above. Make the map orthogonal: 'Map Properties', 'Orientation'.`,
  templates: (about) =>
    `Objects in '${about}' come from templates, whose files are not read here. Choose them in Tiled and press 'Detach' in their menu, then save the map.`,
  "tile-shape": (about) =>
    `The map's tiles are ${about} pixels; they must be square. Change the tile size in 'Map Properties'.`,
  "tile-size": (about) =>
    `The map's tiles are ${about} pixels a side; from ${MAP_LIMITS.leastTile} to ${MAP_LIMITS.mostTile} can be drawn.`,
  "map-size": (about) =>
    `The map has ${about} tiles; at most ${MAP_LIMITS.side} a side and ${MAP_LIMITS.cells} in all are taken. Cut it into several maps.`,
  layers: (about) => `The map has more than ${about} layers. Merge some of them in Tiled.`,
  depth: (about) => `Groups lie too deep in each other at '${about}'. Take some of them apart.`,
  tiles: (about) =>
    `All layers together have ${about} tiles, and at most ${MAP_LIMITS.tiles} are read. Merge layers, or make the map smaller.`,
  tilesets: (about) =>
    `The map names ${about} tilesets, and at most ${MAP_LIMITS.tilesets} are read. Take out those that it does not use.`,
  objects: (about) =>
    `There are too many or too large objects on the map (${about}). Draw fewer; for walls use a layer called 'collision'.`,
  "text-size": (about) =>
    `'${about}' has more than ${MAP_LIMITS.text / 1024 / 1024} MB. Save the map with the tile layer format 'Base64 (zlib compressed)'.`,
  data: (about) =>
    `The tiles of the layer '${about}' are damaged, or do not fit the map's size. Save the map again in Tiled.`,
  compression: (about) =>
    `The layer '${about}' is packed in a way that is not read here. Choose the tile layer format 'CSV' in 'Map Properties' and save.`,
  "tileset-missing": (about) =>
    `The map uses the tileset '${about}', which is not among the files. Bring it too, or embed it: in Tiled, press 'Embed Tileset'.`,
  "tileset-unread": (about) =>
    `'${about}' is not a tileset as Tiled writes it. Open it in Tiled and save it again.`,
  "picture-missing": (about) =>
    `The map uses the picture '${about}', which is not among the files. Bring it with the map.`,
  "picture-kind": (about) =>
    `The picture '${about}' is neither PNG, JPEG nor WebP. Save it as PNG and let the tileset use that.`,
  "picture-damaged": (about) => `The picture '${about}' is damaged. Save it again as PNG.`,
  pixels: (about) =>
    `With '${about}' the pictures have more than ${MAP_LIMITS.pixels / MILLION} million pixels, or it alone more than 16 million. Bring the map with smaller pictures.`,
  "used-tiles": (about) =>
    `The map uses more than ${about} different tiles, more than one picture of a player's page can hold. Use fewer, or larger tiles.`,
  "path-outside": (about) =>
    `'${about}' leads out of the map's folder. Put all of the map's files into one folder.`,
  "path-remote": (about) =>
    `'${about}' is an address elsewhere; nothing is fetched. Save the file and bring it with the map.`,
  "no-floor": () =>
    "There is nowhere to stand on this map: nothing is painted, or everything is blocked. Paint a floor, and look at the layers called 'walls' and 'collision'.",
  upload: () => "The files did not arrive whole. Bring them again.",
  "zip-damaged": (about) => `The zip '${about}' is damaged. Pack it again.`,
  "zip-hostile": (about) =>
    `The zip '${about}' has paths that lead out of it, links, or says less than it holds; it was not read. Pack the map's folder with an ordinary zip.`,
  "zip-size": (about) => `The zip '${about}' unpacks to too much. Pack only what the map needs.`,
  "zip-unread": (about) =>
    `The zip '${about}' is encrypted or packed in a way that is not read here. Pack it with an ordinary zip, without a password.`,
  time: () =>
    "Reading this map took too long or too much memory, so it was stopped. Make the map or its pictures smaller.",
};

const ZH: Words = {
  "no-map": () =>
    "这些文件里没有地图。请把 Tiled 保存的地图（.tmj 或 .json）连同图块集和图片一起拖进来。",
  "several-maps": (about) => `这些文件里有好几张地图（${about}）。请一次只导入一张。`,
  "xml-map": (about) =>
    `“${about}”是 Tiled 的 XML 格式。请在 Tiled 里打开，用“另存为”存成 JSON（.tmj），再导入。`,
  "not-json": (about) =>
    `“${about}”读不出 JSON：文件不完整，或被手工改坏了。请在 Tiled 里重新保存。`,
  "not-tiled": (about) => `“${about}”里有些内容不像 Tiled 写的。请在 Tiled 里打开，重新存成 JSON。`,
  "not-orthogonal": (about) =>
    `这张地图是 ${about}，而这里的角色走在俯视的方格上。请在“地图属性”里把方向改成正交。`,
  templates: (about) =>
    `“${about}”里的对象来自模板，这里不读模板文件。请在 Tiled 里选中它们，用菜单“分离”，再保存。`,
  "tile-shape": (about) => `这张地图的图块是 ${about} 像素，必须是正方形。请在“地图属性”里修改。`,
  "tile-size": (about) =>
    `图块边长 ${about} 像素；能画的是 ${MAP_LIMITS.leastTile} 到 ${MAP_LIMITS.mostTile} 像素。`,
  "map-size": (about) =>
    `地图有 ${about} 格；每边最多 ${MAP_LIMITS.side} 格，总共最多 ${MAP_LIMITS.cells} 格。请拆成几张。`,
  layers: (about) => `图层超过 ${about} 个。请在 Tiled 里合并一些。`,
  depth: (about) => `“${about}”处的图层组套得太深。请拆开一些。`,
  tiles: (about) =>
    `所有图层共有 ${about} 格，最多读 ${MAP_LIMITS.tiles} 格。请合并图层，或缩小地图。`,
  tilesets: (about) =>
    `地图用了 ${about} 个图块集，最多读 ${MAP_LIMITS.tilesets} 个。请去掉没用到的。`,
  objects: (about) =>
    `地图上的对象太多或太大（${about}）。请少画一些；墙可以用名为 collision 的图层。`,
  "text-size": (about) =>
    `“${about}”超过 ${MAP_LIMITS.text / 1024 / 1024} MB。请把图块层格式改成“Base64（zlib 压缩）”再保存。`,
  data: (about) => `图层“${about}”的数据坏了，或与地图大小不符。请在 Tiled 里重新保存。`,
  compression: (about) =>
    `图层“${about}”的压缩方式这里读不了。请在“地图属性”里把图块层格式改成 CSV，再保存。`,
  "tileset-missing": (about) =>
    `地图用到图块集“${about}”，但文件里没有。请一起拖进来，或在 Tiled 里点“嵌入图块集”。`,
  "tileset-unread": (about) => `“${about}”不像 Tiled 写的图块集。请在 Tiled 里打开并重新保存。`,
  "picture-missing": (about) => `地图用到图片“${about}”，但文件里没有。请和地图一起拖进来。`,
  "picture-kind": (about) => `图片“${about}”不是 PNG、JPEG 或 WebP。请存成 PNG，并让图块集改用它。`,
  "picture-damaged": (about) => `图片“${about}”已损坏。请重新存成 PNG。`,
  pixels: (about) =>
    `加上“${about}”，图片总共超过 ${MAP_LIMITS.pixels / MILLION} 百万像素，或它自己超过 16 百万像素。请换小一些的图片。`,
  "used-tiles": (about) =>
    `地图用到的不同图块超过 ${about} 个，玩家的页面放不下。请少用一些，或用大一些的图块。`,
  "path-outside": (about) => `“${about}”指到了地图文件夹之外。请把地图的文件都放进同一个文件夹。`,
  "path-remote": (about) => `“${about}”是别处的地址，这里不会去下载。请存成文件，和地图一起导入。`,
  "no-floor": () =>
    "这张地图上没有能站的地方：什么都没画，或全都挡住了。请画上地面，并检查名为 walls 和 collision 的图层。",
  upload: () => "文件没有完整送到。请再拖一次。",
  "zip-damaged": (about) => `压缩包“${about}”已损坏。请重新打包。`,
  "zip-hostile": (about) =>
    `压缩包“${about}”里有指到外面的路径、链接，或内容比它声称的多，所以没有读。请用普通 zip 重新打包地图文件夹。`,
  "zip-size": (about) => `压缩包“${about}”解开后太大。请只打包地图需要的文件。`,
  "zip-unread": (about) => `压缩包“${about}”加了密，或打包方式这里读不了。请用不带密码的普通 zip。`,
  time: () => "读这张地图花的时间或内存太多，已经停下。请把地图或图片改小一些。",
};

export function refusalWords({ code, about }: MapRefusal, language: Language): string {
  return (language === "zh" ? ZH : EN)[code](about);
}

/** What else is said on the way. */
export const SAID = {
  en: {
    gone: "What was brought is no longer here: it is kept for twenty minutes. Bring the files again.",
    noWorld: "There is no such world to write in.",
    noMap: "This world has no such map; look at the list again.",
    inUse:
      "The world's scene or its draft plays on this map. Choose another map for it first, then take this one out.",
    noScene: "The world's scene cannot be read. Mend it on its writing page first.",
    draft:
      "Somebody is writing the world's scene: there is a draft. Choose the map as a draft, or release or discard that draft first.",
    misplaced:
      "The world does not fit this map: somebody would stand in a wall or outside. Move them on the map page, or clear their tiles and let them stand at their places.",
  },
  zh: {
    gone: "带来的文件已经不在了：只保留二十分钟。请再拖一次。",
    noWorld: "没有这个世界，或它不能写。",
    noMap: "这个世界没有这张地图；请刷新列表。",
    inUse: "这个世界的场景或它的草稿正用着这张地图。请先给它换一张，再拿掉这张。",
    noScene: "读不懂这个世界的场景。请先到写作页改好。",
    draft: "这个世界的场景还有草稿没有发布。请把地图选进草稿，或先发布、放弃那份草稿。",
    misplaced:
      "这个世界和这张地图对不上：有人会站在墙里或地图外。请在地图页移动他们，或清除他们的格子，让他们站到各自的地点。",
  },
} as const;
