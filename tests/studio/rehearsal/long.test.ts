import { expect, test } from "vitest";
import { createRehearsals } from "../../../server/studio/rehearsal/rehearsals.ts";
import { BeginRehearsal } from "../../../shared/studio/rehearsal.ts";
import { aPersona, aStaging } from "../../doubles/a-scene.ts";
import { fakeClock } from "../../doubles/fake-clock.ts";
import { scriptedModel, turnOf } from "../../doubles/scripted-model.ts";
import { rehearsalPorts } from "./rehearsal-ports.ts";

test("[ST106] twenty personas play two hundred turns, each as often as the others, and what waits is bounded", async () => {
  const clock = fakeClock();
  const cast = Array.from({ length: 20 }, (_, n) =>
    aPersona({ id: `p${n}`, name: `Person ${String.fromCodePoint(65 + n)}` }),
  );
  const model = scriptedModel(clock, turnOf("It is a long night."));
  const ports = rehearsalPorts(clock, { hall: aStaging(cast) }, { models: { play: model } });
  const rehearsals = createRehearsals(ports);
  const order = BeginRehearsal.parse({ world: "hall", play: { mode: "full" } });
  const hall = await rehearsals.begin("ada", order);
  if ("code" in hall) throw new Error(hall.message);
  for (let played = 0; played < 200; played += 10) {
    expect(hall.playOn(10)).toBeNull();
    for (let waited = 0; waited < 200 && hall.view().turns < played + 10; waited += 1)
      await clock.pass(500);
    await clock.pass(1_000);
    expect(hall.view().state).toMatchObject({ running: 0, playing: 0 });
  }
  const { talk, turns } = hall.view();
  expect(turns).toBe(200);
  const spoken = new Map<string, number>();
  for (const one of talk)
    if (one.kind === "turn") spoken.set(one.speaker, (spoken.get(one.speaker) ?? 0) + 1);
  expect([...spoken.values()]).toEqual(Array.from({ length: 20 }, () => 10));
  // Who comes late is told the last of it, or that it has to look anew.
  const late = [];
  const gone = new AbortController();
  for await (const event of hall.feed.listen(0, gone.signal)) {
    late.push(event);
    if (late.length > 1 && event.n === hall.feed.next - 1) break;
  }
  expect(late.length).toBeLessThanOrEqual(4_001);
  await rehearsals.close();
}, 60_000);
