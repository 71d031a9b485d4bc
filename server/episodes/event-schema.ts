import * as z from "zod";
import { EPISODE_FORMAT, EpisodeEvent, ModelCallMade } from "../stage/episode-event.ts";
import { LoggedCall } from "../stage/logged-call.ts";

/** JSON Schema, as far as it is read here. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** What a kind of event is, and what its fields are, in the words of the sources. */
export interface EventWords {
  readonly says: string;
  /** The event's own fields, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields of what stands inside it, by name. */
  readonly inside: Readonly<Record<string, string>>;
}

/** What every event has. */
const EVERYWHERE = {
  v: "The version of the event.",
  episodeId: "The playing of a scene that it belongs to.",
  at: "When it was, by the server's wall clock, in ms.",
  made: "How many records its scene had made before it, kept or not: where one is missing, that shows.",
} as const;

/**
 * The published JSON Schema (draft 2020-12) of this version's events, one branch for each `type`. It names every field
 * of a model call too, which the log itself does not check. Throws for a kind of event that nobody explains.
 */
export function eventSchema(words: ReadonlyMap<string, EventWords>): JsonSchema {
  const kinds = EpisodeEvent.options.map((kind) => {
    const type = kind.shape.type.value;
    const known = words.get(type);
    if (known === undefined) throw new Error(`nothing says what an event "${type}" is`);
    const published = kind === ModelCallMade ? ModelCallMade.extend({ call: LoggedCall }) : kind;
    const { $schema: _, ...schema } = z.toJSONSchema(published, {
      target: "draft-2020-12",
      unrepresentable: "any",
    }) as JsonSchema;
    describe(schema, { fields: { ...EVERYWHERE, ...known.fields }, inside: known.inside });
    return { title: type, description: known.says, ...schema };
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `urn:dramatis:schema:episode-event:v${EPISODE_FORMAT}`,
    title: `Episode event, version ${EPISODE_FORMAT}`,
    description:
      "One event of an episode: one playing of a scene. Events are append-only; their order is that of the log. " +
      "Private text is in them: thoughts, prompts, what was whispered. Times are wall time in ms, if nothing else is said.",
    oneOf: kinds,
  };
}

/** Gives fields their words where the schema has none of its own; what is inside the first ones gets the others. */
function describe(schema: unknown, words: Omit<EventWords, "says">): void {
  if (Array.isArray(schema)) {
    for (const one of schema) describe(one, words);
    return;
  }
  if (typeof schema !== "object" || schema === null) return;
  for (const [keyword, inner] of Object.entries(schema)) {
    if (keyword !== "properties") {
      describe(inner, words);
      continue;
    }
    for (const [name, property] of Object.entries(inner as Record<string, JsonSchema>)) {
      const said = words.fields[name];
      if (said !== undefined && !("description" in property)) property["description"] = said;
      describe(property, { fields: words.inside, inside: words.inside });
    }
  }
}
