import type { Persona } from "../persona.ts";
import type { IssuePath } from "../world/world-issue.ts";

/** One text of a persona's sheet, where it stands, and who speaks in it. */
export interface PersonaText {
  readonly path: IssuePath;
  readonly text: string;
  /** `about`: third person prose about the character. `spoken`: the character's own words. `shown`: what it does. */
  readonly kind: "about" | "spoken" | "shown";
}

/** Every text of a persona that can enter a prompt or be spoken. */
export function personaTexts(persona: Persona): PersonaText[] {
  const { motivation, secrets, knowledge_limits: limits } = persona.private;
  const about = (path: IssuePath, text: string | undefined): PersonaText[] =>
    text === undefined || text === "" ? [] : [{ path, text, kind: "about" }];
  const list = (key: "voice" | "fallback_lines" | "weary_lines" | "waiting_gestures") =>
    persona[key].map((text, index): PersonaText => ({
      path: [key, index],
      text,
      kind: key === "waiting_gestures" ? "shown" : "spoken",
    }));
  return [
    ...about(["public", "appearance"], persona.public.appearance),
    ...about(["public", "known"], persona.public.known),
    ...about(["profile"], persona.profile),
    ...about(["experience"], persona.experience),
    ...about(["private", "motivation"], motivation),
    ...secrets.flatMap((secret, index) => [
      ...about(["private", "secrets", index, "text"], secret.text),
      ...about(["private", "secrets", index, "revealed_when"], secret.revealed_when),
    ]),
    ...limits.flatMap((text, index) => about(["private", "knowledge_limits", index], text)),
    ...Object.entries(persona.relationships).flatMap(([name, text]) =>
      about(["relationships", name], text),
    ),
    ...list("voice"),
    ...list("fallback_lines"),
    ...list("weary_lines"),
    ...list("waiting_gestures"),
  ];
}

/** A text without what is quoted in it: words that somebody in it says. */
export function unquoted(text: string): string {
  return text.replace(
    /“[^”]*”|‘[^’]*’(?!\w)|"[^"]*"|「[^」]*」|『[^』]*』|《[^》]*》|(?<!\w)'[^'\n]*'(?!\w)/gu,
    " ",
  );
}
