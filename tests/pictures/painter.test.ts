import * as fc from "fast-check";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { createPainter, type Painter } from "../../server/pictures/painter.ts";
import { readPicture } from "../../server/pictures/read-picture.ts";
import { pngOf } from "../../server/pictures/write-png.ts";
import type { Picture } from "../../server/pictures/picture.ts";
import { readPngChunks } from "../../server/pictures/png-chunks.ts";
import { gradient, jpeg, turned, webp } from "./make.ts";

async function pixelsOf(bytes: Uint8Array): Promise<Picture> {
  const read = await readPicture(bytes);
  if (!read.ok) throw new Error(read.message);
  return read.picture;
}

/** The largest difference of any red, green or blue. */
function apart(one: Picture, other: Picture): number {
  let most = 0;
  for (let at = 0; at < one.pixels.length; at++)
    if (at % 4 !== 3) most = Math.max(most, Math.abs(one.pixels[at]! - other.pixels[at]!));
  return most;
}

describe("[ST151] PNG, JPEG and WebP are read, whatever their files are called", () => {
  const plain = gradient();

  test("[ST151] JPEGs of every kind that is written: plain, by steps, and with finer colours", async () => {
    for (const options of [{ baseline: true }, { progressive: true }, { chroma_subsample: 1 }]) {
      const read = await pixelsOf(await jpeg(plain, options));
      expect([read.width, read.height]).toEqual([24, 16]);
      expect(apart(read, plain)).toBeLessThan(40);
      expect(read.pixels[3]).toBe(255);
    }
  });

  test("[ST151] a JPEG that lies on its side is set upright", async () => {
    const read = await pixelsOf(turned(await jpeg(plain)));
    expect([read.width, read.height]).toEqual([16, 24]);
  });

  test("[ST151] WebP with loss and without, with its opacity", async () => {
    const exact = await pixelsOf(await webp(plain, { lossless: 1, exact: 1 }));
    expect(exact.pixels).toEqual(plain.pixels);
    const near = await pixelsOf(await webp(plain, { quality: 90 }));
    expect([near.width, near.height]).toEqual([24, 16]);
    expect(near.pixels[(24 - 1) * 4 + 3]).toBe(128);
  });

  test("[ST151] what says that it is huge is refused before it is unpacked, what is broken in words", async () => {
    const small = await jpeg(plain);
    const frame = small.findIndex(
      (byte, at) => byte === 0xff && [0xc0, 0xc2].includes(small[at + 1]!),
    );
    const huge = Uint8Array.from(small);
    huge.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    expect(await readPicture(huge)).toMatchObject({ ok: false, code: "too-large" });
    const wide = Uint8Array.from(await webp(plain, { quality: 90 }));
    const head = Buffer.from(wide).indexOf("VP8X");
    wide.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff], head + 12);
    expect(await readPicture(wide)).toMatchObject({ ok: false, code: "too-large" });
    for (const file of [small, await webp(plain), pngOf(plain)]) {
      const cut = await readPicture(file.subarray(0, 60));
      expect(cut).toMatchObject({ ok: false, code: "damaged" });
      if (!cut.ok) expect(cut.message).toMatch(/^[A-Z].{12,}\.$/u);
    }
    expect(await readPicture(Buffer.from("GIF89a"))).toMatchObject({ code: "unknown-kind" });
  });

  test("[ST151] any bytes behind any head give a picture or a refusal, and never an exception", async () => {
    const files = [await jpeg(plain), await webp(plain), pngOf(plain)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 }),
        async (file, changes) => {
          const broken = Uint8Array.from(file);
          for (const [at, byte] of changes) if (at < broken.length && at > 11) broken[at] = byte;
          const read = await readPicture(broken);
          if (read.ok) {
            const { width, height, pixels } = read.picture;
            expect(pixels).toHaveLength(width * height * 4);
          } else expect(read.message).not.toMatch(/\bat \w+ \(|undefined|ERR_/u);
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe("[ST152] pictures are painted in a thread of their own", () => {
  const painters: Painter[] = [];
  const painter = (...options: Parameters<typeof createPainter>) => {
    const made = createPainter(...options);
    painters.push(made);
    return made;
  };
  afterAll(() => Promise.all(painters.map((one) => one.close())));
  const idle = (code: string) => () => new Worker(code, { eval: true });

  test("[ST152] what comes back is pixels and nothing else, one picture after the other", async () => {
    const one = painter();
    const files = [await jpeg(gradient(900, 1_200)), await webp(gradient()), pngOf(gradient(8, 8))];
    const made = await Promise.all(files.map((bytes) => one.paint({ as: "portrait", bytes })));
    const sizes = made.map((each) => (each.ok ? [each.width, each.height] : each.message));
    expect(sizes).toEqual([
      [576, 768],
      [24, 16],
      [8, 8],
    ]);
    for (const each of made) {
      if (!each.ok || each.token === null) throw new Error("no token");
      for (const png of [each.png, each.token]) {
        const read = readPngChunks(png);
        expect(read.ok && read.chunks.map(({ type }) => type)).toEqual(["IHDR", "IDAT", "IEND"]);
      }
    }
    const whole = await one.paint({ as: "whole", bytes: files[0]! });
    expect(whole).toMatchObject({ ok: true, width: 900, height: 1_200, token: null });
  });

  test("[ST152] this thread goes on while a large one is painted", async () => {
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 5);
    const bytes = pngOf(gradient(2_000, 2_000));
    turns = 0;
    await painter().paint({ as: "whole", bytes });
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(3);
  });

  test("[ST152] one that takes too long is ended with its thread, and the next is painted by another", async () => {
    let begun = 0;
    const slow = painter({
      patience: 300,
      startThread() {
        begun += 1;
        return idle(
          begun === 1
            ? `require("node:worker_threads").parentPort.on("message", () => { for (;;); })`
            : `const { parentPort } = require("node:worker_threads");
               parentPort.on("message", () => parentPort.postMessage({ ok: true }));`,
        )();
      },
    });
    const order = { as: "whole", bytes: pngOf(gradient(8, 8)) } as const;
    const [first, second] = await Promise.all([slow.paint(order), slow.paint(order)]);
    expect(first).toMatchObject({ ok: false, code: "too-slow" });
    expect(second).toEqual({ ok: true });
    expect(begun).toBe(2);
  });

  test("[ST152] one that takes too much memory, or breaks the thread, harms nobody", async () => {
    const hungry = painter({
      startThread: () =>
        new Worker(
          `require("node:worker_threads").parentPort.on("message", () => { const all = []; for (;;) all.push(new Array(1e5).fill("x" + all.length)); })`,
          { eval: true, resourceLimits: { maxOldGenerationSizeMb: 24 } },
        ),
    });
    const order = { as: "whole", bytes: pngOf(gradient(8, 8)) } as const;
    expect(await hungry.paint(order)).toMatchObject({ ok: false, code: "hostile" });
    const broken = painter({ startThread: idle(`throw new Error("no")`) });
    expect(await broken.paint(order)).toMatchObject({ ok: false, code: "hostile" });
  });

  test("[ST152] only so many wait, and what waits when it closes is told so", async () => {
    const stuck = painter({ most: 2, startThread: idle(`setInterval(() => {}, 1000)`) });
    const order = { as: "whole", bytes: pngOf(gradient(8, 8)) } as const;
    const asked = Array.from({ length: 4 }, () => stuck.paint(order));
    expect(await asked[3]).toMatchObject({ ok: false, message: expect.stringContaining("wait") });
    await stuck.close();
    for (const one of asked.slice(0, 3)) expect(await one).toMatchObject({ ok: false });
  });
});
