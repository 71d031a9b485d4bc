import * as z from "zod";

/** What every event of the log begins with, and what several kinds of event are built of. */

export const EPISODE_FORMAT = 2;

export const Head = { v: z.literal(EPISODE_FORMAT), episodeId: z.string(), at: z.number() };

/** Added to what is checked against the world it happened in: so many records its scene had made before it. */
export const Made = {
  /** How many records its scene had made before it, kept or not: where one is missing, that shows. */
  made: z.number().int().min(0).optional(),
};

export const Segment = z.strictObject({
  kind: z.enum(["speech", "action", "role-thinking", "system-thinking", "unreleased"]),
  text: z.string(),
});

/** In tiles; whole numbers for a tile, fractions for a body that walks. */
export const Place = z.strictObject({ x: z.number(), y: z.number() });
