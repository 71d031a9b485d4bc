import { zipSync } from "fflate";

/** The path of the main picture in the CHARX files that are written here, as V3 advises. */
export const ICON_PATH = "assets/icon/images/main.png";

/** The same bytes for the same card: a zip's clock begins in 1980, and ours stays there. */
const TIME = new Date(1980, 0, 2);

/** A CHARX file: a card's JSON, and its picture where there is one. */
export function writeCharx(json: string, picture: Uint8Array | null, path = ICON_PATH): Uint8Array {
  const files = {
    "card.json": new TextEncoder().encode(json),
    ...(picture === null ? {} : { [path]: picture }),
  };
  return zipSync(files, { level: 6, mtime: TIME });
}
