import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { makeReference } from "./reference.ts";

/** `npm run reference`: writes docs/reference.md anew, and says which public names nobody explains. */

const { page, bare } = makeReference("reference");
writeFileSync(resolve(import.meta.dirname, "../../docs/reference.md"), page);
for (const one of bare) console.error(`${one}: has no docstring; write one sentence above it`);
process.exit(bare.length === 0 ? 0 : 1);
