import { LogPlace } from "../../../server/episodes/log-place.ts";
import { openLogAt } from "../../../server/episodes/postgres-log.ts";
import type { EpisodeEvent } from "../../../server/stage/episode-event.ts";
import { callOf, joinedOf, lineOf, startOf, turnOf } from "../../episodes/sample-events.ts";
import { ALL, TEXTS } from "./shown.ts";

/** The episode that has them all. */
export const EVERY = "every-text";

/** A rehearsal with every text in every field, and an episode for each text. */
export async function writeLog(file: string): Promise<void> {
  const log = await openLogAt(new LogPlace(file));
  const first = startOf(EVERY);
  let at = first.at;
  const next = () => (at += 4_000);
  const later = <E extends EpisodeEvent>(event: E): E => ({ ...event, at: next() });
  await log.append([
    { ...first, origin: "rehearsal", scene: { id: "x", title: "Every text", map: "salt-lantern" } },
    later(joinedOf(EVERY, "p1", "Rehearsing")),
  ]);
  for (const [n, text] of TEXTS.entries()) {
    const turn = turnOf(EVERY, `t${n}`);
    await log.append([
      later(lineOf(EVERY, `l${n}`, text)),
      later({
        ...turn,
        version: text,
        anomalies: { [text]: 1 },
        segments: (
          ["system-thinking", "role-thinking", "action", "speech", "unreleased"] as const
        ).map((kind) => ({ kind, text })),
      }),
      later({
        v: 2,
        episodeId: EVERY,
        at: 0,
        type: "deed",
        deedId: `d${n}`,
        actor: "mara",
        verb: text,
        target: text,
        item: text,
        outcome: "done",
        refusal: null,
        origin: "action",
        turnId: null,
        prose: text,
        witnesses: [],
      }),
      later({ v: 2, episodeId: EVERY, at: 0, type: "trigger", trigger: text, by: null }),
    ]);
  }
  await log.append([
    later({
      v: 2,
      episodeId: EVERY,
      at: 0,
      type: "observed",
      minds: [{ persona: "mara", index: 0 }],
      replaces: false,
      observation: {
        kind: "heard",
        turnId: "whole-line",
        speaker: ALL,
        from: "p1",
        segments: [{ kind: "speech", text: ALL }],
      },
    }),
    later(
      callOf(EVERY, "whole", {
        promptText: ALL,
        completionText: ALL,
        servedModel: ALL,
        request: { prompt: ALL, temperature: ALL },
      }),
    ),
    later({
      ...turnOf(EVERY, "whole"),
      chosenBy: ALL,
      cause: ALL,
      thinking: { mode: "full", why: ALL, renewed: 1 },
      sayDo: [{ verb: ALL, target: ALL, item: ALL, promised: true, outcome: "done" }],
      segments: (["role-thinking", "action", "speech"] as const).map((kind) => ({
        kind,
        text: ALL,
      })),
    }),
  ]);
  for (const [n, text] of TEXTS.entries()) {
    const id = `text-${n}`;
    await log.append([
      {
        ...startOf(id),
        origin: "rehearsal",
        scene: { id: "x", title: text },
        personas: [{ id: "mara", name: text }],
      },
      { ...turnOf(id, "t"), anomalies: { [text]: 1 } },
    ]);
  }
  await log.close();
}
