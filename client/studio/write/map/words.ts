import { wordsOf } from "../../language.ts";

/** The map page's own texts. */
export const words = wordsOf({
  en: {
    parts: { people: "People and things", routines: "Routines", triggers: "Triggers" },
    how: {
      people:
        "Choose somebody or something on the map and move it with the arrow keys, or drag it. The entrance goes from place to place. Press it again to come to its fields.",
      routines:
        "Each number is a step of the routine. Move it to another place with the arrow keys, or drag it. Press it again to come to its fields.",
      triggers:
        "Each square is something that happens by itself. Move it to another place with the arrow keys, or drag it. Press it again to come to its fields.",
    },
    otherMap: "Another map",
    unknownPlaces: "Places that the scene does not know",
    unknownHow:
      "The map has them. Once the scene knows them too, routines, triggers and people can be there. Give them a name and words for them in the scene.",
    addAll: "Add all of them",
    placesAdded: (names: string) => `The scene knows: ${names}.`,
    everyone: "Who stands where",
    comma: ", ",
    withoutArea: (names: string) =>
      `The map has no area for: ${names}. Nobody can be sent there. Draw it in the map, or take the place out of the scene.`,
    stands: (name: string, place: string, x: number, y: number) =>
      `${name}: ${place}, tile ${x}, ${y}.`,
    nowhere: "no place of its own",
    tile: (x: number, y: number) => `tile ${x}, ${y}`,
    held: (name: string) => `held by ${name}`,
    inside: "lies in something else",
    picking:
      "Choose a place: press it on the map, or go through the places with Tab and press Enter. Escape leaves it as it was.",
    picked: (name: string) => `${name} was chosen.`,
    leave: "Leave it as it was",
    entrance: "Entrance",
    noRoutine: (name: string) => `${name} stays in one place until somebody wants something.`,
    beginRoutine: "Begin a routine at a place",
    addStop: "Add a stop on the map",
    dropRoutine: "Take out this routine",
    stays: "its own place",
    step: (number: number) => `Step ${number}`,
    steps: (count: number) => (count === 1 ? "1 step" : `${count} steps`),
    goesTo: (number: number, place: string) => `Step ${number} leads to: ${place}.`,
    happensAt: (id: string, place: string) => `${id} happens at: ${place}.`,
    happensBy: (id: string, name: string) =>
      `${id} happens by ${name}, so it stands where that stands. Change what sets it off beside the map.`,
    anywhere: "anywhere",
    addTrigger: "Add a trigger at a place",
    dropTrigger: "Take out this trigger",
    noTriggers: "Nothing happens by itself yet.",
    added: "Added.",
    removed: "Removed.",
    wrong: "to be mended",
    when: {
      "came-in": () => "somebody comes in",
      entered: (what: string) => `somebody walks into: ${what}`,
      said: (what: string) => `somebody says: ${what}`,
      done: (what: string) => `somebody does: ${what}`,
      found: (what: string) => `somebody finds out: ${what}`,
      minutes: (what: string) => `${what} minutes after the opening`,
      silence: (what: string) => `${what} seconds of silence`,
    } as Readonly<Record<string, (what: string) => string>>,
    unwritten: "not written yet",
  },
  zh: {
    parts: { people: "人与物", routines: "日常", triggers: "触发" },
    how: {
      people:
        "在地图上选中一个人或一件东西，用方向键移动，或拖动。入口只能从一个地点移到另一个地点。再按一次就到它的字段。",
      routines: "每个数字是日常里的一步。用方向键把它移到别的地点，或拖动。再按一次就到它的字段。",
      triggers:
        "每个方块是一件会自己发生的事。用方向键把它移到别的地点，或拖动。再按一次就到它的字段。",
    },
    otherMap: "换一张地图",
    unknownPlaces: "场景还不知道的地点",
    unknownHow:
      "地图上有这些地点。场景也知道之后，日常、触发和人物才能在那里。请在场景里给它们起名、写描述。",
    addAll: "全部加进场景",
    placesAdded: (names: string) => `场景现在知道：${names}。`,
    everyone: "谁在哪里",
    comma: "、",
    withoutArea: (names: string) =>
      `地图上没有这些地点的区域：${names}。谁也走不到那里。请在地图里画出来，或从场景里删掉。`,
    stands: (name: string, place: string, x: number, y: number) =>
      `${name}：${place}，第 ${x} 列第 ${y} 行。`,
    nowhere: "不在任何地点",
    tile: (x: number, y: number) => `第 ${x} 列第 ${y} 行`,
    held: (name: string) => `在${name}手里`,
    inside: "在别的东西里面",
    picking: "选一个地点：在地图上点它，或用 Tab 键逐个查看再按回车。按 Esc 键则保持原样。",
    picked: (name: string) => `已选：${name}。`,
    leave: "保持原样",
    entrance: "入口",
    noRoutine: (name: string) => `没人找的时候，${name}就待在一个地方。`,
    beginRoutine: "从一个地点开始日常",
    addStop: "在地图上加一站",
    dropRoutine: "删除这份日常",
    stays: "自己的位置",
    step: (number: number) => `第 ${number} 步`,
    steps: (count: number) => `${count} 步`,
    goesTo: (number: number, place: string) => `第 ${number} 步走到：${place}。`,
    happensAt: (id: string, place: string) => `${id} 发生在：${place}。`,
    happensBy: (id: string, name: string) =>
      `${id} 由${name}引起，所以跟着它的位置。要改，请在地图旁改触发条件。`,
    anywhere: "不限地点",
    addTrigger: "在一个地点添加触发",
    dropTrigger: "删除这个触发",
    noTriggers: "还没有会自己发生的事。",
    added: "已添加。",
    removed: "已删除。",
    wrong: "需要修改",
    when: {
      "came-in": () => "有人进来",
      entered: (what: string) => `有人走进：${what}`,
      said: (what: string) => `有人说到：${what}`,
      done: (what: string) => `有人做了：${what}`,
      found: (what: string) => `有人发现：${what}`,
      minutes: (what: string) => `开场后 ${what} 分钟`,
      silence: (what: string) => `沉默 ${what} 秒`,
    } as Readonly<Record<string, (what: string) => string>>,
    unwritten: "还没写",
  },
});
