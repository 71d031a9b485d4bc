import type { ParticipantId } from "../../../shared/protocol.ts";
import type { Clock, Model, ModelEvent, ModelRequest } from "../ports.ts";

/** After this many ms a call that was cut is over, whether its model says so or not. */
const GRACE = 400;

/**
 * A model that answers nobody who is cut off: what waits leaves its queue, what runs is aborted, and nothing that still
 * comes is passed on. `cutOf` gives the signal that aborts a persona's calls.
 */
export function gatedModel(
  model: Model,
  clock: Clock,
  cutOf: (persona: ParticipantId) => AbortSignal,
): Model {
  async function* generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const cut = cutOf(request.purpose.persona);
    const gate = closing(cut, clock);
    const events = model.generate(request, AbortSignal.any([signal, cut]))[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await Promise.race([events.next(), gate.late]);
        if (next === "late" || next.done === true) return;
        const event = next.value;
        if (event.type === "end" || !gate.closed()) yield event;
        if (event.type === "end") return;
      }
    } finally {
      gate.open();
      // Nobody waits for a model that does not hear that it was stopped.
      void events.return?.()?.then(undefined, () => {});
    }
  }

  return {
    get synthetic() {
      return model.synthetic;
    },
    get description() {
      return model.description;
    },
    get continuesPrefill() {
      return model.continuesPrefill;
    },
    ...(model.queued === undefined ? {} : { queued: () => model.queued?.() ?? 0 }),
    generate,
  };
}

/** Watches one call's cut; `late` resolves a little after it. */
function closing(cut: AbortSignal, clock: Clock) {
  let closed = cut.aborted;
  let cancel = (): void => {};
  let shut = (): void => {};
  const late = new Promise<"late">((resolve) => {
    shut = () => {
      closed = true;
      cancel = clock.after(GRACE, () => resolve("late"));
    };
  });
  if (closed) shut();
  else cut.addEventListener("abort", shut, { once: true });
  return {
    late,
    closed: () => closed,
    open() {
      cut.removeEventListener("abort", shut);
      cancel();
    },
  };
}
