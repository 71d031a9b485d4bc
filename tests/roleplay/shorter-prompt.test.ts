import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Prompt } from "../../server/roleplay/observation.ts";
import { CONVERSATION_START } from "../../server/roleplay/prompt/prompt-history.ts";
import { shorterPrompt } from "../../server/roleplay/prompt/shorter-prompt.ts";

const size = ({ system, messages, prefill }: Prompt) =>
  system.length + prefill.length + messages.reduce((sum, { content }) => sum + content.length, 0);

test("[F25] what is dropped is the oldest; sheet, beginning, last line and the order of speakers stay", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 300 }),
      fc.array(fc.string({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 24 }),
      (system, contents) => {
        const odd = contents.length % 2 === 1 ? contents : contents.slice(1);
        fc.pre(odd.length > 0);
        const messages = odd.map((content, i) => ({
          role: i % 2 === 0 ? ("user" as const) : ("assistant" as const),
          content: i === 0 ? `${CONVERSATION_START}\n\n${content}` : content,
        }));
        const prompt = { system, messages, prefill: "<system_thinking>" };
        const shorter = shorterPrompt(prompt);
        expect(shorter.system).toBe(system);
        expect(shorter.prefill).toBe(prompt.prefill);
        const [first, ...rest] = shorter.messages;
        expect(first?.role).toBe("user");
        expect(first?.content.startsWith(CONVERSATION_START)).toBe(true);
        expect(first?.content.endsWith(odd[odd.length - shorter.messages.length] ?? "-")).toBe(
          true,
        );
        expect(rest).toEqual(messages.slice(messages.length - rest.length));
        const mark = CONVERSATION_START.length + 2;
        if (shorter.messages.length > 1) {
          expect(size(shorter)).toBeLessThanOrEqual(size(prompt) * 0.75 + mark);
        }
        expect(shorter.messages.length).toBe(
          messages.length === 1 ? 1 : Math.min(shorter.messages.length, messages.length - 1),
        );
      },
    ),
  );
});
