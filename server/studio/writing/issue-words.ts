import type { Language } from "../../../shared/protocol.ts";
import type { WorldIssue } from "../../roleplay/world/world-issue.ts";

/** What is wrong with a field as its form says it: what is missing or what stands there, and what should. */
export function issueWords({ found, expected, hint }: WorldIssue, language: Language): string {
  if (language === "zh") return chinese(found, expected, hint);
  const advice = hint === undefined ? "" : ` — ${hint}`;
  if (found === "nothing" || found === "empty text")
    return `Please fill this in: ${plain(expected)}.${advice}`;
  return `Here is ${plain(found)}; wanted is ${plain(expected)}.${advice}`;
}

function plain(text: string): string {
  return text.replace(/^found /u, "").replace(/\.$/u, "");
}

/** The issues' words are put together from few pieces; what has no Chinese here stays as it is. */
function chinese(found: string, expected: string, hint: string | undefined): string {
  const advice = hint === undefined ? "" : `（${zh(hint)}）`;
  if (found === "nothing" || found === "empty text") return `请填写：${zh(expected)}${advice}`;
  return `这里是${zh(found)}，应为${zh(expected)}${advice}`;
}

const ZH: readonly (readonly [RegExp, string])[] = [
  [/^nothing$/u, "空的"],
  [/^empty text$/u, "空白"],
  [/^text$/u, "文字"],
  [/^some text$/u, "一些文字"],
  [/^a list$/u, "一个列表"],
  [/^a list of (\d+)$/u, "$1 项的列表"],
  [/^a group of keys$/u, "一组字段"],
  [/^a number$/u, "一个数"],
  [/^a whole number$/u, "一个整数"],
  [/^true or false$/u, "是或否"],
  [/^text of (\d+) characters$/u, "$1 个字符的文字"],
  [/^text of at least (\d+) characters$/u, "至少 $1 个字符"],
  [/^text of at most (\d+) characters$/u, "至多 $1 个字符"],
  [/^at least (\d+) (?:entry|entries)$/u, "至少 $1 项"],
  [/^at most (\d+) (?:entry|entries)$/u, "至多 $1 项"],
  [/^at least ([\d.]+)$/u, "至少 $1"],
  [/^at most ([\d.]+)$/u, "至多 $1"],
  [/^a key that is not known here$/u, "不认识的字段"],
  [/^one of (.+)$/u, "以下之一：$1"],
  [/^'(.+)' again$/u, "重复的“$1”"],
  [/^each once$/u, "每个只出现一次"],
  [/^'(.+)', which is no (.+)$/u, "“$1”，这里没有它"],
  [/^'(.+)', also a name of '(.+)'$/u, "“$1”，$2 也叫这个名字"],
  [/^names that tell the cast apart$/u, "能区分角色的名字"],
  [/^a name that nobody in the cast has$/u, "在场的人都不叫这个名字"],
  [/^a name or alias of someone in the cast.*$/u, "在场某人的名字或别名（只是提到的人可以不管）"],
  [/^a persona outside the scene's cast$/u, "不在登场名单里的角色"],
  [/^an entry under 'cast'.*$/u, "在“登场角色”里加上，否则不会出现"],
  [/^lower-case letters, digits and dashes.*$/u, "小写字母、数字和短横，如 mara-quill"],
  [/^one line without colons, brackets or bars$/u, "一行文字，不含冒号、括号和竖线"],
  [/^(?:line (\d+), column (\d+)): .*$/u, "第 $1 行第 $2 列读不懂"],
  [/^YAML that can be read$/u, "能读懂的 YAML"],
  [/^tile (\d+), (\d+) in a wall of the map$/u, "第 $1 列第 $2 行，那里是地图上的墙或障碍"],
  [/^tile (\d+), (\d+) outside the map$/u, "第 $1 列第 $2 行，在地图之外"],
  [/^a free tile of the map: .*$/u, "地图上空着的一格：请移到那里，或去掉这个位置"],
  [/^'(.+)', which the map does not have$/u, "“$1”，地图上没有这个地点"],
  [/^a place of the map; .*$/u, "地图上有的地点；没有的话，属于那里的人会站在入口"],
  [/^a map that this world does not have$/u, "一张这个世界没有的地图"],
  [/^one that it has: .*$/u, "一张它有的地图：请再导入一次，或另选一张"],
  [/^did you mean '(.+)'\?$/u, "是不是“$1”？"],
];

function zh(text: string): string {
  for (const [pattern, words] of ZH) if (pattern.test(text)) return text.replace(pattern, words);
  return text;
}
