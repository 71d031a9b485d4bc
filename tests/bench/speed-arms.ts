import {
  DEFAULT_THINKING,
  type ThinkingSettings,
} from "../../server/roleplay/thinking/thinking-mode.ts";
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
  /** All lines of a wave in the very same millisecond. */
  readonly burst: boolean;
  /** The queue as it is where an operator set nothing, instead of one that knows what the endpoint carries. */
  readonly queueUnset: boolean;
}

const arm = (id: string, says: string, more: Partial<Arm> = {}): Arm => ({
  id,
  says,
  thinking: { ...DEFAULT_THINKING, mode: "full", ahead: [] },
  types: false,
  wholeFirst: false,
  place: "tables",
  burst: false,
  queueUnset: false,
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
const aside = (id: string, says: string, more: Partial<Arm>): Arm =>
  arm(id, `    default policy, ${says}`, { thinking: DEFAULT_THINKING, types: true, ...more });

/** Played at one size only: what becomes of the default policy in other circumstances. */
export const ASIDES = {
  silent: aside("auto-silent", "nobody types", { types: false }),
  inn: aside("auto-inn", "all in one inn", { place: "inn" }),
  unset: aside("auto-unset", "queue 8 to 32", { queueUnset: true }),
  burst: aside("auto-burst", "all in one ms", { burst: true }),
} as const;

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
