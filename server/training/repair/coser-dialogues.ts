import type { CoserImport } from "../../roleplay/coser/coser.ts";
import type { Persona } from "../../roleplay/persona.ts";
import { readCoserMessage } from "./coser-message.ts";
import type { Character, DialogueLine, DialoguesRead, OwnDialogue } from "./own-dialogue.ts";

/** What the importer gives for a case that makes a world. */
export type CoserWorld = Extract<CoserImport, { ok: true }>;

/** The dialogue of a CoSER case as each of its characters lived it; lines count from 0 as in the file's import. */
export function coserDialogues(
  { world, reference }: CoserWorld,
  file: string,
  index: number,
): DialoguesRead {
  const names = new Map(world.personas.map(({ id, name }) => [id, name]));
  let unreadable = 0;
  const read = reference.map(({ speaker, message }, line) => {
    const character = names.has(speaker);
    const segments = character
      ? readCoserMessage(message)
      : ([{ kind: "speech", text: message.trim() }] as const);
    if (segments === null) unreadable += 1;
    return { id: `line-${line}`, speaker, segments };
  });
  const dialogues = world.personas.flatMap((persona): OwnDialogue[] => {
    if (!reference.some(({ speaker }) => speaker === persona.id)) return [];
    const lines = read.flatMap(({ id, speaker, segments }): DialogueLine[] => {
      if (segments === null) return [];
      const own = speaker === persona.id;
      const seen = own ? segments : segments.filter(({ kind }) => kind !== "role-thinking");
      if (seen.length === 0) return [];
      const name = names.get(speaker) ?? "Environment";
      return [{ id, speaker: name, own, editable: own, segments: seen, systemThinking: "" }];
    });
    return [
      {
        origin: { kind: "coser", file, case: index },
        character: characterOf(persona),
        language: persona.language,
        setting: world.scene.setting,
        lines,
        synthetic: false,
      },
    ];
  });
  return { dialogues, leftOut: unreadable === 0 ? {} : { "unreadable-brackets": unreadable } };
}

/** A persona's sheet as repairs use it. */
export function characterOf(persona: Persona): Character {
  const { id, name, profile, experience } = persona;
  return {
    id,
    name,
    sheet: { ...persona.public, profile, experience, motivation: persona.private.motivation },
  };
}
