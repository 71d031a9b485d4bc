import type { Localized } from "../../../shared/protocol.ts";
import type { Life } from "../life/life.ts";
import type { Persona } from "../persona.ts";
import type { Scene } from "../scene.ts";
import type { Things } from "../things/things.ts";
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
export function secretSlips(
  scene: Scene,
  personas: readonly Persona[],
  life: Life | null = null,
  things: Things | null = null,
): WorldIssue[] {
  const beside = [
    ...(life === null ? [] : lifeTexts(life)),
    ...(things === null ? [] : thingTexts(things)),
  ];
  const open = [...sceneTexts(scene), ...personas.flatMap(publicTexts), ...beside].map((one) => ({
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

/** What the world says, what is seen of routines, and cues: what one persona notices, it may say aloud. */
function lifeTexts(life: Life): OpenText[] {
  const where = { part: "life" } as const;
  return [
    ...life.triggers.flatMap(({ do: deeds }, index) =>
      deeds.flatMap((deed, at): OpenText[] => {
        const path = ["triggers", index, "do", at];
        if ("environment" in deed)
          return [{ where, path: [...path, "environment"], text: deed.environment }];
        return "cue" in deed ? [{ where, path: [...path, "cue"], text: deed.cue }] : [];
      }),
    ),
    ...life.routines.flatMap(({ steps }, index) =>
      steps.flatMap(({ action }, at) =>
        Object.values(action ?? {}).map((text) => ({
          where,
          path: ["routines", index, "steps", at, "action"],
          text,
        })),
      ),
    ),
    ...life.errands.map(({ cue }, index) => ({
      where,
      path: ["errands", index, "cue"],
      text: cue,
    })),
  ];
}

/** What anyone may read of a thing that lies open when the scene begins. */
function thingTexts({ props }: Things): OpenText[] {
  const where = { part: "things" } as const;
  const inside = new Set(props.flatMap(({ holds }) => holds));
  return props.flatMap(({ id, concealed, name, description }, index) => {
    if (concealed || inside.has(id)) return [];
    const texts = (key: string, given: Localized) =>
      Object.values(given).map((text) => ({ where, path: ["props", index, key], text }));
    return [...texts("name", name), ...texts("description", description)];
  });
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
