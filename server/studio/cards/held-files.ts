import { randomBytes } from "node:crypto";
import type { Clock } from "../../stage/ports.ts";
import type { CardFields } from "./card-fields.ts";
import type { PaintedCard } from "./painted-card.ts";
import type { TaleFile } from "./tales.ts";

/** A file that was looked at and not yet used. */
export type HeldFile =
  | { readonly kind: "card"; readonly file: PaintedCard; readonly fields: CardFields }
  | { readonly kind: "tales"; readonly tales: TaleFile; readonly named: string };

/** Files between being looked at and being brought in: few, for a while, each for the one who brought it. */
export interface HeldFiles<File = HeldFile> {
  hold(by: string, file: File): string;
  /** Null where nothing of that name is held for them any more. */
  find(by: string, name: string): File | null;
  forget(by: string, name: string): void;
}

const MOST = 8;
/** In ms. */
const KEPT = 20 * 60_000;

export function createHeldFiles<File = HeldFile>(clock: Pick<Clock, "elapsed">): HeldFiles<File> {
  const held = new Map<string, { by: string; file: File; until: number }>();
  const sweep = () => {
    for (const [name, { until }] of held) if (until <= clock.elapsed()) held.delete(name);
  };
  return {
    hold(by, file) {
      sweep();
      const oldest = held.keys().next().value;
      if (held.size >= MOST && oldest !== undefined) held.delete(oldest);
      const name = randomBytes(16).toString("hex");
      held.set(name, { by, file, until: clock.elapsed() + KEPT });
      return name;
    },
    find(by, name) {
      sweep();
      const one = held.get(name);
      return one === undefined || one.by !== by ? null : one.file;
    },
    forget(by, name) {
      if (held.get(name)?.by === by) held.delete(name);
    },
  };
}
