import type { Localized } from "../../../shared/protocol.ts";
import type { Life } from "../life/life.ts";
import type { Persona } from "../persona.ts";
import type { Scene } from "../scene.ts";
import type { Things } from "../things/things.ts";
import type { IssuePath, WorldIssue, WorldPart } from "./world-issue.ts";

/** As long a run, in letters and digits, as is hardly shared by chance; Chinese says more in one character. */
const RUN = 24;
const HAN_RUN = 12;
const HAN = /^\p{Script=Han}+$/u;

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
  const runs = runsOf(personas.flatMap(({ private: { secrets } }) => secrets.map(plainSecret)));
  const told = open.map((one) => ({ ...one, secrets: runs.repeatedIn(one.plain) }));
  let at = -1;
  return personas.flatMap((persona) =>
    persona.private.secrets.flatMap((secret) => {
      at += 1;
      return told
        .filter(({ secrets }) => secrets.has(at))
        .map(({ where, path }): WorldIssue => ({
          severity: "warning",
          where,
          path,
          at: "value",
          found: `words of the secret '${secret.id}' of '${persona.id}'`,
          expected: "text that others may read",
        }));
    }),
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

function plainSecret({ text }: { readonly text: string }): string {
  return plain(text);
}

/**
 * The runs of all secrets, so that each open text is gone through once, whatever the number of secrets. A secret is
 * known by its place in the list.
 */
function runsOf(secrets: readonly string[]): { repeatedIn(open: string): ReadonlySet<number> } {
  const whole: { readonly secret: number; readonly text: string }[] = [];
  const runs = new Map<string, Set<number>>();
  for (const [secret, text] of secrets.entries()) {
    if (text.length < HAN_RUN / 2) continue;
    // A secret shorter than a run is repeated only when it is there whole.
    if (text.length < RUN) whole.push({ secret, text });
    for (let start = 0; start + HAN_RUN <= text.length; start++) {
      const short = text.slice(start, start + HAN_RUN);
      const han = HAN.test(short);
      const run = han ? short : text.slice(start, start + RUN);
      if (!han && run.length < RUN) continue;
      const known = runs.get(run);
      if (known === undefined) runs.set(run, new Set([secret]));
      else known.add(secret);
    }
  }
  const lengths = [...new Set([...runs.keys()].map(({ length }) => length))];
  return {
    repeatedIn(open) {
      const found = new Set<number>();
      for (const { secret, text } of whole) if (open.includes(text)) found.add(secret);
      for (const length of lengths) {
        for (let start = 0; start + length <= open.length; start++) {
          for (const secret of runs.get(open.slice(start, start + length)) ?? []) found.add(secret);
        }
      }
      return found;
    },
  };
}
