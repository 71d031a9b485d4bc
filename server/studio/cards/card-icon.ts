import { CARD_LIMITS } from "./limits.ts";
import { nodeAt, stringOf, type JsonText } from "./json-text.ts";
import { bytesOfBase64 } from "./text-bytes.ts";

/** The picture that stands for a character, as its card names it. */
export interface CardIcon {
  /** Where it lies in a CHARX; null where the card names no such place. */
  readonly path: string | null;
  /** It is written into the card itself. */
  readonly picture: Uint8Array | null;
  /** It lies at an address, which nobody here asks. */
  readonly remote: boolean;
}

const WRITTEN = /^data:image\/[a-z+.-]{1,20};base64,/iu;

/** Finds it as V3 chooses it among a card's assets, else as older tools keep an `avatar`. */
export function pictureIn({ root, text }: JsonText): CardIcon {
  const assets = nodeAt(root, "data", "assets");
  const icons = (assets?.kind === "array" ? assets.items.slice(0, 500) : []).flatMap((asset) => {
    const said = (key: string) => stringOf(text, nodeAt(asset, key)) ?? "";
    return said("type") === "icon" ? [{ name: said("name"), uri: said("uri") }] : [];
  });
  const chosen = icons.find(({ name }) => name === "main") ?? icons[0];
  const avatar = stringOf(text, nodeAt(root, "data", "avatar") ?? nodeAt(root, "avatar")) ?? "";
  const uri = chosen?.uri ?? (WRITTEN.test(avatar.slice(0, 60)) ? avatar : null);
  if (uri === null) return { path: null, picture: null, remote: false };
  const head = WRITTEN.exec(uri.slice(0, 60))?.[0];
  if (head !== undefined) {
    const bytes = uri.length > CARD_LIMITS.json ? null : bytesOfBase64(uri.slice(head.length));
    return { path: null, picture: bytes, remote: false };
  }
  // The specification spells it with one d; some exporters spell it right.
  const path = uri.replace(/^embedd?ed:\/\//iu, "").slice(0, 2_000);
  return { path, picture: null, remote: /^https?:/iu.test(path) };
}
