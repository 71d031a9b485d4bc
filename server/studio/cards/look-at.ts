import type { Painter } from "../../pictures/painter.ts";
import { readCardFields, type CardFields } from "./card-fields.ts";
import { readCardFile, type CardFile } from "./card-file.ts";
import type { HeldFile } from "./held-files.ts";
import type { CardRefusal } from "./limits.ts";
import { paintedCard } from "./painted-card.ts";
import { readTales, type TaleFile } from "./tales.ts";

/** A file as it was read, its picture not yet painted. */
export type SeenFile =
  | { readonly kind: "card"; readonly file: CardFile; readonly fields: CardFields }
  | { readonly kind: "tales"; readonly tales: TaleFile; readonly named: string };

/** A file to be held: what was seen in it, with its picture painted anew. */
export async function takeIn(painter: Pick<Painter, "paint">, seen: SeenFile): Promise<HeldFile> {
  return seen.kind === "tales" ? seen : { ...seen, file: await paintedCard(painter, seen.file) };
}

/** What any file is: a card, a file of tales, or neither. `named` is its file's name. Total. */
export function lookAt(
  bytes: Uint8Array,
  named: string,
): { readonly ok: true; readonly file: SeenFile } | CardRefusal {
  const file = readCardFile(bytes);
  const fields = file.ok ? readCardFields(file.json) : null;
  if (file.ok && fields?.ok === true) return { ok: true, file: { kind: "card", file, fields } };
  const refusal = !file.ok ? file : fields?.ok === false ? fields : null;
  // Only what is text can be a tale: a picture or a zip that is no card is nothing else.
  if (mayBeText(bytes)) {
    const tales = readTales(bytes, named);
    if (tales.ok) return { ok: true, file: { kind: "tales", tales, named } };
    if (refusal === null || (tales.code !== "no-card" && refusal.code === "no-card")) return tales;
  }
  return refusal ?? { ok: false, code: "no-card", message: "This file holds no card." };
}

function mayBeText(bytes: Uint8Array): boolean {
  const first = bytes.subarray(0, 256).find((byte) => byte > 0x20 && byte < 0x80);
  return first === 0x7b || first === 0x5b;
}
