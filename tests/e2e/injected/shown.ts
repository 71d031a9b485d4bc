import { INJECTIONS } from "../injections.ts";
import type { Stage } from "../check.ts";
import type { StudioVisitor } from "../studio-visitor.ts";

/** A page, how it comes to show the texts, and where; null where it shows them changed, and only must not run them. */
export interface Shown {
  readonly name: string;
  readonly open: (visitor: StudioVisitor, stage: Stage) => Promise<void>;
  readonly where: string | null;
}

export const TEXTS: readonly string[] = INJECTIONS.map(({ text }) => text);
/** All of them in one field. */
export const ALL = TEXTS.join("\n");

/** The texts in pieces of at most so many characters, none of them cut. */
export function pieces(most: number, between = "\n"): string[] {
  const found: string[] = [];
  for (const text of TEXTS) {
    const last = found.at(-1);
    const longer = last === undefined ? text : last + between + text;
    if (last === undefined || longer.length > most) found.push(text);
    else found[found.length - 1] = longer;
  }
  return found;
}

/** Presses a button that asks for more until there is no more. */
export async function pressUntilGone({ page }: StudioVisitor, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await page.locator("main h1").first().waitFor();
  for (let i = 0; i < 60 && (await button.count()) > 0; i++) {
    await button.click({ timeout: 5_000 }).catch(() => undefined);
    await page.waitForTimeout(150);
  }
  if ((await button.count()) > 0) throw new Error(`'${name}' is still there`);
}
