import { join } from "node:path";
import { readStaging } from "../../server/worlds/read-staging.ts";
import { renderChatml } from "../../server/model/chatml.ts";
import { DEFAULT_THINKING } from "../../server/roleplay/thinking/thinking-mode.ts";
import { createDirector } from "../../server/stage/director.ts";
import type { Staging } from "../../server/stage/staging.ts";
import { seeded } from "../doubles/a-scene.ts";
import { fakeClock } from "../doubles/fake-clock.ts";
import { memoryLog } from "../doubles/memory-log.ts";
import { understudyModel } from "../doubles/understudy-model.ts";
import { FILLERS, PLANTED } from "../recall/planted-facts.ts";
import { quantile, type BenchReport } from "./report.ts";

/**
 * How much of each prompt was sent before, in scenes of 100 answers to players: the part that an endpoint's prefix
 * cache need not read again. A prompt's share is its longest common beginning with any prompt sent before it, in bytes.
 */
export async function benchPrompts(): Promise<BenchReport> {
  const rows: string[] = [];
  const goals: BenchReport["goals"][number][] = [];
  for (const arm of ARMS) {
    for (const world of ["salt-lantern", "yuye-chaguan"]) {
      const read = await readStaging(world, join(import.meta.dirname, "..", "..", "assets"));
      if (!read.ok) throw new Error(read.problems.join("\n"));
      const { shares, tokens, warmed } = await played(read.staging, arm);
      const values = shares.map(({ share }) => share);
      const below = shares.filter(({ share }) => share < 0.9);
      const why = Object.entries(Object.groupBy(below, (one) => one.why))
        .map(([reason, list]) => `${list?.length ?? 0} ${reason}`)
        .join(", ");
      rows.push(
        [
          arm.name.padEnd(34),
          world.padEnd(13),
          String(values.length).padStart(4),
          percent(Math.min(...values)),
          percent(quantile(values, 0.05)),
          percent(quantile(values, 0.5)),
          String(below.length).padStart(4),
          String(warmed).padStart(5),
          String(tokens).padStart(7),
          `  ${why}`,
        ].join(" "),
      );
      if (arm.goal) {
        goals.push({
          name: `prompts: share sent before, lowest (${arm.name}, ${world})`,
          goal: ">= 0.90",
          value: Math.min(...values),
          met: Math.min(...values) >= 0.9,
        });
      }
    }
  }
  const head = `${"arm".padEnd(34)} ${"world".padEnd(13)}    n    min     p5 median  <90 warm  longest   why below 90 %`;
  return { table: [head, ...rows].join("\n"), goals };
}

interface Arm {
  readonly name: string;
  readonly warm: boolean;
  readonly contextTokens: number;
  /** Every so many lines one is whispered; 0 for none. */
  readonly whispers: number;
  readonly goal: boolean;
}

const ARMS: readonly Arm[] = [
  { name: "8k context, read ahead", warm: true, contextTokens: 8_192, whispers: 0, goal: true },
  {
    name: "8k context, not read ahead",
    warm: false,
    contextTokens: 8_192,
    whispers: 0,
    goal: false,
  },
  { name: "16k context, read ahead", warm: true, contextTokens: 16_384, whispers: 0, goal: true },
  {
    name: "8k, read ahead, 1 line in 10 whispered",
    warm: true,
    contextTokens: 8_192,
    whispers: 10,
    goal: false,
  },
];

const TURNS = 100;

interface Share {
  readonly share: number;
  readonly why: "the first" | "a cut" | "a whisper" | "other";
}

async function played(
  staging: Staging,
  arm: Arm,
): Promise<{ shares: readonly Share[]; tokens: number; warmed: number }> {
  const clock = fakeClock();
  const model = understudyModel(clock, 200);
  const log = memoryLog();
  const random = seeded(7);
  const director = createDirector({
    scene: staging,
    model,
    episodeLog: log,
    clock,
    random: seeded(3),
    tell: () => {},
    play: {
      thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
      contextTokens: arm.contextTokens,
      warm: arm.warm,
      prefill: "<system_thinking>",
      sampling: { temperature: 0.7, topP: 0.9, maxTokens: 1_024, stop: [] },
    },
  });
  const { language } = staging.scene;
  const lines = [
    ...FILLERS[language],
    ...PLANTED.filter((fact) => fact.language === language).flatMap(({ said, asked }) => [
      said,
      asked,
    ]),
  ];
  const persona = staging.personas[0]?.id ?? "";
  const place = director.cast.bodies.get(persona);
  for (const id of ["p-1", "p-2", "p-3"]) {
    director.join({
      id,
      name: id === "p-1" ? "Ayla" : id === "p-2" ? "Bertram" : "Cosima",
      language,
    });
    const body = director.cast.bodies.get(id);
    const spot = place ? director.cast.freeTileNear({ x: place.x + 1, y: place.y }) : null;
    if (body && spot) Object.assign(body, { ...spot, way: [] });
    await clock.pass(4_000);
  }
  for (let turn = 0; turn < TURNS; turn++) {
    const id = `p-${1 + Math.floor(random() * 3)}`;
    const text = lines[Math.floor(random() * lines.length)] ?? "";
    const whisper = arm.whispers > 0 && turn % arm.whispers === arm.whispers - 1;
    // A persona hears most of what is said around it; one line in five goes to nobody in particular.
    const to = whisper || random() < 0.8 ? persona : undefined;
    const said = director.say(id, { text, ...(to === undefined ? {} : { to }), whisper });
    if (!said.ok && whisper) director.say(id, { text, to: persona });
    await clock.pass(2_000 + 8_000 * random());
  }
  await director.close("done");
  return sharesOf(model.requests, log.events);
}

function sharesOf(
  requests: ReturnType<typeof understudyModel>["requests"],
  events: ReturnType<typeof memoryLog>["events"],
) {
  const cut = new Set(events.flatMap((e) => (e.type === "turn" && e.cut ? [e.turnId] : [])));
  const whispered = new Set(
    events.flatMap((e) => (e.type === "turn" && e.whisper ? [e.turnId] : [])),
  );
  const sent = new Map<string, Buffer[]>();
  const shares: Share[] = [];
  let tokens = 0;
  let warmed = 0;
  for (const { prompt, purpose, callId } of requests) {
    const bytes = Buffer.from(renderChatml(prompt));
    const before = sent.get(purpose.persona) ?? [];
    sent.set(purpose.persona, [...before, bytes]);
    tokens = Math.max(tokens, bytes.length);
    if (purpose.lane === "ambient") {
      warmed += 1;
      continue;
    }
    const turnId = callId.slice(0, callId.lastIndexOf("."));
    const share = Math.max(0, ...before.map((old) => common(old, bytes))) / bytes.length;
    const why = cut.has(turnId)
      ? "a cut"
      : before.length === 0
        ? "the first"
        : whispered.has(turnId)
          ? "a whisper"
          : "other";
    shares.push({ share, why });
  }
  return { shares, tokens, warmed };
}

function common(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  // Most of it is the same: whole blocks are compared first.
  let at = 0;
  while (at + 512 <= length && a.compare(b, at, at + 512, at, at + 512) === 0) at += 512;
  while (at < length && a[at] === b[at]) at += 1;
  return at;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`.padStart(7);
}
