import type { SheetRelease } from "../../../shared/studio/writing.ts";
import { json, NO_BODY, problem, route, type StudioRoute } from "../route.ts";
import { asked, DESIGNERS, noSheet, SHEETS } from "./writing-answers.ts";
import type { WritingOptions } from "./writing-routes.ts";

/** What a sheet was: its releases, and each of their texts. */
export function historyRoutes({ shelf }: WritingOptions): StudioRoute[] {
  const path = "/writing/worlds/:world/sheets/:sheet/history";
  return [
    route({
      method: "GET",
      path,
      roles: DESIGNERS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet } = asked(request);
        if (sheet === null) return noSheet();
        return json((await shelf.history(world, sheet)) satisfies readonly SheetRelease[]);
      },
    }),
    route({
      method: "GET",
      path: `${path}/:version`,
      roles: DESIGNERS,
      privateText: SHEETS,
      body: NO_BODY,
      async handle(request) {
        const { world, sheet } = asked(request);
        const text =
          sheet === null
            ? null
            : await shelf.released(world, sheet, request.params["version"] ?? "");
        return text === null
          ? problem("not-found", "There is no such version.")
          : json({ yaml: text });
      },
    }),
  ];
}
