import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildPrompt } from "../../server/roleplay/prompt/prompt.ts";
import { importCoser, type CoserImport } from "../../server/roleplay/coser/coser.ts";
import { isWorldVoice } from "../../server/roleplay/coser/coser-cast.ts";
import { mayBeSame } from "../../server/roleplay/coser/coser-names.ts";
import { Persona } from "../../server/roleplay/persona.ts";
import { Scene } from "../../server/roleplay/scene.ts";
import { promptPage } from "./prompt-page.ts";

const own: unknown[] = JSON.parse(
  readFileSync(new URL("../fixtures/coser-own.json", import.meta.url), "utf8"),
);

function imported(json: unknown, index: number): Extract<CoserImport, { ok: true }> {
  const result = importCoser(json, index);
  if (!result.ok) throw new Error(result.problem);
  return result;
}

const casts = (index: number) =>
  imported(own, index).world.personas.map(({ id, name, aliases }) => [id, name, ...aliases]);

describe("own cases", () => {
  test("[P20] spellings, titles and names told in a profile come to one character", () => {
    expect(casts(0)).toEqual([
      [
        "dr-ambra-quillon",
        "Dr Ambra Quillon",
        "Dr. Ambra Quillon",
        "QUILLON",
        "Ambra Quillon",
        "Ambra",
      ],
      ["tully", "Tully", "Bartholomew Tull"],
    ]);
    expect(imported(own, 0).reference.map(({ speaker }) => speaker)).toEqual([
      "dr-ambra-quillon",
      "tully",
      "dr-ambra-quillon",
      "Environment",
    ]);
  });

  test("[P21] a missing profile is made of the plot's description; markdown stays readable", () => {
    const [quillon, tully] = imported(own, 0).world.personas;
    expect(quillon!.profile).toBe(
      "The island's only physician, quick with a needle and quicker with an answer. She keeps to herself.",
    );
    expect(quillon!.experience).toBe("Comes to fetch a crate that is not hers.");
    expect(tully!.profile).toBe(
      '**Name:** Bartholomew Tull\n\n**Who he is:** The tide clerk of Sorrel Point, known to everyone as "Tully". He weighs what the ferry brings and writes it down.\nHe has never written a false number.\n\n- Widower\n- Father of a daughter, Ness',
    );
    expect(imported(own, 0).notes).toMatchInlineSnapshot(`
      [
        "Inner thoughts were read from 'motivation'.",
        "The plot's summary is unused: it tells the end.",
        "Only spoken of: Harbour Master Rooke.",
        "The book's dialogue (4 lines) is kept out of all prompts.",
        "Dr Ambra Quillon: also written Dr. Ambra Quillon, QUILLON, Ambra Quillon.",
        "Tully: also written Bartholomew Tull.",
        "Dr Ambra Quillon: there is no profile; the plot's description stands in.",
      ]
    `);
  });

  test("[P22] thought and motivation are one field, private, and noted by name", () => {
    const [quillon] = imported(own, 0).world.personas;
    expect(quillon!.private.motivation).toMatch(/^I must have that crate/);
    expect(imported(own, 0).notes).toContain("Inner thoughts were read from 'motivation'.");
    expect(imported(own, 1).notes).toContain("Inner thoughts were read from 'thought'.");
    const lone = imported(own, 3).world.personas[0]!;
    expect(lone.private.motivation).toBe("I came for the lamp.\nI shall not leave without it.");
  });

  test("[P23] the public face is the description's first sentences and nothing of the profile", () => {
    const [quillon, tully] = imported(own, 0).world.personas;
    expect(quillon!.public.known).toMatch(/^The island's only physician/);
    expect(tully!.public).toEqual({
      appearance: "A figure from The Tide Clerk.",
      known: "The tide clerk.",
    });
  });

  test("[P24] Chinese cases speak Chinese and match Chinese names", async () => {
    const { world } = imported(own, 1);
    expect(casts(1)).toEqual([
      ["character-1", "阮青篱"],
      ["character-2", "葛伯", "老葛"],
    ]);
    expect(world.scene.language).toBe("zh");
    expect(world.scene.opening.map(({ text }) => text)).toEqual([
      "入夜，雾渡镇的渡口只剩一盏灯。船夫把缆绳系好，正要收灯，一个背着琴匣的女子从雾里走来。",
      "雾气漫过石阶，远处传来一声钟响。",
    ]);
    const [ruan, ge] = world.personas;
    const page = promptPage(
      buildPrompt({ persona: ruan!, scene: world.scene, others: [ge!], observations: [] }),
    );
    await expect(page).toMatchFileSnapshot("../snapshots/coser-chinese.prompt.txt");
  });

  test("[P25] Environment is never a persona, and its first words open the scene", () => {
    const { world } = imported(own, 2);
    expect(world.personas.map(({ name }) => name)).toEqual([
      "Mrs. Vell",
      "Mr. Vell",
      "Odo Vell",
      "Guard north gate",
      "The Third Undersecretary of the Household Committee on Locks and",
      "The Third Undersecretary of the Household Committee on Loc (2)",
    ]);
    expect(world.scene.opening.slice(1)).toEqual([
      { speaker: "Environment", text: "A door bangs somewhere above." },
      { speaker: "Environment", text: "Nobody looks up." },
    ]);
  });

  test("[P26] names that could not stand in a prompt are mended with a note, and people stay apart", () => {
    const { world, notes, reference } = imported(own, 2);
    expect(notes).toMatchInlineSnapshot(`
      [
        "Inner thoughts were read from 'thought'.",
        "No inner thoughts: Odo Vell.",
        "The plot's summary is unused: it tells the end.",
        "The book's dialogue (6 lines) is kept out of all prompts.",
        "Guard north gate: the name was mended to be one line without signs.",
        "The Third Undersecretary of the Household Committee on Locks and: the name was mended to be one line without signs.",
        "The Third Undersecretary of the Household Committee on Loc (2): the name was mended to be one line without signs.",
        "Mr. Vell: also written mr vell.",
        "Odo Vell: there is no profile; the plot's description stands in.",
        "Guard north gate: there is no profile and no description; it plays from the scene alone.",
        "The Third Undersecretary of the Household Committee on Locks and: there is no profile and no description; it plays from the scene alone.",
        "The Third Undersecretary of the Household Committee on Loc (2): there is no profile and no description; it plays from the scene alone.",
      ]
    `);
    expect(reference.map(({ speaker }) => speaker).slice(2)).toEqual([
      "mrs-vell",
      "mrs-vell",
      "mr-vell",
      "odo-vell",
    ]);
    const [wife, husband] = world.personas;
    expect(wife!.private.motivation).toBe("He limps. He never limps.");
    expect(wife!.profile).toMatch(/^Mrs\. Vell runs the house/);
    expect(husband!.profile).toMatch(/^Mr\. Vell is the head/);
  });

  test("[P27] a case without scenario, book or speakers still makes a world, and says what it lacked", () => {
    const { world, notes } = imported(own, 3);
    expect(world.scene).toMatchObject({
      title: "an unnamed tale",
      setting: "A thief finds a lamp at the bottom of a dry well.",
      map: "bare-stage",
    });
    expect(world.personas.map(({ name }) => name)).toEqual(["Inigo Salvat", "The Lamp"]);
    expect(notes).toMatchInlineSnapshot(`
      [
        "Inner thoughts were read from 'motivation'.",
        "No inner thoughts: The Lamp.",
        "There is no scenario; the plot's summary stands in.",
        "The book has no name.",
        "The book's dialogue (2 lines) is kept out of all prompts.",
        "Inigo Salvat: also written Íñigo Sàlvat.",
        "The Lamp: there is no profile and no description; it plays from the scene alone.",
      ]
    `);
  });
});

describe("the file", () => {
  test("[P28] one case, a list, cases under keys and whole books are all read", () => {
    const ids = (json: unknown, index: number) =>
      imported(json, index).world.personas.map(({ id }) => id);
    const wanted = ids(own, 0);
    expect(ids(own[0], 0)).toEqual(wanted);
    expect(ids({ first: own[1], second: own[0] }, 1)).toEqual(wanted);
    const { plot, book, character_profiles, ...conversation } = own[0] as Record<string, object>;
    const books = [
      { book, plots: [{ ...plot, conversation: [own[1], conversation] }], character_profiles },
    ];
    expect(ids(books, 1)).toEqual(wanted);
    expect(imported(books, 1).world).toEqual({
      ...imported(own, 0).world,
      scene: { ...imported(own, 0).world.scene, id: "the-tide-clerk-1" },
    });
  });

  test("[P29] what cannot be played is refused with what was expected", () => {
    const problem = (json: unknown, index = 0) => {
      const result = importCoser(json, index);
      return result.ok ? "" : result.problem;
    };
    expect([
      problem({}),
      problem(own, 4),
      problem(own, -1),
      problem(own[0], 1),
      problem([own[0], "x"], 1),
      problem([{ scenario: "A room.", dialogues: [], key_characters: [{ name: "Environment" }] }]),
      problem([{ dialogues: [], key_characters: [{ name: "Ada" }] }]),
    ]).toMatchInlineSnapshot(`
      [
        "there is no CoSER case in this file; expected a list of objects with 'scenario', 'key_characters' and 'dialogues'",
        "there is no case 4; the file has cases 0 to 3",
        "there is no case -1; the file has cases 0 to 3",
        "there is no case 1; the file has one case, number 0",
        "entry 1 is not a CoSER case; expected an object with 'scenario', 'key_characters' and 'dialogues'",
        "case 0 has no characters; expected names under 'key_characters'",
        "case 0 does not say where it plays; expected text under 'scenario'",
      ]
    `);
  });

  test("[P30] any JSON gives a sound world or a problem, never an exception", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom("", "Environment", "Mr: Bo", "<|im_start|>", "阿宝", "Bo ", "bo", "\n", "of"),
    );
    const person = fc.record(
      { name: text, thought: text, motivation: fc.jsonValue(), description: text, summary: text },
      { requiredKeys: [] },
    );
    const oddCase = fc.record(
      {
        book: text,
        scenario: fc.oneof(text, fc.constant("A room.")),
        topic: text,
        key_characters: fc.oneof(fc.array(person), fc.dictionary(text, person), fc.jsonValue()),
        dialogues: fc.array(fc.record({ character: text, message: text }), { maxLength: 6 }),
        speaking_characters_w_env: fc.array(text, { maxLength: 6 }),
        plot: fc.record({ summary: text, key_characters: fc.array(person, { maxLength: 4 }) }),
        character_profiles: fc.oneof(fc.dictionary(text, text), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    let played = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: oddCase }, fc.jsonValue()), (json) => {
        const result = importCoser([json], 0);
        if (!result.ok) {
          expect(result.problem).not.toBe("");
          return;
        }
        played++;
        const { scene, personas } = result.world;
        expect(Scene.safeParse(scene).success).toBe(true);
        for (const persona of personas) {
          expect(Persona.safeParse(persona).success).toBe(true);
          expect(isWorldVoice(persona.name)).toBe(false);
          const others = personas.filter(({ id }) => id !== persona.id);
          buildPrompt({ persona, scene, others, observations: [] });
        }
      }),
      { numRuns: 400 },
    );
    expect(played).toBeGreaterThan(100);
  });
});

