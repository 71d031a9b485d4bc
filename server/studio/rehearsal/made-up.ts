import { LANGUAGES, type Language } from "../../../shared/protocol.ts";
import type { MadeUp } from "../../../shared/studio/rehearsal.ts";
import { CharacterName, Persona, PublicFace, Slug } from "../../roleplay/persona.ts";
import type { Scene } from "../../roleplay/scene.ts";

/** What an unfinished sheet lacks is made up, so that somebody who is only begun can be heard already. */
export interface FinishedSheet {
  readonly value: { readonly id: string; readonly name: string; readonly language: Language };
  readonly madeUp: readonly MadeUp[];
  /** Entries that say nothing yet, such as a secret without words: they are not played. */
  readonly leftOut: number;
}

/** More is wrong with a sheet than somebody leaves open while they write. */
const MOST_LEFT_OUT = 100;

export function finishedSheet(value: unknown, id: string): FinishedSheet {
  const sheet: Record<string, unknown> = isRecord(value) ? structuredClone(value) : {};
  const madeUp: MadeUp[] = [];
  const language = LANGUAGES.find((one) => one === sheet["language"]) ?? "en";
  const words = WORDS[language];
  const own = Slug.safeParse(sheet["id"]);
  sheet["id"] = own.success ? own.data : id;
  sheet["language"] = language;
  const named = CharacterName.safeParse(sheet["name"]);
  if (!named.success) madeUp.push("name");
  const name = named.success ? named.data : words.name;
  sheet["name"] = name;
  const face: Record<string, unknown> = isRecord(sheet["public"]) ? sheet["public"] : {};
  for (const part of ["appearance", "known"] as const) {
    if (PublicFace.shape[part].safeParse(face[part]).success) continue;
    face[part] = words[part](name);
    madeUp.push(part);
  }
  sheet["public"] = face;
  if (typeof sheet["profile"] !== "string" || sheet["profile"].trim() === "") {
    sheet["profile"] = words.profile(name);
    madeUp.push("profile");
  }
  let leftOut = 0;
  for (; leftOut < MOST_LEFT_OUT; leftOut += 1) {
    const read = Persona.safeParse(sheet);
    const issue = read.success ? undefined : read.error.issues.at(-1);
    if (issue === undefined) break;
    leaveOut(sheet, issue.path, "keys" in issue ? issue.keys : []);
  }
  return { value: { ...sheet, id: String(sheet["id"]), name, language }, madeUp, leftOut };
}

/** The entry of a list or the key that an issue is about; else the whole field. */
function leaveOut(
  sheet: Record<string, unknown>,
  path: readonly PropertyKey[],
  keys: readonly string[],
): void {
  const within = (steps: readonly PropertyKey[]): unknown =>
    steps.reduce<unknown>(
      (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
      sheet,
    );
  const whole = within(path);
  if (keys.length > 0 && isRecord(whole)) {
    for (const key of keys) delete whole[key];
    return;
  }
  const entry = path.findLastIndex((step) => typeof step === "number");
  const list = entry === -1 ? null : within(path.slice(0, entry));
  if (Array.isArray(list)) {
    list.splice(Number(path[entry]), 1);
    return;
  }
  const holder = path.length < 2 ? null : within(path.slice(0, -1));
  const last = String(path.at(-1) ?? "");
  if (isRecord(holder) && last in holder) delete holder[last];
  else delete sheet[String(path[0] ?? "")];
}

/** What a bare stage has of the world that it is in. */
export type WorldAround = Pick<Scene, "language" | "world" | "background">;

/** A world around somebody whose own cannot be played yet; in their language. */
export function worldAround(world: string, personas: readonly unknown[]): WorldAround {
  const first = personas.find((one) => isRecord(one));
  const language = LANGUAGES.find((one) => one === first?.["language"]) ?? "en";
  return { language, world, background: "" };
}

const WORDS = {
  en: {
    name: "Somebody new",
    appearance: (name: string) => `Nobody has described yet how ${name} looks.`,
    known: (name: string) => `${name} has only just come here.`,
    profile: (name: string) => `${name} is new here, and little is known of them yet.`,
  },
  zh: {
    name: "新来的人",
    appearance: (name: string) => `还没有人说起过${name}的样貌。`,
    known: (name: string) => `${name}刚来不久。`,
    profile: (name: string) => `${name}是新来的，旁人还不清楚底细。`,
  },
} as const satisfies Readonly<Record<Language, unknown>>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
