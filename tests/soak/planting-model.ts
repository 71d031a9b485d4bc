import type { Canaries } from "../../server/cli/chaos/canaries.ts";
import { wrappedModel } from "../../server/model/wrapped-model.ts";
import type { Model, ModelEvent } from "../../server/stage/ports.ts";

/** A model whose every thought holds a word that may never be seen: `s…` in system thinking, `r…` in role thinking. */

/** What every planted word begins with, its kind first. */
export const PLANTED = /[rs]zqx[0-9a-f]{6,16}/gu;

const ROLE_TAG = "<role_thinking>";

/** Wraps a model; what it says is the inner model's, with planted words at the beginning of each private stretch. */
export function plantingModel(inner: Model, canaries: Canaries): Model {
  return wrappedModel(inner, async function* (request, signal): AsyncGenerator<ModelEvent> {
    let begun = !request.prompt.prefill.endsWith("<system_thinking>");
    let waiting = "";
    for await (const event of inner.generate(request, signal)) {
      if (event.type === "end") {
        if (waiting !== "") yield { type: "text", text: waiting };
        yield event;
        continue;
      }
      let text = waiting + event.text;
      if (!begun) text = `s${canaries.next()} ${text}`;
      begun = true;
      text = text.replaceAll(ROLE_TAG, () => `${ROLE_TAG}r${canaries.next()} `);
      const ready = text.length - openingAt(text);
      waiting = text.slice(ready);
      if (ready > 0) yield { type: "text", text: text.slice(0, ready) };
    }
  });
}

/** How many letters at the end of a text may be the beginning of the tag. */
function openingAt(text: string): number {
  for (let length = Math.min(ROLE_TAG.length - 1, text.length); length > 0; length--) {
    if (ROLE_TAG.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
