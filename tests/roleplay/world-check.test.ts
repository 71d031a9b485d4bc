import { describe, expect, test } from "vitest";
import { checkWorld } from "../../server/roleplay/world/world-check.ts";
import { issueText } from "../../server/roleplay/world/world-issue.ts";
import { nearMiss } from "../../server/roleplay/world/near-miss.ts";
import { bram, orchard, orla } from "./orchard.ts";

const people = (...changes: object[]) =>
  new Map<string, unknown>([
    ["orla-finch", { ...orla, ...changes[0] }],
    ["bram-oduya", { ...bram, ...changes[1] }],
  ]);

function problems(scene: unknown, personas: ReadonlyMap<string, unknown>): string[] {
  const check = checkWorld(scene, personas);
  return (check.ok ? check.warnings : check.issues).map(
    (issue) => `${issue.severity}: ${issueText(issue)}`,
  );
}

describe("a sound world", () => {
  test("[P12] a scene and its personas pass, in the cast's order, without a warning", () => {
    const scene = { ...orchard, cast: [{ persona: "bram-oduya" }, { persona: "orla-finch" }] };
    const check = checkWorld(scene, people());
    expect(check.ok && check.warnings).toEqual([]);
    expect(check.ok && check.world.personas.map(({ id }) => id)).toEqual([
      "bram-oduya",
      "orla-finch",
    ]);
  });
});

describe("words of the errors", () => {
  test("[P12] a persona's faults are all told, each with path, found and expected", () => {
    const persona = {
      id: "Orla Finch",
      name: "Orla: Finch",
      aliases: "Orla",
      language: "de",
      public: { appearance: "", knwon: "x" },
      motivation: "I want it sold.",
      profil: "Orla is dry.",
      private: { secrets: [{ id: "s", text: 5, reveal_when: "never" }], knowledge_limits: "all" },
      voice: ["  "],
      relationships: { "Bram: Oduya": "x", Bram: 3 },
      waiting_gestures: [],
    };
    expect(problems(orchard, new Map([["orla-finch", persona]]))).toMatchInlineSnapshot(`
      [
        "error: persona 'orla-finch', id: found 'Orla Finch'; expected lower-case letters, digits and dashes, such as 'mara-quill'",
        "error: persona 'orla-finch', name: found 'Orla: Finch'; expected one line without colons, brackets or bars",
        "error: persona 'orla-finch', aliases: found 'Orla'; expected a list",
        "error: persona 'orla-finch', language: found 'de'; expected 'en' or 'zh'",
        "error: persona 'orla-finch', public.appearance: found empty text; expected some text",
        "error: persona 'orla-finch', public.known: found nothing; expected text",
        "error: persona 'orla-finch', public.knwon: found a key that is not known here; expected one of appearance, known (did you mean 'known'?)",
        "error: persona 'orla-finch', private.secrets[0].text: found 5; expected text",
        "error: persona 'orla-finch', private.secrets[0].reveal_when: found a key that is not known here; expected one of id, text, revealed_when (did you mean 'revealed_when'?)",
        "error: persona 'orla-finch', private.knowledge_limits: found text of 3 characters; expected a list",
        "error: persona 'orla-finch', profile: found nothing; expected text",
        "error: persona 'orla-finch', voice[0]: found empty text; expected some text",
        "error: persona 'orla-finch', relationships.<key of 11 characters>: found a name that cannot stand; expected one line without colons, brackets or bars",
        "error: persona 'orla-finch', relationships.Bram: found 3; expected text",
        "error: persona 'orla-finch', motivation: found a key that is not known here; expected one of id, name, aliases, language, sprite, public, private, profile, experience, lore, direction, voice, relationships, fallback_lines, thinking, weary_lines, waiting_gestures ('motivation' belongs under 'private')",
        "error: persona 'orla-finch', profil: found a key that is not known here; expected one of id, name, aliases, language, sprite, public, private, profile, experience, lore, direction, voice, relationships, fallback_lines, thinking, weary_lines, waiting_gestures (did you mean 'profile'?)",
        "error: scene, cast[1].persona: found 'bram-oduya', which is no persona; expected one of orla-finch",
      ]
    `);
  });

  test("[P12] a scene's faults are all told", () => {
    const scene = {
      id: "x",
      titel: "The Glass Orchard",
      world: "w",
      setting: "",
      cast: [],
      opening: [{ speaker: "Orla Finch", text: "Hm." }, { text: "x" }],
      end: [
        { when: "hours", text: "x" },
        { when: "turns", turns: 1.5, text: "x", min: 1 },
      ],
      max_players: 1_000,
      hearing: "far",
      entrance: ["gate"],
    };
    expect(problems(scene, new Map())).toMatchInlineSnapshot(`
      [
        "error: scene, title: found nothing; expected text",
        "error: scene, setting: found empty text; expected some text",
        "error: scene, cast: found a list of 0; expected at least 1 entry",
        "error: scene, entrance: found a list of 1; expected text",
        "error: scene, opening[0].speaker: found 'Orla Finch'; expected lower-case letters, digits and dashes, such as 'mara-quill'",
        "error: scene, opening[1].speaker: found nothing; expected 'Environment' or text",
        "error: scene, end[0].when: found 'hours'; expected 'minutes' or 'turns'",
        "error: scene, end[1].turns: found 1.5; expected a whole number",
        "error: scene, end[1].min: found a key that is not known here; expected one of when, minutes, text, turns",
        "error: scene, max_players: found 1000; expected at most 500",
        "error: scene, hearing: found text of 3 characters; expected a number",
        "error: scene, titel: found a key that is not known here; expected one of id, title, language, world, background, setting, topic, cast, places, map, entrance, opening, end, thinking, max_players, hearing, sight (did you mean 'title'?)",
      ]
    `);
    expect(problems(null, new Map())).toMatchInlineSnapshot(`
      [
        "error: scene, the whole document: found nothing; expected a group of keys",
      ]
    `);
  });

  test("[P13] no message quotes private or long text", () => {
    const canary = "CANARY-7741 under the far row";
    const persona = {
      ...orla,
      private: { motivation: [canary], secrets: [canary], [canary]: "x" },
      profile: { [canary]: canary },
      voice: { a: canary },
      relationships: { [`${canary}: yes`]: "x" },
    };
    const scene = { ...orchard, setting: [canary], [canary]: canary };
    const told = problems(scene, new Map([["orla-finch", persona]]));
    expect(told.length).toBeGreaterThan(5);
    expect(told.join("\n")).not.toContain("CANARY");
  });
});

