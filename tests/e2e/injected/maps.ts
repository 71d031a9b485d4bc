import { aMap, tiles, tilesPng } from "../../studio/maps/make.ts";
import type { StudioVisitor } from "../studio-visitor.ts";
import { answerWith } from "./answers.ts";
import { ALL, pieces, TEXTS, type Shown } from "./shown.ts";

/** Tiled maps that are brought in, by every name in them and by those of their files, and the maps of worlds. */

/** A map whose layers, places and spots are called by the texts. */
function hostile(): object {
  const named = TEXTS.map((name, index) => ({
    name,
    x: 16,
    y: 16,
    ...(index % 2 === 0 ? { point: true } : { width: 16, height: 16 }),
  }));
  const map = aMap() as { layers: object[] };
  const painted = TEXTS.slice(0, 40).map((name) => tiles(name, Array(48).fill(1)));
  const objects = { name: ALL, type: "objectgroup", objects: named };
  return { ...map, layers: [...map.layers, ...painted, objects] };
}

async function drop({ page }: StudioVisitor, map: object, name = "town"): Promise<void> {
  const text = Buffer.from(JSON.stringify(map));
  await page.locator(".drop-zone input").setInputFiles([
    { name: `${name}.tmj`, mimeType: "application/json", buffer: text },
    { name: "tiles.png", mimeType: "image/png", buffer: Buffer.from(tilesPng()) },
  ]);
}

async function unfold({ page }: StudioVisitor): Promise<void> {
  await page.locator(".found-map img").waitFor({ timeout: 60_000 });
  await page.evaluate(() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
}

export const MAPS: readonly Shown[] = [
  {
    name: "a Tiled map, by every name in it",
    async open(visitor) {
      await visitor.goto("maps");
      await drop(visitor, hostile(), "<img src=x onerror=__ran()>");
      await unfold(visitor);
      for (const text of pieces(80, " ").slice(0, 20))
        await visitor.page.locator(".map-bring input").fill(text);
    },
    where: null,
  },
  {
    name: "what is found in a Tiled map, whatever the server says",
    async open(visitor) {
      await answerWith(visitor, /\/maps$/u, "name title about by id");
      await visitor.goto("maps");
      await drop(visitor, aMap());
      await unfold(visitor);
    },
    where: "main",
  },
  {
    name: "why a map is refused, and who would stand in a wall",
    async open(visitor) {
      const { page } = visitor;
      const message = ALL;
      const refusal = { code: "conflict", message, details: [{ path: [], message }] };
      await page.route(/\/maps\/salt-lantern\/map\b/u, (route) =>
        route.fulfill({ status: 409, json: refusal }),
      );
      await visitor.goto("maps/salt-lantern");
      await page.locator(".world-maps[open] .use-map button").first().click();
      await page.locator(".use-map [role=alert]").waitFor();
    },
    where: ".use-map",
  },
  {
    name: "routines and triggers on a map",
    async open(visitor) {
      const { page } = visitor;
      const fields = "name title action cue environment says words message what todo";
      await answerWith(visitor, /\/sheets\/(?:scene|things|life)$/u, fields);
      for (const part of ["routines", "triggers"]) {
        await visitor.goto(`write/salt-lantern/map/${part}`);
        await page
          .locator(`.map-mark.${part === "routines" ? "stop" : "trigger"}`)
          .first()
          .waitFor();
        await page.locator(".map-item[aria-expanded=false]").nth(3).click();
      }
    },
    where: "main",
  },
];
