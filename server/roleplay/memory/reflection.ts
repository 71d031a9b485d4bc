import type { Deed } from "./deeds.ts";
import { inertText } from "../inert-text.ts";
import { MEMORY_LIMITS, type Fact, type Reflection, type Remembrance } from "./memory.ts";
import { memoryTerms } from "./memory-terms.ts";
import type { Prompt } from "../observation.ts";
import type { Persona } from "../persona.ts";
import { inertLine } from "../prompt/prompt-text.ts";
import { allVoices } from "./voices.ts";

/**
 * What a persona makes of what it heard from one subject. Only what was said openly goes in, so that what comes out may
 * be told to anyone; nothing of the persona's own secrets goes in, so that none can come out.
 */

/** How many new open items make a reflection worth while. */
const WORTH = 5;
const MOST = 3;
const LONGEST = 200;

function openFacts(of: Remembrance): readonly Fact[] {
  return of.facts.filter(({ company }) => company === "open");
}

/** True once enough was heard since the last time. */
export function dueForReflection(of: Remembrance): boolean {
  const fresh = of.facts.filter(({ company, at }) => company === "open" && at > of.reflectedAt);
  return fresh.length >= WORTH;
}

/** What a reflection is made of: the subject's name, what it said of late, and what it did. */
export interface ReflectionMatter {
  readonly name: string;
  readonly said: readonly string[];
  readonly deeds: readonly string[];
}

/** What of a memory may go into a reflection. */
export function matterOf(of: Remembrance): ReflectionMatter & { readonly facts: readonly Fact[] } {
  const facts = openFacts(of).slice(-24);
  return { name: of.name, facts, said: facts.map(({ text }) => text), deeds: openDeeds(of) };
}

/** Asks a model for at most three sentences about the subject, one on each line after a dash. */
export function reflectionPrompt(persona: Persona, of: ReflectionMatter): Prompt {
  const { name, public: face, language } = persona;
  const said = of.said.map((text) => `- ${inertLine(text)}`).join("\n");
  const deeds = of.deeds.join(", ");
  const who = inertLine(of.name);
  return language === "zh"
    ? {
        system: `你替${name}整理记忆。${inertLine(face.known)}`,
        messages: [
          {
            role: "user",
            content: `${who}当众对${name}说过：\n${said}\n\n${who}做过的事：${deeds || "没有"}。\n\n写出${name}由此得出的看法，最多${MOST}句，每句一行，以“- ”开头，以“${who}”的名字称呼对方，不要写别的。`,
          },
        ],
        prefill: "",
      }
    : {
        system: `You keep the memory of ${name}. ${inertLine(face.known)}`,
        messages: [
          {
            role: "user",
            content: `${who} has said in ${name}'s hearing:\n${said}\n\nWhat ${who} did: ${deeds || "nothing of note"}.\n\nWrite what ${name} concludes about ${who}: at most ${MOST} sentences, each on a line of its own after "- ", each naming ${who}, and nothing else.`,
          },
        ],
        prefill: "",
      };
}

/** The sentences of an answer, or null if it is not exactly what was asked for. */
export function readReflections(text: string, persona: Persona, name: string): string[] | null {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length === 0 || lines.length > MOST) return null;
  const sentences = lines.map((line) =>
    /^[-–•]\s*/u.test(line) ? line.replace(/^[-–•]\s*/u, "") : "",
  );
  const fine = sentences.every(
    (sentence) =>
      sentence.length > 4 &&
      sentence.length <= LONGEST &&
      sentence.includes(name) &&
      !/[<>{}|]|===|(?:system|role)_/u.test(sentence) &&
      inertText(sentence) === sentence &&
      !telling(sentence, persona),
  );
  return fine ? sentences : null;
}

/** True if a sentence shares most of its words with something that its persona keeps to itself. */
function telling(sentence: string, { private: face }: Persona): boolean {
  const said = memoryTerms(sentence);
  return face.secrets.some(({ text }) => {
    const secret = [...memoryTerms(text)].filter((term) => !term.startsWith("~"));
    const shared = secret.filter((term) => said.has(term)).length;
    return secret.length > 0 && shared >= 3 && shared / secret.length > 0.4;
  });
}

/** Without a model: what the subject speaks of most. */
export function reflectByRules(persona: Persona, of: Remembrance): string[] {
  const counts = new Map<string, number>();
  for (const { text } of openFacts(of)) {
    const words = text.match(/\p{Script=Han}{2,4}|\p{Script=Latin}{5,}/gu) ?? [];
    for (const word of new Set(words)) {
      if (memoryTerms(word).size > 0)
        counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
    }
  }
  const often = [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([word]) => word);
  if (often.length === 0) return [];
  return [
    persona.language === "zh"
      ? `${of.name}常说起${often.join("、")}。`
      : `${of.name} often speaks of ${often.join(" and ")}.`,
  ];
}

function openDeeds(of: Remembrance): Deed[] {
  return [
    ...new Set(of.bond.reasons.filter(({ company }) => company === "open").map(({ what }) => what)),
  ];
}

/** The memory with these reflections in place of earlier ones of the same maker; a designer's stay. */
export function withReflections(
  of: Remembrance,
  sentences: readonly string[],
  by: "rules" | "model",
  at: number,
): Remembrance {
  const open = [...of.facts, ...of.bond.reasons].filter(({ company }) => company === "open");
  const whose = allVoices(open.map((one) => one.whose));
  const fresh = sentences.map((text, index): Reflection => ({
    id: `r${of.made + index + 1}`,
    at,
    text: inertText(text),
    by,
    whose,
  }));
  const kept = of.reflections.filter(
    (old) => old.by === "designer" || (by === "rules" && old.by === "model"),
  );
  return {
    ...of,
    made: of.made + sentences.length,
    reflections: [...kept, ...fresh].slice(-MEMORY_LIMITS.reflections),
    reflectedAt: at,
  };
}
