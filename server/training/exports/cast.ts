import type { Survey } from "./survey.ts";

/** The personas of an episode as its start names them. */
export function castOf({ start }: Survey): { id: string; name: string }[] {
  return (start?.personas ?? []).flatMap((persona) => {
    const { id, name } = (persona ?? {}) as { id?: unknown; name?: unknown };
    return typeof id === "string" && typeof name === "string" ? [{ id, name }] : [];
  });
}
