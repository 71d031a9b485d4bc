import { expect, test } from "vitest";
import { Talk } from "./understudy-talk.ts";

const MARA =
  "You are Mara Quill from the Test Harbour.\n\n===Mara Quill's Profile===\nMara keeps an inn.";

test("[U33] what the world brings back is answered with, and stays the words of whoever said it", () => {
  const back =
    "Environment: Mara Quill remembers. Ayla once said, “My sister keeps geese in Karswick.”";
  const asked = new Talk(MARA, "Mara Quill").say(
    `Ayla: Do you remember what my sister does?\n\n${back}`,
  );
  expect(asked.speech).toMatch(/geese/);
  const other = new Talk(MARA, "Mara Quill").say(`Ben: Do you remember what Ayla said?\n\n${back}`);
  expect(other.speech).toMatch(/Ayla.*geese|geese.*Ayla/);
  const greeted = new Talk(MARA, "Mara Quill").say(`Ayla: Good evening!\n\n${back}`);
  expect(greeted.speech).not.toMatch(/geese/);
});

test.each(["constructor", "toString", "__proto__", "valueOf"])(
  "[U43] '%s' is a word like any other",
  (word) => {
    expect(new Talk(MARA, "Mara Quill").say(`Where is the ${word} of the house?`).speech).not.toBe(
      "",
    );
  },
);

test("[ST153] what of its own lore came to it is spoken of, in its own words", () => {
  const came =
    "Environment: Mara Quill knows this. The toll house burned in the year of the two floods.";
  const asked = new Talk(MARA, "Mara Quill").say(
    `Ayla: What happened to the toll house?\n\n${came}`,
  );
  expect(asked.speech).toMatch(/burned|floods/);
  const without = new Talk(MARA, "Mara Quill").say("Ayla: What happened to the toll house?");
  expect(without.speech).not.toMatch(/burned|floods/);
});
