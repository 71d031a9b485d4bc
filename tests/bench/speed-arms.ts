import { DEFAULT_THINKING, type ThinkingSettings } from "../../server/roleplay/thinking-mode.ts";
import type { Model, ModelEvent } from "../../server/stage/ports.ts";

/** The ways to play that are measured side by side. */
export interface Arm {
  readonly id: string;
  readonly says: string;
  readonly thinking: ThinkingSettings;
  /** Players write for a while before they speak, and the page tells it. */
  readonly types: boolean;
  /** HER's demo: nothing is shown before the whole reply is there. */
  readonly wholeFirst: boolean;
  /** `tables`: each conversation out of the others' hearing. `inn`: the default world as it is delivered. */
  readonly place: "tables" | "inn";
}

const arm = (id: string, says: string, more: Partial<Arm> = {}): Arm => ({
  id,
  says,
  thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
  types: false,
  wholeFirst: false,
  place: "tables",
  ...more,
});
const fixed = (mode: ThinkingSettings["mode"]): ThinkingSettings => ({
  ...DEFAULT_THINKING,
  mode,
  ahead: [],
});

export const DEMO = arm("demo", "(a) HER's demo: whole reply, then shown", { wholeFirst: true });
export const AUTO = arm("auto", "(d) default policy, players type", {
  thinking: DEFAULT_THINKING,
  types: true,
});
export const ARMS: readonly Arm[] = [
  DEMO,
  arm("full", "(b) full, streamed"),
  arm("budget", "(c) budget", { thinking: fixed("budget") }),
  arm("ahead", "(c) ahead, players type", {
    thinking: { ...DEFAULT_THINKING, mode: "ahead" },
    types: true,
  }),
  arm("reflex", "(c) reflex", { thinking: fixed("reflex") }),
  AUTO,
];
/** Played at one size only: what becomes of the default policy in other circumstances. */
export const ASIDES: readonly Arm[] = [
  arm("auto-silent", "    default policy, nobody tells of typing", { thinking: DEFAULT_THINKING }),
  arm("auto-inn", "    default policy, typing, all in one inn", {
    thinking: DEFAULT_THINKING,
    types: true,
    place: "inn",
  }),
];

/** HER's demo waits for the whole reply, strips what is private, and shows the rest at once. */
export function wholeFirst(model: Model): Model {
  return {
    ...model,
    async *generate(request, signal): AsyncGenerator<ModelEvent> {
      let text = "";
      for await (const event of model.generate(request, signal)) {
        if (event.type === "text") {
          text += event.text;
          continue;
        }
        if (text !== "") yield { type: "text", text };
        yield event;
      }
    },
  };
}
