import type { FoundMap, MapFiles } from "../../../shared/studio/maps.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";

/** Has the server look at a map's files; nothing of them is written. */
export function lookAt(files: readonly File[]): Promise<Asked<FoundMap>> {
  const named: MapFiles = files.map((file) => ({
    name: file.webkitRelativePath || file.name,
    size: file.size,
  }));
  const body = new Blob([`${JSON.stringify(named)}\n`, ...files]);
  return ask<FoundMap>(`/maps?language=${language()}`, { method: "POST", body });
}
