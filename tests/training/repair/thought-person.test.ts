import { expect, test } from "vitest";
import { callsPartnerUser, thoughtTypeOf } from "../../../server/training/repair/thought-person.ts";

test.each([
  ["", "C"],
  ["  \n\t", "C"],
  ["…", "C"],
  ["---", "C"],
  ["Mara is afraid and hides it. Plan: she turns the lamp down.", "A"],
  ["Context: the lamp is out. Goal: Mara must send him away.", "A"],
  ["I am afraid. I must send him away.", "B"],
  ["I need to portray Mara as cold.", "B"],
  ["Let me think about what Mara would say.", "B"],
  ["Mara thinks of my lamp.", "B"],
  ['Mara will say: "I never saw him."', "A"],
  ["Mara will say “I’ll not have it” and turn away.", "A"],
  ["She plans a thought: <role_thinking>I must not</role_thinking>, then silence.", "A"],
  ["Plan: she waits.\nSpeech: I never saw him.\nAction: turns away", "A"],
  ["- **Role thinking**: I must hold on\n- then she nods", "A"],
  ["The house was built under Charles I and stands still.", "A"],
  ["I. Context: the lamp is out.\nShe waits.", "A"],
  ["She came up from the salt mine at dawn.", "A"],
  ["The lamp is mine to keep.", "B"],
  ["This is about I, the keeper.", "B"],
  ["玛拉害怕，却不肯说。计划：她把灯调暗。", "A"],
  ["我害怕。我得让他走。", "B"],
  ["她打算说：“我没看见他。”", "A"],
  ["她打算说：「我没看见他。」然后转身。", "A"],
  ["她沉浸在自我之中，近乎忘我。", "A"],
  ["我们得走了。", "B"],
  ["台词：我没看见他。\n她转过身去。", "A"],
] as const)("[K20] %j is of type %s", (thinking, type) => {
  expect(thoughtTypeOf(thinking)).toBe(type);
});

test.each([
  ["Mara answers the user politely.", true],
  ["User: a stranger", true],
  ["The users wait.", true],
  ["用户在等她回答。", true],
  ["She used the lamp, as usual.", false],
  ["玛拉看着阿青。", false],
] as const)("[K22] %j calls the partner a user: %s", (text, said) => {
  expect(callsPartnerUser(text)).toBe(said);
});
