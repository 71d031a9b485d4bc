import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { eventSchema } from "../../server/episodes/event-schema.ts";
import { eventWords } from "./event-words.ts";
import { SCHEMA_FILE } from "./schema-file.ts";

/** `npm run episodes:schema`: writes the published JSON Schema of the events anew. */

mkdirSync(dirname(SCHEMA_FILE), { recursive: true });
writeFileSync(SCHEMA_FILE, `${JSON.stringify(eventSchema(eventWords()), null, 2)}\n`);
