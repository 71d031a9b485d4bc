import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { EventWords } from "../../server/episodes/event-schema.ts";

/** What events are built of stands in the first, and is used by the others. */
const SOURCES = ["event-head.ts", "standing-event.ts", "episode-event.ts"];

/** Read from the comments of the events' source, so that schema and source cannot say two things. */
export function eventWords(): Map<string, EventWords> {
  const stage = resolve(import.meta.dirname, "../../server/stage");
  const source = SOURCES.map((file) => readFileSync(join(stage, file), "utf8")).join("\n");
  const words = new Map<string, EventWords>();
  let shared: Record<string, string> = {};
  for (const { comment, body } of constants(source)) {
    const type = /^ {2}type: z\.literal\("([^"]+)"\)/mu.exec(body)?.[1];
    // What events are built of: it stands above them.
    if (type === undefined) shared = { ...shared, ...fieldsIn(body, /^ {2}/u) };
    else if (comment !== "") {
      const inside = { ...shared, ...fieldsIn(body, /^ {3,}/u) };
      words.set(type, { says: comment, fields: fieldsIn(body, /^ {2}(?! )/u), inside });
    }
  }
  return words;
}

/** Each `const` of the file, with the comment right above it if there is one. A statement ends with a `;` at the margin. */
function constants(text: string): { comment: string; body: string }[] {
  const statements = text.split(/(?<=^\S.*;\n)/mu);
  return statements.map((statement) => {
    const [, comment = "", body = ""] =
      /^(?:[\s\S]*?\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n)?(?:export )?const ([\s\S]*)$/u.exec(
        statement.trimStart(),
      ) ?? [];
    return { comment: plain(comment), body };
  });
}

function fieldsIn(body: string, indent: RegExp): Record<string, string> {
  const found = body.matchAll(/^( *)\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*(\w+):/gmu);
  return Object.fromEntries(
    [...found].flatMap(([, margin = "", comment = "", name = ""]) =>
      indent.test(`${margin}.`) ? [[name, plain(comment)]] : [],
    ),
  );
}

function plain(comment: string): string {
  return comment
    .replace(/\s*\n\s*\*\s?/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}