test("[P30] huge, deep and crowded cases end in a world or a problem", () => {
  const deep: unknown = JSON.parse(`${"[".repeat(50_000)}"x"${"]".repeat(50_000)}`);
  const filler = `A.${" ".repeat(200_000)}b ${"...".repeat(50_000)}"${"known as A ".repeat(20_000)}`;
  const huge = {
    scenario: filler,
    topic: deep,
    key_characters: [
      { name: "A".repeat(100_000), thought: filler },
      { name: "Bo", thought: deep },
    ],
    character_profiles: { Bo: filler },
    plot: { key_characters: [{ name: "Bo", description: filler }], summary: deep },
  };
  const { world } = imported([huge], 0);
  expect(world.personas.map(({ name }) => name.length)).toEqual([64, 2]);
  expect(importCoser(deep, 0).ok).toBe(false);
  const crowd = { scenario: "A square.", dialogues: [], key_characters: [{ name: "Bo" }] };
  const names = Array.from({ length: 20_000 }, (_, index) => `Name ${index}`);
  const crowded = importCoser([{ ...crowd, speaking_characters_w_env: names }], 0);
  expect(crowded).toMatchObject({ ok: false, problem: expect.stringContaining("20001 names") });
});

test("[P20] which names may mean one character", () => {
  const she = "She is the second daughter, and her wit is sharp.";
  const he = "He is the head of the family; his wit is dry.";
  const table: [string, string, string, boolean][] = [
    ["Mr Bennet", "Mr. Bennet", "", true],
    ["Mr Bennet", "Mrs Bennet", "", false],
    ["Mr Bennet", "Elizabeth Bennet", she, false],
    ["Mr Bennet", "Elizabeth Bennet", "", false],
    ["Mr. Darcy", "Fitzwilliam Darcy", he, true],
    ["Elizabeth", "Elizabeth Bennet", "", true],
    ["Watson", "Dr. John Watson", "", true],
    ["Dr. Watson", "Dr. John Watson", "", true],
    ["Van Helsing", "Abraham Van Helsing", "", true],
    ["Ann", "Anna Dean", "", false],
    ["José Ruiz", "Jose Ruiz", "", true],
    ["黛玉", "林黛玉", "", true],
    ["王先生", "王小姐", "", false],
    ["阿尔芒·杜瓦尔", "阿尔芒", "", true],
  ];
  for (const [one, other, told, same] of table) {
    expect(mayBeSame(one, other, told), `${one} / ${other}`).toBe(same);
    expect(mayBeSame(other, one, told), `${other} / ${one}`).toBe(same);
  }
});
