import { EPISODE_FORMAT } from "../stage/episode-event.ts";

/** Events as earlier versions wrote them, brought up to this one: a step for each version, tried on stored logs. */

type Body = Record<string, unknown>;

/** From the version of its place in the list, from 1, to the next. A step changes no word that was said. */
const STEPS: readonly ((body: Body) => Body)[] = [
  // 1 to 2: observations, consent, rewards and redactions came; nothing that was there changed.
  (body) => body,
];

/** An event's body in this version's form; anything that is no event of an earlier version comes back as it is. */
export function upToDate(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("v" in value)) return value;
  const from = value.v;
  if (typeof from !== "number" || !Number.isInteger(from)) return value;
  if (from < 1 || from >= EPISODE_FORMAT) return value;
  let body: Body = { ...value };
  for (const step of STEPS.slice(from - 1)) body = step(body);
  return { ...body, v: EPISODE_FORMAT };
}
