import { expect, test } from "vitest";
import { guardedText } from "../../server/roleplay/prompt/guarded-text.ts";
import { buildPrompt } from "../../server/roleplay/prompt/prompt.ts";
import { bram, guSanniang, orchard, orla, riverStreet, shenLu } from "./orchard.ts";

const prompt = buildPrompt({ persona: orla, scene: orchard, others: [bram], observations: [] });

test("[P11] everything hidden is guarded", () => {
  const guarded = guardedText({ persona: orla, prompt }).join("\n");
  for (const hidden of [
    orla.private.motivation,
    ...orla.private.secrets.map(({ text }) => text),
    ...orla.private.knowledge_limits,
    "She counts under her breath when she is afraid.",
    orla.experience,
    orchard.background,
    "The surveyor she needs to deceive, and rather likes.",
    "Never write another's name followed by a colon.",
  ]) {
    expect(guarded).toContain(hidden);
  }
});

test("[P11] what is public by authorship is not guarded", () => {
  const guarded = guardedText({
    persona: { ...orla, profile: `${orla.profile} ${orla.fallback_lines[0]}` },
    prompt,
    scene: orchard,
  }).join("\n");
  for (const open of [
    "from the Glass Orchard",
    orla.public.appearance,
    orla.public.known,
    bram.public.appearance,
    bram.public.known,
    ...orla.voice,
    ...orla.fallback_lines,
    "What the orchard is worth",
  ]) {
    expect(guarded).not.toContain(open);
  }
});

test("[P11] a public phrase inside private prose is cut out of it, and the rest stays", () => {
  const quoting = {
    ...orla,
    public: { ...orla.public, known: "She keeps bees. She has kept them for years." },
    profile: "Orla mutters: Count twice, sting once. She means it. She keeps bees.",
  };
  const sheet = buildPrompt({ persona: quoting, scene: orchard, others: [], observations: [] });
  const guarded = guardedText({ persona: quoting, prompt: sheet });
  expect(guarded).toContain("Orla mutters:");
  expect(guarded).toContain("She means it.");
  expect(guarded.join("\n")).not.toContain("keeps bees");
});

test("[P11] Chinese sheets are guarded alike", () => {
  const parts = { persona: shenLu, scene: riverStreet, others: [guSanniang], observations: [] };
  const guarded = guardedText({ persona: shenLu, prompt: buildPrompt(parts) }).join("\n");
  expect(guarded).toContain("灯罩的夹层里藏着城防图。");
  expect(guarded).not.toContain(shenLu.voice[0]);
  expect(guarded).not.toContain(guSanniang.public.known);
});
