import { parseXml, XmlElement } from "@rgrove/parse-xml";

/**
 * A tileset that Tiled wrote as XML (`.tsx`), as its JSON would be. The parser knows no entity beside XML's own five and
 * follows nothing; what declares a document type is no tileset. Null for what is none.
 */
export function tilesetOfXml(text: string): Readonly<Record<string, unknown>> | null {
  if (/<!DOCTYPE/iu.test(text)) return null;
  let root: XmlElement | null;
  try {
    root = parseXml(text).root;
  } catch {
    return null;
  }
  if (root?.name !== "tileset") return null;
  const image = child(root, "image");
  return {
    ...numbers(root, ["tilewidth", "tileheight", "tilecount", "columns", "margin", "spacing"]),
    name: root.attributes["name"] ?? "",
    ...pictureOf(image),
    tiles: children(root, "tile").map(tileOf),
  };
}

function tileOf(tile: XmlElement): Readonly<Record<string, unknown>> {
  const image = child(tile, "image");
  const animation = child(tile, "animation");
  const shapes = child(tile, "objectgroup");
  return {
    ...numbers(tile, ["id", "x", "y", "width", "height"]),
    properties: propertiesOf(tile),
    ...pictureOf(image),
    ...(animation === undefined
      ? {}
      : {
          animation: children(animation, "frame").map((one) =>
            numbers(one, ["tileid", "duration"]),
          ),
        }),
    ...(shapes === undefined
      ? {}
      : { objectgroup: { objects: children(shapes, "object").map(shapeOf) } }),
  };
}

function pictureOf(image: XmlElement | undefined): Readonly<Record<string, unknown>> {
  if (image === undefined) return {};
  const { width, height } = numbers(image, ["width", "height"]);
  return {
    image: image.attributes["source"] ?? "",
    ...(width === undefined ? {} : { imagewidth: width }),
    ...(height === undefined ? {} : { imageheight: height }),
  };
}

function shapeOf(object: XmlElement): Readonly<Record<string, unknown>> {
  const polygon = child(object, "polygon")?.attributes["points"];
  return {
    ...numbers(object, ["x", "y", "width", "height"]),
    ...(child(object, "point") === undefined ? {} : { point: true }),
    ...(polygon === undefined ? {} : { polygon: pointsOf(polygon) }),
  };
}

function pointsOf(text: string): { x: number; y: number }[] {
  return text
    .split(" ")
    .slice(0, 10_000)
    .map((pair) => {
      const [x, y] = pair.split(",").map(Number);
      return { x: x ?? 0, y: y ?? 0 };
    });
}

function propertiesOf(of: XmlElement): { name: string; value: unknown }[] {
  const list = child(of, "properties");
  if (list === undefined) return [];
  return children(list, "property").map(({ attributes }) => ({
    name: attributes["name"] ?? "",
    value: attributes["type"] === "bool" ? attributes["value"] === "true" : null,
  }));
}

function children(of: XmlElement, name: string): XmlElement[] {
  return of.children.filter(
    (one): one is XmlElement => one instanceof XmlElement && one.name === name,
  );
}

function child(of: XmlElement, name: string): XmlElement | undefined {
  return children(of, name)[0];
}

/** Attributes that are numbers and are there. */
function numbers(of: XmlElement, names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    names.flatMap((name): [string, number][] => {
      const text = of.attributes[name];
      const value = Number(text);
      return text === undefined || !Number.isFinite(value) ? [] : [[name, value]];
    }),
  );
}
