import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openScene } from "../../../server/index.ts";
import { createDirector } from "../../../server/stage/director.ts";
import { openEpisodeReader } from "../../../server/episodes/reader.ts";
import type { ModelCall } from "../../../server/stage/ports.ts";
import { exportEpisodes } from "../../../server/training/exports/index.ts";
import { rowsIn } from "./export-to.ts";

/** The whole way: a scene of the game, the understudy over HTTP, the log on disk, and rows. */
test("[T1] what was played can be exported, and every token of it lines up", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dramatis-played-"));
  try {
    const play = await openScene("salt-lantern", {
      env: {
        DRAMATIS_DATA_DIR: folder,
        DRAMATIS_MEMORY: "false",
        DRAMATIS_UNDERSTUDY_TTFT: "0",
        DRAMATIS_UNDERSTUDY_TPS: "5000",
      },
    });
    let ended = 0;
    const director = createDirector({
      ...play.options(),
      tell: (batch) => {
        ended += batch.filter(({ event }) => event.type === "turn-end").length;
      },
    });
    const [host] = director.cast.bodies.values();
    director.join({
      id: "p-1",
      name: "Ayla",
      language: "en",
      at: { x: (host?.x ?? 0) + 1, y: host?.y ?? 0 },
    });
    for (const text of [
      "Good evening.",
      "Who put out the light?",
      "What do you know of the keeper?",
    ]) {
      const before = ended;
      expect(director.say("p-1", { text, to: host?.id ?? "" })).toMatchObject({ ok: true });
      await vi.waitUntil(() => ended > before, { timeout: 60_000 });
    }
    await director.close("dawn");
    await play.close();

    const reader = await openEpisodeReader(join(folder, "episodes.sqlite"));
    const [episode] = await reader.list();
    const logged: ModelCall[] = [];
    for await (const { event } of reader.events(episode?.id ?? "")) {
      if (event.type === "model-call") logged.push(event.call as unknown as ModelCall);
    }
    const order = {
      reader,
      includeSynthetic: true,
      includeUnconsented: true,
      validation: 0,
      key: new Uint8Array(32),
    };
    const made = async (format: string) => {
      const out = join(folder, format);
      const { files } = await exportEpisodes({ ...order, format, out, exact: format === "calls" });
      return rowsIn(join(out, files[0] ?? ""));
    };
    const turns = (await made("trl-sft")) as unknown as {
      completion: [{ content: string }];
      untaught: string;
      thinking: string;
    }[];
    expect(turns.length).toBeGreaterThan(1);
    const inPhases = turns.filter(({ thinking }) => thinking !== "full");
    expect(inPhases.length).toBeGreaterThan(0);
    for (const { completion, untaught } of inPhases) {
      const { content } = completion[0];
      const spans = JSON.parse(untaught) as [number, number][];
      const forced = spans.map(([from, to]) => content.slice(from, to));
      // What leads from a thought ahead to the line, the close, the name: everything but what was sampled.
      const authored = forced
        .join("")
        .replace(/^<system_thinking>/u, "")
        .replace(/Player A is about to speak\. /u, "")
        .replace(/(?: …)? ?Player A has now spoken\. /u, "")
        .replace(/(?:<role_action>)?$/u, "");
      expect(authored).toBe(`</system_thinking>${host?.name}:`);
      expect(content.length).toBeGreaterThan(forced.join("").length);
    }
    const calls = await made("calls");
    expect(calls.length).toBeGreaterThan(turns.length);
    for (const row of calls) {
      // Two calls may have come to the same words.
      const original = logged.find(
        ({ completionText, promptText }) =>
          completionText === row["completion_text"] && promptText === row["prompt_text"],
      );
      expect(original).toBeDefined();
      expect(row["response_ids"] ?? null).toEqual(original?.completionTokenIds);
      expect((row["response_mask"] as number[] | null)?.length).toBe(
        original?.completionTokenIds?.length,
      );
      expect(row["prompt_ids"] ?? null).toEqual(original?.promptTokenIds);
    }
    expect(calls.some((row) => (row["response_mask"] as number[] | null)?.includes(1))).toBe(true);
    await reader.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
