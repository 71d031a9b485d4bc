import type { Persona } from "../persona.ts";
import type { Scene } from "../scene.ts";
import type { IssuePath, WorldIssue, WorldPart } from "./world-issue.ts";

/** As long a run, in letters and digits, as is hardly shared by chance; Chinese says more in one character. */
const RUN = 24;
const HAN_RUN = 12;

interface OpenText {
  readonly where: WorldPart;
  readonly path: IssuePath;
  readonly text: string;
}

/** Warnings about text that players or other personas read and that repeats a secret word for word. */
export function secretSlips(scene: Scene, personas: readonly Persona[]): WorldIssue[] {
  const open = [...sceneTexts(scene), ...personas.flatMap(publicTexts)].map((one) => ({
    ...one,
    plain: plain(one.text),
  }));
  return personas.flatMap((persona) =>
    persona.private.secrets.flatMap((secret) =>
      open
        .filter((one) => sharesRun(plain(secret.text), one.plain))
        .map(({ where, path }): WorldIssue => ({
          severity: "warning",
          where,
          path,
          at: "value",
          found: `words of the secret '${secret.id}' of '${persona.id}'`,
          expected: "text that others may read",
        })),
    ),
  );
}

function sceneTexts(scene: Scene): OpenText[] {
  const where = { part: "scene" } as const;
  return [
    { where, path: ["background"], text: scene.background },
    { where, path: ["setting"], text: scene.setting },
    { where, path: ["topic"], text: scene.topic ?? "" },
    ...scene.opening.map(({ text }, index) => ({ where, path: ["opening", index, "text"], text })),
    ...scene.places.map(({ description }, index) => ({
      where,
      path: ["places", index, "description"],
      text: description,
    })),
  ];
}

function publicTexts(persona: Persona): OpenText[] {
  const where = { part: "persona", key: persona.id } as const;
  const lines = (key: "voice" | "fallback_lines" | "weary_lines" | "waiting_gestures") =>
    persona[key].map((text, index) => ({ where, path: [key, index], text }));
  return [
    { where, path: ["public", "appearance"], text: persona.public.appearance },
    { where, path: ["public", "known"], text: persona.public.known },
    ...lines("voice"),
    ...lines("fallback_lines"),
    ...lines("weary_lines"),
    ...lines("waiting_gestures"),
  ];
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function sharesRun(secret: string, open: string): boolean {
  if (secret.length < HAN_RUN / 2) return false;
  // A secret shorter than a run is repeated only when it is there whole.
  if (secret.length < RUN && open.includes(secret)) return true;
  for (let start = 0; start < secret.length; start++) {
    const short = secret.slice(start, start + HAN_RUN);
    const run = /^\p{Script=Han}+$/u.test(short) ? short : secret.slice(start, start + RUN);
    const whole = run === short ? HAN_RUN : RUN;
    if (run.length === whole && open.includes(run)) return true;
  }
  return false;
}
