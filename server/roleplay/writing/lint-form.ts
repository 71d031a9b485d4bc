import { nameKey } from "../character-names.ts";
import type { Persona } from "../persona.ts";
import type { IssuePath } from "../world/world-issue.ts";
import { personaTexts } from "./persona-texts.ts";
import type { WritingCode, WritingFinding } from "./writing-finding.ts";

/** What a persona's sheet lacks, and what in it has a form that plays badly. */
export function formFindings(persona: Persona): WritingFinding[] {
  const found: WritingFinding[] = [];
  const add = (
    code: WritingCode,
    severity: WritingFinding["severity"],
    path: IssuePath,
    facts: WritingFinding["facts"] = {},
  ) => found.push({ code, severity, where: { part: "persona", key: persona.id }, path, facts });

  const { voice, fallback_lines: fallback, waiting_gestures: waiting } = persona;
  const { motivation, secrets, knowledge_limits: limits } = persona.private;
  if (voice.length === 0) add("no-voice", "problem", ["voice"]);
  else if (voice.length < 3) add("thin-voice", "advice", ["voice"], { count: voice.length });
  const seen = new Map<string, number>();
  for (const [index, line] of voice.entries()) {
    const key = plain(line);
    const first = seen.get(key);
    if (first !== undefined) add("copied-voice", "advice", ["voice", index], { first: first + 1 });
    else seen.set(key, index);
  }
  if (fallback.length === 0) add("no-fallback", "problem", ["fallback_lines"]);
  if (waiting.length === 0) add("no-waiting", "advice", ["waiting_gestures"]);
  if (limits.length === 0) add("no-knowledge-limits", "advice", ["private", "knowledge_limits"]);
  if (motivation === "") add("no-motivation", "advice", ["private", "motivation"]);
  for (const [index, secret] of secrets.entries()) {
    if (secret.revealed_when !== undefined) continue;
    add("secret-never-told", "advice", ["private", "secrets", index, "revealed_when"], {
      secret: secret.id,
    });
  }
  if (saysNothing(persona)) add("nothing-known", "problem", ["public", "known"]);
  for (const [index, gesture] of waiting.entries()) {
    const names = [persona.name, ...persona.aliases].map(nameKey);
    const key = nameKey(gesture);
    const named = names.some(
      (name) => key.startsWith(name) && !/^[\p{Script=Latin}\p{N}]/u.test(key.slice(name.length)),
    );
    if (named || /[.!?。！？…]["”』」]?$/u.test(gesture))
      add("gesture-form", "advice", ["waiting_gestures", index]);
  }
  for (const key of ["voice", "fallback_lines", "weary_lines"] as const) {
    for (const [index, line] of persona[key].entries()) {
      const name = /^\s*([^:：\n]{1,40})[:：]\s*\S/u.exec(line)?.[1];
      const own = [persona.name, ...persona.aliases].map(nameKey);
      if (name !== undefined && own.includes(nameKey(name)))
        add("speaker-prefix", "problem", [key, index], { name });
    }
  }
  for (const { path, text } of personaTexts(persona)) {
    const tag = TAG_TEXT.exec(text)?.[0];
    if (tag !== undefined) add("tag-text", "problem", path, { mark: tag.slice(0, 24) });
    else if (PLACEHOLDER.test(text)) add("placeholder", "problem", path);
  }
  return found;
}

/** Tags, control tokens and card macros: to a model they are no words. */
const TAG_TEXT =
  /<\/?[a-z][\w-]*(?:\s[^<>\n]{0,80})?\/?>|<\|[\w-]{1,32}\|>|\[\/?INST\]|<<\/?SYS>>|\{\{[^{}\n]{1,60}\}\}|^\s*###\s|<START>|```/imu;
const PLACEHOLDER =
  /\b(?:TODO|FIXME|TBD|lorem ipsum)\b|^(?:x{3,}|\.{3,}|\?{2,}|-+|n\/a|asdf\w*|test|待定|待补|未定|暂无|（?略）?)$|\[(?:insert|your|name|description)[^\]]*\]/iu;

/** What everyone knows tells nothing beside the name and looks that everyone sees. */
function saysNothing({ name, aliases, public: face }: Persona): boolean {
  let rest = face.known;
  for (const one of [name, ...aliases]) rest = rest.replaceAll(one, "");
  const known = plain(
    rest.replace(/\b(?:is|are|was|the|an?|here|person|somebody|someone)\b/giu, ""),
  );
  const han = [...known].filter((point) => /\p{Script=Han}/u.test(point)).length;
  return known.length + han < 8 || plain(face.appearance) === plain(face.known);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
