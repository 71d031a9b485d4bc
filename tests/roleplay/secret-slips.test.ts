import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Persona } from "../../server/roleplay/persona.ts";
import { Scene } from "../../server/roleplay/scene.ts";
import { secretSlips } from "../../server/roleplay/world/secret-slips.ts";

/** Repeated word for word, told one pair of texts after the other. */
function repeats(secret: string, open: string): boolean {
  const [a, b] = [plain(secret), plain(open)];
  if (a.length < 6) return false;
  if (a.length < 24 && b.includes(a)) return true;
  for (let start = 0; start < a.length; start++) {
    const han = /^\p{Script=Han}+$/u.test(a.slice(start, start + 12));
    const run = a.slice(start, start + (han ? 12 : 24));
    if (run.length === (han ? 12 : 24) && b.includes(run)) return true;
  }
  return false;
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function slips(secrets: readonly string[], known: string, setting: string): string[] {
  const persona = Persona.parse({
    id: "ada",
    name: "Ada",
    profile: "Ada rows.",
    public: { appearance: "A woman.", known },
    private: { secrets: secrets.map((one, at) => ({ id: `s${at}`, text: one })) },
  });
  const scene = Scene.parse({
    id: "ford",
    title: "The Ford",
    world: "the Ford",
    setting,
    cast: [{ persona: "ada" }],
  });
  return secretSlips(scene, [persona]).map(({ path, found }) => `${path.join(",")} ${found}`);
}

const words = fc.array(
  fc.constantFrom(
    "the lamp was put out on purpose",
    "by the keeper's own hand",
    "nobody saw",
    "灯是他亲手灭的没有别人",
    "那天夜里",
    "a",
    "Rope ",
  ),
  { maxLength: 6 },
);
const text = words.map((some) => some.join(" ").trim() || "x");

describe("words of secrets", () => {
  test("[ST50] the last few words of a secret are no run", () => {
    expect(repeats("A long secret that ends like this: she was asleep.", "She was asleep.")).toBe(
      false,
    );
    expect(
      slips(["A long secret that ends like this: she was asleep."], "She was asleep.", "x"),
    ).toEqual([]);
  });

  test("[ST50] are found in open texts wherever they are repeated, however many secrets there are", () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 5 }),
        text,
        text,
        (secrets, known, setting) => {
          const found = slips(secrets, known, setting);
          const expected = secrets.flatMap((secret, at) => [
            ...(repeats(secret, setting) ? [`setting words of the secret 's${at}' of 'ada'`] : []),
            ...(repeats(secret, known)
              ? [`public,known words of the secret 's${at}' of 'ada'`]
              : []),
          ]);
          expect(found).toEqual(expected);
        },
      ),
    );
  });
});
