import { pngOf } from "../../pictures/write-png.ts";

/** A picture for a card whose persona has none, as a PNG must have one: two soft colours that come from its name. */
export function blankPicture(name: string): Uint8Array {
  const [width, height] = [256, 384];
  let hash = 7;
  for (const sign of name) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 9_973;
  const [top, bottom] = [colour(hash % 360, 0.3, 0.32), colour((hash + 40) % 360, 0.35, 0.16)];
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const part = y / (height - 1);
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      for (let index = 0; index < 3; index++)
        pixels[at + index] = Math.round(
          (top[index] ?? 0) * (1 - part) + (bottom[index] ?? 0) * part,
        );
      pixels[at + 3] = 255;
    }
  }
  return pngOf({ width, height, pixels });
}

function colour(hue: number, saturation: number, light: number): number[] {
  const swing = saturation * Math.min(light, 1 - light);
  return [0, 8, 4].map((shift) => {
    const place = (shift + hue / 30) % 12;
    return Math.round(255 * (light - swing * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  });
}
