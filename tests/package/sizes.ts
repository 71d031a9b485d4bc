import { doorSizes } from "./door-sizes.ts";
import budgets from "./budgets.json" with { type: "json" };
import { overBudget } from "./budget.ts";

/** `npm run sizes [-- --modules]`: what each door of the client costs a browser, beside its budget. */

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`.padStart(12);
const sizes = await doorSizes();
console.log(`${"".padEnd(44)}${"raw".padStart(12)}${"gzip".padStart(12)}${"budget".padStart(12)}`);
for (const size of sizes) {
  const budget = (budgets as Record<string, number>)[size.door] ?? 0;
  console.log(`${size.door.padEnd(44)}${kib(size.raw)}${kib(size.gzip)}${kib(budget)}`);
  if (!process.argv.includes("--modules")) continue;
  for (const { name, bytes } of size.modules.slice(0, 12)) {
    console.log(`${`  ${name}`.padEnd(44)}${kib(bytes)}`);
  }
}
const over = overBudget(sizes, budgets);
for (const sentence of over) console.log(sentence);
process.exit(over.length === 0 ? 0 : 1);
