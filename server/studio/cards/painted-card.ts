import type { Painter } from "../../pictures/painter.ts";
import type { CardFile } from "./card-file.ts";

/** A card's file with its picture painted anew; what was a stranger's is gone. */
export interface PaintedCard extends Omit<CardFile, "picture"> {
  /** A PNG that holds pixels only; null where none came, or none that is read. */
  readonly portrait: Uint8Array | null;
  /** The square of it that a game shows. */
  readonly token: Uint8Array | null;
}

/** Has a card's picture painted. A picture that is refused keeps no card out: its note says why. */
export async function paintedCard(
  painter: Pick<Painter, "paint">,
  { picture, ...file }: CardFile,
): Promise<PaintedCard> {
  if (picture === null) return { ...file, portrait: null, token: null };
  const made = await painter.paint({ as: "portrait", bytes: picture });
  if (made.ok) return { ...file, portrait: made.png, token: made.token };
  const notes = [...file.notes, { code: "portrait-refused", what: made.message } as const];
  return { ...file, notes, portrait: null, token: null };
}
