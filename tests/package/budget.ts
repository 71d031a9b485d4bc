import type { DoorSize } from "./door-sizes.ts";

/** Doors to what they may weigh, in gzipped bytes. */
export type Budgets = Readonly<Record<string, number>>;

/** Nothing of these belongs into a browser: a validator that only the server needs, and the server itself. */
const FOREIGN = [/^zod$/u, /^server\//u, /^node:/u, /^express$/u, /^@colyseus\/core$/u];

/** What is too large, has no budget, or holds what it must not, each in one sentence. */
export function overBudget(sizes: readonly DoorSize[], budgets: Budgets): readonly string[] {
  return sizes.flatMap((size) => {
    const wrong: string[] = [];
    const budget = budgets[size.door];
    if (budget === undefined)
      wrong.push(`${size.door} has no budget in tests/package/budgets.json`);
    else if (size.gzip > budget) {
      const largest = size.modules
        .slice(0, 5)
        .map(({ name, bytes }) => `${name} ${bytes}`)
        .join(", ");
      wrong.push(
        `${size.door} weighs ${size.gzip} bytes gzipped, and ${budget} is its budget; its largest parts before minifying: ${largest}`,
      );
    }
    for (const { name } of size.modules) {
      if (FOREIGN.some((one) => one.test(name))) wrong.push(`${size.door} holds ${name}`);
    }
    return wrong;
  });
}
