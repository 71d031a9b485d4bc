import { describe, expect, test } from "vitest";
import { checkWorld } from "../../server/roleplay/world/world-check.ts";
import { issueText } from "../../server/roleplay/world/world-issue.ts";
import { bram, orchard, orla } from "./orchard.ts";

const people = new Map<string, unknown>([
  ["orla-finch", orla],
  ["bram-oduya", bram],
]);
const scene = { ...orchard, places: [{ id: "shed", name: "the shed" }] };
const cup = { id: "cup", name: "the cup", description: "A cup.", place: "shed" };

function problems(things: unknown): string[] {
  const check = checkWorld(scene, people, { things });
  return (check.ok ? check.warnings : check.issues).map(
    (issue) => `${issue.severity}: ${issueText(issue)}`,
  );
}

describe("[V10] what is wrong with things is said in words, all of it", () => {
  test("[V10] sound things pass without a warning", () => {
    const things = {
      props: [
        { ...cup, id: "tin", opens: true, key: "key", holds: ["note"], owner: "orla-finch" },
        { id: "key", name: "the key", description: "A key.", holder: "bram-oduya" },
        { id: "note", name: { en: "a note", zh: "纸条" }, description: "A note." },
      ],
      verbs: ["take", "open"],
    };
    expect(problems(things)).toEqual([]);
    expect(problems({})).toEqual([]);
  });
  test("[V10] names of what is not there", () => {
    const things = {
      props: [
        { ...cup, place: "shde", owner: "orla", key: "kye", opens: true },
        { ...cup, id: "key", place: undefined, holder: "bram", holds: ["ghost"], opens: true },
      ],
      verbs: ["tkae"],
    };
    expect(problems(things)).toMatchInlineSnapshot(`
      [
        "error: things, props[0].place: found 'shde', which is no place; expected one of shed (did you mean 'shed'?)",
        "error: things, props[0].owner: found 'orla', which is no member of the cast; expected one of orla-finch, bram-oduya",
        "error: things, props[0].key: found 'kye', which is no prop; expected one of cup, key (did you mean 'key'?)",
        "error: things, props[1].holder: found 'bram', which is no member of the cast; expected one of orla-finch, bram-oduya",
        "error: things, props[1].holds[0]: found 'ghost', which is no prop; expected one of cup, key",
        "warning: things, verbs[0]: found 'tkae', which is no verb of the engine's; expected one of go-to, face, follow, give, take, show, put-down, sit, stand, open, close, point (did you mean 'take'?)",
      ]
    `);
  });
  test("[V10] what is nowhere, in two places, twice, or inside itself", () => {
    const box = (id: string, holds: string[]) => ({
      id,
      name: id,
      description: "A box.",
      opens: true,
      holds,
    });
    const things = {
      props: [
        { ...cup, place: undefined },
        { ...cup, id: "jug", holder: "orla-finch" },
        { ...cup, id: "jug" },
        { ...cup, id: "shed" },
        box("outer", ["inner"]),
        box("inner", ["outer"]),
        { ...box("chest", ["lamp"]), place: "shed" },
        { ...box("trunk", ["lamp"]), place: "shed", key: "lamp" },
        { id: "lamp", name: "the lamp", description: "A lamp.", place: "shed" },
      ],
    };
    expect(problems(things)).toMatchInlineSnapshot(`
      [
        "error: things, props[2].id: found 'jug' again; expected each once",
        "error: things, props[3].id: found 'shed', which is a place; expected an id that means one thing",
        "error: things, props[7].holds[0]: found 'lamp', which 'chest' holds already; expected each in one thing",
        "error: things, props[0]: found 'cup' nowhere; expected exactly one of 'place' and 'holder', or another thing that holds it",
        "error: things, props[1]: found 'jug' in a place and in someone's hands; expected exactly one of 'place' and 'holder', or another thing that holds it",
        "error: things, props[4].holds: found 'outer' inside itself; expected things that end somewhere",
        "error: things, props[5].holds: found 'inner' inside itself; expected things that end somewhere",
        "error: things, props[8]: found 'lamp' inside 'chest' and somewhere else; expected no 'place' and no 'holder'",
      ]
    `);
  });
  test("[V10] what a thing cannot use", () => {
    const things = {
      props: [
        { ...cup, holds: ["note"], key: "cup" },
        { ...cup, id: "note", place: undefined },
        { ...cup, id: "stone", concealed: true, tile: { x: 1, y: 1 }, seat: true },
        {
          id: "anvil",
          name: "the anvil",
          description: "An anvil.",
          holder: "orla-finch",
          portable: false,
          tile: { x: 1, y: 1 },
        },
      ],
    };
    expect(problems(things)).toMatchInlineSnapshot(`
      [
        "error: things, props[0].holds: found things inside what does not open; expected opens: true",
        "error: things, props[0].key: found a key of what does not open; expected opens: true",
        "error: things, props[0].key: found 'cup' itself; expected another thing",
        "error: things, props[2].concealed: found true for what nobody holds; expected a holder who keeps it out of sight",
        "warning: things, props[2].seat: found true for what is carried about; expected portable: false",
        "error: things, props[3].holder: found 'orla-finch' for what cannot be carried; expected a place, or portable: true",
        "error: things, props[3].tile: found a tile of what lies in no place; expected a 'place' for it",
      ]
    `);
  });
  test("[V10] what it gives away must be a finding", () => {
    expect(problems({ props: [{ ...cup, reveals: ["the-truth"] }] })).toEqual([
      "error: things, props[0].reveals[0]: found 'the-truth', which is no finding of the story; expected a finding of the story, and there is none",
    ]);
  });
  test("[V10] words of a secret on a thing that lies open are warned of", () => {
    const secret = (orla as { private: { secrets: { text: string }[] } }).private.secrets[0]?.text;
    expect(secret).toBeTypeOf("string");
    const things = { props: [{ ...cup, description: secret }] };
    expect(problems(things).join()).toMatch(/warning: things, props\[0\]\.description.*secret/u);
    const shut = {
      props: [
        { ...cup, id: "tin", opens: true, holds: ["cup"] },
        { ...cup, place: undefined, description: secret },
      ],
    };
    expect(problems(shut)).toEqual([]);
  });
});
