import type { Model } from "../stage/ports.ts";

/**
 * A model that does something of its own with each call of another. What that one says of itself is asked each time,
 * since a verdict on an endpoint may come after everything is wired.
 */
export function wrappedModel(model: Model, generate: Model["generate"]): Model {
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
    queued: () => model.queued?.() ?? 0,
    generate,
  };
}

/** The same model with more of its own; getters stay getters. */
export function withSelf<M extends Model, S extends object>(model: M, self: S): M & S {
  return Object.defineProperties(model, Object.getOwnPropertyDescriptors(self)) as M & S;
}
