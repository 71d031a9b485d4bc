import { seededRandom } from "../seeded-random.ts";

/** What every planted word begins with; no sheet, line or name has it. */
const MARK = /zqx[0-9a-f]{6,}/gu;

/** Words for private places alone, each a new one. */
export function createCanaries(seed: number) {
  const random = seededRandom(seed);
  let planted = 0;
  return {
    get planted() {
      return planted;
    },
    next(): string {
      planted += 1;
      const digits = () =>
        Math.floor(random() * 2 ** 32)
          .toString(16)
          .padStart(8, "0");
      return `zqx${digits()}${digits()}`;
    },
  };
}
export type Canaries = ReturnType<typeof createCanaries>;

/** Planted words, or recognisable parts of them, in a text. */
export function canariesIn(text: string): readonly string[] {
  return text.match(MARK) ?? [];
}
