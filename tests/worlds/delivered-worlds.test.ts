import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Persona } from "../../server/roleplay/persona.ts";
import { Scene } from "../../server/roleplay/scene.ts";
import { readTextMap, type TextMap } from "./text-map.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

interface TrialLines {
  readonly reveals: readonly { to: string; lines: readonly string[]; opens: string }[];
  readonly guards: readonly { to: string; line: string; keeps: string }[];
  readonly questions: readonly { to: string; line: string; expects_any: readonly string[] }[];
  readonly chains: readonly { name: string; steps: readonly { to: string; opens: string }[] }[];
}

const worlds = ["salt-lantern", "yuye-chaguan"].map((name) => {
  const scene = Scene.parse(parse(read(`assets/worlds/${name}/scene.yaml`)));
  const folder = `assets/worlds/${name}/personas`;
  const files = readdirSync(new URL(folder, ROOT));
  const personas = files.map((file) => Persona.parse(parse(read(`${folder}/${file}`))));
  const map = readTextMap(read(`assets/generator/maps/${scene.map}.txt`));
  const trial = JSON.parse(read(`tests/fixtures/${name}-lines.json`)) as TrialLines;
  return { name, scene, files, personas, map, trial };
});

/** Runs of `length` words, or of as many Chinese characters, in lower case. */
function runs(text: string, length: number): string[] {
  const words = text.toLowerCase().match(/[\u3400-\u9fff]|[a-z'-]+/g) ?? [];
  return words.slice(length - 1).map((_, i) => words.slice(i, i + length).join(" "));
}

function reachable(map: TextMap): Set<string> {
  const start = map.spots.get("entrance") ?? { x: 0, y: 0 };
  const seen = new Set([`${start.x},${start.y}`]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const next = { x: at.x + dx, y: at.y + dy };
      const key = `${next.x},${next.y}`;
      if (seen.has(key) || !map.walkable(next.x, next.y)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return seen;
}

describe.each(worlds)("$name", ({ scene, files, personas, map, trial }) => {
  const ids = personas.map(({ id }) => id);

  test("[W1] files are named by their ids and the cast is complete", () => {
    expect(files.toSorted()).toEqual(ids.map((id) => `${id}.yaml`).toSorted());
    expect(scene.cast.map(({ persona }) => persona).toSorted()).toEqual(ids.toSorted());
  });

  test("[W2] places and persona spots stand on the map", () => {
    expect(scene.places.filter(({ id }) => !map.places.has(id))).toEqual([]);
    if (scene.map !== "bare-stage") expect(ids.filter((id) => !map.spots.has(id))).toEqual([]);
    const placed = scene.cast.filter(({ place }) => place !== undefined && !map.places.has(place));
    expect(placed).toEqual([]);
  });

  test("[W3] every spot can be reached from the entrance", () => {
    const seen = reachable(map);
    const spots = [...map.spots].map(([id, { x, y }]) => ({ id, tile: `${x},${y}` }));
    expect(spots.filter(({ tile }) => !seen.has(tile))).toEqual([]);
    expect(new Set(spots.map(({ tile }) => tile)).size).toBe(spots.length);
  });

  test("[W4] nothing open repeats a secret", () => {
    const open = new Set(
      runs(
        [
          scene.background,
          scene.setting,
          scene.topic ?? "",
          ...scene.places.map(({ description }) => description),
          ...scene.opening.map(({ text }) => text),
          ...personas.flatMap((p) => [
            p.public.appearance,
            p.public.known,
            ...p.voice,
            ...p.fallback_lines,
            ...p.waiting_gestures,
          ]),
        ].join(" | "),
        8,
      ),
    );
    const secrets = personas.flatMap((p) => p.private.secrets);
    expect(secrets.filter(({ text }) => runs(text, 8).some((run) => open.has(run)))).toEqual([]);
  });

  test("[W5] every secret has a condition and a trial line", () => {
    const secrets = personas.flatMap((p) =>
      p.private.secrets.map((s) => ({ key: `${p.id} ${s.id}`, when: s.revealed_when })),
    );
    expect(secrets.filter(({ when }) => when === undefined)).toEqual([]);
    const opened = trial.reveals.map(({ to, opens }) => `${to} ${opens}`);
    expect(opened.toSorted()).toEqual(secrets.map(({ key }) => key).toSorted());
    const keys = new Set(opened);
    expect(trial.guards.filter(({ to, keeps }) => !keys.has(`${to} ${keeps}`))).toEqual([]);
    const steps = trial.chains.flatMap((chain) => chain.steps);
    expect(steps.filter(({ to, opens }) => !keys.has(`${to} ${opens}`))).toEqual([]);
    expect(trial.questions.filter(({ to }) => !ids.includes(to))).toEqual([]);
  });

  test("[W6] voices are each persona's own", () => {
    const lines = personas.flatMap((p) => [...p.voice, ...p.fallback_lines, ...p.waiting_gestures]);
    expect(new Set(lines).size).toBe(lines.length);
    for (const persona of personas) {
      expect(persona.voice.length).toBeGreaterThanOrEqual(8);
      expect(persona.fallback_lines.length).toBeGreaterThanOrEqual(4);
      expect(persona.waiting_gestures.length).toBeGreaterThanOrEqual(6);
      expect(persona.waiting_gestures.filter((g) => /[.!?。！？]$/.test(g))).toEqual([]);
    }
  });
});
