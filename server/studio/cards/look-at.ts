import { readCardFields } from "./card-fields.ts";
import { readCardFile } from "./card-file.ts";
import type { HeldFile } from "./held-files.ts";
import type { CardRefusal } from "./limits.ts";
import { readTales } from "./tales.ts";

/** What any file is: a card, a file of tales, or neither. `named` is its file's name. Total. */
export function lookAt(
  bytes: Uint8Array,
  named: string,
): { readonly ok: true; readonly file: HeldFile } | CardRefusal {
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
