import { useEffect, useRef } from "preact/hooks";
import type { SheetChanged } from "../../../shared/studio/writing.ts";
import { askLines } from "../api.ts";
import type { SheetDesk } from "./sheet-desk.ts";
import { words } from "./words.ts";

/** Follows what others do to sheets of a world, in the studio and in their files. `desks`: by the sheets' keys. */
export function useOutsideChanges(
  world: string,
  desks: Readonly<Record<string, SheetDesk>>,
  say?: (text: string) => void,
): void {
  const current = useRef({ desks, say });
  current.current = { desks, say };
  useEffect(() => {
    const leaving = new AbortController();
    const address = `/writing/worlds/${encodeURIComponent(world)}/changes`;
    void askLines<SheetChanged>(address, { signal: leaving.signal }, ({ sheet, what }) => {
      const desk = current.current.desks[sheet];
      if (desk === undefined || what !== "outside") return;
      void desk.reload().then((fresh) => {
        if (fresh) (current.current.say ?? desk.say.bind(desk))(words.freshOutside);
      });
    });
    return () => leaving.abort();
  }, [world]);
}
