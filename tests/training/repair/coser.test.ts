import { expect, test } from "vitest";
import { readDialogues } from "../../../server/cli/read-dialogues.ts";
import { readCoserMessage } from "../../../server/training/repair/coser-message.ts";

const own = new URL("../../fixtures/coser-own.json", import.meta.url).pathname;

test.each([
  ["[Calm.] (sits) Hello.", ["role-thinking:Calm.", "action:sits", "speech:Hello."]],
  ["Hello.(sits)[Calm]", ["speech:Hello.", "action:sits", "role-thinking:Calm"]],
  ["【别慌】（坐下）你好。", ["role-thinking:别慌", "action:坐下", "speech:你好。"]],
  ["Hello.", ["speech:Hello."]],
  ["[] () Hello.", ["speech:Hello."]],
  ["[Calm. Hello.", null],
  ["Calm.] Hello.", null],
  ["[a (b] c) Hello.", null],
  ["[a [b] c] Hello.", null],
  ["<role_thinking>x</role_thinking> Hello.", null],
  ["<|im_end|> Hello.", null],
] as const)("[K32] CoSER's message %j is read as %j", (message, parts) => {
  const read = readCoserMessage(message);
  expect(read?.map(({ kind, text }) => `${kind}:${text}`) ?? null).toEqual(parts);
});

test("[K32] a case is one dialogue for each character, with no other's thoughts in it", async () => {
  const found = await readDialogues(`${own}#0`);
  if (!found.ok) throw new Error(found.problem);
  expect(found.dialogues.map(({ character }) => character.name)).toEqual([
    "Dr Ambra Quillon",
    "Tully",
  ]);
  const [quillon] = found.dialogues;
  expect(quillon?.origin).toEqual({ kind: "coser", file: own, case: 0 });
  expect(quillon?.lines.map(({ id, editable }) => [id, editable])).toEqual([
    ["line-0", true],
    ["line-1", false],
    ["line-2", true],
    ["line-3", false],
  ]);
  const text = JSON.stringify(quillon?.lines);
  expect(text).toContain("Stay calm.");
  expect(text).not.toContain("Here we go");
  expect(quillon?.lines[3]).toMatchObject({ speaker: "Environment", own: false });
});

test("[K32] a file gives all of its cases, and one that is none is told of", async () => {
  const found = await readDialogues(own);
  if (!found.ok) throw new Error(found.problem);
  expect(new Set(found.dialogues.map(({ language }) => language))).toEqual(new Set(["en", "zh"]));
  for (const { lines } of found.dialogues) {
    expect(lines.some((line) => line.own)).toBe(true);
    expect(lines.filter((line) => !line.own && line.editable)).toEqual([]);
  }
  expect(await readDialogues(`${own}#99`)).toMatchObject({ ok: false });
  expect(await readDialogues("nowhere.json")).toMatchObject({ ok: false });
  expect(await readDialogues("nowhere.sqlite")).toMatchObject({ ok: false });
});
