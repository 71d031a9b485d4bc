import type { BeginRehearsal, MadeUp } from "../../../shared/studio/rehearsal.ts";
import { Life } from "../../roleplay/life/life.ts";
import type { Persona } from "../../roleplay/persona.ts";
import type { Scene } from "../../roleplay/scene.ts";
import { Story } from "../../roleplay/story/story.ts";
import { Things } from "../../roleplay/things/things.ts";
import { checkWorld } from "../../roleplay/world/world-check.ts";
import { issueDetail, issueText, type WorldIssue } from "../../roleplay/world/world-issue.ts";
import { openGround } from "../../stage/ground.ts";
import type { Staging } from "../../stage/staging.ts";
import { versioned } from "../../worlds/versioned.ts";
import { worldAround, type WorldAround } from "./made-up.ts";
import type { RehearsalWorlds } from "./rehearsal-ports.ts";
import { FINISHED, no, sheetFor, type NotFound, type Unfinished } from "./sheet-wished.ts";

/** What is to be rehearsed, as a stage can play it: a persona alone on bare boards, or a cast in its scene. */
export type StagingFound =
  | {
      readonly ok: true;
      readonly staging: Staging;
      readonly sheets: SheetNames;
      readonly unfinished: Unfinished;
    }
  | NotFound;

/** What each persona's sheet is called: `plays`, `draft`, `pasted`, or a version. */
export type SheetNames = Readonly<Record<string, string>>;

type Order = Pick<
  BeginRehearsal,
  "world" | "personas" | "stage" | "sheets" | "opening" | "life" | "play"
>;

/** Room enough to stand in, and everyone within earshot of everyone. */
const BOARDS = { width: 14, height: 10 } as const;

export async function stagingFor(worlds: RehearsalWorlds, order: Order): Promise<StagingFound> {
  const known = await worlds.names();
  if (!known.includes(order.world)) {
    return no("not-found", `There is no world ${order.world}; there are: ${known.join(", ")}.`);
  }
  const read = await worlds.staging(order.world);
  const begun =
    order.personas.length > 0 && order.personas.every((id) => order.sheets[id]?.unfinished);
  if (!isStaging(read) && !(begun && order.stage === "alone")) {
    return no("bad-request", `The world ${order.world} cannot be played as it stands.`, read);
  }
  const base = isStaging(read) ? read : null;
  const madeUp: MadeUp[] = base === null ? ["world"] : [];
  let leftOut = 0;
  const sheets: Record<string, string> = {};
  const standIns = new Map<string, string>();
  const personas = new Map<string, unknown>(base?.personas.map((one) => [one.id, one]));
  for (const [id, wish] of Object.entries(order.sheets)) {
    const sheet = await sheetFor(worlds, order.world, id, wish);
    if (!sheet.ok) return sheet;
    madeUp.push(...sheet.unfinished.madeUp);
    leftOut += sheet.unfinished.leftOut;
    // A sheet that was pasted may be of somebody new, who then stands in for whom it was chosen.
    const own = textIn(sheet.value, "id") ?? id;
    if (sheet.value !== null) personas.set(own, sheet.value);
    sheets[own] = sheet.name;
    standIns.set(id, own);
  }
  const wanted = order.personas.length === 0 ? [...personas.keys()] : order.personas;
  const cast = wanted.map((id) => standIns.get(id) ?? id);
  const missing = cast.find((id) => !personas.has(id));
  if (missing !== undefined) {
    return no("not-found", `There is no persona ${missing} in ${order.world}.`);
  }
  for (const id of cast) sheets[id] ??= "plays";
  const asked = new Map(cast.map((id) => [id, personas.get(id)]));
  const found =
    base === null || order.stage === "alone"
      ? onBoards(
          base ?? { scene: worldAround(order.world, [...asked.values()]) },
          asked,
          order,
          sheets,
        )
      : inScene(base, asked, order, sheets);
  return found.ok ? { ...found, unfinished: { madeUp, leftOut } } : found;
}

/** The staging with one sheet exchanged; its problems in words. */
export function withSheet(staging: Staging, id: string, value: unknown): Staging | StagingFound {
  const personas = new Map<string, unknown>(staging.personas.map((one) => [one.id, one]));
  personas.set(id, value);
  const { scene, things, life, story, ground } = staging;
  const check = checkWorld(scene, personas, { things, life, story });
  if (!check.ok) return unsound(check.issues);
  const others = Object.fromEntries(
    staging.personas.map((one) => [one.id, one.id === id ? "other" : "plays"]),
  );
  return withVersions({ ...check.world, ground }, staging, others);
}

