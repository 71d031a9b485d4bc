import type { Language } from "../../../shared/protocol.ts";

/** What a new persona and a new scene begin with: what must be there, and nothing that would be spoken as it stands. */

/** A name as an id: `Mara Quill` is `mara-quill`; a name in another script gets the next free `persona-n`. */
export function idFor(name: string, taken: ReadonlySet<string>, fallback: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^-+|-+$/gu, "")
    .slice(0, 48);
  const base = plain === "" ? fallback : plain;
  if (plain !== "" && !taken.has(base)) return base;
  for (let number = plain === "" ? 1 : 2; ; number++) {
    const id = `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

export function personaTemplate(id: string, name: string, language: Language): object {
  return {
    id,
    name,
    language,
    public: { appearance: "", known: "" },
    profile: "",
    private: { motivation: "" },
    voice: [],
    fallback_lines: [...FALLBACK[language]],
    waiting_gestures: [...WAITING[language]],
  };
}

export function sceneTemplate(
  id: string,
  title: string,
  language: Language,
  persona: string,
): object {
  return { id, title, language, world: title, map: "bare-stage", setting: "", cast: [{ persona }] };
}

const FALLBACK: Readonly<Record<Language, readonly string[]>> = {
  en: ["Give me a moment.", "Where was I?", "Ask me that again."],
  zh: ["容我想想。", "方才说到哪儿了？", "你再问我一遍。"],
};
const WAITING: Readonly<Record<Language, readonly string[]>> = {
  en: ["considers", "looks away for a moment", "breathes in"],
  zh: ["想了想", "看向别处", "吸了一口气"],
};
