import type { Dice } from "./seeded.ts";
import type { Break } from "./wording-break.ts";

/** Chinese ways of saying a stretch of a sentence otherwise. */

const ZH_SWAPS: readonly (readonly [string, string])[] = [
  ["因为", "只因"],
  ["但是", "只是"],
  ["已经", "早就"],
  ["总是", "老是"],
  ["常常", "时常"],
  ["非常", "十分"],
  ["知道", "晓得"],
  ["看见", "瞧见"],
  ["晚上", "夜里"],
  ["害怕", "怕"],
  ["认为", "觉着"],
  ["觉得", "觉着"],
  ["一直", "始终"],
  ["所有", "全部"],
  ["每天", "天天"],
  ["没有", "没"],
  ["这里", "这儿"],
  ["那里", "那儿"],
  ["虽然", "虽说"],
  ["如果", "要是"],
  ["以及", "还有"],
  ["之后", "以后"],
  ["曾经", "从前"],
  ["突然", "忽然"],
  ["今晚", "今儿夜里"],
  ["今夜", "今儿晚上"],
  ["最喜欢", "顶喜欢"],
  ["也喜欢", "还爱"],
  ["讨厌", "烦"],
  ["现在", "如今"],
  ["还是", "依旧"],
  ["自己", "自个儿"],
  ["可是", "只是"],
  ["里有", "里头有"],
  ["一共", "拢共"],
  ["一个人", "独自一人"],
  ["过世", "走了"],
  ["喜欢", "爱"],
  ["每逢", "但凡"],
  ["便宜", "实惠"],
  ["住一夜", "住上一夜"],
  ["不收钱", "分文不取"],
  ["停了三天", "停开三天了"],
  ["留给", "传给"],
  ["女儿", "闺女"],
  ["孩子", "娃娃"],
  ["慢慢", "慢慢儿"],
  ["那天", "那一天"],
  ["今年", "今年眼看"],
];
/** What is put in between for a breath. */
export const CHINESE_ASIDES = ["说起来", "老实讲", "唉", "你晓得", "嗯", "要我说", "说句实话"];
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** Chinese sentences that break the run between `from` and `to`. */
export function chineseBreaks(
  text: string,
  from: number,
  to: number,
  spent: ReadonlySet<string>,
  dice: Dice,
  stale: ReadonlySet<string>,
): Break[] {
  const found: Break[] = [];
  const middle = (from + to) / 2;
  const off = (at: number): number => Math.abs(at - middle) / 20;
  const price = [...spent].filter((word) => CHINESE_ASIDES.includes(word)).length * 1.5;
  for (const [word, instead] of ZH_SWAPS) {
    for (
      let at = text.indexOf(word, Math.max(0, from - 2));
      at >= 0 && at < to;
      at = text.indexOf(word, at + 1)
    ) {
      if (at + word.length <= from || instead.includes(word)) continue;
      found.push({
        text: text.slice(0, at) + instead + text.slice(at + word.length),
        cost: 0.2 + off(at),
        spends: null,
      });
    }
  }
  for (const list of text.matchAll(
    /((?:(?!和)[\u3400-\u9fff]){1,6})、((?:(?!和)[\u3400-\u9fff]){1,6})(?=和|、|，|。)/g,
  )) {
    if (list.index < to && list.index + list[0].length > from) {
      const [whole, one, two] = list as unknown as [string, string, string];
      const verb = /^(?:.*(?:喜欢|爱|讨厌|烦|有|着))(.+)$/.exec(one);
      const head = verb ? one.slice(0, one.length - (verb[1] as string).length) : "";
      found.push({
        text:
          text.slice(0, list.index) +
          head +
          two +
          "、" +
          one.slice(head.length) +
          text.slice(list.index + whole.length),
        cost: head === "" ? 1.2 : 0.3,
        spends: "list",
      });
    }
  }
  const unused = CHINESE_ASIDES.filter((aside) => !spent.has(aside));
  const left = unused.some((aside) => !stale.has(aside))
    ? unused.filter((aside) => !stale.has(aside))
    : unused;
  const aside = left.length > 0 ? dice.one(left) : "嗯";
  for (const comma of text.matchAll(/[，；]/g)) {
    if (comma.index <= from || comma.index + 1 >= to) continue;
    found.push({
      text: `${text.slice(0, comma.index)}，${aside}，${text.slice(comma.index + 1)}`,
      cost: 0.8 + off(comma.index) + price,
      spends: aside,
    });
    const join = ["再说，", "而且，", "还有，"].find((word) => !spent.has(word));
    if (join !== undefined)
      found.push({
        text: `${text.slice(0, comma.index)}。${join}${text.slice(comma.index + 1)}`,
        cost: 0.9 + off(comma.index),
        spends: join,
      });
  }
  for (const subject of text.matchAll(
    /(?<=^|[，。；])(?:我|他|她|它|咱们|俺|老朽|在下)(?=[^的们自])/g,
  )) {
    const at = subject.index + subject[0].length;
    if (at > from && at < to && !spent.has("呢"))
      found.push({
        text: `${text.slice(0, at)}呢，${text.slice(at)}`,
        cost: 0.7 + off(at),
        spends: "呢",
      });
  }
  for (const part of segmenter.segment(text)) {
    if (
      part.index <= from ||
      part.index >= to ||
      !part.isWordLike ||
      /^[的了着过们]/.test(part.segment)
    )
      continue;
    const soft = /^(?:在|因|但|而|却|从|被|把|跟|对|给|就|才|还|也|都|只|又|便|那|这)/.test(
      part.segment,
    )
      ? 1.6
      : 2.6;
    found.push({
      text: `${text.slice(0, part.index)}……${aside}……${text.slice(part.index)}`,
      cost: soft + off(part.index) + price,
      spends: aside,
    });
  }
  return found;
}