describe("references", () => {
  test("[P14] cast, places, speakers and entrance must exist", () => {
    const scene = {
      ...orchard,
      cast: [{ persona: "orla-finsh", place: "gat" }, { persona: "bram-oduya" }],
      places: [
        { id: "gate", name: "The gate" },
        { id: "gate", name: "Another gate" },
      ],
      entrance: "door",
      opening: [{ speaker: "orla-finch", text: "Hm." }],
    };
    expect(problems(scene, people())).toMatchInlineSnapshot(`
      [
        "error: scene, cast[0].persona: found 'orla-finsh', which is no persona; expected one of orla-finch, bram-oduya (did you mean 'orla-finch'?)",
        "error: scene, cast[0].place: found 'gat', which is no place; expected one of gate (did you mean 'gate'?)",
        "error: scene, places[1].id: found 'gate' again; expected each once",
        "error: scene, entrance: found 'door', which is no place; expected one of gate",
        "error: scene, opening[0].speaker: found 'orla-finch', which is no member of the cast; expected one of orla-finsh, bram-oduya (did you mean 'orla-finsh'?)",
        "warning: persona 'orla-finch', the whole document: found a persona outside the scene's cast; expected an entry under 'cast', without which it never appears",
      ]
    `);
  });

  test("[P15] names and aliases tell the cast apart, whatever their width, case and spacing", () => {
    const clash = people(
      { aliases: ["ＢＲＡＭ", "orla"] },
      { name: "Bram  Oduya", aliases: ["bram"] },
    );
    expect(problems(orchard, clash)).toMatchInlineSnapshot(`
      [
        "error: persona 'bram-oduya', aliases[0]: found 'bram', also a name of 'orla-finch'; expected names that tell the cast apart",
      ]
    `);
    const reserved = people({ name: "environment" }, { aliases: ["System"] });
    expect(problems(orchard, reserved)).toMatchInlineSnapshot(`
      [
        "error: persona 'orla-finch', name: found 'environment'; expected a name that has no meaning of its own in a prompt",
        "error: persona 'bram-oduya', aliases[0]: found 'System'; expected a name that has no meaning of its own in a prompt",
      ]
    `);
  });

  test("[P16] secrets have ids of their own, and a persona the id it is kept under", () => {
    const twice = people(
      { private: { secrets: [0, 1].map(() => ({ id: "same", text: "It is so." })) } },
      { id: "bram" },
    );
    expect(problems(orchard, twice)).toMatchInlineSnapshot(`
      [
        "error: persona 'orla-finch', private.secrets[1].id: found 'same' again; expected each once",
        "error: persona 'bram-oduya', id: found 'bram'; expected 'bram-oduya', the id it is kept under",
      ]
    `);
  });

  test("[P17] unknown relationships and idle personas are warnings and no more", () => {
    const personas = people({ relationships: { "Bram Odya": "x", "Her mother": "x" } });
    personas.set("extra", { ...bram, id: "extra", name: "Extra", aliases: [] });
    expect(checkWorld(orchard, personas).ok).toBe(true);
    expect(problems(orchard, personas)).toMatchInlineSnapshot(`
      [
        "warning: persona 'extra', the whole document: found a persona outside the scene's cast; expected an entry under 'cast', without which it never appears",
        "warning: persona 'orla-finch', relationships.Bram Odya: found a name that nobody in the cast has; expected a name or alias of someone in the cast, unless the person is only spoken of (did you mean 'Bram Oduya'?)",
        "warning: persona 'orla-finch', relationships.Her mother: found a name that nobody in the cast has; expected a name or alias of someone in the cast, unless the person is only spoken of",
      ]
    `);
  });
});

test("[P17] public text that repeats a secret is a warning that does not quote it", () => {
  const slip = people(
    {},
    { voice: ["They say SEVEN of the nine hives — have stood empty!", "Nine hives, surely."] },
  );
  const scene = { ...orchard, setting: `${orchard.setting} She burnt the honey ledger herself.` };
  expect(problems(scene, slip)).toMatchInlineSnapshot(`
    [
      "warning: persona 'bram-oduya', voice[0]: found words of the secret 'empty-hives' of 'orla-finch'; expected text that others may read",
      "warning: scene, setting: found words of the secret 'burnt-ledger' of 'orla-finch'; expected text that others may read",
    ]
  `);
});

test("[P12] a suggestion is near, and a stranger gets none", () => {
  const keys = ["motivation", "knowledge_limits", "secrets", "voice"];
  expect(nearMiss("motivaton", keys)).toBe("motivation");
  expect(nearMiss("knowledgeLimits", keys)).toBe("knowledge_limits");
  expect(nearMiss("vocie", keys)).toBe("voice");
  expect(nearMiss("colour", keys)).toBeUndefined();
  expect(nearMiss("x".repeat(10_000), keys)).toBeUndefined();
});