export function isStaging(value: Staging | StagingFound | readonly string[]): value is Staging {
  return "ground" in value;
}

function onBoards(
  base: Pick<Staging, "versions"> & { readonly scene: WorldAround },
  personas: ReadonlyMap<string, unknown>,
  order: Order,
  sheets: SheetNames,
): StagingFound {
  const { language, world, background } = base.scene;
  const names = [...personas].map(([id, value]) => textIn(value, "name") ?? id);
  const who = names.join(language === "zh" ? "、" : ", ");
  const scene: Partial<Scene> & Record<string, unknown> = {
    id: "rehearsal",
    title: who.slice(0, 200),
    language,
    world,
    background,
    setting:
      language === "zh"
        ? `${who}站在一座空舞台上，光线平和。这里没有别的东西，只有来说话的人。`
        : `${who} stands on a bare stage in an even light. There is nothing else here but whoever comes to talk.`,
    cast: [...personas.keys()].map((persona) => ({ persona })),
    opening: order.opening ?? [],
    hearing: 40,
    sight: 40,
  };
  const check = checkWorld(withMode(scene, order), personas, { life: { greets: false } });
  if (!check.ok) return unsound(check.issues);
  const staging = withVersions({ ...check.world, ground: openGround(BOARDS) }, base, sheets);
  return { ok: true, staging, sheets, unfinished: FINISHED };
}

function inScene(
  base: Staging,
  personas: ReadonlyMap<string, unknown>,
  order: Order,
  sheets: SheetNames,
): StagingFound {
  const whole = base.personas.every(({ id }) => personas.has(id));
  const cast = base.scene.cast.filter(({ persona }) => personas.has(persona));
  const added = [...personas.keys()].filter((id) => !cast.some(({ persona }) => persona === id));
  const speaks = (speaker: string): boolean => speaker === "Environment" || personas.has(speaker);
  const scene = {
    ...base.scene,
    cast: [...cast, ...added.map((persona) => ({ persona }))],
    opening: order.opening ?? base.scene.opening.filter(({ speaker }) => speaks(speaker)),
  };
  // Things, routines and the story name people: with a part of the cast there is nothing they could mean.
  const beside = {
    things: whole ? base.things : Things.parse({}),
    story: whole ? base.story : Story.parse({}),
    life: whole && order.life ? base.life : Life.parse({ greets: false }),
  };
  const check = checkWorld(withMode(scene, order), personas, beside);
  if (!check.ok) return unsound(check.issues);
  const staging = withVersions(
    // A rehearsal ends when its designer says so.
    { ...check.world, scene: { ...check.world.scene, end: [] }, ground: base.ground },
    base,
    sheets,
  );
  return { ok: true, staging, sheets, unfinished: FINISHED };
}

/** What plays carries the version of its file, and anything else that of its text. */
function withVersions(
  staging: Staging,
  { versions }: Pick<Staging, "versions">,
  sheets: SheetNames,
): Staging {
  const kept = Object.entries(versions?.personas ?? {}).filter(([id]) => sheets[id] === "plays");
  const files = { scene: null, things: null, life: null, story: null };
  return versioned({ ...staging, versions: { ...files, personas: Object.fromEntries(kept) } });
}

/** How it thinks is asked for, for everyone whose own sheet does not say. */
function withMode<S extends { readonly thinking?: Scene["thinking"] }>(
  scene: S,
  { play }: Order,
): S {
  if (play.mode === undefined) return scene;
  return { ...scene, thinking: { ...scene.thinking, mode: play.mode } };
}

function unsound(issues: readonly WorldIssue[]): NotFound {
  const errors = issues.filter(({ severity }) => severity === "error");
  const [first] = errors;
  return {
    ok: false,
    code: "bad-request",
    message: `This cannot be played yet: ${first === undefined ? "something is missing" : issueText(first)}.`,
    details: errors.map((issue) => ({
      path: [issue.where.part === "persona" ? issue.where.key : issue.where.part, ...issue.path],
      message: issueDetail(issue),
    })),
  };
}

function textIn(value: unknown, key: "id" | "name"): string | null {
  const text = (value as Partial<Persona> | null)?.[key];
  return typeof text === "string" && text !== "" ? text : null;
}
